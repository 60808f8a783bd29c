"""Mails in some 50 languages, put together in the manner of the large mail programs from the words in world.toml.

Six builds, each with what such mails really have: nested tables, preview lines, redirects through a click domain with
opaque tokens, image buttons, legacy charsets, base64 and quoted-printable, a text part beside. The way out itself says
nothing in its address in five of the six builds, so words and place must do it. Pure: the same mails each time.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from email.charset import BASE64, QP, Charset
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

WORDS = Path(__file__).with_name("world.toml")
_LINK = re.compile(r"<<(.+?)>>")
_LEGACY = {
    "ru": "koi8-r", "uk": "windows-1251", "bg": "windows-1251", "ja": "iso-2022-jp", "ko": "euc-kr", "zh": "gb18030",
    "zh-tw": "big5", "el": "iso-8859-7", "tr": "windows-1254", "he": "windows-1255", "ar": "windows-1256",
    "cs": "iso-8859-2", "hu": "windows-1250", "lt": "windows-1257", "da": "iso-8859-1", "fr": "windows-1252",
}  # fmt: skip


class Mail(NamedTuple):
    """A mail with what is true of it: `out` is the right target ("" for none), `kind` as in the labels."""

    name: str
    raw: bytes
    out: str
    kind: str
    language: str


def is_hidden(language: str) -> bool:
    """Whether a language is one of the half that nobody looks at while tuning."""
    return hashlib.sha256(b"w" + language.encode()).digest()[0] % 2 == 0


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, list[Any]]]:
    """The words by language."""
    return tomllib.loads(WORDS.read_text("utf-8"))


def mails() -> Iterator[Mail]:
    """All mails, a language after the other."""
    for language, words in table().items():
        for number, footer in enumerate(words["out"]):
            build = list(_BUILDS)[(number + sum(language.encode())) % len(_BUILDS)]
            yield _newsletter(language, words, footer, build, number)
        for number, footer in enumerate(words["trap"]):
            yield _receipt(language, words, footer, number)
            yield _without(language, words, footer, number)
        if "confirm" in words:
            yield _confirmation(language, words)


def _token(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:40]


def _click(language: str, what: str) -> str:
    return f"https://click.e.hvalstad.example.com/?qs={_token(language, what)}"


def _newsletter(language: str, words: dict[str, list[str]], footer: str, build: str, number: int) -> Mail:
    out = _click(language, f"out{number}")
    if build == "plain":
        out = f"https://hvalstad.example.com/r/{_token(language, 'o')[:12]}"
    subject, text, call = words["offer"]
    body = _BUILDS[build](language, text, call, footer, out)
    message = _message(language, subject, body, build)
    message["List-Unsubscribe"] = f"<https://e.hvalstad.example.com/lu/{_token(language, 'lu')}>"
    return Mail(f"{language}-{build}-{number}", message.as_bytes(), out, "newsletter", language)


def _receipt(language: str, words: dict[str, list[str]], footer: str, number: int) -> Mail:
    subject, text = words["order"]
    body = _tables(language, text, subject, footer, _click(language, f"trap{number}"))
    raw = _message(language, subject, body, "tables").as_bytes()
    return Mail(f"{language}-receipt-{number}", raw, "", "transactional", language)


def _without(language: str, words: dict[str, list[str]], footer: str, number: int) -> Mail:
    """A newsletter whose footer has no way out."""
    subject, text, call = words["offer"]
    body = _spans(language, text, call, footer, _click(language, f"none{number}"))
    raw = _message(language, subject, body, "spans").as_bytes()
    return Mail(f"{language}-none-{number}", raw, "", "newsletter", language)


def _confirmation(language: str, words: dict[str, list[str]]) -> Mail:
    subject, text, call = words["confirm"]
    body = _button(language, text, call, "", "")
    return Mail(
        f"{language}-confirm", _message(language, subject, body, "button").as_bytes(), "", "confirmation", language
    )


def _message(language: str, subject: str, body: str, build: str) -> Message:
    message: Message
    charset = _LEGACY.get(language, "utf-8") if build in {"tables", "plain"} else "utf-8"
    try:
        body.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    encoding = BASE64 if build in {"cells", "spans"} else QP
    if build == "plain":
        message = _part("plain", body, charset, encoding)
    elif build in {"cells", "tables"}:
        message = MIMEMultipart("alternative")
        message.attach(_part("plain", re.sub(r"<[^>]*>", " ", body), charset, encoding))
        message.attach(_part("html", body, charset, encoding))
    else:
        message = _part("html", body, charset, encoding)
    message["From"] = "Hvalstad <hei@e.hvalstad.example.com>"
    message["To"] = "kunde@inbox.example.net"
    message["Subject"] = subject
    message["Date"] = "Tue, 13 Oct 2026 08:00:00 +0000"
    return message


def _part(subtype: str, body: str, charset: str, encoding: int) -> MIMENonMultipart:
    written = Charset(charset)
    written.body_encoding = encoding
    part = MIMENonMultipart("text", subtype, charset=charset)
    part.set_payload(body.encode(charset), written)  # type: ignore[arg-type]
    return part


def _footer(text: str, out: str, style: str = "") -> str:
    return _LINK.sub(lambda found: f'<a href="{out}"{style}>{found[1]}</a>', text)


def _tables(language: str, text: str, call: str, footer: str, out: str) -> str:
    """Tables in tables, a footer of cells, everything through redirects."""
    row = '<tr><td align="center"><table width="600"><tr><td>{}</td></tr></table></td></tr>'
    parts = [
        f'<a href="{_click(language, "logo")}"><img src="https://i.e.hvalstad.example.com/l.png" alt="Hvalstad"></a>',
        f'<h1 style="font:24px Arial">{text}</h1>',
        f'<a href="{_click(language, "shop")}" style="background:#222;color:#fff;padding:12px">{call}</a>',
        f'<p style="font-size:11px;color:#888">{_footer(footer, out)}</p><p>Hvalstad AS, Storgata 1, 0155 Oslo</p>',
    ]
    return f"<html><body><table width=100%>{''.join(map(row.format, parts))}</table></body></html>"


def _cells(language: str, text: str, call: str, footer: str, out: str) -> str:
    """The words around the link and the link in cells of their own; social links and a privacy link beside."""
    found = _LINK.search(footer)
    assert found
    before, name, after = footer[: found.start()], found[1], footer[found.end() :]
    cells = "".join(
        f"<td>{each}</td>"
        for each in (before, f'<a href="{out}"><span style="color:#555"><u>{name}</u></span></a>', after)
        if each.strip(" .")
    )
    social = "".join(
        f'<td><a href="{_click(language, site)}"><img src="https://i.e.hvalstad.example.com/{site}.png" alt="{site}"></a></td>'
        for site in ("Instagram", "Facebook")
    )
    return (
        f'<html><body bgcolor="#eeeeee"><table><tr><td>{text}</td></tr><tr><td><a href="{_click(language, "s")}">{call}'
        f"</a></td></tr></table><table><tr>{social}</tr></table><table bgcolor='#333333'><tr style='color:#dddddd'>{cells}"
        "</tr></table></body></html>"
    )


def _spans(language: str, text: str, call: str, footer: str, out: str) -> str:
    """Deep spans, styles in a sheet, a dark mode, a preview line."""
    style = (
        "<style>.ft{font-size:10px;color:#999} .ft a{color:#666} @media (prefers-color-scheme:dark){.ft a{color:#fff}}"
    )
    return (
        f"<html><head>{style}</style></head><body><div style='display:none;font-size:1px;color:#fff'>{text}&zwnj;&nbsp;"
        f"</div><div><span><span><b>{text}</b></span></span><div><a href='{_click(language, 's')}'>{call}</a></div></div>"
        f"<div class='ft'><span>© Hvalstad</span><br><span>{_footer(footer, out)}</span></div>"
        "<img width=1 height=1 src='https://o.e.hvalstad.example.com/o.gif'></body></html>"
    )


def _button(language: str, text: str, call: str, footer: str, out: str) -> str:
    """A short mail with a button, and the footer after a rule, its link's words cut up by markup."""
    found = _LINK.search(footer)
    cut = ""
    if found:
        name = found[1]
        half = max(name.find(" "), 1)
        cut = (
            f'{footer[: found.start()]}<a href="{out}"><font>{name[:half]}<wbr>{name[half:]}</font></a>'
            f"{footer[found.end() :]}"
        )
    return (
        f'<html><body><p>{text}</p><p><a href="{_click(language, "go")}" style="background:#06c;color:#fff">{call}</a></p>'
        f'<hr><p style="color:#777">{cut}</p></body></html>'
    )


def _images(language: str, text: str, call: str, footer: str, out: str) -> str:
    """A mail of pictures: the footer is text, the rest alternative texts."""
    return (
        f'<html><body><a href="{_click(language, "a")}"><img src="https://i.e.hvalstad.example.com/1.jpg" alt="{text}"></a>'
        f'<a href="{_click(language, "b")}"><img src="https://i.e.hvalstad.example.com/2.jpg" alt="{call}"></a>'
        f"<center><small>{_footer(footer, out)}</small></center></body></html>"
    )


def _plain(language: str, text: str, call: str, footer: str, out: str) -> str:
    """Text only, bare addresses."""
    written = _LINK.sub(lambda found: f"{found[1]}: {out}", footer)
    shop = f"https://hvalstad.example.com/r/{_token(language, 's')[:12]}"
    return f"{text}\n\n{call}:\n{shop}\n\n-- \n{written}\nHvalstad AS, Storgata 1, 0155 Oslo\n"


_BUILDS = {
    "tables": _tables,
    "cells": _cells,
    "spans": _spans,
    "button": _button,
    "images": _images,
    "plain": _plain,
}
