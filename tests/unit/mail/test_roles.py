# ruff: noqa: E501 - markup as it is met
"""Which address of a message is for what: told before any is opened."""

from email.message import EmailMessage

import pytest

from safeinfo.derive.mail import read_mail
from safeinfo.derive.mail.roles import letter_of, roles_of


def roles(
    html: str, subject: str = "New in: 30% off", text: str = "", *, wary: bool = False, **headers: str
) -> dict[str, str]:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Shop <news@shop.example.com>", "a@canary.example", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text:
        message.set_content(text)
    else:
        message.set_content(f"<html><body>{html}</body></html>", subtype="html")
    raw = message.as_bytes()
    return roles_of(raw, read_mail(raw), wary=wary)


def test_each_way_out_has_its_role() -> None:
    out = "https://shop.example.com/u?t=1"
    found = roles(
        f'<p>Save up to 30% today only.</p><p><a href="{out}">Unsubscribe</a></p>',
        List_Unsubscribe="<https://shop.example.com/one?t=1>, <mailto:stop@shop.example.com?subject=stop%201>",
        List_Unsubscribe_Post="List-Unsubscribe=One-Click",
    )
    assert found == {
        "link": out,
        "one-click": "https://shop.example.com/one?t=1",
        "mailto": "mailto:stop@shop.example.com?subject=stop%201",
    }


def test_a_way_out_that_is_broken_or_hidden_has_none() -> None:
    assert roles('<p>Save up to 30% today only.</p><p><a href="#">Unsubscribe</a></p>') == {}
    assert (
        roles('<p>Save 30%.</p><p style="display:none"><a href="https://shop.example.com/u">Unsubscribe</a></p>') == {}
    )


YES = "https://shop.example.com/yes/0123456789abcdef0"


@pytest.mark.parametrize(
    ("html", "subject"),
    [
        (f'<p>Hello</p><a href="{YES}">Confirm subscription</a> <a href="https://shop.example.com/">Shop</a>', "Please confirm your subscription"),
        (f'<p>Bitte bestätige deine Anmeldung zum Newsletter:</p><a href="{YES}">Jetzt bestätigen</a><p><a href="https://shop.example.com/agb">AGB</a></p>', "Newsletter: Anmeldung bestätigen"),
        (f'<p>To confirm your subscription, <a href="{YES}">click here</a>. Not you? Ignore this mail.</p>', "Confirm your subscription"),
        (f'<p>Confirmez votre inscription à la newsletter</p><a href="{YES}"><img src="x.png" alt="Confirmer"></a>', "Confirmez votre inscription à notre newsletter"),
    ],
)  # fmt: skip
def test_a_message_that_asks_to_confirm_says_where(html: str, subject: str) -> None:
    assert roles(html, subject).get("confirm") == YES
    assert roles(html, subject, wary=True).get("confirm") == YES


@pytest.mark.parametrize(
    ("html", "subject"),
    [
        (f'<p>Welcome. One step is left.</p><a href="{YES}">Activate account</a> <a href="https://shop.example.com/">Shop</a>', "Activate your account"),
        (f'<p>Click to verify your e-mail address.</p><a href="{YES}">Verify my e-mail</a>', "Verify your e-mail address"),
        (f'<p>Bitte bestätigen Sie Ihre E-Mail-Adresse.</p><a href="{YES}">E-Mail-Adresse bestätigen</a>', "Bitte bestätigen Sie Ihre Registrierung"),
    ],
)  # fmt: skip
def test_a_message_that_asks_to_confirm_an_account_says_where(html: str, subject: str) -> None:
    assert roles(html, subject).get("confirm") == YES


@pytest.mark.parametrize(
    ("html", "subject"),
    [
        (f'<p>Thank you.</p><a href="{YES}">Confirm delivery</a>', "Your order is confirmed"),
        (f'<p>Verify your address.</p><a href="{YES}">Here</a>', "Verify your e-mail address"),
        (f'<p>Which one?</p><a href="{YES}1">Confirm one</a> <a href="{YES}2">Confirm two</a>', "Verify your e-mail address"),
    ],
)  # fmt: skip
def test_nothing_is_confirmed_that_is_no_account_or_by_a_link_not_named_so(html: str, subject: str) -> None:
    assert "confirm" not in roles(html, subject)


def test_a_trial_customer_confirms_nothing_that_speaks_of_passing_data_on() -> None:
    html = (
        "<p>Please confirm your registration, and that we may share your personal information with our partners.</p>"
        f'<a href="{YES}">Confirm registration</a>'
    )
    assert roles(html, "Please confirm your registration").get("confirm") == YES
    assert "confirm" not in roles(html, "Please confirm your registration", wary=True)


def test_plain_text_says_it_too_and_a_newsletter_never() -> None:
    text = (
        f"Hello,\n\nplease confirm your subscription to our newsletter:\n{YES}\n\nOur shop: https://shop.example.com/\n"
    )
    assert roles("", "Please confirm your subscription", text=text).get("confirm") == YES
    assert "confirm" not in roles(f'<p>Save 30% today.</p><a href="{YES}">Confirm your size</a>', "Sale")


@pytest.mark.parametrize(
    ("given", "letter"),
    [
        ("mailto:stop@shop.example", ("stop@shop.example", "unsubscribe", "unsubscribe")),
        ("mailto:Stop+7@Shop.example?subject=no%20more&body=bye", ("Stop+7@Shop.example", "no more", "bye")),
        ("mailto:stop@shop.example?subject=a%0d%0aBcc:%20x@y.example&bcc=x@y.example", ("stop@shop.example", "a Bcc: x@y.example", "unsubscribe")),
        ("mailto:a@shop.example,b@shop.example", None),
        ("mailto:", None),
        ("https://shop.example", None),
        ("mailto:a%0d%0ab@shop.example", None),
    ],
)  # fmt: skip
def test_a_mailto_address_becomes_one_letter_to_one_address(given: str, letter: tuple[str, str, str] | None) -> None:
    assert letter_of(given) == letter
