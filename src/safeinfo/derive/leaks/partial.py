"""Beginnings of planted values: what a page sends while somebody is still typing (search boxes, forms that save).

A beginning is masked where evidence is recorded, and is no leak by itself: the whole value, sent a moment later, is.
It counts only as a word of its own and from a length on at which ordinary words are not taken for one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from safeinfo.derive.leaks.runs import LETTERS
from safeinfo.derive.leaks.writings import national_number

_LEAST_LETTERS, _LEAST_LOCAL, _LEAST_DIGITS = 6, 8, 8
_NOT_TYPED_SO = re.compile(r"bday|x-age|cc-exp|cc-csc|country|address-level|postal-code")
_WORD = re.compile(r"[A-Za-z0-9]+")
_NUMBER = re.compile(rb"\d(?:(?:%20|%2B|[ ().\-/+]){0,3}\d){7,40}", re.IGNORECASE)
_MOST_NUMBERS = 65_536  # bytes of a text in which numbers with separators are looked for
_ESCAPED = re.compile(rb"(?:%[0-9a-f]{2}|\\[nrt\"']|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|&#?[a-z0-9]{2,6};)$")
_LONGEST_ESCAPE = 8


@dataclass(frozen=True, slots=True)
class Beginning:
    """A word of a value, lower-case, and how much of it has to stand there."""

    name: str
    word: bytes
    least: int

    @property
    def stem(self) -> bytes:
        """What each of its beginnings starts with."""
        return self.word[: self.least]


class Beginnings:
    """Looks for beginnings of all values."""

    def __init__(self, values: Mapping[str, str]) -> None:
        found = (each for name, value in sorted(values.items()) for each in _words(name, value))
        self._words = tuple(dict.fromkeys(each for each in found if len(each.word) >= each.least))
        self._by_stem: dict[bytes, list[Beginning]] = {}
        for each in self._words:
            self._by_stem.setdefault(each.stem, []).append(each)
        self._numbers = tuple(each for each in self._words if each.word.isdigit())

    def find(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """Yield name, start and end of each beginning that stands in `data` as a word of its own."""
        lowered = data.lower()
        for stem, group in self._by_stem.items():
            if stem in lowered:
                yield from (found for each in group for found in _places(lowered, each))
        if self._numbers and len(data) <= _MOST_NUMBERS:
            yield from self._spaced(lowered)

    def _spaced(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """Numbers that a page has set apart while they were typed: 4000 0012 3."""
        for found in _NUMBER.finditer(data):
            digits = re.sub(rb"%20|%2b|\D", b"", found[0])
            for each in self._numbers:
                if each.word.startswith(digits) and len(digits) >= each.least:
                    yield each.name, found.start(), found.end()
                    break


def _places(lowered: bytes, each: Beginning) -> Iterator[tuple[str, int, int]]:
    at = lowered.find(each.stem)
    while at >= 0:
        end = _end_of(lowered, at)
        if _starts_word(lowered, at) and each.word.startswith(lowered[at:end]):
            yield each.name, at, end
        at = lowered.find(each.stem, end)


def _words(name: str, value: str) -> Iterator[Beginning]:
    if _NOT_TYPED_SO.match(name):
        return
    if "@" in value:
        yield Beginning(name, value.partition("@")[0].lower().encode(), _LEAST_LOCAL)
        return
    if name.startswith(("tel", "phone", "cc-number", "card")):
        for digits in dict.fromkeys((re.sub(r"\D", "", value), national_number(value))):
            yield Beginning(name, digits.encode(), _LEAST_DIGITS)
        return
    for word in _WORD.findall(value):
        yield Beginning(name, word.lower().encode(), _LEAST_DIGITS if word.isdigit() else _LEAST_LETTERS)


def _end_of(lowered: bytes, at: int) -> int:
    while at < len(lowered) and lowered[at] in LETTERS:
        at += 1
    return at


def _starts_word(lowered: bytes, at: int) -> bool:
    """Tell whether nothing of the same word stands before a place; an escape ends in letters and is none."""
    if at == 0 or lowered[at - 1] not in LETTERS:
        return True
    return _ESCAPED.search(lowered[max(0, at - _LONGEST_ESCAPE) : at]) is not None
