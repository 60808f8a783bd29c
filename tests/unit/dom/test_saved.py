"""Pages saved to files: characters, address, shadow roots and frames."""

import pytest

from safeinfo.derive.forms import read_forms
from safeinfo.derive.saved import saved_page


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<!-- saved from url=(0031)https://shop.example/checkout/1 --><p>x", "https://shop.example/checkout/1"),
        (
            "<!--\n Page saved with SingleFile \n url: https://shop.example/a \n saved date: x -->",
            "https://shop.example/a",
        ),
        ("<link rel=canonical href=https://shop.example/b>", "https://shop.example/b"),
        ("<meta property='og:url' content='https://shop.example/c'>", "https://shop.example/c"),
        ("<link rel=canonical href=/b>", ""),
    ],
)
def test_the_address_a_page_came_from(html: str, url: str) -> None:
    assert saved_page(html.encode())[0].url == url
    assert saved_page(html.encode(), "https://given.example/")[0].url == "https://given.example/"


def test_characters_are_read_as_the_page_says() -> None:
    html = "<meta charset=shift_jis><form><label>電話番号<input name=a></label><button>送信</button></form>"
    (form,) = read_forms(saved_page(html.encode("shift_jis"))[0])
    assert form.fields[0].kind == "tel"


def test_shadow_roots_and_frames_that_the_file_holds_are_read() -> None:
    html = """<x-card><template shadowrootmode="closed"><label>Card number <input name=n></label>
    <template><input name=never></template></template></x-card>
    <iframe srcdoc="<form><label>E-mail <input name=m></label><button>Go</button></form>"></iframe>"""
    page, frame = saved_page(html.encode())
    assert [(field.name, field.kind) for form in read_forms(page) for field in form.fields] == [("n", "cc-number")]
    assert [field.name for form in read_forms(frame) for field in form.fields] == ["m"]
    assert frame.frame == "body > iframe"


def test_tags_without_their_beginning_are_left_alone() -> None:
    (page,) = saved_page(b"</template shadowroot></template><input name=a>")
    assert page.select("input")
