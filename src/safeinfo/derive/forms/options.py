"""What the choices of a list or of radio buttons say of the question."""

import re
from collections.abc import Sequence

from safeinfo.derive.forms.lookup import fold, tables
from safeinfo.derive.forms.signals import Control

_DATA = {
    section: frozenset(fold(word) for table in tables("fields", "options") for word in table.get(section, ()))
    for section in ("months", "genders", "titles", "countries", "regions", "cards", "ages", "languages")
}
_CODES = frozenset(code for table in tables("fields", "options") for code in table.get("country_codes", ()))
_PHONE_CODE = re.compile(r"(?:^|[\s(])\+\s?\d{1,4}(?!\d)")
_OFFSET = re.compile(r"[+\-\u2212]\s?\d{1,2}[:.]\d\d")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_AMOUNT = re.compile(
    r"\s*(?:[£$€¥₹₽]|R\$|[A-Z]{3})\s?[\d.,]+\s*\Z|\s*[\d.,]+\s?(?:[£$€¥₹₽円元원]|kr|zł|lei|Kč|Ft|TL|[A-Z]{3})\.?\s*\Z"
)
_MOST = 0.5


def kind_of_options(control: Control) -> str:
    """Return the kind that a control's choices speak for, "" where they speak for none."""
    texts = [fold(text) for text in control.options if text.strip()]
    if len(texts) > 1:
        kind = _listed(texts, control.options) or _coded(control.option_values) or _counted(texts)
        if kind or len(set(texts)) > 1:
            return kind or ("transaction-amount" if _are_amounts(control.options) else "")
    values = [fold(value) for value in control.option_values if value.strip()]  # the texts come later, or are pictures
    return _listed(values, control.option_values) or _counted(values) if len(values) > 1 else ""


def _listed(texts: list[str], written: Sequence[str]) -> str:
    if sum(bool(_OFFSET.search(text)) for text in written) > len(texts) * _MOST:
        return "none"  # time zones
    if sum(bool(_PHONE_CODE.search(text)) for text in written) > len(texts) * _MOST:
        return "tel-country-code"
    for section, kind in (
        ("genders", "sex"), ("titles", "honorific-prefix"), ("cards", "cc-type"), ("regions", "address-level1"),
        ("countries", "country"), ("languages", "language"),
    ):  # fmt: skip
        known = sum(text in _DATA[section] for text in texts)
        if known >= 2 and known >= min(len(texts) * _share(section), 12):  # noqa: PLR2004
            return kind
    return ""


def _coded(values: Sequence[str]) -> str:
    """Return "country" where most choices have a country's code (ISO 3166-1) for a value, and not a state's."""
    codes = [value.strip() for value in values if value.strip()]
    countries = [code for code in codes if code in _CODES and fold(code) not in _DATA["regions"]]
    return "country" if len(countries) >= 5 and len(countries) > len(codes) * _MOST else ""  # noqa: PLR2004 - a few states


def _are_amounts(written: Sequence[str]) -> bool:
    """Tell whether two choices or more are nothing but sums of money."""
    return sum(bool(_AMOUNT.match(text)) for text in written) > max(1, len(written) * _MOST)


def _share(section: str) -> float:
    return 0.3 if section in {"countries", "regions"} else 0.5


def _counted(texts: list[str]) -> str:
    """Return bday-day, bday-month, bday-year or cc-exp-… for lists of numbers; neighbours tell which date it is."""
    months = sum(text in _DATA["months"] for text in texts)
    if months >= 11:  # noqa: PLR2004
        return "date-month"
    numbers = sorted({int(text) for text in texts if text.isdecimal() and len(text) < 5})  # noqa: PLR2004
    if len(numbers) < len(texts) - 2 or len(numbers) < 5:  # noqa: PLR2004
        return ""
    if numbers[0] == 1 and numbers[-1] == 31 and len(numbers) == 31:  # noqa: PLR2004
        return "date-day"
    if numbers[0] == 1 and numbers[-1] == 12 and len(numbers) == 12:  # noqa: PLR2004
        return "date-month"
    if all(_YEAR.match(str(number)) for number in numbers):
        return "date-year-future" if numbers[0] > 2010 and len(numbers) <= 40 else "date-year-past"  # noqa: PLR2004
    return ""
