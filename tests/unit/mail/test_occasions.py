"""What a shop writes on other occasions than a newsletter: carts left, accounts to confirm, reviews, notices."""

import tomllib
from email.message import EmailMessage
from pathlib import Path

import pytest
from benchmarks.accuracy_mail import kind_said, occasion

from safeinfo.derive.mail import read_mail
from safeinfo.derive.mail.roles import roles_of
from safeinfo.model.readings import MailRead

MATERIAL = Path(__file__).parents[3] / "benchmarks" / "material" / "mail" / "occasions.toml"
MAILS = tomllib.loads(MATERIAL.read_text("utf-8"))["mail"]
ACCOUNTS = [mail for mail in MAILS if mail["name"].endswith("-account")]
OUT = "https://shop.orrin.example.com/u/7"


def read(subject: str, html: str, **headers: str) -> MailRead:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Orrin <hello@orrin.example.com>", "a@canary.example", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"<html><body>{html}</body></html>", subtype="html")
    return read_mail(message.as_bytes())


@pytest.mark.parametrize("mail", MAILS, ids=[mail["name"] for mail in MAILS])
def test_each_occasion_has_its_kind(mail: dict[str, str]) -> None:
    assert kind_said(read_mail(occasion(mail["subject"], mail["text"]))) == mail["kind"]


@pytest.mark.parametrize("mail", ACCOUNTS, ids=[mail["name"] for mail in ACCOUNTS])
def test_an_account_is_confirmed_whatever_the_subject_says(mail: dict[str, str]) -> None:
    raw = occasion(mail["subject"], mail["text"])
    assert roles_of(raw, read_mail(raw)) == {"confirm": "https://shop.orrin.example.com/a/1"}


def test_an_order_that_speaks_of_an_account_is_not_confirmed() -> None:
    text = '<p>Verify your email to follow it.</p><a href="https://shop.orrin.example.com/a/1">Verify email</a>'
    raw = occasion("Your order 5512 has shipped", text)
    assert roles_of(raw, read_mail(raw)) == {}


def test_a_cart_with_a_way_out_is_no_receipt() -> None:
    mail = read("Your order is waiting in your cart", f'<p>Come back.</p><a href="{OUT}">Unsubscribe</a>')
    assert (mail.kind, mail.actionable) == ("informational", True)


def test_the_cart_of_a_receipt_does_not_make_it_advertise() -> None:
    mail = read("Order confirmation 5512", "<p>Home | In your cart | Account</p><p>Thank you for your order.</p>")
    assert mail.kind == "transactional"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Order confirmation: your cart of 3 March", "<p>We pack it today.</p>"),
        ("Bestellbestätigung zu Ihrem Warenkorb", "<p>Wir packen sie heute.</p>"),
        ("Votre commande 5512 : panier confirmé", "<p>Nous la préparons.</p>"),
    ],
)
def test_the_word_cart_beside_an_order_is_no_reminder(subject: str, text: str) -> None:
    assert read(subject, text).kind == "transactional"


@pytest.mark.parametrize(
    "subject",
    [
        "Versandbestätigung 5512",
        "Ihre Sendungsnummer",
        "Bestelbevestiging 5512",
        "Ditt paket har kommit",
        "Din pakke er på vej",
        "Pakettisi on noudettavissa",
        "Accusé de réception 5512",
        "Tu paquete está en camino",
        "Il tuo pacco è in arrivo",
        "Twoja paczka jest w drodze",
        "Visszaigazolás 5512",
        "Your parcel is nearly there",
    ],
)
def test_compounds_and_set_words_of_receipts(subject: str) -> None:
    assert read(subject, "<p>5512</p>").kind == "transactional"


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("We updated our privacy policy", "<p>The new one holds from 1 March.</p>", "transactional"),
        ("Thank you for your purchase", "<p>Your credits are there.</p>", "transactional"),
        ("Welcome", "<p>Good to have you with us.</p>", "unclear"),
        ("News from the shop", "<p>New arrivals this week, and a sale.</p>", "informational"),
    ],
)
def test_preferences_alone_do_not_make_a_newsletter(subject: str, text: str, kind: str) -> None:
    link = '<a href="https://orrin.example.com/settings">Manage email preferences</a>'
    mail = read(subject, f"{text}<p>{link}</p>")
    assert [(way.how, way.problem) for way in mail.opt_outs] == [("link", "preferences-only")]
    assert mail.kind == kind


def test_settings_that_the_header_names_too_stay_settings() -> None:
    settings = "https://orrin.example.com/settings"
    mail = read("Sale: 30% off", f'<a href="{settings}">Manage email preferences</a>', List_Unsubscribe=f"<{settings}>")
    assert [(way.how, way.problem) for way in mail.opt_outs] == [("link", "preferences-only"), ("header-link", "")]


def test_a_link_without_an_address_is_broken() -> None:
    mail = read("Sale: 30% off", '<p>Tired of us? <a style="text-decoration:underline">Unsubscribe</a></p>')
    assert [(way.how, way.problem, way.detail) for way in mail.opt_outs] == [("link", "broken", "empty")]
    assert not mail.present


def test_a_mark_in_the_page_is_no_link() -> None:
    mail = read("Sale: 30% off", f'<a name="unsubscribe">Unsubscribe</a> <a href="{OUT}">Unsubscribe</a>')
    assert [(way.target, way.problem) for way in mail.opt_outs] == [(OUT, "")]


@pytest.mark.parametrize(
    "words",
    [
        "Опозовите пријаву",
        "Itt iratkozhat le hírlevelünkről",
        "સબ્સ્ક્રિપ્શન રદ કરો",
        "ಚಂದಾದಾರಿಕೆ ರದ್ದುಮಾಡಿ",
        "അൺസബ്സ്ക്രൈബ്",
        "सदस्यत्व रद्द करा",
        "ਗਾਹਕੀ ਰੱਦ ਕਰੋ",
        "সদস্যতা ত্যাগ করুন",
        "ከደንበኝነት ምዝገባ ውጣ",
        "Zikhiphe ohlwini",
    ],
)
def test_further_languages_name_the_way_out(words: str) -> None:
    mail = read("Orrin", f'<p>Orrin</p><p><a href="https://go.orrin.example.com/l/9f">{words}</a></p>')
    assert [(way.target, way.problem) for way in mail.opt_outs] == [("https://go.orrin.example.com/l/9f", "")]
