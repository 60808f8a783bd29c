"""Whole messages: ways out, what is wrong with them, and what kind of message it is."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.derive.leaks import Needles
from safeinfo.derive.mail import opened, read_mail
from safeinfo.model.readings import MailRead, OptOut

MATERIAL = Path(__file__).parents[3] / "benchmarks" / "material" / "mail"
LABELS = [json.loads(line) for line in (MATERIAL / "labels.jsonl").read_text("utf-8").splitlines()]
OUT = "https://shop.example.com/u?t=1"


def read(html: str, subject: str = "New in: 30% off", **headers: str) -> MailRead:
    message = EmailMessage()
    message["From"] = "Shop <news@shop.example.com>"
    message["To"] = "jane.canary77@inbox.example.net"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"<html><body><p>Save up to 30% today only</p>{html}</body></html>", subtype="html")
    return read_mail(message.as_bytes())


def body_ways(mail: MailRead) -> list[OptOut]:
    return [way for way in mail.opt_outs if way.how in {"link", "mailto", "reply", "form"}]


@pytest.mark.parametrize("label", LABELS, ids=[label["file"] for label in LABELS])
def test_own_material(label: dict[str, object]) -> None:
    mail = read_mail((MATERIAL / str(label["file"])).read_bytes())
    working = [way.target for way in body_ways(mail) if not way.problem]
    if label["accept"]:
        assert working[:1] == label["accept"]
        assert (mail.present, mail.visible, mail.actionable) == (True, True, True)
    else:
        assert working == []
        assert not mail.actionable


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        (f'<div style="display:none"><a href="{OUT}">Unsubscribe</a></div>', "hidden"),
        (f'<a href="{OUT}" style="color:#fff">Unsubscribe</a>', "hidden"),
        (f'<font color="white"><a href="{OUT}" style="color:inherit">Unsubscribe</a></font>', "hidden"),
        (f'<div style="opacity:0"><a href="{OUT}">Unsubscribe</a></div>', "hidden"),
        (f'<div style="text-indent:-9999px"><a href="{OUT}">Unsubscribe</a></div>', "hidden"),
        (f'<div style="max-height:1px;overflow:hidden"><a href="{OUT}">Unsubscribe</a></div>', "hidden"),
        (f'<style>#x .y{{visibility:hidden}}</style><p id="x"><a class="y" href="{OUT}">Unsubscribe</a></p>', "hidden"),
        (f'<style>@media screen{{p{{display:none}}}}</style><p><a href="{OUT}">Unsubscribe</a></p>', "hidden"),
        (f'<p hidden><a href="{OUT}">Unsubscribe</a></p>', "hidden"),
        (f'<!--[if mso]><a href="{OUT}">Unsubscribe</a><![endif]-->', "hidden"),
        (f'<!-- <a href="{OUT}">Unsubscribe</a> -->', "hidden"),
        ('<a href="">Unsubscribe</a>', "broken"),
        ('<a href="#top">Unsubscribe</a>', "broken"),
        ('<a href="unsubscribe.php">Unsubscribe</a>', "broken"),
        ('<a href="*|UNSUB|*">Unsubscribe</a>', "broken"),
        ('<a href="https://shop.example.com/%7B%7Bunsubscribe%7D%7D">Unsubscribe</a>', "broken"),
        ('<a href="[unsubscribe_link]">Unsubscribe</a>', "broken"),
        ('<a href="http://127.0.0.1/unsubscribe">Unsubscribe</a>', "broken"),
        ('<a href="https:///unsubscribe">Unsubscribe</a>', "broken"),
        ('<a href="mailto:">Unsubscribe</a>', "broken"),
        ('To unsubscribe, <a href="https://shop.example.com/me">sign in</a> first', "login"),
        ('<a href="https://shop.example.com/login">Unsubscribe</a>', "login"),
        ('Want to unsubscribe? <a href="https://shop.example.com/bye">Delete your account</a>', "account-deletion"),
        ('<a href="https://shop.example.com/pause">Pause emails to stop these emails for a month</a>', None),
        ('<a href="https://shop.example.com/p">Email preferences</a>', "preferences-only"),
        ('<blockquote><a href="https://other.example.org/u">Unsubscribe</a></blockquote>', "wrong-list"),
        ('<a href="sms:12345">Unsubscribe</a>', "wrong-list"),
        ('<a href="https://shop.example.com/sms">Unsubscribe from SMS</a>', "wrong-list"),
        ("Reply with STOP to unsubscribe.", "reply"),
        ('<form action="https://shop.example.com/u"><button>Unsubscribe</button></form>', "form-only"),
        ('<a href="https://shop.example.com/unsubscribe"><img src="https://i.example.com/u.png"></a>', "image-only"),
    ],
)
def test_what_is_wrong_is_named(html: str, problem: str | None) -> None:
    mail = read(html)
    if problem is not None:
        assert [way.problem for way in body_ways(mail)][:1] == [problem]
        assert not mail.actionable


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{OUT}">Un\u00adsub\u00adscribe</a>',
        f'<a href="{OUT}">𝗨𝗻𝘀𝘂𝗯𝘀𝗰𝗿𝗶𝗯𝗲</a>',
        f'<a href="{OUT}">Ｕｎｓｕｂｓｃｒｉｂｅ</a>',
        f'<a href="{OUT}">Unsub\u200bscribe</a>',
        f'<a href="{OUT}">Unѕubscrіbe</a>',
        f'<a href="{OUT}">Un<wbr>subscribe</a>',
        f'<a href="{OUT}">U<b>nsub</b>scribe</a>',
        f'<a href="{OUT}"><img alt="Unsubscribe" src="x.png"></a>',
        f'<a href="{OUT}" title="Unsubscribe"><img src="https://i.example.com/x.png"></a>',
        f'<style>@media print{{p{{display:none}}}}</style><p><a href="{OUT}">Unsubscribe</a></p>',
        f'<style>.z{{display:none}}</style><p class="z" style="display:block"><a href="{OUT}">Unsubscribe</a></p>',
        f'<!--[if !mso]><!--><a href="{OUT}">Unsubscribe</a><!--<![endif]-->',
        f'<p>No longer wish to hear from us?</p><p><a href="{OUT}">Click here</a></p>',
        f'<a href="{OUT}">Click here</a> to unsubscribe.',
        f'<div style="background:#000"><a style="color:#fff" href="{OUT}">Unsubscribe</a></div>',
        f'<a href=" \n{OUT} ">Unsubscribe</a>',
    ],
)
def test_a_way_out_is_recognised(html: str) -> None:
    mail = read(html)
    assert [(way.target, way.problem) for way in body_ways(mail)][:1] == [(OUT, "")]
    assert mail.actionable


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://shop.example.com/privacy">Privacy</a> <a href="#">Unsubscribe</a>',
        '<a href="https://shop.example.com/join">Subscribe</a>',
        'You get this because you signed up <a href="https://shop.example.com/">here</a>.',
        'Did not get your parcel? <a href="https://shop.example.com/help">Click here</a>',
        '<a href="https://shop.example.com/v">View this email in your browser</a>',
    ],
)
def test_what_is_no_way_out(html: str) -> None:
    assert not read(html).actionable


def test_a_header_alone_is_no_link() -> None:
    mail = read("<p>Bye</p>", List_Unsubscribe=f"<{OUT}>", List_Unsubscribe_Post="List-Unsubscribe=One-Click")
    assert mail.one_click
    assert not mail.present
    assert {way.how for way in mail.opt_outs} == {"header-link", "one-click"}


def test_a_link_only_in_the_text_part_is_not_visible() -> None:
    message = EmailMessage()
    message["From"] = "news@shop.example.com"
    message["Subject"] = "New in"
    message.set_content(f"Unsubscribe: {OUT}\n")
    message.add_alternative("<p>30% off, shop now</p>", subtype="html")
    mail = read_mail(message.as_bytes())
    assert (mail.present, mail.visible) == (True, False)
    assert body_ways(mail)[0].detail == "text-part-only"


def test_address_tracker_and_leak_are_told() -> None:
    mail = read(
        f'<a href="{OUT}">Unsubscribe</a><p>Shop Ltd, 1 Main St, Springfield, IL 62701</p>'
        '<a href="https://t.example.org/?m=amFuZS5jYW5hcnk3N0BpbmJveC5leGFtcGxlLm5ldA==">x</a>'
        '<img src="https://pix.example.org/o.gif" width="1" height="1">'
    )
    assert mail.trackers == ("pix.example.org",)
    assert mail.address_leaks == ("⟦email:base64⟧ at t.example.org",)
    assert "62701" in mail.postal_address


@pytest.mark.parametrize("masked", ["⟦email⟧", "⟦email:sha256⟧"])
def test_a_leak_masked_when_recorded_is_still_a_leak(masked: str) -> None:
    mail = read(f'<a href="https://t.example.org/?m={masked}">x</a>')
    assert mail.address_leaks == (f"{masked} at t.example.org",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "empty"), (b"\x00\xff\xfe", "not a message"), (b"Subject: x\n\n", "no text")],
)
def test_what_cannot_be_read_is_said(raw: bytes, reason: str) -> None:
    mail = read_mail(raw)
    assert mail.unread == reason
    assert not mail.actionable


def test_a_wrong_charset_does_not_matter() -> None:
    raw = b"From: a@b.example\nContent-Type: text/plain; charset=no-such\n\nUnsubscribe: https://shop.example.com/u\n"
    assert read_mail(raw).actionable


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_an_opened_message_can_be_masked_and_read(encoding: str) -> None:
    address = "jane.canary77@inbox.example.net"
    message = EmailMessage()
    message["From"] = "news@shop.example.com"
    message["To"] = address
    message["Subject"] = "New in: 30% off é"
    html = f'<p>Hällo {address}, sale</p><a href="{OUT}&e={address}">Unsubscribe</a>'
    message.set_content(html, subtype="html", cte=encoding)
    masked = Needles.build({"email": address}).mask(opened(message.as_bytes()))
    mail = read_mail(masked)
    assert address.encode() not in masked
    assert body_ways(mail)[0].target == f"{OUT}&e=⟦email⟧"
    assert mail.address_leaks == ("⟦email⟧ at shop.example.com",)


def test_a_body_that_was_masked_away_is_unread() -> None:
    raw = "From: a@b.example\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n⟦email:base64⟧\n"
    assert read_mail(raw.encode()).unread == "masked"


def test_a_thousand_parts_are_bounded() -> None:
    part = "--b\nContent-Type: text/plain\n\nhello\n"
    raw = f"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{part * 3000}--b--\n".encode()
    assert read_mail(raw).unread == ""


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_any_bytes_are_survived(data: bytes) -> None:
    read_mail(opened(data))
    read_mail(b"From: a@b.example\nContent-Type: text/html\nList-Unsubscribe: " + data + b"\n\n" + data)
