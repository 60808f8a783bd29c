# ruff: noqa: E501 - markup as it is met
"""What a product asks for before it goes into the cart."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import page_role
from safeinfo.gather.walk import choosing
from safeinfo.gather.walk.state import Look

ADD = "<button data-si-node=9>Add to cart</button>"


def product(inner: str, beside: str = "") -> Look:
    body = f"<body><main><h1>Towel</h1><p>$49.00</p><form method=post action=/cart>{inner}{ADD}</form>{beside}</main></body>"
    document = Document.parse(body, "https://shop.example/towel")
    return Look(
        cast("Any", None),
        cast("Any", None),
        (document,),
        document.url,
        page_role(document),
        tuple(read_forms(document)),
    )


@pytest.mark.parametrize(
    ("inner", "is_open"),
    [
        ("<label>Name to embroider <input name=attribute[1] data-si-node=1 required></label>", True),
        ("<label>Name to embroider <input name=attribute[1] data-si-node=1></label>", False),
        ("<label>Name to embroider <input name=attribute[1] value=Abc data-si-node=1 required></label>", False),
        ("<select name=size data-si-node=1><option value=''>Choose<option value=m>M</select>", True),
        ("<select name=size data-si-node=1><option value=''>Choose<option value=m selected>M</select>", False),
        ("<select name=size data-si-node=1><option value=''>Choose<option value=m disabled>M</select>", False),
    ],
)
def test_what_is_still_asked_of_a_product(inner: str, *, is_open: bool) -> None:
    assert choosing.is_open(product(inner)) is is_open


async def test_a_word_is_written_where_a_product_insists_and_nowhere_else() -> None:
    word = "<label>Name to embroider <input name=attribute[1] data-si-node=1 required></label>"
    note = "<form><h2>Newsletter</h2><label>First name <input name=first data-si-node=2 required></label><input type=email data-si-node=3><button data-si-node=4>Send</button></form>"
    seen, written = product(word, note), list[int]()

    async def typed(node: int, _text: str, *, hurry: bool) -> bool:
        written.append(node)
        return hurry

    seen.visit = cast("Any", SimpleNamespace(type=typed))
    await choosing.write_what_is_asked(seen)
    assert written == [1]


def test_a_form_that_asks_who_one_is_gets_no_word() -> None:
    gift = "<label>From <input name=from data-si-node=1 required></label><input type=email name=to data-si-node=2 required>"
    assert not choosing.is_open(product(gift))
