"""Find planted values and their digests in one text, without decoding it: the innermost step of the search."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from safeinfo.derive.leaks.digests import PREFIX, Digest, DigestIndex
from safeinfo.derive.leaks.runs import (
    BASE64,
    DIGITS,
    HEX,
    LEAST_WORD,
    LETTERS,
    LZ_ALPHABET,
    UUID,
    runs,
    short_hex,
    stream,
)
from safeinfo.derive.leaks.writings import Planted, Writing

_BETWEEN = rb"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]{0,3}"
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
        self._groups = _grouped(patterns)
        self._numbers = tuple((number.encode(), value.name, value.weak) for value in values for number in value.digits)
        self._anchors = tuple(
            (anchor, group, anchor[::-1], len(anchor) >= LEAST_WORD and not anchor.translate(None, LZ_ALPHABET))
            for anchor, group in self._groups
        )
        self._turned_numbers = tuple(number[::-1] for number, _, _ in self._numbers)
        self._digests = digests
        self.is_ascii = all(anchor.isascii() for anchor, _ in self._groups)
        self._checksums = frozenset(text.encode() for text in digests.checksums)
        self._packed = frozenset(text.encode() for text in digests.by_base64)

    def shows(self, data: bytes, joined: bytes | None = None, *, turned: bool = True) -> bool:
        """Whether a value stands in `data` in plain, forwards or (if `turned`) backwards.

        `joined` are the words of `data` (see `runs.words`), fewer than its text: what is a word is looked for there.
        """
        lowered = data.lower()
        narrow = lowered if joined is None else joined.lower()
        for anchor, group, backwards, is_word in self._anchors:
            place = narrow if is_word else lowered
            if anchor in place and _stands_near(lowered, anchor, group):
                return True
            if turned and backwards in place and _stands_near(lowered[::-1], anchor, group):
                return True
        if not self._numbers:
            return False
        digits = stream(data, DIGITS)
        if any(number in digits for number, _, _ in self._numbers) and any(True for _ in self._number_hits(data)):
            return True
        known = turned and any(key in digits for key in self._turned_numbers)
        return known and any(True for _ in self._number_hits(data[::-1]))

    def _plain_hits(self, data: bytes) -> list[Hit]:
        lowered = data.lower()
        hits = [
            hit for anchor, group in self._groups if anchor in lowered for each in group for hit in each.hits(lowered)
        ]
        return [*hits, *self._number_hits(data)]

    def shows_digest(self, words: bytes, data: bytes) -> bool:
        """Whether one of the `words` (joined; see `runs.words`) is a digest, or `data` holds a raw one."""
        if words:
            packed = words.translate(_URLSAFE).replace(b"$", b" ").split()
            if not self._packed.isdisjoint(packed) or any(True for _ in self._hex_hits(words)):
                return True
        return any(True for _ in self._raw_hits(data))

    def knows_raw(self, heads: Callable[[int], Iterable[bytes]]) -> bool:
        """Whether one of the first bytes that `heads` gives, so many as it is asked for, begins a digest."""
        return not self._digests.raw_prefixes.isdisjoint(heads(PREFIX // 2))

    def suspects(self, data: bytes) -> bool:
        """Whether a value may stand in `data` in plain: fast, never wrongly no."""
        lowered = data.lower()
        return any(anchor in lowered for anchor, _ in self._groups) or self._has_number(data)

    def scan(self, data: bytes) -> list[Hit]:
        """All hits, longest first where they overlap; a hit inside another one is left out."""
        hits = self._plain_hits(data)
        hits += self._hex_hits(data)
        hits += self._base64_hits(data)
        hits += self._checksum_hits(data)
        hits += self._raw_hits(data)
        return outermost(hits) if hits else []

    def _has_number(self, data: bytes) -> bool:
        if not self._numbers:
            return False
        digits = stream(data, DIGITS)
        return any(number in digits for number, _, _ in self._numbers)

    def _number_hits(self, data: bytes) -> Iterator[Hit]:
        if not self._has_number(data):
            return
        for found in _NUMBER.finditer(data):
            digits = stream(found[0], DIGITS)
            for number, name, weak in self._numbers:
                at = digits.find(number)
                if at >= 0 and _is_number(digits, number, at):
                    yield Hit(name, (), *_digit_range(found, at, len(number)), weak)

    def _hex_hits(self, data: bytes) -> Iterator[Hit]:
        room = _WINDOWS
        for start, end in runs(data, HEX, 32):
            text = data[start:end].decode("ascii").lower()
            known = self._digests.by_hex
            exact = known.get(text) or known.get(text[::-1]) or self._digests.cut_short(text)
            if exact:
                yield _digest_hit(exact, start, end)
                continue
            room -= len(text)
            if room > 0 and len(text) // 2 not in self._digests.lengths:
                yield from self._hex_windows(text, start)
        yield from self._dashed_hits(data)

    def _dashed_hits(self, data: bytes) -> Iterator[Hit]:
        """MD5 in the writing of a UUID."""
        for start, end in runs(data, UUID, 36):
            found = _DASHED.search(data, start, end)
            digest = found and self._digests.by_hex.get(found[0].replace(b"-", b"").decode("ascii").lower())
            if found and digest:
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
        for start, end in short_hex(data):
            digest = known.get(data[start:end].decode("ascii").lower())
            if digest:
                yield _digest_hit(digest, start, end)


def _stands_near(lowered: bytes, anchor: bytes, group: tuple[Pattern, ...]) -> bool:
    """Whether a pattern of the group matches where its anchor stands."""
    reach = max(each.size for each in group) + 1
    places = [found.start() for found in re.finditer(re.escape(anchor), lowered)]
    near = b"\n".join([lowered[max(at - reach, 0) : at + reach] for at in places])
    return any(True for each in group for _ in each.hits(near))


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
