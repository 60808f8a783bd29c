# ruff: noqa: E501 - markup as it is met
"""What a visitor presses to see a form that a page has folded away."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import openers, toggles, unfolders

LOGIN = "<form action=/in method=post data-si-hidden><label>E-mail <input type=email name=email></label><label>Password <input type=password name=password></label><button>Log in</button></form>"


def pressed(body: str) -> list[str]:
    document = Document.parse(f"<body><p data-si-node=99>Teas</p>{body}</body>", "https://shop.example/account")
    form = next(each for each in read_forms(document) if not each.visible)
    return [each.label for each in openers(document, form)]


@pytest.mark.parametrize(
    "body",
    [
        f"<button data-si-node=1 aria-controls=in>Members</button><div id=in data-si-hidden>{LOGIN}</div>",
        f"<a href='#in' data-si-node=1>Members</a><div id=in data-si-hidden>{LOGIN}</div>",
        f"<a href=/members data-si-node=1 aria-controls=in>Members</a><div id=in data-si-hidden>{LOGIN}</div>",
        f"<a href=/account#write role=button data-si-node=1 data-anything=in>Members</a><div id=in data-si-hidden>{LOGIN}</div>",
        f"<button data-si-node=1 data-anything='#in'>Members</button><div id=in data-si-hidden>{LOGIN}</div>",
        f"<button data-si-node=1 popovertarget=in>Members</button><div id=in data-si-hidden>{LOGIN}</div>",
        f"<details><summary data-si-node=1>Members</summary>{LOGIN}</details>",
        f"<div id=one role=tab data-si-node=1>Members</div><div role=tabpanel aria-labelledby=one data-si-hidden>{LOGIN}</div>",
        f"<h3 data-si-hidden></h3><h3><button data-si-node=1>Members</button></h3><div data-si-hidden>{LOGIN}</div>",
        f"<ul><li><a data-si-node=2>Guests</a></li><li><a data-si-node=1>Members</a></li></ul><div><section>One</section><section data-si-hidden>{LOGIN}</section></div>",
    ],
)
def test_the_control_that_shows_it_comes_first(body: str) -> None:
    assert pressed(body)[0] == "Members"


def test_a_button_that_is_called_as_the_form_does() -> None:
    assert pressed(f"<nav><button data-si-node=1>Sign in</button></nav><main><p>Tea</p></main>{LOGIN}") == ["Sign in"]


@pytest.mark.parametrize(
    "body",
    [
        f"<form action=/x><button data-si-node=1 aria-controls=in>Send</button></form><div id=in data-si-hidden>{LOGIN}</div>",
        f"<button data-si-node=1 aria-controls=in data-si-hidden>Members</button><div id=in data-si-hidden>{LOGIN}</div>",
        f"<button data-si-node=1 aria-controls=in disabled>Members</button><div id=in data-si-hidden>{LOGIN}</div>",
        f"<button data-si-node=1 aria-controls=in>Place order</button><div id=in data-si-hidden>{LOGIN}</div>",
        f"<a href=/members data-si-node=1>Members</a><div data-si-hidden>{LOGIN}</div>",
        f"<button aria-controls=in>Members</button><div id=in data-si-hidden>{LOGIN}</div>",
        LOGIN,
    ],
)
def test_what_sends_orders_leads_away_or_cannot_be_pressed_is_left_alone(body: str) -> None:
    assert pressed(body) == []


ADDRESS = "<input name=street autocomplete=street-address data-si-node=5><input name=code data-si-node=6>"
CHECKOUT = "<form><h2>Checkout</h2><label>E-mail <input type=email name=email data-si-node=2></label><label>Name <input name=name data-si-node=3></label>{}<button data-si-node=9>Continue</button></form>"


def unfolded(inner: str, *, by_toggle: bool = False) -> list[int | None]:
    document = Document.parse(f"<body>{CHECKOUT.format(inner)}</body>", "https://shop.example/checkout")
    (form,) = read_forms(document)
    hidden = [field for field in form.fields if not field.visible]
    found = toggles(document, form) if by_toggle else unfolders(document, form, hidden)
    return [each.node for each in found]


@pytest.mark.parametrize(
    "inner",
    [
        f"<details><summary data-si-node=1>Give as a gift?</summary><div data-si-hidden>{ADDRESS}</div></details>",
        f"<label><input type=checkbox name=other data-si-node=1> Ship to another address</label><div data-si-hidden>{ADDRESS}</div>",
        f"<input type=checkbox id=o name=other data-si-node=7 data-si-hidden><label for=o data-si-node=1>Another address</label><div data-si-hidden>{ADDRESS}</div>",
        f"<label><input type=radio name=pay data-si-node=8 checked> Cash</label><label><input type=radio name=pay data-si-node=1> Card</label><div data-si-hidden>{ADDRESS}</div>",
        f"<div data-si-hidden id=panel>{ADDRESS}</div><input type=checkbox name=other data-toggles=panel data-si-node=1>",
        f"<a href='#' data-si-node=1>Add a note</a><div data-si-hidden>{ADDRESS}</div>",
    ],
)
def test_what_opens_a_section_of_a_form_that_is_shown(inner: str) -> None:
    assert unfolded(inner)[:1] == [1]


@pytest.mark.parametrize(
    "inner",
    [
        ADDRESS,  # it is shown
        f"<label><input type=checkbox name=news data-si-node=1> Send me the newsletter</label><div data-si-hidden>{ADDRESS}</div>",
        f"<label><input type=radio name=pay data-si-node=1 checked> Card</label><div data-si-hidden>{ADDRESS}</div>",
        f"<button data-si-node=1>Place order</button><div data-si-hidden>{ADDRESS}</div>",
    ],
)
def test_no_consent_is_given_and_nothing_sent_to_open_a_section(inner: str) -> None:
    assert 1 not in unfolded(inner)


def test_boxes_that_may_ask_more_once_they_are_on_or_off() -> None:
    same = "<button type=button role=checkbox aria-checked=true data-si-node=1>The same address</button>"
    terms = "<label><input type=checkbox required data-si-node=4> I accept the terms</label>"
    news = "<label><input type=checkbox data-si-node=7> Send me your newsletter</label>"
    assert unfolded(same + terms + news, by_toggle=True) == [1]
