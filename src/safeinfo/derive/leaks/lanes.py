"""Look at all bytes of a text at once: one long integer holds eight bits, the lanes, for each byte.

`translate` gives each byte its bits, and a shift by 8k + j brings bit j of the byte k places on to bit 0 of this one.
So a condition on neighbours costs one shift and one AND for the whole text, some hundredths of what a loop would take.

`Sextets` uses this to tell where base64 may hold one of some texts, at any alignment, without decoding it. Of three
bytes, base64 makes four characters of six bits; which characters may stand for a byte of the texts depends on the
place among the four. A run of characters that may, each in its turn, is as long as the shortest text makes it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from safeinfo.derive.leaks.runs import mask_table

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_LOW_FOUR = mask_table(bytes(byte for byte in range(256) if byte & 15))
ANY, OWN, OTHER = b"\x0f" * 4, bytes((1, 2, 4, 8)), bytes((14, 13, 11, 7))  # alignments of a row, by place of four
_LONG = 8  # characters of a run from which on texts are looked for together
_STRETCH, _OVERLAP = 1 << 18, 64  # bytes; whole groups of base64
_MOST = 12  # characters of a run: more tell no more


def stretches(data: bytes) -> Iterator[bytes]:
    """The data in stretches that overlap a little: each step on integers of many megabytes would take as many again."""
    if len(data) <= _STRETCH:
        yield data
        return
    for start in range(0, len(data), _STRETCH):
        yield data[start : start + _STRETCH + _OVERLAP]


def lanes(data: bytes, table: bytes) -> int:
    """The bits that `table` gives each byte; the first byte has the lowest."""
    return int.from_bytes(data.translate(table), "little")


def places(marked: int, size: int, table: bytes) -> list[int]:
    """The starts and ends, in turn, of what is marked without a gap; `table` makes an "x" of the bits that count."""
    mask = marked.to_bytes(size, "little").translate(table) + b" "
    find, found = mask.find, list[int]()
    start = find(b"x")
    while start >= 0:
        end = find(b" ", start)
        found += start, end
        start = find(b"x", end)
    return found


@lru_cache(maxsize=8)
def _repeated(aligned: bytes, power: int) -> int:
    """Four bytes again and again, 2 ** `power` bytes in all or more."""
    return int.from_bytes(aligned * (1 << max(power - 2, 0)), "little")


def whole_sextets(size: int) -> int:
    """The least number of base64 characters that hold nothing but bits of a text of `size` bytes."""
    return min(8 * (at + size) // 6 - -(-8 * at // 6) for at in range(3))


@dataclass(frozen=True, slots=True)
class _Track:
    """Some texts: by character the places among four at which it may stand (bits 0 to 3, and again 4 to 7)."""

    table: bytes
    run: int

    @classmethod
    def of(cls, texts: Sequence[tuple[frozenset[int], int]]) -> "_Track":
        held = frozenset[int]().union(*(each for each, _ in texts))
        places = (
            {byte >> 2 for byte in held},
            {one | other for one in {byte % 4 << 4 for byte in held} for other in {byte >> 4 for byte in held}},
            {one | other for one in {byte % 16 << 2 for byte in held} for other in {byte >> 6 for byte in held}},
            {byte & 63 for byte in held},
        )
        table = bytearray(256)
        for value, char in enumerate(_ALPHABET):
            table[char] = sum(0b10001 << place for place, values in enumerate(places) if value in values)
        return cls(bytes(table), max(1, min(_MOST, *(whole_sextets(size) for _, size in texts))))

    def places(self, row: bytes, aligned: bytes) -> list[int]:
        """Where a long enough run of characters that may, each in its turn, begins: first and last of neighbours."""
        one = lanes(row, self.table)
        two = one & one >> 9
        four = two & two >> 18
        rest = (four, one, two, two & one >> 18)[self.run % 4]
        found, at = four, 4
        if self.run < at:
            found, at = rest, self.run
        while at + 4 <= self.run:
            found &= four >> 8 * at
            at += 4
        if at < self.run:
            found &= rest >> 8 * at
        if found and aligned != ANY:
            found &= _repeated(aligned, len(row).bit_length())
        return places(found, len(row), _LOW_FOUR) if found else []

    def parts(self, row: bytes, aligned: bytes) -> Iterator[bytes]:
        """The same as text, with what may hold bits of the first and the last byte: once for each alignment."""
        found = self.places(row, aligned)
        row = b"AAAA" + row if found else b""  # so that there is a group before the first one
        for start, end in zip(found[::2], found[1::2], strict=True):
            if aligned == OWN:
                yield row[start + 4 & ~3 : end + self.run + 6 & ~3]
            else:
                last = end + self.run + 6
                yield from (row[start + shift : last] for shift in range(1, 5))


class Sextets:
    """Tells where base64 may hold one of some texts: never wrongly that it does not."""

    def __init__(self, texts: Iterable[tuple[frozenset[int], int]]) -> None:
        """Each text by the bytes that it may have, and its least length."""
        known = tuple(texts)
        long = [text for text in known if whole_sextets(text[1]) >= _LONG]
        short = [text for text in known if whole_sextets(text[1]) < _LONG]
        self._tracks = tuple(_Track.of(group) for group in (long, short) if group)

    def suspects(self, row: bytes, aligned: bytes) -> list[bytes]:
        """The parts of base64 (standard alphabet) in question, ready to be decoded.

        `aligned` tells which alignments count: `ANY`, the `OWN` of the row of whole groups, all `OTHER`.
        """
        return [part for each in stretches(row) for track in self._tracks for part in track.parts(each, aligned)]
