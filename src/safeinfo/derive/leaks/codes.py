"""Encodings that change single characters: percent, JavaScript and JSON escapes, HTML entities, quoted-printable,
UTF-16 and lists of character codes.
"""

import html
import re

from safeinfo.derive.leaks.layers import CharacterCode

_ESCAPE = re.compile(rb"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([/\"'\\tnr])")
_CONTROL = {b"t": b"\t", b"n": b"\n", b"r": b"\r"}


def _percent(run: bytes) -> bytes:
    return bytes.fromhex(run.replace(b"%", b"").decode("ascii"))


def _percent_u(run: bytes) -> bytes:
    units = b"".join(bytes.fromhex(unit.decode("ascii")) for unit in run.split(b"%u")[1:])
    return units.decode("utf-16-be", "replace").encode()


def _escapes(run: bytes) -> bytes:
    text = []
    for braced, unit, byte, plain in _ESCAPE.findall(run):
        if plain:
            text.append(_CONTROL.get(plain, plain).decode("ascii"))
        else:
            number = int(braced or unit or byte, 16)
            text.append(chr(number) if number <= 0x10FFFF else "\ufffd")
    joined = "".join(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.encode()


def _entities(run: bytes) -> bytes:
    return html.unescape(run.decode("utf-8", "replace")).encode("utf-8", "replace")


def _quoted_printable(run: bytes) -> bytes:
    joined = re.sub(rb"=\r?\n", b"", run)
    return bytes.fromhex(joined.replace(b"=", b"").decode("ascii"))


def _without_nulls(run: bytes) -> bytes:
    return run.replace(b"\0", b"")


def _character_list(run: bytes) -> bytes:
    numbers = [int(number) for number in re.findall(rb"\d+", run)]
    return "".join(map(chr, numbers)).encode("utf-8", "replace")


CODES = (
    CharacterCode("url", b"%", re.compile(rb"(?:%[0-9a-fA-F]{2})+"), _percent),
    CharacterCode("url", b"%u", re.compile(rb"(?:%u[0-9a-fA-F]{4})+"), _percent_u),
    CharacterCode(
        "escapes",
        b"\\",
        re.compile(rb"(?:\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[/\"'\\tnr]))+"),
        _escapes,
    ),
    CharacterCode(
        "html",
        b"&",
        re.compile(rb"(?:&(?!amp;|nbsp;|lt;|gt;|quot;)(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,24});)+"),
        _entities,
    ),
    CharacterCode("quoted-printable", b"=", re.compile(rb"(?:=[0-9A-F]{2}|=\r?\n)+"), _quoted_printable),
    CharacterCode("utf-16", b"\0", re.compile(rb"(?:[\x20-\x7e]\0){4,}|(?:\0[\x20-\x7e]){4,}"), _without_nulls),
    CharacterCode(
        "character-codes", b",", re.compile(rb"(?<![\d.])\d{2,3}(?:, ?\d{2,3}){7,}(?![\d.])"), _character_list
    ),
)
