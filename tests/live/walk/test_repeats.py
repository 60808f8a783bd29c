"""A form that is on every page is typed into twice; where another script runs beside it, it is typed into again."""

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.model.observations import FieldTyped, PageSeen, Searched, ValueSeen
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
NEWS = """<footer><form action=/news method=post><label>E-mail <input type=email name=email></label>
<button>Subscribe</button></form></footer>"""
SENDS = "document.querySelector('[name=email]').oninput = (e) => fetch('/seen?' + e.target.value)"
FOLDERS = ("alpha", "beta", "gamma", "delta", "epsilon")


async def papers(request: web.Request) -> web.Response | None:
    """A shop of five folders; in one of them a script sends off what is typed."""
    path = request.path.strip("/")
    folder = path.partition("/")[0]
    if path == "listener.js":
        return web.Response(text=SENDS, content_type="text/javascript")
    if path and folder not in FOLDERS:
        return None
    links = "".join(f"<a href=/{each}/page>{each}</a> " for each in FOLDERS)
    extra = "<script src=/listener.js></script>" if path.startswith("delta") else ""
    return page(
        path or "Papers", f"<main><h1>{path}</h1><script>said('{folder}')</script>{links}</main>{NEWS}{extra}", "en"
    )


async def test_what_is_typed_again_and_what_is_not() -> None:
    async with served(papers) as shop:
        evidence = await gather(shop.url, GatherOptions(allow_private=True, pictures=False, timeout=60))
    pages = {
        each.visit: each.url.rpartition(":")[2].partition("/")[2]
        for each in evidence.observations
        if type(each) is PageSeen
    }
    typed = [pages[each.visit] for each in evidence.observations if type(each) is FieldTyped]
    assert len(set(pages.values())) == 1 + len(FOLDERS)
    assert typed == ["", "alpha/page", "delta/page"]
    leaks = [each for each in evidence.observations if type(each) is ValueSeen and each.name == "email"]
    assert {pages[each.visit] for each in leaks} == {"delta/page"}
    said = next(each for each in evidence.observations if type(each) is Searched and each.what == "typing")
    assert (said.found, said.looked_at) == (2, 7)  # the home page is opened once more, to stay on it
    assert "4 more pages" in said.note
