"""Whatever a page does, opening it ends in time, what went wrong is recorded, and the next page opens."""

import asyncio
import datetime as dt
import os

import psutil
import pytest

from safeinfo.gather.browser import BrowserOptions, memory, open_browser, opening, pulse, snapshot, traffic, visit
from safeinfo.gather.browser.cdp import Connection
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import ExchangeSeen, GatherFailed, PageSeen
from tests.live.hostile.pages import BODIES, GOOD, SCRIPTS, serve_hell
from tests.live.processes import family, left_of

pytestmark = pytest.mark.live

BUDGET = 60.0  # seconds for one page, its capture and a good page after it, with the waits set below


@pytest.fixture(scope="module")
async def hell():
    async with serve_hell() as origin:
        yield origin


@pytest.fixture(scope="module")
async def browser():
    async with PolicyProxy(Guard(allow_private=True)) as proxy, open_browser(BrowserOptions(proxy=proxy)) as browser:
        yield browser


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    """The same waits as in an audit, only shorter."""
    monkeypatch.setattr(opening, "ANSWER_WITHIN", 6.0)
    monkeypatch.setattr(opening.loaded, "__defaults__", (1.5,))
    monkeypatch.setattr(visit.Visit.settle, "__defaults__", (1.0,))
    monkeypatch.setattr(Connection.send, "__defaults__", (None, "", 6.0))
    monkeypatch.setattr(snapshot, "_WITHIN", 6.0)
    monkeypatch.setattr(visit, "_SHOT_WITHIN", 3.0)
    monkeypatch.setattr(pulse, "PATIENCE", 2.5)
    monkeypatch.setattr(pulse, "PACE", 0.2)


@pytest.fixture
def ledger():
    return Ledger(lambda: dt.datetime.now(dt.UTC))


@pytest.fixture
async def shopper(browser, hell, ledger):
    shopper = await browser.new_shopper(ledger, site=hell)
    yield shopper
    await asyncio.wait_for(shopper.close(), 15)


async def meet(shopper, url):
    """Open a page, look at it if it opens, and go on to a good one."""
    async with asyncio.timeout(BUDGET):
        visit = await shopper.open(url, role="home")
        page = await visit.capture("arrived") if visit else None
        good = await shopper.open(url.rpartition("/")[0] + GOOD, role="policy")
        if good:
            await good.settle()  # as the walk does before it looks
        after = await good.capture("arrived") if good else None
        if after and not after.title:  # on a busy machine the bad page's last act may come between
            await good.settle()
            after = await good.capture("arrived")
    return visit, page, after


@pytest.mark.parametrize(
    "path", [*sorted(SCRIPTS.keys() - {"/eats", "/floods"}), *BODIES, "/endless", "/trickle", "/empty", "/cut"]
)
async def test_a_page_that_misbehaves_does_not_stop_the_walk(shopper, hell, ledger, path):
    visit, page, after = await meet(shopper, hell + path)
    assert after is not None
    assert after.title == "Shop"
    assert after.documents
    failures = ledger.of(GatherFailed)
    assert page is not None or failures
    if page is not None and not page.documents:
        assert [f for f in failures if f.visit == visit.id]


@pytest.mark.parametrize(
    ("path", "reasons"),
    [
        ("/redirects", {"error"}),
        ("/there", {"error"}),
        ("/inside", {"refused"}),
        ("/file", {"not-html"}),
        ("/picture", {"not-html"}),
        ("/json", {"not-html"}),
        ("/nothing", {"not-html"}),
        ("/silent", {"timeout"}),
        ("/forbidden", {"blocked"}),
        ("/broken", {"http-status"}),
        ("/missing", {"http-status"}),
        ("/nonsense", {"unreachable", "http-status", "blocked", "error"}),
    ],
)
async def test_what_is_no_page_is_told_as_such(shopper, hell, ledger, path, reasons):
    visit, _, after = await meet(shopper, hell + path)
    assert visit is None
    assert after is not None
    (failure,) = ledger.of(GatherFailed)
    assert failure.reason in reasons
    assert failure.what == "page"
    assert failure.url == hell + path


async def test_a_page_that_is_too_large_is_kept_in_part_or_given_up(shopper, hell, ledger):
    async with asyncio.timeout(60):
        visit = await shopper.open(hell + "/huge", role="home")
        if visit:
            await visit.capture("arrived")
        good = await shopper.open(hell + GOOD, role="policy")
    assert good is not None
    assert ledger.of(GatherFailed)
    kept = sum(len(ledger.read(document.dom)) for seen in ledger.of(PageSeen) for document in seen.documents)
    assert kept < 24 * 2**20


async def test_a_crashed_page_is_told_and_the_next_one_opens(shopper, hell, ledger):
    visit = await shopper.open(hell + GOOD, role="home")
    assert visit is not None
    crash = asyncio.ensure_future(shopper.connection.send("Page.crash", {}, shopper.target.session, within=3))
    await asyncio.wait_for(shopper.target.gone.wait(), 10)
    await asyncio.gather(crash, return_exceptions=True)
    await asyncio.wait_for(visit.capture("typed"), BUDGET)
    assert [f for f in ledger.of(GatherFailed) if f.visit == visit.id]
    again = await asyncio.wait_for(shopper.open(hell + GOOD, role="policy"), BUDGET)
    assert again is not None


async def test_a_page_that_floods_the_recorder_is_given_up_and_the_next_one_opens(shopper, hell, ledger, monkeypatch):
    monkeypatch.setattr(traffic, "FLOOD", 200)
    visit = await shopper.open(hell + "/floods", role="home")
    await asyncio.wait_for(shopper.target.gone.wait(), 30)
    async with asyncio.timeout(BUDGET):
        assert await shopper.open(hell + GOOD, role="policy") is not None
    (failure,) = ledger.of(GatherFailed)
    assert (failure.what, failure.reason, failure.url) == ("page", "too-large", hell + "/floods")
    assert visit is None or failure.visit == visit.id
    assert len([each for each in ledger.of(ExchangeSeen) if each.url.startswith(hell + "/ping")]) >= 150


async def test_a_page_that_eats_memory_is_ended_and_the_next_one_opens(shopper, hell, ledger, monkeypatch):
    monkeypatch.setattr(memory, "LARGEST", 400 * 2**20)
    monkeypatch.setattr(memory, "PACE", 0.05)
    await shopper.open(hell + "/eats", role="home")
    await asyncio.wait_for(shopper.target.gone.wait(), 30)
    async with asyncio.timeout(BUDGET):
        assert await shopper.open(hell + GOOD, role="policy") is not None
    (failure,) = ledger.of(GatherFailed)
    assert (failure.what, failure.reason, failure.url) == ("page", "crashed", hell + "/eats")
    assert "memory" in failure.detail


@pytest.fixture
def own_temp(tmp_path, monkeypatch):
    """Where everything temporary goes in this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.mark.parametrize("way", ["ended", "killed", "raised", "cancelled"])
async def test_no_process_and_no_file_is_left(hell, ledger, own_temp, way):
    processes = []
    started = asyncio.Event()

    async def run():
        async with (
            PolicyProxy(Guard(allow_private=True)) as proxy,
            open_browser(BrowserOptions(proxy=proxy)) as browser,
        ):
            shopper = await browser.new_shopper(ledger, site=hell)
            assert await shopper.open(hell + "/never-quiet", role="home")
            assert browser.group == os.getpgid(browser.pid) != os.getpgrp()
            processes.extend(family(browser.pid))
            started.set()
            if way == "killed":
                psutil.Process(browser.pid).kill()
                assert await asyncio.wait_for(shopper.open(hell + GOOD, role="policy"), BUDGET) is None
                assert ledger.of(GatherFailed)[-1].what == "browser"
            if way == "raised":
                raise LookupError("a bug of ours")
            if way == "cancelled":
                await asyncio.Event().wait()

    running = asyncio.create_task(run())
    if way == "cancelled":
        await asyncio.wait_for(started.wait(), 60)
        running.cancel()
    ended = await asyncio.wait_for(asyncio.gather(running, return_exceptions=True), 60)
    expected = {"raised": LookupError, "cancelled": asyncio.CancelledError}.get(way)
    assert isinstance(ended[0], expected) if expected else ended == [None]
    assert len(processes) > 1
    assert await left_of(processes) == []
    assert sorted(path.name for path in own_temp.iterdir()) == []


async def test_a_page_that_is_still_coming_is_looked_at_and_said_to_have_come_in_part(
    shopper, hell, ledger, monkeypatch
):
    monkeypatch.setattr("safeinfo.gather.browser.visit.loaded", _not_waited_for)
    visit = await asyncio.wait_for(shopper.open(hell + "/trickle", role="home"), BUDGET)
    assert visit is not None
    page = await asyncio.wait_for(visit.capture("arrived"), BUDGET)
    assert page.documents
    (failure,) = [each for each in ledger.of(GatherFailed) if each.visit == visit.id and each.what == "dom"]
    assert failure.reason == "timeout"
    assert "had not come whole" in failure.detail


async def _not_waited_for(*_):
    return False
