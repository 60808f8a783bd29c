"""The saved DOM: bounded on hostile input, and selectors that find what they name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.derive.dom import MAX_CHARACTERS, Document, box_of, node_of

TAGS = st.sampled_from(["div", "p", "span", "ul", "li", "table", "tr", "td", "a", "form", "input", "si-shadow", "b"])
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.tuples(TAGS, st.sampled_from(["a", "b", "c d", "é", "1x"])).map(lambda t: f'<{t[0]} id="{t[1]}">'),
    st.text(max_size=8),
)


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_selector_finds_exactly_what_it_names(pieces: list[str]) -> None:
    document = Document.parse("".join(pieces))
    for node in document.select("div, p, span, li, td, a, form, input, b"):
        selector = document.selector(node)
        if not selector.startswith(">>>"):
            found = document.tree.css(selector.replace(" >>> ", " > si-shadow > "))
            assert [n.mem_id for n in found] == [node.mem_id], selector


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 1_000_000,
        "<b>" * 200_000,
        "<ul><li>" * 200_000,
        "<svg><g>" * 200_000,
        "<div>" * 9000 + "</div>" * 9000,
    ],
)
def test_nesting_deeper_than_any_page_is_cut_and_said(html: str) -> None:
    document = Document.parse(html + "<input>")
    assert document.cut
    deepest = document.select("*")[-1]
    assert document.visible(deepest)
    assert document.selector(deepest)


def test_many_tags_that_do_not_nest_are_not_cut() -> None:
    html = "<ul>" + "<li>x<br>" * 20_000 + "</ul>" + "<div><p>a</div>" * 10_000
    document = Document.parse(html)
    assert not document.cut
    assert len(document.select("li")) == 20_000


def test_a_page_that_is_too_long_is_cut_and_said() -> None:
    document = Document.parse("x" * (MAX_CHARACTERS + 1))
    assert document.cut


@pytest.mark.parametrize(
    ("html", "visible"),
    [
        ("<p id=t>", True),
        ("<div hidden><p id=t></div>", False),
        ("<div style='color:red; display : none'><p id=t></div>", False),
        ("<div style='visibility:hidden'><p id=t></div>", False),
        ("<div data-si-hidden=display><p id=t></div>", False),
        ("<div data-si-hidden=visibility><p><b data-si-shown id=t></b></div>", True),
        ("<div data-si-box=1,2,3,4 hidden><p id=t></div>", True),  # the browser's word beats the markup's
        ("<template><p id=t></template>", False),
    ],
)
def test_visible(html: str, visible: bool) -> None:
    document = Document.parse(html)
    found = document.select("#t")
    assert [document.visible(node) for node in found] in ([visible], [] if not visible else [visible])


def test_what_the_browser_noted_is_read_and_nonsense_is_not() -> None:
    document = Document.parse("<a data-si-box='1,2.5,30,4' data-si-node=17></a><a data-si-box=no data-si-node=x></a>")
    first, second = document.select("a")
    assert box_of(first) is not None
    assert (box_of(first).y, node_of(first)) == (2, 17)  # type: ignore[union-attr]
    assert (box_of(second), node_of(second)) == (None, None)


def test_links_resolve_against_the_base() -> None:
    document = Document.parse("<base href=/de/><a href=x>", "https://shop.example/en/")
    assert document.resolve("x") == "https://shop.example/de/x"
    assert document.resolve("http://[") == ""
    assert document.find("not a selector ((") is None


@pytest.mark.parametrize(
    "noted", ["", "1,2,3", "a,b,c,d", "1,2,3,", "nan,0,0,0", "inf,0,0,0", "1e999,1,1,1", "1,2,3,4,5"]
)
def test_a_box_that_is_none_is_none(noted: str) -> None:
    (node,) = Document.parse(f"<p data-si-box='{noted}'>").select("p")
    assert box_of(node) is None
