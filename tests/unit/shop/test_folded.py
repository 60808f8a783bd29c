# ruff: noqa: E501 - markup as it is met
"""What a visitor presses to see a form that a page has folded away."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import openers

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
        f"<a href=/members data-si-node=1 aria-controls=in>Members</a><div id=in data-si-hidden>{LOGIN}</div>",
        f"<button aria-controls=in>Members</button><div id=in data-si-hidden>{LOGIN}</div>",
        LOGIN,
    ],
)
def test_what_sends_orders_leads_away_or_cannot_be_pressed_is_left_alone(body: str) -> None:
    assert pressed(body) == []
