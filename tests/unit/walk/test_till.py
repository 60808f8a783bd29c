# ruff: noqa: E501 - markup as it is met
"""What a shopper who gives nothing away may press in the cart and at the till."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import Stage, page_role
from safeinfo.gather.walk import till
from safeinfo.gather.walk.state import Look


def look(body: str) -> Look:
    document = Document.parse(f"<body>{body}</body>", "https://shop.example/cart")
    return Look(
        cast("Any", None),
        cast("Any", None),
        (document,),
        document.url,
        page_role(document),
        tuple(read_forms(document)),
    )


def pressed(body: str, stage: Stage = Stage.CHECKOUT) -> list[str]:
    seen = look(body)
    allowed = till._harmless if stage is Stage.CART else till._free
    return [way.choice.control.label for way in till._ways(seen, stage) if allowed(seen, way)]


@pytest.mark.parametrize(
    "box",
    [
        "<input data-si-node=1 type=tel name=zipcode placeholder='Tu código postal'>",
        "<input data-si-node=1 type=tel name=qty-1 value=1>",
    ],
)
def test_a_postcode_and_a_number_of_pieces_may_go_along_from_the_cart(box: str) -> None:
    cart = (
        f"<h1>Carrito</h1><form action=/comprar>{box}<input type=submit value='Iniciar Compra' data-si-node=9></form>"
    )
    assert pressed(cart, Stage.CART) == ["Iniciar Compra"]


@pytest.mark.parametrize(
    "box",
    [
        "<input data-si-node=1 type=tel name=phone placeholder=Teléfono>",
        "<input data-si-node=2 type=email name=correo>",
    ],
)
def test_what_reaches_a_person_does_not(box: str) -> None:
    cart = (
        f"<h1>Carrito</h1><form action=/comprar>{box}<input type=submit value='Iniciar Compra' data-si-node=9></form>"
    )
    assert pressed(cart, Stage.CART) == []


_ADDRESS = "<h2>Fatura adresi</h2><label>Adres <input data-si-node=6 name=adres required></label><label>Posta kodu <input data-si-node=7 name=pk required></label><label>Ad <input data-si-node=1 name=ad required></label><label>E-posta <input data-si-node=2 type=email name=posta required></label>"


@pytest.mark.parametrize("tag", ["form", "div"])
def test_a_button_beside_a_form_that_asks_who_one_is_may_send_it(tag: str) -> None:
    assert pressed(f"<{tag}>{_ADDRESS}</{tag}><div><button type=button data-si-node=9>Devam</button></div>") == []


def test_a_button_of_choices_beside_a_login_sends_only_them() -> None:
    search = "<div><input data-si-node=3 name=search placeholder=Search><button type=button>Search</button></div>"
    who = "<h2>New customer</h2><label><input type=radio name=who value=new>Register</label><input type=button value=Continue data-si-node=9>"
    login = "<h2>Returning customer</h2><label>E-mail <input data-si-node=4 name=email></label><label>Password <input data-si-node=5 type=password name=pw></label><input type=button value=Login data-si-node=8>"
    assert pressed(f"{search}<main><div><div>{who}</div><div>{login}</div></div></main>") == ["Continue"]


async def test_the_terms_are_agreed_to_before_the_till() -> None:
    seen = look(
        "<h1>Cart</h1><form method=post><input name=coupon><input type=checkbox id=t name=terms data-si-node=3 data-si-checked=false>"
        "<label for=t>I agree with the terms of service</label><button data-si-node=9>Checkout</button></form>"
    )
    ticked, clicked = list[int](), list[int]()

    async def tick(node: int, on: bool) -> bool:
        ticked.append(node)
        return on

    async def click(node: int) -> bool:
        clicked.append(node)
        return False

    seen.visit = cast("Any", SimpleNamespace(tick=tick, click=click))
    walk = cast("Any", SimpleNamespace(shopper=SimpleNamespace(phase="")))
    (way,) = till._ways(seen, Stage.CART)
    assert await till._press(walk, seen, way) is None
    assert (ticked, clicked) == ([3], [9])


def test_a_guest_goes_on_by_a_link_in_the_form_of_those_who_log_in() -> None:
    login = "<label>아이디 <input data-si-node=4 name=id></label><label>비밀번호 <input data-si-node=5 type=password name=pw></label>"
    assert pressed(f"<form>{login}<a href=/order/form data-si-node=9>비회원 구매하기</a></form>") == ["비회원 구매하기"]
    assert pressed(f"<form>{login}<button data-si-node=9>비회원 구매하기</button></form>") == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "<h2>Login or signup</h2><input data-si-node=1 type=tel placeholder='Mobile number'><button>Send OTP</button>",
            "login-needed",
        ),
        (
            "<h2>Log in</h2><form><input data-si-node=1 type=email name=email><input data-si-node=2 type=password name=pw><button>Log in</button></form>",
            "login-needed",
        ),
        (
            "<h2>Your details</h2><form><label>First name <input data-si-node=1 name=first></label><label>E-mail <input data-si-node=2 type=email></label><label>Password (optional) <input data-si-node=3 type=password autocomplete=new-password></label><button>Create account and go on</button></form>",
            "needs-trial",
        ),
    ],
)
def test_a_wall_before_the_till_is_told_from_a_step_of_it(body: str, reason: str) -> None:
    seen = look(f"<main>{body}</main>")
    seen.page = cast("Any", SimpleNamespace(url=seen.url, title="Shop"))
    seen.visit = cast("Any", SimpleNamespace(id="visit-1"))
    said = list[str]()
    walk = cast(
        "Any", SimpleNamespace(site="https://shop.example", stopped={}, fail=lambda _what, why, *_: said.append(why))
    )
    till.say_where_it_stopped(walk, seen)
    assert said == [reason]
