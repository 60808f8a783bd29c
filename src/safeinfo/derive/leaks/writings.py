"""How people and programs write a planted value: case, separators, national and international phone numbers, dates.

A `Writing` is looked for as it stands; a hashed value is one of `inputs`. What is so short or so common that it may
stand somewhere by chance is weak: a two-letter state, a five-digit postal code.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

CALLING_CODES_2 = frozenset(
    {20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67), 81, 82, 84, 86}
    | {*range(90, 96), 98}
)  # ITU-T E.164, the list of assigned country codes: 1 and 7 have one digit, all others three
_LEAST = 2  # characters of a value that is looked for at all
_SURE_DIGITS, _SURE_LETTERS = 7, 5  # what has fewer may stand somewhere by chance
_FREE = 8  # characters of a writing that may adjoin letters
_SURE_ADDRESS = 12  # characters of a cut address or a local part that stand nowhere by chance
_MOST_WORDS = 4  # of a value whose words may change places
_NORTH_AMERICAN = 10  # digits of a national number

_NAMES = {
    "tel": "tel",
    "tel-national": "tel",
    "phone": "tel",
    "cc-number": "digits",
    "card": "digits",
    "bday": "date",
    "email": "email",
    "username": "exact",
    "password": "exact",
    "new-password": "exact",
    "current-password": "exact",
}
_COMMON = re.compile(
    r"country|address-level[1-4]|sex|gender|language|honorific|bday-(day|month|year)|cc-exp|cc-type|cc-csc|x-age"
)


@dataclass(frozen=True, slots=True)
class Writing:
    """One way to write a value in plain. `how` tells the deviation ("" for none, minus-1, local-part …).

    `words` (lower-case UTF-8) follow each other with up to three separators between; one word means exactly that
    text. `bounded` asks that no letter or digit adjoins.
    """

    words: tuple[bytes, ...]
    how: str = ""
    bounded: bool = False
    weak: bool = False
    key: bytes = b""  # a part shared with other writings


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted value with all its writings: plain text, digits of a number, and what gets hashed."""

    name: str
    plain: tuple[Writing, ...]
    digits: tuple[str, ...]
    inputs: tuple[tuple[str, str], ...]  # (text, deviation)
    weak: bool


def planted(name: str, value: str) -> Planted | None:
    """All writings of one value; None if the value is too short to be told from noise (under two characters)."""
    value = unicodedata.normalize("NFC", value.strip())
    if len(value) < _LEAST:
        return None
    kind = _NAMES.get(name, "words")
    weak = bool(_COMMON.match(name)) or _is_slight(value)
    plain = tuple(dict.fromkeys(_plain(kind, value, weak=weak)))
    digits = tuple(dict.fromkeys(_digits(kind, value)))
    inputs = tuple(dict.fromkeys(_inputs(kind, value)))
    return Planted(name, plain, digits, inputs, weak)


def _is_slight(value: str) -> bool:
    core = re.sub(r"\W", "", value)
    return len(core) < _SURE_DIGITS if core.isdigit() else len(core.encode("utf-8", "replace")) < _SURE_LETTERS


def _plain(kind: str, value: str, *, weak: bool) -> Iterator[Writing]:
    if kind == "email":
        yield from _email_writings(value)
    elif kind == "exact":
        for form in _cases(value):
            yield Writing((form,), weak=weak, bounded=len(value) < _FREE)
    elif kind == "date":
        for text in _dates(value):
            yield Writing((text.encode(),), bounded=True, weak=weak or text.isdigit(), key=value[:4].encode())
    elif kind == "words":
        for words in _word_orders(value):
            yield Writing(words, bounded=sum(map(len, words)) < _FREE or value.isdigit(), weak=weak)


def _email_writings(value: str) -> Iterator[Writing]:
    local, _, _domain = value.partition("@")
    for text in _cases(value):
        yield Writing((text,))
    for cut in (1, 2):
        short = value[:-cut]
        weak = "@" not in short or len(short) < _SURE_ADDRESS
        for text in _cases(short):
            yield Writing((text,), how=f"minus-{cut}", weak=weak)
    for text in _cases(local):
        yield Writing((text,), how="local-part", bounded=True, weak=len(local) < _SURE_ADDRESS)


def _cases(value: str) -> list[bytes]:
    """The value as the lower-cased haystack holds it: `bytes.lower` leaves what is not ASCII as it was."""
    forms = {value, value.lower(), value.upper(), unicodedata.normalize("NFD", value)}
    return sorted({form.encode("utf-8", "surrogatepass").lower() for form in forms})


def _word_orders(value: str) -> Iterator[tuple[bytes, ...]]:
    spellings = {value, value.lower(), value.upper(), value.title()}
    spellings |= {unicodedata.normalize("NFD", value), _without_accents(value)}
    for spelling in sorted(spellings):
        words = re.findall(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*", spelling)
        if not words:
            yield (spelling.encode().lower(),)
            continue
        yield tuple(word.encode("utf-8").lower() for word in words)
        if 1 < len(words) <= _MOST_WORDS:
            yield tuple(word.encode("utf-8").lower() for word in (*words[1:], words[0]))
            yield tuple(word.encode("utf-8").lower() for word in (words[-1], *words[:-1]))


def _without_accents(value: str) -> str:
    decomposed = unicodedata.normalize("NFD", value)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _dates(value: str) -> Iterator[str]:
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value)
    if not found:
        yield value.lower()
        return
    year, month, day = found.groups()
    short_month, short_day = month.lstrip("0"), day.lstrip("0")
    for separator in ("-", "/", ".", ""):
        for one, two, three in ((year, month, day), (day, month, year), (month, day, year)):
            yield separator.join((one, two, three))
    for separator in "-/.":
        yield separator.join((short_day, short_month, year))
        yield separator.join((short_month, short_day, year))
        yield separator.join((year, short_month, short_day))


def _digits(kind: str, value: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", value)
    if kind == "digits" and len(digits) >= _FREE:
        yield digits
    elif kind == "tel" and len(digits) >= _SURE_DIGITS:
        yield national_number(value)


def national_number(value: str) -> str:
    """The national significant number of an international phone number (E.164), digits only."""
    digits = re.sub(r"\D", "", value)
    if not value.lstrip().startswith(("+", "00")):
        return digits.lstrip("0")
    digits = digits.removeprefix("00") if value.lstrip().startswith("00") else digits
    size = 1 if digits[0] in "17" else 2 if int(digits[:2]) in CALLING_CODES_2 else 3
    return digits[size:]


def _inputs(kind: str, value: str) -> Iterator[tuple[str, str]]:
    """The texts that trackers hash: as typed, lower, upper, without blanks, phone and date normal forms."""
    for text in (value, value.lower(), value.upper(), re.sub(r"\s", "", value.lower())):
        yield text, ""
    if kind == "email":
        for cut in (1, 2):
            yield value[:-cut].lower(), f"minus-{cut}"
        yield value.partition("@")[0].lower(), "local-part"
    elif kind == "tel":
        yield from ((text, "") for text in _hashed_phones(value))
    elif kind == "date":
        yield from ((text, "") for text in _dates(value))
    elif kind == "digits":
        yield re.sub(r"\D", "", value), ""
    elif kind == "words":
        yield re.sub(r"[\W_]", "", value.lower()), ""
        yield _without_accents(value).lower(), ""


def _hashed_phones(value: str) -> Iterator[str]:
    core = national_number(value)
    digits = re.sub(r"\D", "", value)
    yield from (digits, "+" + digits, "00" + digits, core, "0" + core)
    if len(core) == _NORTH_AMERICAN:
        yield from (f"({core[:3]}) {core[3:6]}-{core[6:]}", f"{core[:3]}-{core[3:6]}-{core[6:]}")
