"""Encodings that change single characters.

Percent, JavaScript and JSON escapes, HTML entities, quoted-printable, UTF-16 and lists of character codes. Each
pattern begins with a literal, because the regex engine skips to literals fast.
"""

import html
import re
import sys
from collections.abc import Callable
from functools import lru_cache

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
            text.append(chr(number) if number <= sys.maxunicode else "\ufffd")
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


_PERCENT = rb"%[0-9a-fA-F]{2}"
_PERCENT_U = rb"%u[0-9a-fA-F]{4}"
_SLASHED = rb"\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[/\"'\\tnr])"
_ENTITY = rb"&(?!amp;|nbsp;|lt;|gt;|quot;)(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z]{2,24};)"
_EQUALS = rb"=(?:[0-9A-F]{2}|\r?\n)"
_WIDE = rb"(?:[\x20-\x7e]\0){4,}|(?:\0[\x20-\x7e]){4,}"
_LIST = rb"(?<![\d.])\d{2,3}(?:, ?\d{2,3}){7,}(?![\d.])"


def _repeated(one: bytes) -> re.Pattern[bytes]:
    return re.compile(one + rb"(?:" + one + rb")*")


def _remembered(decode: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """`decode`, with the results for short runs kept: texts repeat a few codes many times."""
    short = lru_cache(maxsize=4096)(decode)
    return lambda run: short(run) if len(run) <= _SHORT else decode(run)


_SHORT = 16  # bytes of a run
_DELIMITERS = b" \t\r\n\"'<>&\0"
_EDGES = bytes(0x20 if byte in _DELIMITERS else 0x78 for byte in range(256))
_QP_HINTS = (b"=3D", b"=C3", b"=\n", b"=\r\n")
CODES = (
    CharacterCode("url", (b"%",), _repeated(_PERCENT), _percent, 4096, _EDGES),
    CharacterCode("url", (b"%u",), _repeated(_PERCENT_U), _percent_u),
    CharacterCode("escapes", (b"\\",), _repeated(_SLASHED), _remembered(_escapes)),
    CharacterCode("html", (b"&",), _repeated(_ENTITY), _remembered(_entities)),
    CharacterCode("quoted-printable", _QP_HINTS, _repeated(_EQUALS), _remembered(_quoted_printable)),
    CharacterCode("quoted-printable", (b"=40",), re.compile(rb"=40(?=[A-Za-z])"), _quoted_printable),
    CharacterCode("utf-16", (b"\0",), re.compile(_WIDE), _without_nulls),
)
CHARACTER_LIST = CharacterCode("character-codes", (b",",), re.compile(_LIST), _character_list)
