"""The mails of the sample shop: a letter to subscribers and an order confirmation, good and broken in known ways."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

# The name it writes under: links to a name that only this machine knows would be broken for any reader (RFC 2606).
NAME = "tarn-and-thistle.example"
SHOP = f"https://{NAME}"
WAY_OUT = f"{SHOP}/unsubscribe?letter=f3Kq81zLr0"
LINK = f'<p>You get this letter because you subscribed. <a href="{WAY_OUT}">Unsubscribe</a></p>'
PLAIN_LINK = f"You get this letter because you subscribed.\nUnsubscribe: {WAY_OUT}\n"
OFFER = (
    "<h2>Only this week</h2><p>Get 20 % off all our linen aprons with the code LINEN20, and discover our oak boards. "
    f'<a href="{SHOP}/shop/kitchen">Shop now</a></p>'
)
PLAIN_OFFER = f"Only this week: 20 % off all our linen aprons with the code LINEN20. Shop now: {SHOP}/shop/kitchen\n"


@dataclass(frozen=True, slots=True)
class Way:
    """How a letter lets its reader out: the markup and the plain text for it, and the List-Unsubscribe header."""

    html: str = LINK
    plain: str = PLAIN_LINK
    header: str = f"<{WAY_OUT}>, <mailto:stop@{NAME}?subject=stop>"
    one_click: bool = True


GOOD = Way()
NO_HEADER = replace(GOOD, header="", one_click=False)
GOODBYE = "<p>You get this letter because you subscribed. Until next time.</p>"
PLAIN_GOODBYE = "You get this letter because you subscribed. Until next time.\n"
WAYS = {
    "good": GOOD,
    "unsubscribe-missing": replace(NO_HEADER, html=GOODBYE, plain=PLAIN_GOODBYE),
    "unsubscribe-header-only": replace(GOOD, html=GOODBYE, plain=PLAIN_GOODBYE),
    "unsubscribe-hidden": replace(
        NO_HEADER,
        html=f'{GOODBYE}<p style="font-size:1px;line-height:1px;color:#ffffff;background:#ffffff">'
        f'<a style="font-size:1px;color:#ffffff" href="{WAY_OUT}">Unsubscribe</a></p>',
        plain="",
    ),
    "unsubscribe-commented": replace(NO_HEADER, html=f"{GOODBYE}<!-- {LINK} -->", plain=PLAIN_GOODBYE),
    "unsubscribe-placeholder": replace(
        NO_HEADER, html=LINK.replace(WAY_OUT, "#"), plain=f"{PLAIN_GOODBYE}Unsubscribe: #\n"
    ),
    "unsubscribe-unfilled": replace(
        NO_HEADER, html=LINK.replace(WAY_OUT, "{{unsubscribe_url}}"), plain="Unsubscribe: {{unsubscribe_url}}\n"
    ),
    "unsubscribe-behind-login": replace(
        NO_HEADER,
        html="<p>You no longer want our letters? Log in to your account and turn them off in your settings: "
        f'<a href="{SHOP}/account/log-in">Log in to unsubscribe</a></p>',
        plain=f"To unsubscribe, log in to your account and turn our letters off: {SHOP}/account/log-in\n",
    ),
    "unsubscribe-by-letter": replace(
        NO_HEADER,
        html="<p>To unsubscribe, please send us a signed letter: Tarn &amp; Thistle, 4 Slipway Lane, Port Anselm.</p>",
        plain="To unsubscribe, please send us a signed letter: Tarn & Thistle, 4 Slipway Lane, Port Anselm.\n",
    ),
}


def mails(names: Collection[str] = ("good",)) -> dict[str, bytes]:
    """Return the shop's mails by file name, raw; KeyError for an unknown name."""
    messages = {"receipt.eml": receipt(offer="receipt-with-offer" in names)}
    for name in names:
        if name != "receipt-with-offer":
            messages[f"letter-{name}.eml"] = letter(WAYS[name])
    return {name: message.as_bytes() for name, message in messages.items()}


def write_mails(folder: Path, names: Collection[str] = ("good",)) -> Path:
    """Write the shop's mails as .eml files into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in mails(names).items():
        (folder / name).write_bytes(raw)
    return folder


def letter(way: Way) -> EmailMessage:
    """Return a letter to subscribers."""
    message = _begin("Autumn at Tarn & Thistle: oak boards and a sale of linen", "autumn-letter")
    message["List-Id"] = f"Letters of Tarn & Thistle <letters.{NAME}>"
    if way.header:
        message["List-Unsubscribe"] = way.header
    if way.one_click:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    foot = "Tarn & Thistle, 4 Slipway Lane, Port Anselm"
    plain = f"Autumn has come to the workshop.\n\nOur new oak boards are here.\n{PLAIN_OFFER}\n{way.plain}\n{foot}\n"
    html = (
        f"<h1>Autumn has come to the workshop</h1><p>Our new oak boards are here.</p>{OFFER}{way.html}"
        f"<p>{foot.replace('&', '&amp;')}</p>"
    )
    return _with_text(message, plain, html)


def receipt(*, offer: bool) -> EmailMessage:
    """Return the confirmation of an order; with an offer it is advertising as well."""
    message = _begin("Your order 10482 is confirmed", "order-10482")
    rows = "Straight mug, oat, 2 pieces: €33.00. Delivery: €4.90. Total: €37.90."
    plain = f"Thank you for your order 10482.\n\n{rows}\nWe pack it today.\n"
    html = f"<h1>Thank you for your order 10482</h1><p>{rows}</p><p>We pack it today.</p>"
    if offer:
        plain, html = plain + PLAIN_OFFER, html + OFFER
    return _with_text(message, plain, html)


def _begin(subject: str, name: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Tarn & Thistle <hello@{NAME}>"
    message["To"] = "customer@mailbox.example"
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime(2026, 10, 5, 9, 30, tzinfo=UTC))
    message["Message-ID"] = f"<{name}@{NAME}>"
    return message


def _with_text(message: EmailMessage, plain: str, html: str) -> EmailMessage:
    message.set_content(plain)
    page = f'<!DOCTYPE html><html lang="en"><head><title>Tarn &amp; Thistle</title></head><body>{html}</body></html>'
    message.add_alternative(page, subtype="html")
    message.set_boundary("tarn-and-thistle")
    return message
