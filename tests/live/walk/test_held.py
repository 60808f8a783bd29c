"""Pages that hold their renderer among good ones: each costs a slice of time, and the walk reaches what it would."""

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.gather.browser import pulse
from safeinfo.model.observations import BannerSeen, ExchangeSeen, FieldTyped, GatherFailed, PageSeen, TrialRun
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=150)
HOLD = "for(;;);"
DIALOGS = "for(;;) confirm('stay');"
WAITING = "const r = new XMLHttpRequest(); r.open('GET', '/never', false); r.send();"
STOPPED = "debugger; document.title = 'gone on';"
BANNER = """<div id=bar style="position:fixed;bottom:0;width:100%;background:#fff"><p>We use cookies and tracking.</p>
<button onclick="for(;;);">Reject all</button><button onclick="bar.remove()">Accept all</button></div>"""
LETTER = """<form method=post action=/news><h2>Newsletter</h2>
<label>Email <input type=email name=letter oninput="for(;;);"></label><button>Subscribe</button></form>"""
SAFE = "<a href=/privacy>Privacy policy</a> <a href=/basket>Basket</a>"
HELD = "<a href=/dear>Terms</a> <a href=/sale>Sale</a> <a href=/busy>Shop</a> <a href=/contact>Contact</a>"
SCRIPTS = {"/dear": DIALOGS, "/sale": HOLD, "/busy": WAITING, "/contact": STOPPED}
PRIVACY = "<p>We collect your name and email to deliver. We do not sell your personal information.</p>" * 6
SHELF = "<ul><li><a href=/p/1>Chair</a> £40.00</li><li><a href=/p/2>Table</a> £55</li></ul>"
CHAIR = "<p>£40.00</p><form method=post action=/put><button>Add to basket</button></form>"
ADDRESS = """<form method=post action=/deliver ><label>Name <input name=n autocomplete=name></label>
<label>Street <input name=s autocomplete=street-address></label><label>Email <input type=email name=e></label>
<button>Continue</button></form>"""


@pytest.fixture(autouse=True)
def less_patience(monkeypatch):
    monkeypatch.setattr(pulse, "PATIENCE", 2.0)
    monkeypatch.setattr(pulse, "PACE", 0.2)


def shop(links=SAFE, around="", address=ADDRESS):
    """Return a handler of a small shop; `around` stands on every page, and what `SCRIPTS` names holds on arrival."""
    pages = {"/": SHELF, "/p/1": CHAIR, "/p/2": CHAIR, "/till": address, "/privacy": PRIVACY}

    async def handle(request):
        path = request.path
        if path == "/never":
            await asyncio.sleep(60)
        if path == "/put":
            response = web.HTTPFound("/basket")
            response.set_cookie("b", "1")
            raise response
        body = pages.get(path)
        if path == "/basket":
            body = "<p>Chair £40.00</p><a href=/till>Checkout</a>" if "b" in request.cookies else "<p>Empty.</p>"
        if path in SCRIPTS:
            return page("Wait", f"<nav>{links}</nav><h1>Wait</h1><script>{SCRIPTS[path]}</script>", "en")
        title = {"/till": "Checkout", "/privacy": "Privacy policy", "/basket": "Basket"}.get(path, "Old Oak")
        return body and page(title, f"<nav>{links}</nav><h1>{title}</h1>{body}{around}", "en")

    return handle


def kinds(evidence, kind):
    return [each for each in evidence.observations if isinstance(each, kind)]


def seen_roles(evidence):
    return {each.role for each in kinds(evidence, PageSeen) if each.documents}


async def test_a_walk_among_pages_that_hold_on_arrival_and_while_typing_reaches_what_it_would() -> None:
    async with served(shop(SAFE + HELD, LETTER)) as site:
        evidence = await gather(site.url, OPTIONS)
    held = [each for each in kinds(evidence, GatherFailed) if each.reason == "unresponsive"]
    assert {"product", "cart", "checkout", "policy"} <= seen_roles(evidence)
    assert {each.url.removeprefix(site.url) for each in held} == {"/", "/dear", "/sale", "/busy"}
    assert all(each.what == "page" and each.visit and "2 s" in each.detail for each in held)
    assert [each.url for each in held if "typing" in each.detail] == [site.url + "/"]
    # The field by which the page was lost is left alone from then on; the others are typed into.
    typed = kinds(evidence, FieldTyped)
    assert [each.note for each in typed if each.kind == "email"].count("the page was lost while this was typed") == 1
    assert any(each.accepted and each.kind == "name" for each in typed)
    # A `debugger` statement stops nobody whose tools are not open.
    assert any(each.title == "gone on" and each.documents for each in kinds(evidence, PageSeen))
    assert evidence.observations[-1].ended_because == "done"


async def test_a_banner_that_holds_the_page_is_pressed_once() -> None:
    async with served(shop(around=BANNER)) as site:
        evidence = await gather(site.url, replace(OPTIONS))
    assert {"product", "cart", "checkout", "policy"} <= seen_roles(evidence)
    (banner,) = kinds(evidence, BannerSeen)
    assert banner.answer == "failed"
    assert [each for each in kinds(evidence, GatherFailed) if "answering" in each.detail]


async def test_a_form_that_holds_the_page_when_it_is_sent_is_a_trial_without_result() -> None:
    async with served(shop(address=ADDRESS.replace("<form", f"<form onsubmit='{HOLD}'"))) as site:
        evidence = await gather(site.url, replace(OPTIONS, trials=True, controls_site=True))
    steps = [each for each in kinds(evidence, TrialRun) if each.trial == "checkout-step"]
    assert [each.result for each in steps] == ["no-change"]
    assert [each for each in kinds(evidence, GatherFailed) if "submitting" in each.detail]
    assert "policy" in seen_roles(evidence)
    carts = [each for each in kinds(evidence, ExchangeSeen) if each.url.endswith("/put")]
    assert carts
