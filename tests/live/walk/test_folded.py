"""Forms behind tabs, in folded details and in windows of their own are opened, and judged as they are then shown.

So are sections folded within a form, and a form that a script shows in place of what a link leads to.
"""

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.judge import judge
from safeinfo.model.observations import BannerSeen, FieldTyped, PageSeen
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=90)

_NAV = "<nav><a href=/>Home</a> <a href=/account>Account</a> <a href=/contact>Contact</a>"
_NAV += " <a href=/privacy>Privacy</a> <a href=/letter id=letter>Newsletter</a></nav>"
_NAV += """<script>letter.onclick = (event) => { event.preventDefault(); const asked = document.createElement("dialog");
  asked.innerHTML = "<form method=post action=/letters><h2>Newsletter</h2><label>First name <input name=first></label>"
    + "<label>E-mail <input type=email name=email></label><button>Subscribe</button></form>";
  document.body.append(asked); asked.showModal(); };
if (!document.cookie.includes("told")) setTimeout(() => { const bar = document.createElement("div");
  bar.innerHTML = "<p>We use cookies to measure how our website is used.</p>"
    + "<button>Accept all</button><button>Reject all</button>";
  bar.onclick = () => { document.cookie = "told=1"; bar.remove(); }; document.body.append(bar); }, 3000);</script>"""
_ACCOUNT = """<h1>Account</h1><ul id=row><li><a href="#">Members</a><li><a href="#">New here</a></ul>
<div id=panels><section><form action=/in method=post><label>E-mail <input type=email name=email required></label>
<label>Password <input type=password name=password required></label><button>Log in</button></form></section>
<section hidden><form action=/join method=post><h2>Create an account</h2>
<label>E-mail <input type=email name=email required></label>
<label>Password <input type=password name=new autocomplete=new-password required></label>
<label>Telephone <input type=tel name=phone required></label><button>Register</button></form></section></div>
<script>row.querySelectorAll("a").forEach((tab, at) => tab.onclick = () => {
  [...panels.children].forEach((panel, place) => panel.hidden = place !== at); return false; });</script>"""
_CONTACT = """<h1>Contact</h1><details><summary>Write to us</summary><form action=/write method=post>
<label>E-mail <input type=email name=email></label><label>Message <textarea name=message></textarea></label>
<label><input type=checkbox onchange="back.hidden = !this.checked"> Call me back</label>
<div id=back hidden><label>Telephone <input type=tel name=phone></label></div><button>Send</button></form></details>
<button popovertarget=news>News</button><div id=news popover><form action=/news method=post><h2>Newsletter</h2>
<label>E-mail <input type=email name=email></label><button>Subscribe</button></form></div>
<div hidden><form action=/survey method=post><h2>A survey</h2><label>Date of birth <input type=date name=birth required>
</label><button>Send</button></form></div>"""


async def folding(request: web.Request) -> web.Response | None:
    if request.path == "/letter":
        raise web.HTTPSeeOther("/")
    bodies = {
        "/": "<h1>Baskets</h1><p>We weave.</p>",
        "/account": _ACCOUNT,
        "/contact": _CONTACT,
        "/privacy": "<h1>Privacy policy</h1>" + "<p>We collect your e-mail address and never sell it.</p>" * 9,
    }
    body = bodies.get(request.path)
    return page("Baskets", _NAV + body, "en") if body else None


async def test_what_is_folded_away_is_opened_typed_into_and_judged_as_shown() -> None:
    async with served(folding) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert not any(method == "POST" for method, _, _ in shop.requests)
    pages = {each.visit: each.url for each in evidence.observations if type(each) is PageSeen}
    typed = {
        (pages[each.visit].removeprefix(shop.url), each.kind)
        for each in evidence.observations
        if type(each) is FieldTyped and each.accepted
    }
    assert ("/account", "tel") in typed
    assert {("/contact", "email"), ("/contact", "x-message"), ("/contact", "tel")} <= typed
    assert ("/", "given-name") in typed
    banners = [(each.answer, each.control) for each in evidence.observations if type(each) is BannerSeen]
    assert banners == [("refused", "Reject all")]
    decline = next(each for each in judge(evidence).verdicts if each.requirement.slug == "right-to-decline")
    found = {(each.name, each.place.quote) for each in decline.findings if each.name != "only-needed-required"}
    assert ("beyond-purpose", "Telephone") in found
    assert ("form-hidden", "Date of birth") in found  # nothing on the page opens it
    assert [name for name, _ in found].count("form-hidden") == 1
