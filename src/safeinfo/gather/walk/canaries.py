"""Values of a person who does not exist, planted in forms and looked for in what leaves the page.

Each audit has its own; each value that can be told from noise is unique to it. The e-mail address has 104 random
bits, is on a domain that reaches nobody, and names neither the shop nor us.
"""

import base64
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from safeinfo.model.readings import FieldRead

_COUNTRIES: dict[str, Any] = tomllib.loads(files(__package__).joinpath("canaries.toml").read_text("utf-8"))
_LANGUAGES: dict[str, str] = _COUNTRIES.pop("languages")
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_NON_ISSUED = "400000"  # Visa's range from which payment services take their test cards
_ADULT, _CHILD = 37, 13
_SAME_AS = {
    "tel-national": "tel",
    "tel-local": "tel",
    "tel-country-code": "tel-country-code",
    "address-line1": "street-address",
    "url": "url",
    "impp": "nickname",
    "x-about-me": "x-message",
    "photo": "",
    "x-file": "",
    "x-cv": "",
    "x-geolocation": "",
    "language": "",
}
_NEEDLES = (
    "email", "tel", "name", "given-name", "family-name", "nickname", "organization", "street-address",
    "address-line2", "cc-number", "cc-name", "username", "new-password", "current-password", "bday", "x-national-id",
    "x-tax-id", "x-bank-account", "x-loyalty-id", "x-security-answer", "x-message", "x-other-personal",
)  # fmt: skip


class _Dice:
    """Draws from random bytes."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random

    def below(self, size: int) -> int:
        return int.from_bytes(self._random(8), "big") % size

    def word(self, syllables: int) -> str:
        pairs = ((self.below(len(_CONSONANTS)), self.below(len(_VOWELS))) for _ in range(syllables))
        return "".join(_CONSONANTS[c] + _VOWELS[v] for c, v in pairs).capitalize()

    def digits(self, count: int) -> str:
        return "".join(str(self.below(10)) for _ in range(count))

    def filled(self, pattern: str) -> str:
        return re.sub("#", lambda _: str(self.below(10)), pattern).replace(" ", "")

    def local_part(self) -> str:
        return base64.b32encode(self._random(13)).decode().rstrip("=").lower()


def luhn(digits: str) -> str:
    """Return digits with their check digit (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the sum of its two digits
    return digits + str(-total % 10)


def iban(country: str, account: str) -> str:
    """Return an IBAN with its check digits (ISO 13616)."""
    turned = "".join(str(int(char, 36)) for char in account + country + "00")
    return f"{country}{98 - int(turned) % 97:02d}{account}"


def country_of(language: str, host: str) -> str:
    """Return the country that a page's language (BCP 47) or its host's last label points to; US if neither does."""
    parts = [part for part in language.replace("_", "-").split("-") if part]
    if len(parts) > 1 and parts[-1].upper() in _COUNTRIES:
        return parts[-1].upper()
    last = host.rpartition(".")[2].upper().replace("UK", "GB")
    if last in _COUNTRIES:
        return last
    spoken = parts[0].lower() if parts else "en"
    found = _LANGUAGES.get(spoken, spoken.upper())
    return found if found in _COUNTRIES else "US"


def _years_before(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, month=2, day=28)


@dataclass(frozen=True, slots=True)
class Canaries:
    """The values by name; names are field kinds. `adult` and `child` are birth dates."""

    values: Mapping[str, str]
    country: str
    adult: date
    child: date

    @classmethod
    def make(cls, random: Callable[[int], bytes], today: date, domain: str, country: str = "US") -> "Canaries":
        """Draw the values of one audit. The child is twelve years and 364 days old today."""
        dice = _Dice(random)
        adult = _years_before(today, _ADULT).replace(day=1 + dice.below(27))
        child = date.fromordinal(_years_before(today, _CHILD).toordinal() + 1)
        return cls(_draw(dice, domain, adult, _place(country)), country, adult, child)

    @property
    def needles(self) -> Mapping[str, str]:
        """What is looked for in traffic: the values that no other text holds by chance."""
        return {name: self.values[name] for name in _NEEDLES} | {"bday-child": self.child.isoformat()}

    def name_of(self, kind: str) -> str:
        """Return the name of the value for a kind of field; "" if there is none to be typed."""
        name = _SAME_AS.get(kind, kind)
        return name if not name or name in self.values else "x-other-personal"

    def text_for(self, field: FieldRead, born: date | None = None) -> tuple[str, str]:
        """Return the name of the value for a field and how it is written there; ("", "") if there is none.

        `born` takes the place of the adult's birth date.
        """
        name = self.name_of(field.kind)
        if field.kind in {"bday", "bday-day", "bday-month", "bday-year", "x-age"}:
            return name, _date_text(field, born or self.adult, self)
        if field.kind == "tel" and field.type == "number":
            return name, self.values["tel-local-number"]
        if field.kind in {"tel-national", "tel-local"}:
            return name, self.values["tel-local-number"]
        return name, self.values.get(name, "")

    def shorter_for(self, field: FieldRead) -> str:
        """Return what to type where the text was too long for a field: the bare digits of a number; "" for none."""
        return "".join(filter(str.isdecimal, self.values["tel-local-number"])) if field.kind == "tel" else ""


def _date_text(field: FieldRead, born: date, canaries: "Canaries") -> str:
    if field.kind == "x-age":
        return str(_age(born, canaries))
    if field.kind != "bday":
        return {"bday-day": f"{born.day:02d}", "bday-month": f"{born.month:02d}"}.get(field.kind, str(born.year))
    if field.type == "date":
        return born.isoformat()
    hint = f"{field.label} {' '.join(field.options)}".lower()
    if "yyyy-mm" in hint or canaries.country in {"SE", "HU", "JP", "CA"}:
        return born.isoformat()
    if canaries.country == "US" or "mm/dd" in hint:
        return born.strftime("%m/%d/%Y")
    return born.strftime("%d.%m.%Y" if canaries.country in {"DE", "AT", "CH", "CZ", "PL", "FI", "NO"} else "%d/%m/%Y")


def _age(born: date, canaries: "Canaries") -> int:
    today = date.fromordinal(_years_before(canaries.child, -_CHILD).toordinal() - 1)  # thirteen only tomorrow
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _place(country: str) -> dict[str, str]:
    place = dict(_COUNTRIES["US"]) | dict(_COUNTRIES.get(country, {}))
    return {key: str(value) for key, value in place.items()}


def _draw(dice: _Dice, domain: str, adult: date, place: Mapping[str, str]) -> dict[str, str]:
    given, family, street = dice.word(4), dice.word(5), dice.word(5)
    tel, national = place["tel"], place["national"]
    tail = dice.digits(tel.count("#"))
    return {
        "email": f"{dice.local_part()}@{domain}",
        "tel": _with_digits(tel, tail),
        "tel-local-number": _with_digits(national, tail),
        "tel-country-code": tel[:3].strip(),
        "name": f"{given} {family}",
        "given-name": given,
        "family-name": family,
        "additional-name": dice.word(3),
        "nickname": dice.word(5),
        "username": dice.word(7).lower(),
        "organization": f"{dice.word(5)} {dice.word(3)}",
        "organization-title": dice.word(4),
        "street-address": f"{street} {dice.digits(3).lstrip('0') or '7'}",
        "address-line2": dice.word(6),
        "address-line3": dice.word(4),
        "address-level1": place["region"],
        "address-level2": place["city"],
        "address-level3": place["city"],
        "postal-code": place["postal"],
        "country": place["name"],
        "country-name": place["name"],
        "cc-name": f"{dice.word(4)} {dice.word(5)}",
        "cc-number": luhn(_NON_ISSUED + dice.digits(9)),
        "cc-exp": f"12/{(adult.year + _ADULT + 3) % 100:02d}",
        "cc-exp-month": "12",
        "cc-exp-year": str(adult.year + _ADULT + 3),
        "cc-csc": dice.digits(3),
        "new-password": f"{dice.word(5)}-{dice.digits(6)}-{dice.word(4).lower()}",
        "current-password": f"{dice.word(5)}-{dice.digits(6)}-{dice.word(4).lower()}",
        "one-time-code": dice.digits(6),
        "bday": adult.isoformat(),
        "bday-day": f"{adult.day:02d}",
        "bday-month": f"{adult.month:02d}",
        "bday-year": str(adult.year),
        "x-age": str(_ADULT),
        "x-national-id": dice.digits(11),
        "x-tax-id": dice.digits(11),
        "x-bank-account": iban("DE", dice.digits(18)),
        "x-income": "4711",
        "x-loyalty-id": dice.digits(12),
        "x-security-answer": dice.word(6),
        "x-message": f"{dice.word(5)} {dice.word(4)} {dice.word(5)}",
        "x-other-personal": f"{dice.word(5)} {dice.word(4)}",
        "url": f"https://{dice.word(6).lower()}.{domain}/",
    }


def _with_digits(pattern: str, digits: str) -> str:
    left = iter(digits)
    return re.sub("#", lambda _: next(left), pattern).replace(" ", "")
