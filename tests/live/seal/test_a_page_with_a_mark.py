"""A shop that shows a mark and staples a file, looked at in a browser: one page alone, and pages by their addresses."""

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.judge import judge
from safeinfo.model.observations import PageSeen, TextSeen
from safeinfo.seal import mark
from safeinfo.seal.sightings import sightings
from tests.live.walk.shops import page, served
from tests.unit.seal.making import AUTHORITY, SHOP

pytestmark = pytest.mark.live
SIGN_UP = '<form><label>Phone <input type="tel" name="tel" required></label><button>Join</button></form>'


async def marked(request: web.Request) -> web.Response | None:
    """A front page with the mark, a page that asks for a number, and a file that is no credential."""
    pages = {
        "/": f"<h1>Tarn</h1>{mark.snippet(SHOP, AUTHORITY)}<p>Our Safe Info seal is new.</p><a href='/join'>Join</a>",
        "/join": f"<h1>Join</h1>{SIGN_UP}",
        "/other": "<h1>Other</h1>",
    }
    if request.path == "/safe-info-seal.svg":
        return web.Response(text=mark.picture(SHOP), content_type="image/svg+xml")
    if request.path == "/.well-known/safe-info.json":
        return web.json_response({"no": "credential"})
    return page("Tarn", pages[request.path], "en") if request.path in pages else None


async def test_one_page_shows_the_mark_and_the_staple_is_kept_as_it_is() -> None:
    async with served(marked) as shop:
        options = GatherOptions(allow_private=True, max_pages=1, timeout=60, staple=True)
        evidence = await gather(shop.url, options)
    found = {each.kind: each for each in sightings(evidence, AUTHORITY)}
    assert (found["mark"].linked, found["mark"].of, found["mark"].named) == ("here", SHOP, "shop.example")
    assert found["claim"].quote == "Our Safe Info seal is new."
    kept = [each for each in evidence.observations if isinstance(each, TextSeen) and each.purpose == "staple"]
    assert evidence.blobs[kept[0].body or ""] == b'{"no": "credential"}'
    assert {each.url for each in evidence.observations if isinstance(each, PageSeen)} == {shop.url + "/"}


async def test_pages_are_opened_by_their_addresses_alone() -> None:
    async with served(marked) as shop:
        only = ((f"{shop.url}/", "home"), (f"{shop.url}/join", "signup"))
        options = GatherOptions(allow_private=True, max_pages=8, timeout=60, pictures=False, only=only)
        evidence = await gather(f"{shop.url}/", options)
    report = judge(evidence)
    assert {(each.url, each.role) for each in report.coverage.pages} == set(only)
    assert not report.coverage.complete
    assert "tel" in {row.kind for row in report.fields}
