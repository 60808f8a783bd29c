"""Mask what is secret although nobody planted it, and describe values by their shape.

Evidence must not hold the card numbers, tokens and addresses of other people that a page happens to show.
"""

import math
import re
from collections import Counter

from safeinfo.derive.leaks.runs import DIGITS

_BEARER = re.compile(r"(?i)\b(bearer|basic|token)\s+([A-Za-z0-9._~+/=-]{16,})")
_PLAIN_WORD = re.compile(r"[A-Za-z]?[a-z]+(?:[-/][A-Za-z]?[a-z]+)*[.-]?")  # basic responsibilities
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")
_JWT_BYTES = re.compile(_JWT.pattern.encode())
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|%40|&#64;|\\u0040)(?:[\w-]{1,63}\.)+(?!(?:png|jpe?g|gif|webp|avif|svg|css|js)\b)[A-Za-z]{2,24}(?![\w-])"
)
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])")
_URL_VALUE = re.compile(r"(?<=[=/#\"])[A-Za-z0-9._~+%-]{24,}(?=$|[&/?#;\s\"'<>)\\])")
_ONE_WORD = re.compile(r"[A-Za-z0-9._~+/=-]+")
_LONG = 20  # characters of a value whose shape alone is kept
_HIGH, _SOME = 3.5, 2.5  # bits a character


def mask_secrets(text: str) -> str:
    """`text` with card numbers (Luhn), tokens, e-mail addresses and long random values of URLs and JSON masked."""
    text = _JWT.sub("⟦token⟧", text)
    text = _BEARER.sub(lambda found: found[0] if _PLAIN_WORD.fullmatch(found[2]) else f"{found[1]} ⟦token⟧", text)
    text = _EMAIL.sub("⟦address⟧", text)
    text = _CARD.sub(lambda found: "⟦card-number⟧" if is_card_number(found[0]) else found[0], text)
    return _URL_VALUE.sub(lambda found: shape(found[0]) if _is_random(found[0]) else found[0], text)


def mask_tokens(data: bytes) -> bytes:
    """`data` with JSON web tokens (RFC 7519) masked: they tell who somebody is and let their holder in."""
    return _JWT_BYTES.sub("⟦token⟧".encode(), data) if b"eyJ" in data else data


def mask_header(value: str) -> str:
    """A header's value with its secrets masked; one that is a long random word and nothing else, as its shape."""
    if len(value) >= _LONG and _ONE_WORD.fullmatch(value) and _is_random(value):
        return shape(value)
    return mask_secrets(value)


def is_card_number(text: str) -> bool:
    """Whether 13 to 19 digits, with blanks or hyphens, begin as a payment card does and pass Luhn (ISO/IEC 7812-1)."""
    digits = [int(char) for char in text if char.encode() in DIGITS]
    if not 13 <= len(digits) <= 19 or digits[0] not in {2, 3, 4, 5, 6} or len(set(digits)) == 1:  # noqa: PLR2004 ISO/IEC 7812
        return False
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def shape(value: str) -> str:
    """What a value looks like, without the value: `<22 chars, high entropy>`, `<10 digits>`, `<empty>`."""
    if not value:
        return "<empty>"
    size = len(value)
    unit = "digit" if value.isdigit() else "char"
    count = f"{size} {unit}{'' if size == 1 else 's'}"
    bits = entropy(value)
    if value.isdigit() or size < _LONG:
        return f"<{count}>"
    return f"<{count}, {'high' if bits >= _HIGH else 'some' if bits >= _SOME else 'low'} entropy>"


def entropy(value: str) -> float:
    """Shannon entropy of the characters, in bits for each."""
    if not value:
        return 0.0
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def _is_random(value: str) -> bool:
    """Whether a value looks drawn rather than written: digits and letters mixed, and no words in it."""
    letters = re.sub(r"[^A-Za-z]", "", value)
    digits = re.sub(r"\D", "", value)
    words = [word for word in re.split(r"[^A-Za-z]+", value) if re.fullmatch(r"[A-Z]?[a-z]{3,}", word)]
    mixed = bool(digits) and bool(letters) and entropy(value) >= _HIGH
    return mixed and sum(map(len, words)) * 2 < len(value)
