"""Find planted values and their digests in one text, without decoding it: the innermost step of the search."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeinfo.derive.leaks.digests import PREFIX, Digest, DigestIndex
from safeinfo.derive.leaks.writings import Planted, Writing

_BETWEEN = rb"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]{0,3}"
_LETTER = rb"[0-9A-Za-z\x80-\xff]"
_NUMBER = re.compile(rb"\d(?:[ ().\-/+]{0,3}\d){6,40}")
_HEX_RUN = re.compile(rb"[0-9a-fA-F]{32,}")
_DASHED = re.compile(rb"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{22,}")
_CHECKSUM = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{8}|\d{8,10})(?![0-9A-Za-z])")
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

    def hits(self, lowered: bytes) -> Iterator[Hit]:
        """Every place where the writing stands."""
        if self.anchor not in lowered:
            return
        if self.regex is not None:
            for found in self.regex.finditer(lowered):
                yield Hit(self.name, self.chain, found.start(), found.end(), self.weak)
            return
        at = lowered.find(self.anchor)
        while at >= 0:
            yield Hit(self.name, self.chain, at, at + len(self.anchor), self.weak)
            at = lowered.find(self.anchor, at + len(self.anchor))


def pattern(name: str, writing: Writing) -> Pattern:
    """Compile a writing."""
    chain = (writing.how,) if writing.how else ()
    anchor = max(writing.words, key=len)
    regex = None
    if len(writing.words) > 1 or writing.bounded:
        body = _BETWEEN.join(map(re.escape, writing.words))
        if writing.bounded:
            body = rb"(?<!" + _LETTER + rb")" + body + rb"(?!" + _LETTER + rb")"
        regex = re.compile(body)
    return Pattern(name, chain, writing.weak, anchor, regex)


class Scanner:
    """Looks for all planted values at once; built once, used for every text."""

    def __init__(self, values: Iterable[Planted], digests: DigestIndex) -> None:
        values = tuple(values)
        self._patterns = tuple(pattern(value.name, writing) for value in values for writing in value.plain)
        self._numbers = tuple((number, value.name, value.weak) for value in values for number in value.digits)
        self._digests = digests

    def scan(self, data: bytes) -> list[Hit]:
        """All hits, longest first where they overlap; a hit inside another one is left out."""
        lowered = data.lower()
        hits = [hit for each in self._patterns for hit in each.hits(lowered)]
        hits += self._number_hits(data)
        hits += self._hex_hits(data)
        hits += self._base64_hits(data)
        hits += self._checksum_hits(data)
        if len(data) <= _RAW_LIMIT and not data.isascii():
            hits += self._raw_hits(data)
        return outermost(hits) if hits else []

    def _number_hits(self, data: bytes) -> Iterator[Hit]:
        if not self._numbers:
            return
        for found in _NUMBER.finditer(data):
            digits = re.sub(rb"\D", b"", found[0]).decode("ascii")
            for number, name, weak in self._numbers:
                at = digits.find(number)
                if at >= 0 and _is_number(digits, number, at):
                    yield Hit(name, (), *_digit_range(found, at, len(number)), weak)

    def _hex_hits(self, data: bytes) -> Iterator[Hit]:
        room = _WINDOWS
        for found in _HEX_RUN.finditer(data):
            text = found[0].decode("ascii").lower()
            exact = self._digests.by_hex.get(text)
            if exact:
                yield _digest_hit(exact, found.start(), found.end())
                continue
            room -= len(text)
            if room > 0:
                yield from self._hex_windows(text, found.start())
        for found in _DASHED.finditer(data):
            digest = self._digests.by_hex.get(found[0].replace(b"-", b"").decode("ascii").lower())
            if digest:
                yield _digest_hit(digest, found.start(), found.end())

    def _hex_windows(self, text: str, offset: int) -> Iterator[Hit]:
        prefixes = self._digests.prefixes
        for at in range(len(text) - 31):
            if text[at : at + PREFIX] not in prefixes:
                continue
            for length in self._digests.lengths:
                digest = self._digests.by_hex.get(text[at : at + 2 * length])
                if digest:
                    yield _digest_hit(digest, offset + at, offset + at + 2 * length)
                    break

    def _base64_hits(self, data: bytes) -> Iterator[Hit]:
        known = self._digests.by_base64
        for found in _BASE64_RUN.finditer(data):
            if len(found[0]) > 512:
                continue
            digest = known.get(found[0].translate(_URLSAFE).decode("ascii"))
            if digest:
                padding = len(data[found.end() : found.end() + 2]) - len(
                    data[found.end() : found.end() + 2].lstrip(b"=")
                )
                yield _digest_hit(digest, found.start(), found.end() + padding)

    def _raw_hits(self, data: bytes) -> Iterator[Hit]:
        prefixes, half = self._digests.raw_prefixes, PREFIX // 2
        for at in range(len(data) - 15):
            if data[at : at + half] not in prefixes:
                continue
            for length in self._digests.lengths:
                digest = self._digests.by_raw.get(data[at : at + length])
                if digest:
                    yield _digest_hit(digest, at, at + length)
                    break

    def _checksum_hits(self, data: bytes) -> Iterator[Hit]:
        known = self._digests.checksums
        for found in _CHECKSUM.finditer(data):
            digest = known.get(found[0].decode("ascii").lower())
            if digest:
                yield _digest_hit(digest, found.start(), found.end())


def _digest_hit(digest: Digest, start: int, end: int) -> Hit:
    return Hit(digest.name, digest.chain, start, end, digest.weak)


def _is_number(digits: str, number: str, at: int) -> bool:
    """Whether the run of digits is that number: nothing after it, at most a trunk or country prefix before."""
    return at <= 5 and len(digits) - at - len(number) == 0


def _digit_range(found: re.Match[bytes], at: int, count: int) -> tuple[int, int]:
    places = [index for index, byte in enumerate(found[0]) if 48 <= byte <= 57]
    return found.start() + places[at], found.start() + places[at + count - 1] + 1


def outermost(hits: list[Hit]) -> list[Hit]:
    """Hits in order of place, without those that lie inside another one."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end, each.weak, len(each.chain))):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept
