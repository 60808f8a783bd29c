"""Find planted values and their digests in one text, without decoding it: the innermost step of the search."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeinfo.derive.leaks.digests import PREFIX, Digest, DigestIndex
from safeinfo.derive.leaks.runs import (
    BASE64,
    DIGITS,
    HEX,
    LETTERS,
    UUID,
    runs,
    short_hex,
    stream,
)
from safeinfo.derive.leaks.writings import Planted, Writing

_BETWEEN = rb"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]{0,3}"
NUMBER_SIGNS = b" ().-/+"  # between the digits of a number
_NUMBER = re.compile(rb"\d(?:[ ().\-/+]{0,3}\d){6,40}")
_DASHED = re.compile(rb"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_LONGEST_BASE64 = 512
_LONGEST_PREFIX = 5  # digits of a country or trunk prefix
_URLSAFE = bytes.maketrans(b"-_", b"+/")
_WINDOWS = 200_000  # places looked at inside long hex runs
_RAW_LIMIT = 16384  # bytes of binary data searched for raw digests


@dataclass(frozen=True, slots=True)
class Hit:
    """A value at [start, end) of the text scanned."""

    name: str
    chain: tuple[str, ...]
    start: int
    end: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A writing, ready to be looked for: `anchor` is its longest word, searched first because that is fast."""

    name: str
    chain: tuple[str, ...]
    weak: bool
    anchor: bytes
    regex: re.Pattern[bytes] | None
    bounded: bool = False
    key: bytes = b""  # part of the anchor that other patterns have too: the year of a date

    @property
    def size(self) -> int:
        """Bytes of the longest text that matches."""
        return len(self.regex.pattern) if self.regex else len(self.anchor)

    def hits(self, lowered: bytes) -> Iterator[Hit]:
        """Every place where the writing stands."""
        if self.anchor not in lowered:
            return
        if self.regex is not None:
            for found in self.regex.finditer(lowered):
                if self.bounded and _touches(lowered, found.start(), found.end()):
                    continue
                yield Hit(self.name, self.chain, found.start(), found.end(), self.weak)
            return
        at = lowered.find(self.anchor)
        while at >= 0:
            yield Hit(self.name, self.chain, at, at + len(self.anchor), self.weak)
            at = lowered.find(self.anchor, at + len(self.anchor))


def _touches(data: bytes, start: int, end: int) -> bool:
    """Whether a letter or digit adjoins."""
    return (start > 0 and data[start - 1] in LETTERS) or (end < len(data) and data[end] in LETTERS)


def pattern(name: str, writing: Writing) -> Pattern:
    """Compile a writing."""
    chain = (writing.how,) if writing.how else ()
    anchor = max(writing.words, key=len)
    regex = None
    if len(writing.words) > 1 or writing.bounded:
        body = _BETWEEN.join(map(re.escape, writing.words))
        regex = re.compile(body)
    return Pattern(name, chain, writing.weak, anchor, regex, writing.bounded, writing.key)


class Scanner:
    """Looks for all planted values at once; built once, used for every text."""

    def __init__(self, values: Iterable[Planted], digests: DigestIndex) -> None:
        values = tuple(values)
        patterns = [pattern(value.name, writing) for value in values for writing in value.plain]
        self.groups = _grouped(patterns)
        self.numbers = tuple((number.encode(), value.name, value.weak) for value in values for number in value.digits)
        self._least_digits = min((len(number) for number, _, _ in self.numbers), default=0)
        self.digests = digests

    def _plain_hits(self, data: bytes) -> list[Hit]:
        lowered = data.lower()
        hits = [
            hit for anchor, group in self.groups if anchor in lowered for each in group for hit in each.hits(lowered)
        ]
        return [*hits, *self.number_hits(data)]

    def suspects(self, data: bytes) -> bool:
        """Whether a value may stand in `data` in plain: fast, never wrongly no."""
        lowered = data.lower()
        for anchor, _ in self.groups:  # no generator: this is asked thousands of times of very short texts
            if anchor in lowered:
                return True
        return self._has_digits(data)

    def scan(self, data: bytes) -> list[Hit]:
        """All hits, longest first where they overlap; a hit inside another one is left out."""
        hits = self._plain_hits(data)
        hits += self._hex_hits(data)
        hits += self._base64_hits(data)
        hits += self._checksum_hits(data)
        hits += self._raw_hits(data)
        return outermost(hits) if hits else []

    def _has_digits(self, data: bytes) -> bool:
        if not self.numbers:
            return False
        digits = stream(data, DIGITS)
        return len(digits) >= self._least_digits and any(number in digits for number, _, _ in self.numbers)

    def number_hits(self, data: bytes) -> Iterator[Hit]:
        """Every number that is written with signs between its digits or without."""
        if not self._has_digits(data):
            return
        for found in _NUMBER.finditer(data):
            digits = stream(found[0], DIGITS)
            for number, name, weak in self.numbers:
                at = digits.find(number)
                if at >= 0 and _is_number(digits, number, at):
                    yield Hit(name, (), *_digit_range(found, at, len(number)), weak)

    def _hex_hits(self, data: bytes) -> Iterator[Hit]:
        room = _WINDOWS
        for start, end in runs(data, HEX, 32):
            text = data[start:end].decode("ascii").lower()
            known = self.digests.by_hex
            exact = known.get(text) or known.get(text[::-1]) or self.digests.cut_short(text)
            if exact:
                yield _digest_hit(exact, start, end)
                continue
            room -= len(text)
            if room > 0 and len(text) // 2 not in self.digests.lengths:
                yield from self._hex_windows(text, start)
        yield from self._dashed_hits(data)

    def _dashed_hits(self, data: bytes) -> Iterator[Hit]:
        """MD5 in the writing of a UUID."""
        for start, end in runs(data, UUID, 36):
            found = _DASHED.search(data, start, end)
            digest = found and self.digests.by_hex.get(found[0].replace(b"-", b"").decode("ascii").lower())
            if found and digest:
                yield _digest_hit(digest, found.start(), found.end())

    def _hex_windows(self, text: str, offset: int) -> Iterator[Hit]:
        prefixes = self.digests.prefixes
        for at in range(len(text) - 31):
            if text[at : at + PREFIX] not in prefixes:
                continue
            for length in self.digests.lengths:
                digest = self.digests.by_hex.get(text[at : at + 2 * length])
                if digest:
                    yield _digest_hit(digest, offset + at, offset + at + 2 * length)
                    break

    def _base64_hits(self, data: bytes) -> Iterator[Hit]:
        known = self.digests.by_base64
        for start, end in runs(data, BASE64, 22):
            if end - start > _LONGEST_BASE64:
                continue
            digest = known.get(data[start:end].translate(_URLSAFE).decode("ascii"))
            if digest:
                after = data[end : end + 2]
                yield _digest_hit(digest, start, end + len(after) - len(after.lstrip(b"=")))

    def _raw_hits(self, data: bytes) -> Iterator[Hit]:
        """Digests as bytes: those are never UTF-8 all through."""
        if len(data) > _RAW_LIMIT or data.isascii() or _is_utf8(data):
            return
        if not self.digests.may_begin_in(data):
            return
        prefixes, half = self.digests.raw_prefixes, PREFIX // 2
        for at in range(len(data) - 15):
            if data[at : at + half] not in prefixes:
                continue
            for length in self.digests.lengths:
                digest = self.digests.by_raw.get(data[at : at + length])
                if digest:
                    yield _digest_hit(digest, at, at + length)
                    break

    def _checksum_hits(self, data: bytes) -> Iterator[Hit]:
        known = self.digests.checksums
        for start, end in short_hex(data):
            digest = known.get(data[start:end].decode("ascii").lower())
            if digest:
                yield _digest_hit(digest, start, end)


def _grouped(patterns: list[Pattern]) -> tuple[tuple[bytes, tuple[Pattern, ...]], ...]:
    """Patterns under the shortest anchor that all of the group contain: one search rules out the whole group."""
    groups: dict[bytes, list[Pattern]] = {}
    for each in sorted(patterns, key=lambda pattern: len(pattern.anchor)):
        key = next((anchor for anchor in groups if anchor in each.anchor), each.key or each.anchor)
        groups.setdefault(key, []).append(each)
    return tuple((anchor, tuple(group)) for anchor, group in groups.items())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _digest_hit(digest: Digest, start: int, end: int) -> Hit:
    return Hit(digest.name, digest.chain, start, end, digest.weak)


def _is_number(digits: bytes, number: bytes, at: int) -> bool:
    """Whether the run of digits is that number: nothing after it, at most a trunk or country prefix before."""
    return at <= _LONGEST_PREFIX and len(digits) - at - len(number) == 0


def _digit_range(found: re.Match[bytes], at: int, count: int) -> tuple[int, int]:
    places = [index for index, byte in enumerate(found[0]) if byte in DIGITS]
    return found.start() + places[at], found.start() + places[at + count - 1] + 1


def outermost(hits: list[Hit]) -> list[Hit]:
    """Hits in order of place, without those that lie inside another one."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end, each.weak, len(each.chain))):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept
