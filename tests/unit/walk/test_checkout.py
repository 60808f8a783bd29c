# ruff: noqa: E501 - markup as it is met
"""Which step of a checkout may be taken with made-up data, and which is the last."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import page_role
from safeinfo.gather.walk.filling import options_for
from safeinfo.gather.walk.state import Look
from safeinfo.gather.walk.trials import checkout
from safeinfo.gather.walk.trials.submitting import button_of, send, submit

ADDRESS = """<label>Name <input name=name data-si-node=1 required></label>
<label>Street <input name=street autocomplete=street-address data-si-node=2 required></label>
<label>Postcode <input name=zip autocomplete=postal-code data-si-node=3 required></label>
<label>City <input name=city autocomplete=address-level2 data-si-node=4 required></label>
<label>E-mail <input type=email name=email data-si-node=5 required></label>"""


def look(body: str) -> Look:
    document = Document.parse(f"<body><h1>Checkout</h1>{body}</body>", "https://shop.example/checkout")
    page = cast("Any", SimpleNamespace(title="Checkout", url=document.url))
    visit = cast("Any", SimpleNamespace(id="visit-1"))
    forms = tuple(read_forms(document, title="Checkout"))
    return Look(visit, page, (document,), document.url, page_role(document), forms)


def step(body: str) -> str:
    """Return the label of the button that a trial would press, "" if it would press none."""
    seen = look(body)
    found = checkout._form(seen)
    return found[1].label if found and not checkout._end(seen) else ""


def test_a_step_of_an_address_is_sent_by_the_button_that_leads_on() -> None:
    buttons = "<button data-si-node=8>Apply coupon</button><button data-si-node=9>Continue to delivery</button>"
    assert step(f"<form method=post>{ADDRESS}{buttons}</form>") == "Continue to delivery"


@pytest.mark.parametrize(
    "label", ["Place order", "Submit", "Zahlungspflichtig bestellen", "Complete", "OK", "提交订单"]
)
def test_no_other_button_of_a_checkout_is_pressed(label: str) -> None:
    assert step(f"<form method=post>{ADDRESS}<button data-si-node=9>{label}</button></form>") == ""


@pytest.mark.parametrize("heading", ["Create your account", "Your details", "Survey", "Terms"])
def test_an_order_is_not_placed_by_a_form_taken_for_another(heading: str) -> None:
    """A last page may ask nothing but a tick: whatever the form is read as, its button stays what it is."""
    tick = "<label><input type=checkbox name=agb data-si-node=1 required> I agree</label>"
    assert step(f"<form><h2>{heading}</h2>{tick}<button data-si-node=9>Buy now</button></form>") == ""


def test_a_button_that_is_not_among_the_controls_is_left_alone() -> None:
    seen = look(f"<form method=post>{ADDRESS}<button data-si-node=9>Continue</button></form>")
    form = seen.forms[0]
    seen.documents = (Document.parse("<body><p>gone</p></body>", "https://shop.example/"),)
    assert button_of(seen, form) is None
    assert button_of(seen, form, till=True) is None


def test_a_guest_goes_through_the_gate_with_an_address_only() -> None:
    radios = (
        "<label><input type=radio name=who value=guest data-si-node=1 data-si-checked=true checked>Order as a guest"
        "</label><label><input type=radio name=who value=known data-si-node=2>I have an account</label>"
    )
    fields = "<label>E-mail <input type=email name=email data-si-node=3 required></label>"
    password = "<label>Password <input type=password name=password data-si-node=4></label>"
    button = "<button data-si-node=9>Continue</button>"
    gate = f"<form method=post><h2>Who are you?</h2>{radios}{fields}{password}{button}</form>"
    assert step(gate) == "Continue"
    seen = look(gate)
    form, _ = checkout._form(seen) or (None, None)
    assert form is not None
    assert {field.kind for field in checkout._fields(seen, form)} & {"email", "username"}
    assert "current-password" not in {field.kind for field in checkout._fields(seen, form)}


def test_a_login_is_no_step_and_what_it_hides_was_not_seen() -> None:
    wall = (
        "<form method=post><h2>Log in</h2><label>E-mail <input type=email name=email data-si-node=3></label>"
        "<label>Password <input type=password name=password data-si-node=4></label>"
        "<button data-si-node=9>Continue</button></form>"
    )
    assert step(wall) == ""
    assert checkout._hindrance(look(wall)) == "asks for an account"


@pytest.mark.parametrize(
    "choice",
    [
        "<label><input type=radio name=pay data-si-node=6>Cash on delivery</label>",
        "<select name=pay data-si-node=6><option>Bank transfer</option><option>Cheque</option></select>",
    ],
)
def test_where_it_is_chosen_how_to_pay_going_on_may_order(choice: str) -> None:
    assert "asks how to pay" in checkout._end(look(f"<form>{choice}<button data-si-node=9>Continue</button></form>"))
    shown = f"<form method=post>{choice}<button data-si-node=9>Review order</button></form>"
    assert checkout._end(look(shown)) == ""


def test_a_word_that_nobody_foresaw_is_said_and_counts_as_missed() -> None:
    seen = look(f"<form method=post>{ADDRESS}<button data-si-node=9>Abracadabra</button></form>")
    assert "«Abracadabra»" in checkout._hindrance(seen)
    assert not checkout._orders(seen)


def test_a_form_is_sent_by_its_button_and_not_by_an_icon_in_it() -> None:
    eye = '<button type=button data-si-node=7 data-si-box="300,10,20,20">{}</button>'
    send = '<button type=button data-si-node=9 data-si-box="10,50,300,40">Sign up</button>'
    for label in ("", "Show"):
        password = f"<input type=password autocomplete=new-password data-si-node=2>{eye.format(label)}"
        email = "<label>E-mail <input type=email data-si-node=1></label>"
        seen = look(f"<form><h2>Create account</h2>{email}{password}{send}</form>")
        found = button_of(seen, seen.forms[0])
        assert found is not None
        assert found.label == "Sign up"


def test_one_button_beside_the_forms_sends_them_together() -> None:
    forms = f"<form>{ADDRESS}</form><form><label>E-mail again <input type=email name=again data-si-node=6 required></label></form>"
    seen = look(
        f"{forms}<button data-si-node=9>Next: Payment</button><button data-si-node=10>Next: Place order</button>"
    )
    found = checkout._form(seen)
    assert found is not None
    assert found[1].label == "Next: Payment"
    assert {field.node for field in checkout._fields(seen, found[0])} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("label", ["Submit", "Place order", "Send"])
async def test_a_checkout_that_learns_an_age_is_not_sent_to_try_a_child(label: str) -> None:
    born = "<label>Date of birth <input name=birth autocomplete=bday data-si-node=6></label>"
    seen = look(f"<form method=post>{ADDRESS}{born}<button data-si-node=9>{label}</button></form>")
    assert await send(cast("Any", None), seen, seen.forms[0], ()) is None


@pytest.mark.parametrize("label", ["Bitte wählen", "-- Choose --", "Land kiezen ...", "Seçiniz", "Aanhef kiezen …"])
def test_the_options_of_a_select_are_tried_in_order(label: str) -> None:
    seen = look(
        f"<form><select name=land data-si-node=1><option value=''>{label}<option>Utopia<option>Erewhon</select></form>"
    )
    field = seen.forms[0].fields[0]
    assert options_for(field, "Erewhon", "country-name") == (2,)
    assert options_for(field, "Atlantis", "country-name")[-2:] == (1, 2)


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("<form>E-mail <input type=email name=m data-si-node=1><button data-si-node=9>确认</button></form>", False),
        (
            "<form>E-mail <input type=email name=m data-si-node=1><button data-si-node=9>Place order</button></form>",
            False,
        ),
        (f"<form method=post>{ADDRESS}<button data-si-node=9>Place order</button></form>", True),
    ],
)
def test_a_checkout_that_has_asked_for_an_address_only_then_was_seen_whole(body: str, *, whole: bool) -> None:
    seen = look(body)
    cast("Any", seen.page).role = "checkout"
    walk = cast("Any", SimpleNamespace(looks=[seen], ledger=SimpleNamespace(of=lambda _kind: ())))
    assert (checkout._orders(seen) and checkout._asked(walk, seen)) is whole


@pytest.mark.parametrize("renamed", ["Pay now", "Place order", "Continue – €59.00", "Done", ""])
async def test_a_button_that_is_renamed_once_all_is_filled_in_is_not_pressed(renamed: str) -> None:
    """One element may lead on at first and order in the end: it is read again before it is pressed."""
    markup = f"<form method=post>{ADDRESS}<button data-si-node=9>{{}}</button></form>"
    seen, later, pressed = look(markup.format("Continue")), look(markup.format(renamed)), list[int]()

    async def capture(_state: str, *, picture: bool) -> None:
        seen.visit.documents = later.documents

    async def click(node: int) -> bool:
        pressed.append(node)
        return True

    seen.visit.capture, seen.visit.click = capture, click  # type: ignore[method-assign, assignment]
    walk = cast("Any", SimpleNamespace(shopper=SimpleNamespace(phase=""), ledger=None, canaries=None))
    form, button = checkout._form(seen) or (None, None)
    assert form is not None
    assert button is not None
    assert await submit(walk, seen, form, (), button, till=True) is None
    assert not pressed
