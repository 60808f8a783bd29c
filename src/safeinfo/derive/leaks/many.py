"""Decode thousands of words at once: base64, hex and LZ-string as nearly all of a text's words would be, in few calls.

The words of a text are joined, each filled up to whole groups, and decoded in one go. What a word begins with is told
from the first nine bytes of each, `Heads`, which stand in one row at equal distances: a slice takes the first byte of
all words, another the second. So a megabyte takes milliseconds, and no word is left out however many there are.
"""

import binascii
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from safeinfo.derive.leaks.bare import (
    BROTLI,
    DYNAMIC,
    LEAST_BODY,
    LEAST_DYNAMIC,
    is_brotli,
    is_dynamic,
    is_fixed,
    may_be_fixed,
)
from safeinfo.derive.leaks.runs import HEX, READABLE, is_text, long_runs
from safeinfo.derive.leaks.unpack import inflate, unbrotli, unlz

LEAST_HEADED = 12  # characters of base64 for the bytes of a head
LEAST_PACKED = 22  # characters of a compressed value in base64: a digest of MD5 has as many
LEAST_HEX = 12  # characters of a run of hex digits that is looked at
_HEX_HEADED = 18  # characters of hex for the bytes of a head
HEAD = 9  # bytes that must read as text for a word to be followed
_URLSAFE = bytes.maketrans(b"-_$", b"+/A")  # "$" ends LZ-string
_BETWEEN = b"CgoK"  # three line feeds
_FILLS = (b"", b"AAA", b"AA", b"A")
_READABLE = bytes(byte in READABLE for byte in range(256))
_UTF8 = bytes(byte in b"\t\r\n" or byte in range(0x20, 0x7F) or byte in range(0x80, 0xF5) for byte in range(256))
_LEADING = bytes(byte in range(0xC3, 0xF5) for byte in range(256))  # of UTF-8
_NOT = bytes((1, *bytes(255)))
_GOING_ON = bytes(byte in range(0x80, 0xC0) for byte in range(256))
_GZIP, _ZLIB = b"\x1f\x8b\x08", re.compile(rb"x[\x01\x5e\x9c\xda]")
_FED = 512  # bytes given to see how a body begins
_CHECKED = 1 << 16  # bytes of a body whose checksum is looked at
_LEAST_OUT = 4  # bytes worth a look
_GZIP_BITS = 31
_PROBE = 24  # bytes that must come out of a compressed word before it is followed


@dataclass(frozen=True, slots=True)
class Heads:
    """Words, the first nine bytes that each decodes to in one row, and how to decode a whole one."""

    words: Sequence[bytes]
    short: Sequence[bytes]  # words that are too short for a head
    row: bytes
    decode: Callable[[bytes], bytes]

    def sorted_out(self) -> tuple[list[bytes], list[bytes]]:
        """The words that read as text from their first byte on, and all others."""
        mask = self.row.translate(_READABLE)
        held = self._all(mask[at::HEAD] for at in range(HEAD))
        return list(compress(self.words, held)), [*compress(self.words, held.translate(_NOT)), *self.short]

    def wide(self) -> Iterator[bytes]:
        """What begins with a character beyond ASCII and reads as text to its end."""
        mask = self.row.translate(_UTF8)
        begun = (self.row[::HEAD].translate(_LEADING), self.row[1::HEAD].translate(_GOING_ON))
        held = self._all((*begun, *(mask[at::HEAD] for at in range(2, HEAD))))
        yield from filter(is_text, map(self.decode, compress(self.words, held)))

    def bare(self, limit: int) -> Iterator[bytes]:
        """What words of deflate and Brotli hold."""
        first, second, third = (self.row[at::HEAD] for at in range(3))
        for word in compress(self.words, self._all(may_be_fixed(first, second, third))):
            yield from bare_bodies(self.decode(word), limit)
        for word in compress(self.words, first.translate(DYNAMIC)):
            if len(word) * 3 // 4 >= LEAST_DYNAMIC and is_dynamic(self.decode(word[:16])):
                yield from bare_bodies(self.decode(word), limit)
        for word in compress(self.words, first.translate(BROTLI)):
            if len(word) >= LEAST_PACKED and is_brotli(self.decode(word[:8]), len(word) * 3 // 4):
                yield from bare_bodies(self.decode(word), limit)

    def _all(self, conditions: Iterable[bytes]) -> bytes:
        """For each word whether every condition, a row of 0 and 1, holds."""
        held = (1 << 8 * len(self.words)) - 1
        for condition in conditions:
            held &= int.from_bytes(condition, "little")
        return held.to_bytes(len(self.words), "little")


def bare_bodies(data: bytes, limit: int) -> Iterator[bytes]:
    """What a body of deflate and of Brotli holds."""
    if len(data) < LEAST_BODY:
        return
    if is_fixed(data) or (len(data) >= LEAST_DYNAMIC and is_dynamic(data)):
        yield from _opened(memoryview(data), -15, limit)
    if is_brotli(data, len(data)):
        out = unbrotli(data, limit)
        if out and is_text(out[:64]):
            yield out


def bodies(data: bytes, limit: int) -> Iterator[bytes]:
    """What gzip and zlib bodies hold wherever they begin."""
    rest = memoryview(data)
    at = data.find(_GZIP)
    while at >= 0:
        yield from _opened(rest[at:], _GZIP_BITS, limit)
        at = data.find(_GZIP, at + 1)
    for found in _ZLIB.finditer(data):
        yield from _opened(rest[found.start() :], 15, limit)


def _opened(data: memoryview, wbits: int, limit: int) -> Iterator[bytes]:
    """What a body holds: any of gzip, of zlib what its checksum proves or what begins as text, of deflate text."""
    engine = zlib.decompressobj(wbits)
    try:
        head = engine.decompress(data[:_FED], _PROBE)
        if len(head) < _LEAST_OUT or not (wbits == _GZIP_BITS or _begins_well(head) or wbits > 0):
            return
        if not (wbits == _GZIP_BITS or _begins_well(head)):
            zlib.decompressobj(wbits).decompress(data[:_CHECKED])  # raises where the checksum is wrong
    except zlib.error:
        return
    out, _ = inflate(bytes(data), wbits, limit)
    if out:
        yield out


def _begins_well(head: bytes) -> bool:
    """Whether bytes begin as text of one or two bytes a character, or as another body."""
    if is_text(head) or head.startswith(_GZIP) or _ZLIB.match(head):
        return True
    return max(head[::2].count(0), head[1::2].count(0)) * 2 >= len(head) // 2 > 1


def readable(data: bytes, least: int) -> Iterator[bytes]:
    """The parts of at least so many bytes that read as ASCII text, wherever they begin."""
    found = long_runs(data, READABLE, least)
    if found:
        yield b"\n".join(found)


def standard(joined: bytes) -> list[bytes]:
    """Words, given in lines, in the standard alphabet of base64."""
    return joined.translate(_URLSAFE).split(b"\n")


def base64_row(words: Sequence[bytes]) -> bytes:
    """Words in the standard alphabet, filled up to whole groups of four, in one row; decoded they stand in lines."""
    return _BETWEEN.join([word + _FILLS[len(word) & 3] for word in words])


def base64_heads(words: Sequence[bytes]) -> Heads:
    """The first bytes of base64 words in the standard alphabet, of those that are long enough."""
    long = [word for word in words if len(word) >= LEAST_HEADED]
    short = [word for word in words if len(word) < LEAST_HEADED]
    return Heads(long, short, binascii.a2b_base64(b"".join([word[:LEAST_HEADED] for word in long])), from_base64)


def from_base64(word: bytes) -> bytes:
    """A word in the standard alphabet decoded, whatever its length."""
    return binascii.a2b_base64(word + _FILLS[len(word) & 3])[: len(word) * 3 // 4]


def hex_words(text: bytes) -> list[bytes]:
    """The runs of hex digits, at least twelve, wherever they stand."""
    return long_runs(text, HEX, LEAST_HEX)


def hex_heads(words: Iterable[bytes]) -> Heads:
    """The first bytes of runs of hex digits, of those that are long enough."""
    long = [word for word in words if len(word) >= _HEX_HEADED]
    return Heads(long, (), binascii.unhexlify(b"".join([word[:_HEX_HEADED] for word in long])), from_hex)


def from_hex(word: bytes) -> bytes:
    """A run of hex digits decoded; an odd last digit is left out."""
    return binascii.unhexlify(word[: len(word) & ~1])


_LZ_DIGITS = {
    char: value for value, char in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
} | {ord("-"): 63, ord("_"): 63, ord("$"): 0}


def _lz_heads() -> frozenset[bytes]:
    """The first two characters of LZ-string: a printable ASCII character of eight bits, then a new one or the same."""
    written = [[char for char, value in _LZ_DIGITS.items() if value == digit] for digit in range(64)]
    heads: set[bytes] = set()
    for char in range(0x20, 0x7F):
        for after in ("00", "11"):
            bits = f"00{char:08b}"[:2] + f"{char:08b}"[::-1] + after
            first, second = int(bits[:6], 2), int(bits[6:], 2)
            heads |= {bytes((one, two)) for one in written[first] for two in written[second]}
    return frozenset(heads)


_LZ_HEADS = _lz_heads()


def _goes_on(word: bytes) -> bool:
    """Whether the second packed character is printable ASCII too, or is the first one again."""
    third, fourth = _LZ_DIGITS.get(word[2], 0), _LZ_DIGITS.get(word[3], 0)
    if _LZ_DIGITS.get(word[1], 0) & 3:
        return third < 32  # noqa: PLR2004 the code 3 in three bits, lowest first
    return third < 32 and not fourth & 8 and bool(fourth & 48)  # noqa: PLR2004 bits 5 to 7 of the character


def from_lz(words: Sequence[bytes], limit: int) -> Iterator[bytes]:
    """What LZ-string words hold."""
    for word in words:
        if word[:2] in _LZ_HEADS and len(word) >= LEAST_PACKED and _goes_on(word):
            out = unlz(word.decode("ascii"), limit)
            if len(out) >= 4:  # noqa: PLR2004 bytes worth a look
                yield out
