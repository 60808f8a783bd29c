"""What is saved of a page is what a visitor sees, in every frame and shadow root; and hands reach all of it."""

import pytest
from aiohttp import web

from safeinfo.derive.dom import box_of
from safeinfo.derive.forms import read_forms
from safeinfo.model.kinds import Required
from safeinfo.model.observations import GatherFailed, InstrumentChecked
from tests.live.browser.conftest import node

pytestmark = pytest.mark.live

HIDDEN = """<!doctype html><body>
<p id=plain>seen</p>
<p id=display style="display:none"><b id=inner>x</b></p>
<p id=visibility style="visibility:hidden">x<b id=shown style="visibility:visible">y</b></p>
<p id=opacity style="opacity:0">x</p>
<p id=size style="height:0;overflow:hidden">x</p>
<p id=reader style="position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)">x</p>
<p id=offscreen style="position:absolute;left:-9999px">x</p>
<p id=clip style="clip-path:inset(50%)">x</p>
<div id=contents style="display:contents"><p id=held>seen</p></div>
<div id=later style="content-visibility:auto"><p id=skipped>seen later</p></div>
<details><summary id=summary>more</summary><p id=folded>x</p></details>
<a id=grey href=/ style="color:#777;background:#fff">grey</a>
<a id=plainlink>no address</a><button id=off disabled>off</button><input id=out tabindex=-1>
<input id=ticked type=checkbox checked><input id=unticked type=checkbox>
<input id=secret value="4111111111111111"><textarea id=area>my words</textarea><input type=submit id=go value=Go>
<script type="application/ld+json">{"a": "<b>"}</script><script>var secret = 1</script>
<p data-si-hidden=display data-si-node=1 id=liar>seen</p>
</body>"""


async def test_what_is_hidden_and_why(shop):
    visit = await shop.open(HIDDEN)
    page = await visit.capture("arrived", picture=False)
    document = visit.documents[0]
    reasons = {
        each.attributes["id"]: each.attributes.get("data-si-hidden") for each in document.select("[data-si-hidden][id]")
    }
    assert reasons == {
        "display": "display",
        "visibility": "visibility",
        "opacity": "opacity",
        "size": "size",
        "reader": "size",
        "offscreen": "offscreen",
        "clip": "clip",
        "folded": "display",
    }
    visible = {each.attributes["id"] for each in document.select("p, b, summary") if document.visible(each)}
    assert visible == {"plain", "shown", "held", "skipped", "summary", "liar"}
    assert document.select("#grey")[0].attributes["data-si-contrast"] == "4.48"
    unreachable = {each.attributes["id"] for each in document.select("[data-si-focus=false]")}
    assert unreachable == {"plainlink", "off", "out"}
    ticks = {each.attributes["id"]: each.attributes["data-si-checked"] for each in document.select("[type=checkbox]")}
    assert ticks == {"ticked": "true", "unticked": "false"}
    html = shop.ledger.read(page.documents[0].dom).decode()
    assert "4111111111111111" not in html
    assert "my words" not in html
    assert "var secret" not in html
    assert '{"a": "<b>"}' in html
    assert 'value="Go"' in html
    assert {each.instrument for each in shop.ledger.of(InstrumentChecked) if each.alive} >= {
        "dom",
        "recorder",
        "storage",
    }


GENERATED = """<!doctype html><style>
label::after { content: " *" } #q::before { content: "(" attr(data-n) ") " } #i::before { content: "\\e900 \\f0001" }
#h::after { content: "gone"; visibility: hidden } #e::after { content: ""; display: block } ::backdrop { color: red }
#first::first-letter { color: red }
</style><body><form><label for=m>Email</label><input id=m type=email><button>Go</button></form>
<p id=q data-n=3>said <b>so</b></p><i id=i></i><p id=h>here</p><p id=e>end</p><p id=first>First</p><ul><li>one</ul>
<div id=host></div><script>host.attachShadow({mode: "closed"}).innerHTML =
  "<style>span::after { content: ' inside' }</style><span>text</span>"</script></body>"""


async def test_generated_text_is_text_and_icons_are_none(shop):
    visit = await shop.open(GENERATED)
    page = await visit.capture("arrived", picture=False)
    document = visit.documents[0]
    assert "::" not in shop.ledger.read(page.documents[0].dom).decode().split("</head>")[1]
    said = {each.attributes["id"]: document.text(each) for each in document.select("p[id], i[id], #host")}
    assert said == {
        "q": "(3) said so",
        "i": "",
        "h": "here",
        "e": "end",
        "first": "First",
        "host": "text inside",
    }
    assert document.text(document.select("li")[0]) == "one"
    assert "data-si-hidden" not in document.select("#i")[0].attributes  # an icon is seen all the same
    field = next(each for form in read_forms(document) for each in form.fields)
    assert (field.label, field.required) == ("Email *", Required.REQUIRED)
    assert "star" in field.required_because


COMPONENTS = """<script>
for (const name of ["outer-part", "inner-part"]) customElements.define(name, class extends HTMLElement {
  constructor() { super(); const root = this.attachShadow({mode: this.getAttribute("mode") || "open"});
    root.innerHTML = name === "outer-part"
      ? "<p id=before>in</p><inner-part mode=closed><i id=given>light</i></inner-part><inner-part><i>l</i></inner-part>"
      : "<input id=deep><slot></slot>"; } });
</script><body><outer-part></outer-part></body>"""


async def test_shadow_roots_in_shadow_roots(shop):
    visit = await shop.open(COMPONENTS)
    await visit.capture("arrived", picture=False)
    document = visit.documents[0]
    inner = document.select("outer-part > si-shadow[mode=open] > inner-part")
    assert [each.css_first("si-shadow").attributes["mode"] for each in inner] == ["closed", "open"]
    assert [len(each.css("si-shadow > input")) for each in inner] == [1, 1]
    assert [[child.tag for child in each.iter()].count("i") for each in inner] == [1, 1]
    assert await visit.type(node(visit, "inner-part[mode=closed] #deep"), "typed in the dark")


async def test_hands_in_frames_of_other_sites(shop):
    shop.site.pages["/far"] = (
        "<body style='margin:0'><div style='height:1500px'></div><input id=card inputmode=numeric>"
        "<label><input id=box type=checkbox style='opacity:0'>agree</label>"
        "<select id=s onchange='document.title = this.value'><option>a</option><option>b</option></select>"
        "<button id=b onclick='this.textContent = event.isTrusted'>press</button></body>"
    )
    visit = await shop.open(
        "<body><div style='height:2000px'></div>"
        f"<iframe id=pay sandbox='allow-scripts' src='{shop.site.elsewhere}/far'></iframe>"
        "<iframe srcdoc='<p id=doc>said here</p>'></iframe></body>"
    )
    page = await visit.capture("arrived")
    frames = {each.frame: each for each in page.documents}
    assert set(frames) == {"", "#pay", "body > iframe:nth-of-type(2)"}
    assert (frames["#pay"].cross_origin, frames["#pay"].sandboxed) == (True, True)
    assert not frames["body > iframe:nth-of-type(2)"].cross_origin
    assert await visit.type(node(visit, "#card"), "5555 5555 5555 4444")
    assert await visit.tick(node(visit, "#box"), True)
    assert await visit.choose(node(visit, "#s"), 1)
    assert await visit.click(node(visit, "#b"))
    await visit.settle()
    await visit.capture("typed")
    far = visit.documents[1]
    assert far.text(far.select("#b")[0]) == "true"
    assert far.select("#box")[0].attributes["data-si-checked"] == "true"


LATER = "setTimeout(() => { document.title = 'answered' }, 60)"
RUNS = {
    "svg": f"<input id=f><svg><script>document.addEventListener('input', () => {LATER})</script></svg>",
    "gone": "<input id=f><script>addEventListener('input', () => { LATER });document.currentScript.remove()</script>",
    "handler": '<input id=f oninput="LATER">',
    "shadow": '<div><template shadowrootmode=open><input id=f oninput="LATER"></template></div>',
    "closed": "<div><template shadowrootmode=closed><input id=f><script>addEventListener('input', () => { LATER })"
    "</script></template></div>",
}


@pytest.mark.parametrize("way", RUNS)
async def test_what_a_page_does_after_a_key_is_waited_for_wherever_its_code_is_written(shop, way):
    visit = await shop.open(f"<!doctype html><title>before</title><body>{RUNS[way].replace('LATER', LATER)}</body>")
    await visit.capture("arrived", picture=False)
    assert await visit.type(node(visit, "#f"), "x")
    await visit.settle(typed=True)
    assert (await visit.capture("typed", picture=False)).title == "answered"


async def test_a_page_that_a_key_cannot_change_is_the_one_that_was_opened_last(shop):
    for number in range(6):
        visit = await shop.open(f"<!doctype html><title>{number}</title><body><input id=f></body>", f"/{number}")
        page = await visit.capture("arrived", picture=False)
        assert (page.title, page.url) == (str(number), f"{shop.site.url}/{number}")
        assert await visit.type(node(visit, "#f"), "x")
        assert await visit.settle(typed=True)


FIELDS = """<body><script>window.keys = []</script>
<input id=plain onkeydown="keys.push(event.key); document.title = keys.join('')" value="already there">
<input id=upper oninput="this.value = this.value.toUpperCase()">
<input id=phone oninput="this.value = this.value.replace(/(\\d{3})(?=\\d)/g, '$1 ').trim()">
<input id=refuses oninput="this.value = ''"><input id=shut readonly><input id=off disabled>
<input id=born type=date><input id=number type=number><textarea id=words></textarea>
<div id=editable contenteditable>old</div><input id=covered>
<div style="position:fixed;inset:0;z-index:9"></div></body>"""


@pytest.mark.parametrize(
    ("css", "text", "held"),
    [
        ("#plain", "abc", True),
        ("#upper", "name", True),
        ("#phone", "555123456", True),
        ("#refuses", "text", False),
        ("#shut", "text", False),
        ("#off", "text", False),
        ("#born", "2001-02-03", True),
        ("#number", "42", True),
        ("#words", "a long text " * 12, True),
        ("#editable", "new", True),
        ("#covered", "below", True),
    ],
)
async def test_typing(shop, css, text, held):
    visit = await shop.open(FIELDS)
    await visit.capture("arrived", picture=False)
    assert await visit.type(node(visit, css), text) is held
    if css == "#plain":
        page = await visit.capture("typed", picture=False)
        assert page.title == "abc"
    if held:
        assert await visit.clear(node(visit, css))


HEARD = """<!doctype html><body><input id=f><script>
const told = [];
for (const type of ["keydown", "keypress", "beforeinput", "input", "keyup", "change", "blur"])
  f.addEventListener(type, (e) => { told.push(type + (e.isTrusted ? "!" : "")); document.title = told.join(" "); });
</script></body>"""
KEY, MADE = "keydown! keypress! beforeinput! input! keyup!", "keydown keypress beforeinput input! keyup"


@pytest.mark.parametrize(("hurry", "first"), [(False, KEY), (True, MADE)])
async def test_what_a_page_hears_of_typing(shop, hurry, first):
    visit = await shop.open(HEARD)
    await visit.capture("arrived", picture=False)
    assert await visit.type(node(visit, "#f"), "ab 1", hurry=hurry)
    page = await visit.capture("typed", picture=False)
    assert page.title == f"{first} {first} {KEY} {KEY} change! blur!"


@pytest.mark.parametrize("css", ["#upper", "#phone", "#words", "#editable", "#number", "#covered", "#born", "#refuses"])
async def test_typing_in_a_hurry_ends_as_typing_does(shop, css):
    visit = await shop.open(FIELDS)
    await visit.capture("arrived", picture=False)
    text = {"#born": "2001-02-03", "#number": "42", "#phone": "555123456"}.get(css, "some words " * 8)
    assert await visit.type(node(visit, css), text, hurry=True) is (css != "#refuses")


async def test_a_covered_button_is_clicked_all_the_same(shop):
    visit = await shop.open(
        "<body><button id=b onclick='this.remove()'>b</button><div style='position:fixed;inset:0'></div></body>"
    )
    await visit.capture("arrived", picture=False)
    assert await visit.click(node(visit, "#b"))
    assert not await visit.click(node(visit, "#b"))  # it is gone


async def test_pictures_and_boxes(shop):
    visit = await shop.open("<body style='margin:0'><div style='height:3000px'></div><a id=l href=/>low</a></body>")
    page = await visit.capture("arrived")
    assert page.picture_size == (1280, 800)
    assert shop.ledger.read(page.picture).startswith(b"\xff\xd8\xff")
    assert box_of(visit.documents[0].select("#l")[0]).y >= 3000
    whole = await visit.capture("answered", full=True)
    assert whole.picture_size[1] > 3000


async def test_a_frame_that_wants_a_process_of_its_own_is_seen_or_told(shop):
    async def far(request):
        return web.Response(
            text="<body><p id=far>seen</p>", content_type="text/html", headers={"Origin-Agent-Cluster": "?1"}
        )

    shop.site.handlers["/far"] = far
    visit = await shop.open(f"<body><iframe id=f src='{shop.site.elsewhere}/far'></iframe></body>")
    page = await visit.capture("arrived", picture=False)
    seen = [each.frame for each in page.documents if "seen" in shop.ledger.read(each.dom).decode()]
    told = [each.url for each in shop.ledger.of(GatherFailed) if each.what == "frame"]
    assert (seen, told) == (["#f"], []) or (seen, told) == ([], [f"{shop.site.elsewhere}/far"])


async def test_cards_that_nobody_planted_are_masked_and_contact_addresses_are_not(shop):
    visit = await shop.open("<body><p>4111 1111 1111 1111, order 4111111111111112, mail@shop.example</p></body>")
    page = await visit.capture("arrived", picture=False)
    html = shop.ledger.read(page.documents[0].dom).decode()
    assert "<p>⟦card-number⟧, order 4111111111111112, mail@shop.example</p>" in html
