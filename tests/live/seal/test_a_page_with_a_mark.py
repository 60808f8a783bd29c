"""A shop that shows a mark and staples a file, looked at in a browser: one page alone, and pages by their addresses."""

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.judge import judge
from safeinfo.model.observations import FieldTyped, PageSeen, TextSeen
from safeinfo.seal import faces, mark
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


async def test_a_plain_visitor_types_nothing_and_comes_from_another_system() -> None:
    agents: dict[str, list[str]] = {"auditor": [], "visitor": []}
    who = "auditor"

    async def two_faced(request: web.Request) -> web.Response | None:
        agent = request.headers.get("User-Agent", "")
        agents[who].append(agent)
        more = '<label>Fax <input type="tel" name="fax"></label>' if "Windows" in agent else ""
        return page("Tarn", f"<h1>Join</h1>{SIGN_UP.replace('<button>', more + '<button>')}", "en")

    async with served(two_faced) as shop:
        options = GatherOptions(allow_private=True, max_pages=1, timeout=60, pictures=False)
        ours = await gather(f"{shop.url}/", options)
        before, who = len(shop.requests), "visitor"
        only = ((f"{shop.url}/", "home"),)
        visitor = GatherOptions(allow_private=True, max_pages=3, timeout=60, pictures=False, only=only, visitor=True)
        theirs = await gather(f"{shop.url}/", visitor)
        asked = [path for _, path, _ in shop.requests[before:]]
    assert any("SafeInfo" in agent for agent in agents["auditor"])
    assert not any("SafeInfo" in agent for agent in agents["visitor"])
    assert not any("Headless" in agent for agent in agents["visitor"])
    assert set(asked) <= {"/", "/favicon.ico"}
    assert not [each for each in theirs.observations if isinstance(each, FieldTyped)]
    found = {each.name: each.place.quote for each in faces.decide(ours, theirs).findings}
    assert "fax" in found["different-fields"]
