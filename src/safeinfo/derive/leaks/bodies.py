"""Compressed bodies inside a layer: where they begin, and what they hold. Formats are in `unpack`."""

import re
from collections.abc import Callable, Iterator

from safeinfo.derive.leaks.layers import Layer, Piece, below
from safeinfo.derive.leaks.runs import LZ_ALPHABET, is_text, runs, segments
from safeinfo.derive.leaks.unpack import inflate, unbrotli, unlz, unlz16

_MAGIC = (("gzip", (b"\x1f\x8b\x08",), 31), ("zlib", (b"x\x9c", b"x\xda", b"x^", b"x\x01"), 15))
_WRAPPED = {"base64", "hex", "url", "escapes"}
_LZ16 = re.compile(r"[\u0020-\u8020]{6,}")
_LZ_LIMIT = 24576  # characters of LZ-string tried in one layer: a bit reader in Python is slow
_LZ_LEAST = 16
_TRIES = 512  # bodies opened in one layer
_LEAST = 4  # bytes of contents worth a look


def compressed_layers(layer: Layer, limit: int) -> Iterator[Layer]:
    """What gzip, zlib, raw deflate or Brotli bodies hold, wherever in the layer they begin."""
    if layer.data.isascii():
        return
    for step, magics, wbits in _MAGIC:
        pieces = [piece for magic in magics for piece in _inflated(layer.data, magic, wbits, limit)]
        if pieces:
            yield below(layer, step, pieces)
    yield from _whole_bodies(layer, limit)


def _inflated(data: bytes, magic: bytes, wbits: int, limit: int) -> Iterator[Piece]:
    start = data.find(magic)
    for _ in range(_TRIES):
        if start < 0 or limit <= 0:
            return
        out, taken = inflate(data[start:], wbits, limit)
        if len(out) >= _LEAST:
            yield Piece(out, start, start + taken)
            limit -= len(out)
        start = data.find(magic, start + (taken if len(out) >= _LEAST else 1))


def _whole_bodies(layer: Layer, limit: int) -> Iterator[Layer]:
    """Raw deflate and Brotli have no magic number: tried on whole bodies and on whole decoded tokens."""
    spans = list(_spans(layer))[:_TRIES]
    readers: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
        ("deflate", lambda data: inflate(data, -15, limit)[0]),
        ("brotli", lambda data: unbrotli(data, limit)),
    )
    for step, read in readers:
        opened = [Piece(out, at, at + len(data)) for at, data in spans if _plausible(out := read(data))]
        if opened:
            yield below(layer, step, opened)


def _plausible(out: bytes) -> bool:
    """Random bytes inflate to a little rubbish: only what begins like text, or is long, is followed."""
    return len(out) >= _LEAST and (is_text(out[:64]) or out[:2] in {b"\x1f\x8b", b"x\x9c"})


def _spans(layer: Layer) -> Iterator[tuple[int, bytes]]:
    if layer.path[-1:] and layer.path[-1] not in _WRAPPED:
        return
    if layer.parent is None or layer.path[-1] in {"url", "escapes"}:
        yield 0, layer.data
        return
    offset = 0
    for piece in layer.pieces:
        yield offset, piece.data
        offset += len(piece.data) + 1


def lz_layers(layer: Layer, limit: int) -> Iterator[Layer]:
    """LZ-string tokens, in the base64 and URI forms."""
    pieces = list(_lz_pieces(layer.data, limit))
    if pieces:
        yield below(layer, "lz-string", pieces)


def _lz_pieces(data: bytes, limit: int) -> Iterator[Piece]:
    room = _LZ_LIMIT
    for start, end in _lz_places(data):
        room -= 1
        if not _may_be_lz(data[start : start + 2]):
            continue
        room -= end - start
        if room < 0:
            return
        out = unlz(data[start:end].decode("ascii"), limit)
        if len(out) >= _LEAST:
            yield Piece(out, start, end)


def _lz_places(data: bytes) -> Iterator[tuple[int, int]]:
    for start, end in runs(data, LZ_ALPHABET, _LZ_LEAST):
        yield start, end
        yield from segments(data, start, end, _LZ_LEAST)


def _may_be_lz(head: bytes) -> bool:
    """Whether the first character packed is ASCII: two zero bits, then its eight bits, lowest first."""
    return head[:1] in b"ABCDEFGHIJKLMNOP" and _value(head[1]) & 0b100 == 0


def _value(byte: int) -> int:
    return b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-$".find(byte)


def _may_be_lz16(run: str) -> bool:
    """Whether the first character packed is a printable one of 8 bits, or one of 16; text in ASCII packs nothing."""
    if run.isascii():
        return False
    bits = format(ord(run[0]) - 32, "015b")
    if bits[:2] != "00":
        return bits[:2] == "10"
    first = chr(int(bits[9:1:-1], 2))
    return first.isprintable() or first in "\t\r\n"


def lz16_layers(layer: Layer, limit: int) -> Iterator[Layer]:
    """LZ-string in its UTF-16 form, sent as UTF-8 or UTF-16."""
    if layer.data.isascii() or len(layer.data) > _LZ_LIMIT:
        return
    for encoding in ("utf-8", "utf-16-le"):
        text = layer.data.decode(encoding, "replace")
        if text.isascii():
            continue
        outs = [out for run in _LZ16.findall(text) if _may_be_lz16(run) and len(out := unlz16(run, limit)) >= _LEAST]
        if outs:
            yield below(layer, "lz-string", [Piece(b"\n".join(outs), 0, len(layer.data))])
