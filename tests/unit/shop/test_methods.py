# ruff: noqa: E501 - markup as it is met
"""What may be chosen at the till: each way to pay and to deliver; nothing that orders, pays or leaves."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import login_presses, methods

TILL = "<main><h1>Checkout</h1><form action=/pay method=post><label>E-mail <input type=email name=email data-si-node=90></label>{}<button data-si-node=99>Place order</button></form>{}</main>"


def offered(inner: str, after: str = "", *, tiles: bool = False) -> list[tuple[str, int, bool]]:
    document = Document.parse(f"<body>{TILL.format(inner, after)}</body>", "https://shop.example/checkout")
    found = methods(document, read_forms(document), tiles=tiles)
    return [(each.how, each.node, each.chosen) for each in found]


def nodes(inner: str, after: str = "", *, tiles: bool = False) -> list[int]:
    return [node for _, node, _ in offered(inner, after, tiles=tiles)]


def test_radio_buttons_though_they_name_a_wallet() -> None:
    inner = "<label><input type=radio name=pay checked data-si-node=1> PayPal</label><label><input type=radio name=pay data-si-node=2> Invoice by Klarna</label>"
    assert offered(inner) == [("tick", 1, True), ("tick", 2, False)]


def test_a_radio_button_drawn_by_its_label_is_ticked_itself() -> None:
    assert nodes("<input type=radio name=s id=s data-si-node=1 data-si-hidden><label for=s>Parcel locker</label>") == [
        1
    ]
    assert nodes("<input type=radio name=s id=s data-si-node=1 data-si-hidden>") == []


@pytest.mark.parametrize(
    "inner",
    [
        "<label><input type=radio name=sal data-si-node=1> Mr</label><label><input type=radio name=sal data-si-node=2> Mrs</label>",
        "<label><input type=radio name=who data-si-node=1> Check out as a guest</label><label><input type=radio name=who data-si-node=2> Log in</label>",
        "<label><input type=radio name=pay disabled data-si-node=1> Bank transfer</label>",
        "<button type=button aria-expanded=false data-si-node=1>PayPal</button>",
        "<button type=button aria-expanded=false data-si-node=1>Place order</button>",
        "<button aria-expanded=false data-si-node=1>Voucher</button>",
        "<a role=tab href=/elsewhere data-si-node=1>Card</a>",
        "<button type=button aria-expanded=false aria-haspopup=listbox data-si-node=1>Country</button>",
        "<button type=button data-si-node=1>Cash on delivery</button>",
    ],
)
def test_what_is_about_a_person_leaves_orders_or_is_off_is_left_alone(inner: str) -> None:
    assert nodes(inner, tiles=True) == []


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<div role=tablist><button type=button role=tab aria-selected=true data-si-node=1>Card</button><button type=button role=tab data-si-node=2>Bank transfer</button></div>", [("press", 1, True), ("press", 2, False)]),
        ("<button type=button aria-expanded=false data-si-node=1>3. Payment</button>", [("press", 1, False)]),
        ("<details><summary data-si-node=1>Voucher</summary><input name=v></details>", [("press", 1, False)]),
        ("<select name=way data-si-node=1><option value=''>Please choose<option value=b>Bank transfer<option value=c selected>Credit card</select>", [("select", 1, False), ("select", 1, True)]),
    ],
)  # fmt: skip
def test_tabs_folds_and_lists(inner: str, expected: list[tuple[str, int, bool]]) -> None:
    assert offered(inner) == expected


def test_what_hears_clicks_only_where_nobody_is_known_yet() -> None:
    row = "<ul><li data-si-node=1>Kapıda ödeme<li data-si-node=2>Kart<li data-si-node=3>Klarna</ul><ul><li data-si-node=4>Red</ul>"
    assert nodes("", row, tiles=True) == [1, 2]
    assert nodes("", row) == []
    assert nodes("", "<p><span data-si-hears=7>Zásilkovna</span></p><p data-si-hears=8>About us</p>", tiles=True) == [7]


def test_ways_to_pay_come_first_and_few_of_a_long_group() -> None:
    hours = "".join(f"<label><input type=radio name=at data-si-node={n}> {n} o'clock</label>" for n in range(10, 20))
    assert nodes(f"{hours}<label><input type=radio name=pay data-si-node=1> Bank transfer</label>") == [
        1,
        *range(10, 16),
    ]


@pytest.mark.parametrize(
    ("markup", "is_one"),
    [
        ("<button type=button data-si-node=1>Sign in now</button>", True),
        ("<a href='#' data-si-node=1>Click here to log in</a>", True),
        ("<button data-si-node=1>Log in</button>", False),
        ("<a href=/login data-si-node=1>Log in</a>", False),
        ("<button type=button data-si-node=1>Sign in with Google</button>", False),
        ("<button type=button data-si-node=1>Gift wrap</button>", False),
    ],
)
def test_a_login_that_opens_here(markup: str, is_one: bool) -> None:
    document = Document.parse(f"<body>{TILL.format(markup, '')}</body>", "https://shop.example/checkout")
    assert bool(login_presses(document)) is is_one
