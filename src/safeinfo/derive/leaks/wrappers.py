"""Encodings that wrap a whole text: base64, base64url, hex, compression, and reading backwards."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from safeinfo.derive.leaks.layers import Layer, Locate, Piece, below
from safeinfo.derive.leaks.unpack import inflate, unbrotli, unlz, unlz16

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{7,}")
_FOLDED = re.compile(rb"(?:[A-Za-z0-9+/]{60,76}\r?\n){1,}[A-Za-z0-9+/]*={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}[ :]?){6,}")
_LZ = re.compile(rb"[A-Za-z0-9+/$-]{12,}={0,2}")
_LZ16 = re.compile(r"[\u0020-\u8020]{6,}")
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_URLSAFE = bytes.maketrans(b"-_", b"+/")
_SHIFTS = 4
REVERSED_LIMIT = 262144  # longer texts are not read backwards
_LZ_LIMIT = 24576  # characters of LZ-string tried in one layer: a bit reader in Python is slow
_TRIES = 24  # compressed bodies opened in one layer


def base64_layers(layer: Layer, limit: int) -> Iterator[Layer]:
    """All base64 runs decoded, from each of the four places where a group of four may begin."""
    runs = [(found.start(), found[0].translate(_URLSAFE)) for found in _BASE64.finditer(layer.data)]
    for shift in range(_SHIFTS):
        pieces = [piece for start, run in runs if (piece := _base64_piece(start, run, shift))]
        if pieces and sum(len(piece.data) for piece in pieces) <= limit:
            yield below(layer, "base64", pieces)
    folded = [_folded_piece(found) for found in _FOLDED.finditer(layer.data)]
    if folded:
        yield below(layer, "base64", folded)


def _base64_piece(start: int, run: bytes, shift: int) -> Piece | None:
    part = run[shift:]
    if len(part) < 4:
        return None
    keep = len(part) - (1 if len(part) % 4 == 1 else 0)
    data = binascii.a2b_base64(part[:keep] + b"=" * (-keep % 4))

    def locate(first: int, last: int) -> tuple[int, int]:
        return first // 3 * 4 + shift, -(-last // 3) * 4 + shift

    return Piece(data, start, start + len(run), locate)


def _folded_piece(found: re.Match[bytes]) -> Piece:
    compact = re.sub(rb"[\r\n=]", b"", found[0])
    compact = compact[: len(compact) - (1 if len(compact) % 4 == 1 else 0)]
    return Piece(base64.b64decode(compact + b"=" * (-len(compact) % 4)), found.start(), found.end())


def hex_layers(layer: Layer, limit: int) -> Iterator[Layer]:
    """All runs of hex digits decoded, from both places where a pair may begin."""
    runs = [(found.start(), found[0]) for found in _HEX.finditer(layer.data)]
    if not runs or sum(len(run) for _, run in runs) > limit:
        return
    for shift in range(2):
        yield below(layer, "hex", [_hex_piece(start, run, shift) for start, run in runs])


def _hex_piece(start: int, run: bytes, shift: int) -> Piece:
    plain = re.sub(rb"[ :]", b"", run)
    part = plain[shift:]
    data = binascii.unhexlify(part[: len(part) & ~1])
    return Piece(data, start, start + len(run), _pairs(shift) if len(plain) == len(run) else None)


def _pairs(shift: int) -> Locate:
    def locate(first: int, last: int) -> tuple[int, int]:
        return first * 2 + shift, last * 2 + shift

    return locate


def compressed_layers(layer: Layer, limit: int) -> Iterator[Layer]:
    """What gzip, zlib, raw deflate or Brotli bodies hold, wherever in the layer they begin."""
    for step, magic, wbits in (("gzip", _GZIP, 31), ("zlib", _ZLIB, 15)):
        pieces = _inflated(layer.data, magic, wbits, limit)
        if pieces:
            yield below(layer, step, pieces)
    if layer.data and not layer.data.isascii() or layer.path[-1:] == ("base64",):
        yield from _whole_bodies(layer, limit)


def _inflated(data: bytes, magic: re.Pattern[bytes], wbits: int, limit: int) -> list[Piece]:
    pieces: list[Piece] = []
    for tried, found in enumerate(magic.finditer(data)):
        if tried >= _TRIES or limit <= 0:
            break
        out, taken = inflate(data[found.start() :], wbits, limit)
        if len(out) > 3:
            pieces.append(Piece(out, found.start(), found.start() + taken))
            limit -= len(out)
    return pieces


def _whole_bodies(layer: Layer, limit: int) -> Iterator[Layer]:
    """Raw deflate and Brotli have no magic number: tried on whole bodies and on whole decoded tokens."""
    pieces = layer.pieces if layer.path[-1:] in {("base64",), ("hex",), ("url",)} else ()
    spans = list(_spans(pieces))[:_TRIES] if pieces else [(0, layer.data)]
    readers: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
        ("deflate", lambda data: inflate(data, -15, limit)[0]),
        ("brotli", lambda data: unbrotli(data, limit)),
    )
    for step, read in readers:
        opened = [Piece(out, at, at + len(data)) for at, data in spans if len(out := read(data)) > 3]
        if opened:
            yield below(layer, step, opened)


def _spans(pieces: tuple[Piece, ...]) -> Iterator[tuple[int, bytes]]:
    offset = 0
    for piece in pieces:
        if len(piece.data) >= 8:
            yield offset, piece.data
        offset += len(piece.data) + 1


def lz_layers(layer: Layer, limit: int) -> Iterator[Layer]:
    """LZ-string tokens, in the base64, URI and UTF-16 forms."""
    room, pieces = _LZ_LIMIT, []
    for found in _LZ.finditer(layer.data):
        room -= len(found[0])
        if room < 0:
            break
        out = unlz(found[0].decode("ascii"), limit)
        if len(out) > 3:
            pieces.append(Piece(out, found.start(), found.end()))
    if pieces:
        yield below(layer, "lz-string", pieces)
    if not layer.data.isascii() and len(layer.data) <= _LZ_LIMIT:
        yield from _lz16_layer(layer, limit)


def _lz16_layer(layer: Layer, limit: int) -> Iterator[Layer]:
    for encoding in ("utf-8", "utf-16-le"):
        text = layer.data.decode(encoding, "replace")
        outs = [out for run in _LZ16.findall(text) if len(out := unlz16(run, limit)) > 3]
        if outs:
            yield below(layer, "lz-string", [Piece(b"\n".join(outs), 0, len(layer.data))])


def reversed_layer(layer: Layer) -> Layer:
    """The text read backwards."""
    size = len(layer.data)

    def locate(first: int, last: int) -> tuple[int, int]:
        return size - last, size - first

    return below(layer, "reversed", [Piece(layer.data[::-1], 0, size, locate)])
