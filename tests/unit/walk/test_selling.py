"""Shops where nothing goes into a cart."""

from types import SimpleNamespace
from typing import Any, cast

from safeinfo.gather.walk import selling
from safeinfo.gather.walk.frontier import Frontier
from safeinfo.model.readings import LinkRead
from tests.unit.walk.test_checkout import look

BOOKING = """<main><h2>Massage</h2><p>70,00 €</p><form method=post>
<label>Name *<input name=name data-si-node=1 required></label>
<label>E-mail *<input type=email name=email data-si-node=2 required></label>
<button data-si-node=3>Book</button></form></main>"""


def walk(*bodies: str, role: str = "product") -> Any:
    looks = [look(body) for body in bodies]
    for each in looks:
        cast("Any", each.page).role = role
    return SimpleNamespace(looks=looks, frontier=Frontier())


def test_a_form_beside_a_price_takes_the_order() -> None:
    booked = walk(BOOKING)
    assert selling.order_form(booked) is booked.looks[0]


def test_other_forms_take_none() -> None:
    news = (
        "<p>70,00 €</p><form>Newsletter <input type=email name=email data-si-node=2><button>Subscribe</button></form>"
    )
    assert selling.order_form(walk(news)) is None
    assert selling.order_form(walk(BOOKING.replace("70,00 €", "by hand"))) is None


def test_what_shows_that_something_is_sold() -> None:
    assert selling.sign_of_sale(walk("<main><p>Our story</p></main>")) == ""
    assert "logged in" in selling.sign_of_sale(walk("<main><p>Log in to see prices</p></main>"))
    shop = walk("<main><p>Our story</p></main>")
    shop.frontier.add(
        [LinkRead(selector="a", url="https://shop.example/cart", text="Cart", topic="cart", score=0.9)], 1
    )
    assert "cart" in selling.sign_of_sale(shop)
