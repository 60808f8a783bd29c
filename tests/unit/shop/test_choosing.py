# ruff: noqa: E501 - markup as it is met
"""Choices that a shop does not call choices, buttons that wait for them, and what is none of either."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import (
    Stage,
    asks_to_choose,
    choices,
    doors,
    option_groups,
    page_role,
    product_links,
    waits_for_choice,
)

URL = "https://shop.example/p/1"


def page(body: str, url: str = URL) -> Document:
    return Document.parse(f"<body>{body}</body>", url)


@pytest.mark.parametrize(
    "label",
    [
        "選択してください",
        "Please select",
        "--- Please Select ---",
        "Bitte wählen",
        "Seçiniz",
        "Vælg størrelse",
        "Choisissez une option",
        "---",
    ],
)
def test_a_first_option_that_asks_to_choose_is_no_choice_whatever_its_value(label: str) -> None:
    assert asks_to_choose(label)
    document = page(
        f"<form><select data-si-node=1><option value=none selected>{label}<option value=3>L</select></form>"
    )
    (group,) = option_groups(document, document.tree.css_first("form"))
    assert not group.chosen
    assert [option.index for option in group.options] == [1]


@pytest.mark.parametrize("label", ["Small", "Größe M", "大", "5 kg"])
def test_a_first_option_that_is_one_has_been_chosen(label: str) -> None:
    document = page(f"<form><select data-si-node=1><option value=1>{label}<option value=3>L</select></form>")
    assert option_groups(document, document.tree.css_first("form"))[0].chosen


_ROW = "<div><button data-si-node=1>S</button><button data-si-node=2>M</button></div>"
_OFF = "<button data-si-node=9 disabled>Vælg variant</button>"


def test_a_button_that_is_off_beside_a_price_and_choices_waits_for_them() -> None:
    found = waits_for_choice(page(f"<main><h2>Trøje</h2>{_ROW}<p>649,00 kr.</p>{_OFF}</main>"))
    assert found is not None
    assert found.node == 9


@pytest.mark.parametrize(
    "body",
    [
        f"<main><h2>Trøje</h2><p>649,00 kr.</p>{_OFF}</main>",  # nothing to choose
        f"<main><h2>Trøje</h2>{_ROW}{_OFF}</main>",  # nothing to buy
        f"<main><h2>Trøje</h2>{_ROW}<p>649,00 kr.</p>{_OFF.replace(' disabled', '')}</main>",  # it does not wait
        f"<main><h2>Trøje</h2>{_ROW}<p>649,00 kr.</p></main><footer>{_OFF}</footer>",
    ],
)
def test_other_buttons_wait_for_nothing(body: str) -> None:
    assert waits_for_choice(page(body)) is None


def test_what_sends_the_form_of_a_product_comes_before_the_choices_in_it() -> None:
    document = page(
        "<h1>Workbook</h1><form action=/checkout><input type=hidden name=product value=7>"
        "<div role=radiogroup tabindex=0 data-si-node=1><button type=button role=radio>PDF</button></div>"
        "<label data-si-node=2>Size</label><button type=button>Preview</button><button type=submit>I want this!</button></form>"
    )
    assert [choice.control.label for choice in choices(document, Stage.PRODUCT)] == ["I want this!", "Preview"]


def test_how_many_typed_on_a_dial_asks_nobody() -> None:
    document = page(
        "<form action=/x><input type=hidden name=product_id><input type=tel name=qty[]><button>Qilaat</button></form>"
    )
    assert [choice.control.label for choice in choices(document, Stage.PRODUCT)] == ["Qilaat"]


def test_the_header_of_a_card_is_not_that_of_the_page() -> None:
    card = "<article><section><header><a href=/l/{0}>Item {0}</a></header></section><footer>$19</footer></article>"
    document = page(f"<main>{card.format(1)}{card.format(2)}</main>", "https://shop.example/")
    assert [link.url for link in product_links(document)] == ["https://shop.example/l/1", "https://shop.example/l/2"]


def test_the_name_of_the_shop_is_no_second_heading_of_a_product() -> None:
    body = "<header><h1>Banksia</h1></header><main><h1>Towel</h1><p>$49.00</p><button>Add to cart</button></main>"
    assert page_role(page(body)).role == "product"


def test_an_address_of_the_till_with_only_the_newsletter_on_it_is_no_till() -> None:
    """A page of scripts has its new address while it still shows the page before."""
    cart = "<main><h1>Kurv</h1><p>Uldtrøje 649,00 kr.</p></main>{}<footer><form><input type=email></form></footer>"
    till = "https://shop.example/checkout?step=address"
    assert page_role(page(cart.format(""), till)).role != "checkout"
    assert page_role(page(cart.format("<form><input type=email></form>"), till)).role == "checkout"


def test_cart_alone_on_a_button_beside_one_that_buys_puts_a_thing_there() -> None:
    both = "<a href='#none' onclick=buy()>바로구매하기</a><button type=button>장바구니</button>"
    found = choices(page(f"<main><h2>셔츠</h2><div>{both}</div></main>"), Stage.PRODUCT)
    assert [choice.control.label for choice in found] == ["바로구매하기", "장바구니"]
    assert choices(page("<div class=top><button type=button>장바구니</button></div>"), Stage.PRODUCT) == ()
    assert choices(page(f"<header><div>{both}</div></header>"), Stage.PRODUCT)[1:] == ()


def test_what_only_an_address_calls_the_till_comes_after_what_says_so() -> None:
    document = page("<a href=/order/list>Orders looked up</a><a href=/go>Zur Kasse</a>", "https://shop.example/cart")
    assert [choice.control.label for choice in choices(document, Stage.CART)] == ["Zur Kasse", "Orders looked up"]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<a href=/nl/>Nederlands</a><a href=/fr/>Français</a>", 2),
        ("<a href=/us/en>United States</a><a href=/en-gb>United Kingdom</a><a href=/help>Help</a>", 2),
        ("<a href=/de/>Deutsch</a><a href=/en/>English</a><a href=/bags>Bags</a><a href=/hats>Hats</a>", 0),  # a shop
        ("<a href=/nl/>Start</a>", 0),
        ("<a href=/nl/hoeden>Hoeden</a><a href=/nl/tassen>Tassen</a>", 0),
    ],
)
def test_a_page_that_only_asks_for_a_country_or_language(body: str, count: int) -> None:
    assert len(doors(page(f"<main>{body}</main>", "https://shop.example/"))) == count
