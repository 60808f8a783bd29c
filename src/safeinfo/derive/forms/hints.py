"""Examples that stand in a box for what is to be typed: numbers that are written in one way only, an @."""

import re
from functools import lru_cache

from safeinfo.derive.forms.lookup import tables

_SIGN = r"[\dxX#_*•·●9]"  # a digit, or what stands for one
# Each is written in this way and no other: the digits of a card in four fours (ISO/IEC 7812 as printed), an IBAN
# (ISO 13616), the tax and postal numbers of Brazil, social security numbers of the United States.
_WRITTEN = (
    (re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}"), "email"),
    (re.compile(rf"(?:{_SIGN}{{4}}[ -]){{3}}{_SIGN}{{4}}"), "cc-number"),
    (re.compile(rf"[A-Z]{{2}}{_SIGN}{{2}}(?: ?[A-Z]{{4}})?(?: ?{_SIGN}){{10,30}}"), "x-bank-account"),
    (re.compile(rf"{_SIGN}{{3}}-{_SIGN}{{2}}-{_SIGN}{{4}}"), "x-national-id"),
    (re.compile(rf"{_SIGN}{{3}}\.{_SIGN}{{3}}\.{_SIGN}{{3}}-{_SIGN}{{2}}"), "x-national-id"),
    (re.compile(rf"{_SIGN}{{2}}\.{_SIGN}{{3}}\.{_SIGN}{{3}}/{_SIGN}{{4}}-{_SIGN}{{2}}"), "x-tax-id"),
    (re.compile(rf"{_SIGN}{{5}}-{_SIGN}{{3}}"), "postal-code"),
    (re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"), "postal-code"),
    (
        re.compile(
            r"\d{1,5}[a-z]?(?: [\w.'-]+){1,3} (?:st|street|ave|avenue|rd|road|blvd|drive|dr|lane|ln)\.?", re.IGNORECASE
        ),
        "street-address",
    ),
    (re.compile(rf"(?:\+{_SIGN}{{1,3}}[ (-]|\({_SIGN}{{2,4}}\) ?)(?:{_SIGN}[ ()-]?){{6,12}}"), "tel"),
)
_ANYBODY = frozenset(name for table in tables("fields", "examples") for name in table.get("name", ()))
_EXAMPLE = re.compile(
    r"^(?:e\.?g\.?|ex\.?|eg|z\.?\s?b\.?|p\.?\s?ej\.?|np\.?|bijv\.?|t\.?ex\.?|f\.?eks\.?|örn\.?|例)[\s.:,）)]*",
    re.IGNORECASE,
)
_CARD_CODE = re.compile(r"(\d)\1{2,3}|123\d?|[x#_*•·●]{3,4}", re.IGNORECASE)


@lru_cache(maxsize=2048)
def kind_of_example(text: str) -> str:
    """Return the kind whose way of writing an example has, "" for words and for numbers of any kind."""
    bare = _EXAMPLE.sub("", text.strip())
    if bare.casefold() in _ANYBODY:
        return "name"
    return next((kind for written, kind in _WRITTEN if written.fullmatch(bare)), "")


def is_card_code(text: str) -> bool:
    """Tell whether a hint is three or four signs, as beside a card's number only its code is."""
    return _CARD_CODE.fullmatch(text.strip()) is not None
