"""Windows that come after a while, or when a visitor turns to go, are met and judged, and nobody waits for them."""

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.judge import judge
from safeinfo.model.observations import FieldTyped, PageSeen
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=90)

_WINDOW = """const w = document.createElement("dialog"); w.innerHTML = `<form action=/news method=post><h2>10 % off</h2>
<label>E-mail <input type=email name=email required></label><label>Mobile <input type=tel name=mobile required></label>
<button>Subscribe</button></form>`;
document.body.append(w); w.show();"""
_COMES = {
    "after a while": "setTimeout(open_, 20000)",
    "turning to go": "document.addEventListener('mouseout', e => { if (!e.relatedTarget && e.clientY <= 0) open_() })",
    "at the end": "addEventListener('scroll', () => { if (scrollY > 2000) open_() })",
    "after a fetch": "setTimeout(() => fetch('/offer').then(open_), 5000)",
}


@pytest.mark.parametrize("comes", _COMES)
async def test_a_late_window_is_typed_into_and_judged(comes: str) -> None:
    script = (
        f"<script>let there; function open_() {{ if (there) return; there = 1; {_WINDOW} }} {_COMES[comes]}</script>"
    )

    async def handle(request: web.Request) -> web.Response | None:
        if request.path == "/offer":
            return web.json_response({})
        body = f"<h1>Baskets</h1><p style='height:4000px'>We weave.</p>{script}"
        return page("Baskets", body, "en") if request.path == "/" else None

    async with served(handle) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert not any(method == "POST" for method, _, _ in shop.requests)
    typed = {each.kind for each in evidence.observations if type(each) is FieldTyped and each.accepted}
    assert {"email", "tel"} <= typed
    decline = next(each for each in judge(evidence).verdicts if each.requirement.slug == "right-to-decline")
    assert ("beyond-purpose", "Mobile") in {(each.name, each.place.quote) for each in decline.findings}


async def test_a_page_whose_time_never_passes_ends_the_stay_only() -> None:
    async def handle(request: web.Request) -> web.Response | None:
        script = "<script>setTimeout(() => { for (;;); }, 9000)</script>"
        body = f"<h1>Baskets</h1><p>We weave.</p><a href=/more>More</a>{script}"
        return page("Baskets", body, "en") if request.path in {"/", "/more"} else None

    async with served(handle) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert any(type(each) is PageSeen and each.url.endswith("/more") for each in evidence.observations)
