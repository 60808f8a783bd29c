"""Gathering at a site from hell ends in its time, tells what it could not see, and leaves nothing behind."""

import asyncio
import os

import psutil
import pytest

from safeinfo.gather import GatherOptions, gather
from safeinfo.model.errors import SiteError
from safeinfo.model.observations import GatherFailed, GatheringDone
from tests.live.hostile.pages import serve_hell

pytestmark = pytest.mark.live

SECONDS = 6.0  # what gathering may take
AFTER = 80.0  # its own grace, the looks at hosts, and the end of the browser


@pytest.fixture(scope="module")
async def hell():
    async with serve_hell() as origin:
        yield origin


@pytest.fixture
def own_temp(tmp_path, monkeypatch):
    """Where everything temporary goes in this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def browsers():
    """The browsers that this test process has started and that still run, by process id."""
    children = psutil.Process(os.getpid()).children(recursive=True)
    return {c.pid for c in children if c.status() != psutil.STATUS_ZOMBIE and "headless" in " ".join(c.cmdline())}


@pytest.fixture
def others():
    """The browsers of other tests of this process: theirs to end, not this test's."""
    return browsers()


async def gathered(url):
    """Return the evidence, or None if nothing of the site could be seen; fails if it takes too long."""
    options = GatherOptions(timeout=SECONDS, allow_private=True, max_pages=4)
    try:
        async with asyncio.timeout(SECONDS + AFTER):
            evidence = await gather(url, options)
    except SiteError:
        return None
    return evidence


@pytest.mark.parametrize("path", ["/alerts", "/busy", "/never-quiet"])
async def test_a_page_that_will_not_let_go_costs_no_more_than_its_time(hell, own_temp, others, path):
    evidence = await gathered(hell + path)
    if evidence is not None:
        assert isinstance(evidence.observations[-1], GatheringDone)
        told = [o for o in evidence.observations if isinstance(o, GatherFailed)]
        assert evidence.observations[-1].complete or told
    assert browsers() <= others
    assert [path.name for path in own_temp.iterdir()] == []


@pytest.mark.parametrize("path", ["/redirects", "/inside"])
async def test_a_site_that_shows_no_page_is_an_error_with_advice(hell, own_temp, others, path):
    with pytest.raises(SiteError) as error:
        await asyncio.wait_for(gather(hell + path, GatherOptions(timeout=SECONDS, allow_private=True)), AFTER)
    assert error.value.advice
    assert browsers() <= others
    assert [path.name for path in own_temp.iterdir()] == []
