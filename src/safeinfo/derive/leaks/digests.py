"""Hashes of planted values, and of their encodings and hashes: what advertising calls "matched" or "hashed e-mail".

Computed once for each set of values. Cryptographic digests are proof; CRC-32, Adler-32, FNV-1a and MurmurHash3 have
32 bits, so other inputs give the same number: they are weak.
"""

import base64
import hashlib
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from safeinfo.derive.leaks.writings import Planted

PREFIX = 16  # hex digits, or twice the bytes, that are enough to look the rest up
_CHAINED = ("md5", "sha1", "sha256", "sha512")
_CHECKSUM_DIGITS = 8
_USUAL = ("md5", "sha1", "sha256")
_DEPTH = 2  # hashes after the first
_NAMES = (*_CHAINED, "sha224", "sha384", "sha3_256", "sha3_512", "blake2b", "blake2s", "ripemd160")


@dataclass(frozen=True, slots=True)
class Digest:
    """A hash that may be met: of which value, how it came about (outermost last)."""

    name: str
    chain: tuple[str, ...]
    weak: bool = False


@dataclass(slots=True)
class DigestIndex:
    """Digests by lower-case hex, by raw bytes in base64 (no padding, standard alphabet), checksums by number."""

    by_hex: dict[str, Digest] = field(default_factory=dict)
    by_base64: dict[str, Digest] = field(default_factory=dict)
    by_raw: dict[bytes, Digest] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)  # first digits to all of them
    raw_prefixes: frozenset[bytes] = frozenset()
    _raw_numbers: frozenset[int] = frozenset()  # the same as integers in the byte order of this machine
    lengths: tuple[int, ...] = ()
    checksums: dict[str, Digest] = field(default_factory=dict)  # eight hex digits, or decimal

    def add(self, raw: bytes, digest: Digest) -> None:
        """Note one digest; the first way to get it is kept."""
        if raw in self.by_raw:
            return
        self.by_raw[raw] = digest
        self.by_hex[raw.hex()] = digest
        self.by_base64[base64.b64encode(raw).rstrip(b"=").decode()] = digest

    def add_checksum(self, number: int, digest: Digest) -> None:
        """Note a 32-bit checksum, as hex and as a decimal number (signed and unsigned)."""
        for text in (f"{number:08x}", str(number), str(number - (1 << 32)).lstrip("-")):
            if len(text) >= _CHECKSUM_DIGITS:
                self.checksums.setdefault(text, digest)

    def cut_short(self, text: str) -> Digest | None:
        """The digest whose first digits `text` is; sixteen and more are no chance."""
        whole = self.prefixes.get(text[:PREFIX], "")
        found = self.by_hex[whole] if whole.startswith(text) else None
        return replace(found, chain=(*found.chain, "cut")) if found else None

    def may_begin_in(self, data: bytes) -> bool:
        """Whether the first bytes of a digest stand anywhere in `data`: eight times all integers that it holds."""
        half = PREFIX // 2
        for at in range(half):
            whole = memoryview(data)[at : len(data) - (len(data) - at) % half]
            if not self._raw_numbers.isdisjoint(whole.cast("Q")):
                return True
        return False

    def close(self) -> "DigestIndex":
        """Prepare the look-ups; nothing is added after."""
        self.prefixes = {text[:PREFIX]: text for text in self.by_hex}
        self.raw_prefixes = frozenset(raw[: PREFIX // 2] for raw in self.by_raw)
        self._raw_numbers = frozenset(int.from_bytes(raw, sys.byteorder) for raw in self.raw_prefixes)
        self.lengths = tuple(sorted({len(raw) for raw in self.by_raw}, reverse=True))
        return self


def index(values: Iterable[Planted]) -> DigestIndex:
    """The digests of all planted values."""
    found = DigestIndex()
    for value in values:
        collector = _Collector(found, value)
        for text, deviation in value.inputs:
            collector.add_text(text, (deviation,) if deviation else ())
    return found.close()


@dataclass(frozen=True, slots=True)
class _Collector:
    """Adds the digests of one value."""

    found: DigestIndex
    value: Planted

    def add_text(self, text: str, chain: tuple[str, ...]) -> None:
        """Hashes of the text and of its encodings, and its checksums."""
        for encoded, encoding in _encodings(text):
            for name in _NAMES if not encoding else _CHAINED:
                self.add_chain(name, encoded, (*chain, *encoding), 0 if encoding else _DEPTH)
        plain = text.encode("utf-8", "surrogatepass")
        for name, checksum in _CHECKSUMS.items():
            self.found.add_checksum(checksum(plain), Digest(self.value.name, (*chain, name), weak=True))

    def add_chain(self, name: str, data: bytes, chain: tuple[str, ...], depth: int) -> None:
        """One hash, and hashes of its usual writings, `depth` times."""
        raw = _digest(name, data)
        if raw is None:
            return
        outer = (*chain, name)
        weak = self.value.weak and self.value.name != "postal-code"
        self.found.add(raw, Digest(self.value.name, outer, weak=weak))
        if depth == 0:
            return
        followers = _CHAINED if depth == _DEPTH else _USUAL
        for text, encoding in _written(raw, usual=depth < _DEPTH):
            deeper = 0 if encoding or name not in _USUAL else depth - 1
            for after in followers:
                self.add_chain(after, text, (*outer, *encoding), deeper)


def _written(raw: bytes, *, usual: bool) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    yield raw.hex().encode(), ()
    if not usual:
        yield raw.hex().upper().encode(), ("upper",)
        yield base64.b64encode(raw), ("base64",)
        yield raw, ("raw",)


def _encodings(text: str) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    plain = text.encode("utf-8", "surrogatepass")
    yield plain, ()
    yield base64.b64encode(plain), ("base64",)
    yield base64.urlsafe_b64encode(plain).rstrip(b"="), ("base64url",)
    yield quote(plain, safe="").encode(), ("url",)
    yield plain.hex().encode(), ("hex",)
    yield plain[::-1], ("reversed",)
    yield text.encode("utf-16-le", "surrogatepass"), ("utf-16",)


def _digest(name: str, data: bytes) -> bytes | None:
    try:
        return hashlib.new(name, data, usedforsecurity=False).digest()
    except ValueError:  # ripemd160 is missing where OpenSSL has no legacy provider
        return None


def _murmur3(data: bytes, seed: int = 0) -> int:
    """MurmurHash3 x86 32-bit, by Austin Appleby (public domain algorithm)."""
    value, rounded = seed, len(data) & ~3
    for start in range(0, rounded, 4):
        value ^= _murmur_mix(int.from_bytes(data[start : start + 4], "little"))
        value = (value << 13 | value >> 19) & 0xFFFFFFFF
        value = (value * 5 + 0xE6546B64) & 0xFFFFFFFF
    if rounded < len(data):
        value ^= _murmur_mix(int.from_bytes(data[rounded:], "little"))
    value ^= len(data)
    value = (value ^ value >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    value = (value ^ value >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return value ^ value >> 16


def _murmur_mix(block: int) -> int:
    block = block * 0xCC9E2D51 & 0xFFFFFFFF
    return (block << 15 | block >> 17) * 0x1B873593 & 0xFFFFFFFF


def _fnv1a(data: bytes) -> int:
    value = 0x811C9DC5
    for byte in data:
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


_CHECKSUMS: dict[str, Callable[[bytes], int]] = {
    "crc32": zlib.crc32,
    "adler32": zlib.adler32,
    "murmur3": _murmur3,
    "fnv1a": _fnv1a,
}
