"""A second opinion: a full Chromium loads the pages again, through the same proxy, as the same visitor."""

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.gather.browser.find import find_full_browser
from safeinfo.gather.walk import second
from safeinfo.judge import judge
from safeinfo.model.observations import OpinionsSeen
from safeinfo.report import FORMATS
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=60, max_pages=4, second_opinion=True)
FORM = """<h1>Your details</h1><form method=post action=/done><label>First name <input name=a></label>
<label>Surname <input name=b></label><label>Street <input name=c></label><label>City <input name=d></label>
<label>Postcode <input name=e></label><label>E-mail <input name=f></label><label>Gender <input name=g></label>
<button>Continue</button></form>"""


async def counter(request: web.Request) -> web.StreamResponse | None:
    """A shop that shows its form to whoever has its cookie only."""
    if request.path == "/contact":
        return page("Contact", FORM if "known" in request.cookies else "<p>Come in first.</p>", "en")
    if request.path == "/":
        response = page("Shop", "<h1>Shop</h1><p>Welcome.</p><a href=/contact>Contact us</a>", "en")
        response.set_cookie("known", "1")
        return response
    return None


@pytest.mark.skipif(not find_full_browser(), reason="no full Chromium is on this machine")
async def test_chromium_is_asked_about_the_pages_of_the_walk() -> None:
    async with served(counter) as shop:
        evidence = await gather(shop.url, OPTIONS)
    seen = [each for each in evidence.observations if isinstance(each, OpinionsSeen)]
    (asked,) = [each for each in seen if each.url.endswith("/contact")]
    assert {opinion.name: opinion.said for opinion in asked.opinions}["f"] == "EMAIL_ADDRESS"
    assert "hrom" in asked.browser
    report = judge(evidence)
    words = {row.name: row.second_opinion for row in report.fields}
    assert words["b"] == "Chromium agrees (NAME_LAST)"
    assert words["g"].startswith("Chromium: no opinion")
    assert "Chromium agrees on 6 fields" in FORMATS["text"](report)


async def test_without_a_full_chromium_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "find_full_browser", lambda: "")
    async with served(counter) as shop:
        evidence = await gather(shop.url, OPTIONS)
    report = judge(evidence)
    assert {row.second_opinion for row in report.fields} == {f"Chromium: not known, {second.NO_CHROMIUM}"}
    assert second.NO_CHROMIUM in " ".join(FORMATS["text"](report).split())
