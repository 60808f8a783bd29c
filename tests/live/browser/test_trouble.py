"""Hostile and broken pages: each ends in time, is recorded as what it is, and the next page opens."""

import asyncio
import os
import time

import pytest
from aiohttp import web

from safeinfo.gather.browser import BrowserOptions, open_browser
from safeinfo.model.observations import GatherFailed, PageSeen
from tests.live.browser.conftest import node
from tests.live.processes import left_of, of_group

pytestmark = pytest.mark.live


def answering(text="", **settings):
    async def handler(request):
        return web.Response(text=text, **settings)

    return handler


async def reason_of(shop, path):
    assert await shop.open(path=path) is None
    failure = shop.ledger.of(GatherFailed)[-1]
    assert (failure.what, failure.url) == ("page", shop.site.url + path)
    return failure.reason


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"status": 404}, "http-status"),
        ({"status": 404, "text": "<p>no such page"}, "http-status"),
        ({"status": 500, "text": "<p>broken"}, "http-status"),
        ({"status": 403, "text": "<p>go away"}, "blocked"),
        ({"status": 429, "text": "<p>slower"}, "blocked"),
        ({"status": 401, "text": "<p>who are you"}, "login-needed"),
        ({"status": 204}, "not-html"),
        ({"text": "{}", "content_type": "application/json"}, "not-html"),
        ({"text": "x", "headers": {"Content-Disposition": "attachment; filename=a.zip"}}, "not-html"),
    ],
)
async def test_answers_that_are_no_page(shop, settings, reason):
    settings = {"content_type": "text/html", **settings}
    shop.site.handlers["/no"] = answering(**settings)
    assert await reason_of(shop, "/no") == reason
    assert await shop.open("<body>fine") is not None


async def test_a_redirect_loop_and_an_address_without_server(shop):
    async def around(request):
        return web.Response(status=302, headers={"Location": "/around"})

    shop.site.handlers["/around"] = around
    assert await reason_of(shop, "/around") == "error"
    assert await shop.shopper.open("http://127.0.0.1:1/", role="other") is None
    assert shop.ledger.of(GatherFailed)[-1].reason in {"refused", "unreachable"}


async def test_dialogs_popups_and_leaving_do_not_hold_it_up(shop):
    shop.site.pages["/away"] = "<title>away</title><body>"
    visit = await shop.open(
        "<body><script>alert(1); confirm(2); prompt(3);"
        "addEventListener('beforeunload', (e) => { e.preventDefault(); e.returnValue = 'stay'; });"
        "</script><button id='b' onclick='window.open(`/popup`)'>open</button><a id='a' href='/away'>away</a>"
    )
    shop.site.pages["/popup"] = "<title>popup</title><body>"
    await visit.capture("arrived")
    assert await visit.click(node(visit, "#b"))
    async with asyncio.timeout(10):
        while not shop.shopper.popups:
            await visit.settle()
    assert shop.shopper.popups == [f"{shop.site.url}/popup"]
    assert await visit.click(node(visit, "#a"))
    following = await shop.shopper.follow("other", "away", 1)
    assert (await following.capture("arrived")).title == "away"


async def test_a_page_that_never_falls_quiet_is_taken_as_it_is(shop):
    began = time.monotonic()
    visit = await shop.open(
        "<body><p id='p'></p><script>setInterval(() => { p.textContent = Math.random(); fetch('/again') }, 20)</script>"
    )
    page = await visit.capture("arrived")
    assert page.documents
    assert time.monotonic() - began < 25


async def test_a_crash_is_told_and_the_next_page_opens(shop):
    visit = await shop.open("<body>fine")
    crash = shop.shopper.connection.post("Page.crash", {}, shop.shopper.target.session)
    await asyncio.wait_for(shop.shopper.target.gone.wait(), 10)
    crash.cancel()
    page = await visit.capture("answered")
    assert not page.documents
    assert await shop.open("<title>again</title><body>") is not None
    (failure,) = shop.ledger.of(GatherFailed)
    assert (failure.what, failure.reason, failure.visit) == ("page", "crashed", visit.id)


async def test_a_page_too_large_or_too_deep_is_cut_and_said(shop, monkeypatch):
    monkeypatch.setattr("safeinfo.gather.browser.writer.LARGEST", 5_000)
    visit = await shop.open("<body>" + "<p>words</p>" * 2_000)
    page = await visit.capture("arrived")
    assert len(shop.ledger.read(page.documents[0].dom)) <= 5_000
    assert ("dom", "too-large") in {(each.what, each.reason) for each in shop.ledger.of(GatherFailed)}


async def test_a_browser_that_is_killed_is_told_and_leaves_nothing(site, tmp_path):
    from tests.live.browser.conftest import Shop

    site.pages["/"] = "<body>fine"
    from datetime import UTC, datetime

    from safeinfo.gather.ledger import Ledger

    ledger = Ledger(lambda: datetime.now(UTC))
    async with open_browser(BrowserOptions()) as browser:
        shopper = await browser.new_shopper(ledger, site=site.url)
        shop = Shop(site, shopper, ledger)
        visit = await shop.open()
        processes = of_group(browser.group)
        assert len(processes) > 1
        os.kill(browser.pid, 9)
        await asyncio.wait_for(browser.connection.closed.wait(), 10)
        assert not (await visit.capture("answered", picture=True)).documents
        assert await shop.open() is None
        assert not shopper.alive
    assert ("browser", "crashed") in {(each.what, each.reason) for each in ledger.of(GatherFailed)}
    assert len(ledger.of(PageSeen)) == 1
    assert await left_of(processes) == []
