"""Decode thousands of words at once: base64, hex and LZ-string as nearly all of a text's words would be, in few calls.

The words of a text are joined, each filled up to whole groups, and decoded in one go; what a word decoded to is then
looked at where it begins. So a megabyte takes milliseconds, and no word is left out however many there are.
"""

import binascii
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress

from safeinfo.derive.leaks.runs import BASE64, HEX, is_text, runs
from safeinfo.derive.leaks.unpack import inflate, unbrotli, unlz

LEAST = 10  # characters of a word whose base64 can hold an anchor of seven bytes
_LEAST_BODY = 16  # bytes of a compressed value
_LEAST_PACKED = 22  # characters of a compressed value in base64: a digest of MD5 has as many
_FOLLOWED = 9  # bytes that must read as text for a word to be followed
_URLSAFE = bytes.maketrans(b"-_$", b"+/A")  # "$" ends LZ-string
_FILLS = (b"", b"AAA", b"AA", b"A")
_READABLE = bytes(0x78 if byte in b"\t\r\n" or byte in range(0x20, 0x7F) else 0x20 for byte in range(256))
_PLAIN = b"x" * _FOLLOWED
_WIDE_MARKS = bytes(
    0x77 if 0xC3 <= byte <= 0xF4 else 0x63 if 0x80 <= byte <= 0xBF else 0x20  # noqa: PLR2004 UTF-8: first and others
    for byte in range(256)
)
_OTHER = bytes(sorted({*range(256)} - {*BASE64}))
_NOT_HEX = bytes(sorted({*range(256)} - {*HEX}))
_GZIP, _ZLIB = b"\x1f\x8b\x08", re.compile(rb"x[\x01\x5e\x9c\xda]")
_SIZED = re.compile(rb"[\x10\x14\x1c\x20\x30\x40](?=([\s\S]{8}))")  # length bytes of digests, and what follows
_FED = 512  # bytes given to see how a body begins
_CHECKED = 1 << 16  # bytes of a body whose checksum is looked at
_LEAST_OUT = 4  # bytes worth a look
_GZIP_BITS = 31
_PROBE = 24  # bytes that must come out of a compressed word before it is followed
_FIXED, _DYNAMIC, _BROTLI = 1, 2, 4
_LEAST_DYNAMIC = 40  # bytes: its header alone takes about as many


def _first_bytes() -> bytes:
    """What a first byte may begin: a last block of deflate (RFC 1951, 3.2.3), a long one, Brotli (RFC 7932, 9.1)."""
    kinds = bytearray(256)
    for byte in range(256):
        if byte & 7 == 3:  # noqa: PLR2004 last, fixed codes
            kinds[byte] = _FIXED
        elif byte & 6 == 4 and byte >> 3 <= 29:  # noqa: PLR2004 own codes; at most 286 of them
            kinds[byte] = _DYNAMIC
        if byte & 15 in {11, 15}:  # windows of 22 and 24 bits, which all compressors use
            kinds[byte] |= _BROTLI
    return bytes(kinds)


def _literals() -> bytes:
    """For two bytes, whether their bits 3 to 10 are the fixed code of a printable ASCII character."""
    known = bytearray(1 << 16)
    for char in (*range(0x20, 0x7F), 9, 10, 13):
        code = int(f"{char + 0x30:08b}"[::-1], 2) << 3
        for rest in range(8 << 5):
            known[rest & 7 | code | rest >> 3 << 11] = 1
    return bytes(known)


_FIRST, _LITERAL = _first_bytes(), _literals()


def _is_whole(head: bytes) -> bool:
    """Whether the code lengths of a block with own codes make a complete code, as they must (RFC 1951, 3.2.7)."""
    bits = int.from_bytes(head, "little") >> 3
    if bits >> 5 & 31 > 29:  # noqa: PLR2004 at most 30 codes of distances
        return False
    count, bits = (bits >> 10 & 15) + 4, bits >> 14
    lengths = [bits >> 3 * number & 7 for number in range(count)]
    return sum(128 >> length for length in lengths if length) == 128  # noqa: PLR2004 all of seven bits


def _is_plausible(head: bytes, size: int) -> bool:
    """Whether the length in the first header of a Brotli stream fits its size (RFC 7932, 9.2)."""
    bits = int.from_bytes(head, "little") >> 4
    bits >>= 2 if bits & 1 else 1
    nibbles = (bits & 3) + 4
    length = (bits >> 2 & (1 << 4 * nibbles) - 1) + 1
    return nibbles < 7 and size // 4 <= length <= size * 1000  # noqa: PLR2004 7 means metadata


@dataclass(frozen=True, slots=True)
class Decoded:
    """Words decoded: all of them in one text, without separators, where each begins and how many bytes it has."""

    data: bytes
    starts: Sequence[int]
    sizes: Sequence[int]

    def texts(self) -> Iterator[bytes]:
        """What reads as text from its first byte on."""
        data, mask = self.data, self.data.translate(_READABLE)
        plain = [mask.startswith(_PLAIN, start) for start in self.starts]
        for start, size in compress(zip(self.starts, self.sizes, strict=True), plain):
            if size >= _FOLLOWED:
                yield data[start : start + size]
        marks = data.translate(_WIDE_MARKS)
        wide = [marks.startswith(b"wc", start) for start in self.starts]
        for start, size in compress(zip(self.starts, self.sizes, strict=True), wide):
            if is_text(data[start : start + size]):
                yield data[start : start + size]

    def unpacked(self, limit: int, *, bare: bool) -> Iterator[bytes]:
        """What gzip and zlib bodies hold wherever they begin; with `bare` deflate and Brotli at the start of a word."""
        data = memoryview(self.data)
        at = self.data.find(_GZIP)
        while at >= 0:
            yield from _opened(data[at:], _GZIP_BITS, limit)
            at = self.data.find(_GZIP, at + 1)
        for found in _ZLIB.finditer(self.data):
            yield from _opened(data[found.start() :], 15, limit)
        if bare:
            yield from self._bare(data, limit)

    def _bare(self, data: memoryview, limit: int) -> Iterator[bytes]:
        long = [size >= _LEAST_BODY for size in self.sizes]
        for start, size in compress(zip(self.starts, self.sizes, strict=True), long):
            kind = _FIRST[data[start]]
            fixed = kind & _FIXED and all(_LITERAL[data[start + n] | data[start + n + 1] << 8] for n in range(3))
            own = kind & _DYNAMIC and size >= _LEAST_DYNAMIC and _is_whole(bytes(data[start : start + 10]))
            if fixed or own:
                yield from _opened(data[start : start + size], -15, limit)
            if kind & _BROTLI and _is_plausible(bytes(data[start : start + 5]), size):
                out = unbrotli(bytes(data[start : start + size]), limit)
                if out and is_text(out[:64]):
                    yield out

    def heads(self, size: int) -> list[bytes]:
        """The first bytes of each word, and those after each byte that may tell the length of a digest."""
        data = self.data
        return [data[start : start + size] for start in self.starts] + _SIZED.findall(data)


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


def base64_words(words: Sequence[bytes]) -> bytes:
    """Words filled up to whole groups of four, in the standard alphabet and in one row."""
    return b"".join([word + _FILLS[len(word) & 3] for word in words]).translate(_URLSAFE)


def from_base64(row: bytes, words: Sequence[bytes]) -> Decoded:
    """`row` as `base64_words` made it, decoded; a word ends where the filling begins."""
    sizes = [len(word) for word in words]
    starts = _starts([(size + 3) // 4 * 3 for size in sizes])
    return Decoded(binascii.a2b_base64(row), starts, [size * 3 // 4 for size in sizes])


def _starts(sizes: list[int]) -> list[int]:
    return [0, *accumulate(sizes)][: len(sizes)]


def shifted(row: bytes, shift: int) -> bytes:
    """The same row decoded at another alignment."""
    return binascii.a2b_base64(row[shift : shift - 4])


def hex_words(text: bytes) -> list[bytes]:
    """The runs of hex digits, at least twelve, wherever they stand."""
    return [text[start:end] for start, end in runs(text, HEX, 12)]


def from_hex(words: Sequence[bytes]) -> Decoded:
    """Runs of hex digits decoded; an odd last digit is left out."""
    sizes = [len(word) // 2 for word in words]
    row = b"".join([word[: len(word) & ~1] for word in words])
    return Decoded(binascii.unhexlify(row), _starts(sizes), sizes)


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
        if word[:2] in _LZ_HEADS and len(word) >= _LEAST_PACKED and _goes_on(word):
            out = unlz(word.decode("ascii"), limit)
            if len(out) >= 4:  # noqa: PLR2004 bytes worth a look
                yield out
