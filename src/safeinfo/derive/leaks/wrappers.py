"""Encodings that wrap a whole text: base64, base64url, hex, compression, and reading backwards.

Two ways lead into a run of base64 or hex. One decodes each long run and follows it further if it holds text or a
compressed body. The other asks first, for all runs together, whether a value shows up at any of the alignments; only
then it looks where.
"""

import binascii
import re
from collections.abc import Callable, Iterator

from safeinfo.derive.leaks.codes import CHARACTER_LIST
from safeinfo.derive.leaks.layers import Layer, Locate, Piece, below
from safeinfo.derive.leaks.runs import BASE64, HEX, NUMBERS, is_text, runs, segments, stream

Suspects = Callable[[bytes], bool]

_FOLDED = re.compile(rb"(?:[A-Za-z0-9+/]{60,76}\r?\n){1,}[A-Za-z0-9+/]*={0,2}")
_HEX_WITH_GAPS = re.compile(rb"[0-9a-fA-F]{2}(?:[ :][0-9a-fA-F]{2}){5,}")
_URLSAFE = bytes.maketrans(b"-_", b"+/")
_PACKED_HEX = re.compile(rb"1f8b08|78(?:01|5e|9c|da)", re.IGNORECASE)
_WIDE_HEX = re.compile(rb"(?:00[2-7][0-9a-f]){3}|(?:[2-7][0-9a-f]00){3}", re.IGNORECASE)
_SHIFTS = 4
_LEAST_BASE64 = 12  # characters of a run that is followed; what is shorter is only searched
_LEAST_HEX = 12
_FOLD = 60  # characters of a line of folded base64 (RFC 2045 has 76, PEM 64)
_LEAST = 7  # characters of a run that is searched
REVERSED_DEPTH = 3
_REVERSED_FOLLOWED = 512  # bytes of a text that is read backwards in any case
_COMPRESSED = {"gzip", "zlib", "deflate", "brotli", "lz-string"}


def base64_layers(layer: Layer, suspects: Suspects, limit: int) -> Iterator[Layer]:
    """Base64 runs decoded: those that hold text or binary bodies, and all of them where a value shows."""
    texts, bodies = _base64_pieces(layer.data)
    if texts:
        yield below(layer, "base64", texts)
    if bodies:
        yield below(layer, "base64", bodies)
    everything = stream(layer.data, BASE64).translate(_URLSAFE)
    if len(everything) > limit:
        return
    for shift in range(_SHIFTS):
        if suspects(_decoded(everything[shift:])):
            yield from _every_run(layer)
            break


def folded_layer(layer: Layer) -> Layer | None:
    """Base64 in lines, as in mails and PEM."""
    folded = list(_folded_pieces(layer.data)) if b"\n" in layer.data else []
    return below(layer, "base64", folded) if folded else None


def _base64_pieces(data: bytes) -> tuple[list[Piece], list[Piece]]:
    texts: list[Piece] = []
    bodies: list[Piece] = []
    for start, end in runs(data, BASE64, _LEAST_BASE64):
        if _sort(data, start, end, texts, bodies):
            continue
        for first, last in segments(data, start, end, _LEAST_BASE64):
            _sort(data, first, last, texts, bodies)
    return texts, bodies


def _sort(data: bytes, start: int, end: int, texts: list[Piece], bodies: list[Piece]) -> bool:
    """Put a decoded run to the texts or the bodies; True if it was text."""
    run = data[start:end]
    if _is_other(run) or (len(bodies) >= _BODIES and not _may_hold_text(run)):
        return False
    piece = _base64_piece(start, run.translate(_URLSAFE), 0)
    if is_text(piece.data):
        texts.append(piece)
        return True
    if len(bodies) < _BODIES:
        bodies.append(piece)
    return False


_BODIES = 512
_ASCII_HEADS = b"IJKLMNOPQRSTUVWXYZabcdef"  # first characters of the groups for bytes 0x20 to 0x7f


def _may_hold_text(run: bytes) -> bool:
    """Whether most groups of four begin as base64 of ASCII does: a cheap look, once enough bodies were opened."""
    heads = run[:64:4]
    return 2 * len(heads.translate(None, _ASCII_HEADS)) <= len(heads)


def _is_other(run: bytes) -> bool:
    """Whether a run is a word, or a hex digest, rather than base64."""
    return (run.isalpha() and run.islower()) or (len(run) >= _HEX_FOR_SURE and not run.translate(None, HEX))


_HEX_FOR_SURE = 20


def _every_run(layer: Layer) -> Iterator[Layer]:
    found = [(start, layer.data[start:end].translate(_URLSAFE)) for start, end in runs(layer.data, BASE64, _LEAST)]
    for shift in range(_SHIFTS):
        pieces = [_base64_piece(start, run, shift) for start, run in found]
        if pieces:
            yield below(layer, "base64", pieces)


def _decoded(run: bytes) -> bytes:
    keep = len(run) - (1 if len(run) % 4 == 1 else 0)
    return binascii.a2b_base64(run[:keep] + b"=" * (-keep % 4))


def _base64_piece(start: int, run: bytes, shift: int) -> Piece:
    def locate(first: int, last: int) -> tuple[int, int]:
        return first // 3 * 4 + shift, -(-last // 3) * 4 + shift

    return Piece(_decoded(run[shift:]), start, start + len(run), locate)


def _folded_pieces(data: bytes) -> Iterator[Piece]:
    after = 0
    for start, _ in runs(data, BASE64, _FOLD):
        found = _FOLDED.match(data, start) if start >= after else None
        if found:
            after = found.end()
            yield Piece(_decoded(re.sub(rb"[\r\n=]", b"", found[0])), start, after)


def hex_layers(layer: Layer, suspects: Suspects, limit: int) -> Iterator[Layer]:
    """Runs of hex digits decoded: those that hold text, and all of them where a value shows."""
    found = [(start, layer.data[start:end]) for start, end in runs(layer.data, HEX, _LEAST_HEX)]
    everything = b"".join([run for _, run in found])
    if not found or len(everything) > limit:
        return
    likely = [(start, run) for start, run in found if _may_be_text(run)]
    texts = [piece for start, run in likely if is_text((piece := _hex_piece(start, run, 0)).data)]
    if texts:
        yield below(layer, "hex", texts)
    bodies = [_hex_piece(start, run, 0) for start, run in found if _PACKED_HEX.match(run) or _WIDE_HEX.match(run)]
    if bodies:
        yield below(layer, "hex", bodies)
    if any(suspects(_unhex(everything[shift:])) for shift in range(2)):
        for shift in range(2):
            yield below(layer, "hex", [_hex_piece(start, run, shift) for start, run in found])


def gapped_layer(layer: Layer) -> Layer | None:
    """Hex digits in pairs with blanks or colons between."""
    if len(layer.data) >= _GAPS or _PAIRS not in layer.data.translate(_PAIR_TABLE):
        return None
    gaps = [_gapped_piece(match) for match in _HEX_WITH_GAPS.finditer(layer.data)]
    return below(layer, "hex", gaps) if gaps else None


_GAPS = 65536
_PAIRS = b"xx-xx-xx-xx-xx-xx"
_PAIR_TABLE = bytes(0x78 if byte in HEX else 0x2D if byte in b" :" else 0x20 for byte in range(256))


def _may_be_text(run: bytes) -> bool:
    """Whether most bytes of hex would be ASCII letters, digits and signs: their first digit is 2 to 7."""
    heads = run[:24:2]
    return 2 * len(heads.translate(None, b"234567")) <= len(heads)


def _unhex(run: bytes) -> bytes:
    return binascii.unhexlify(run[: len(run) & ~1])


def _hex_piece(start: int, run: bytes, shift: int) -> Piece:
    return Piece(_unhex(run[shift:]), start, start + len(run), _pairs(shift))


def _gapped_piece(found: re.Match[bytes]) -> Piece:
    return Piece(_unhex(stream(found[0], HEX)), found.start(), found.end())


def _pairs(shift: int) -> Locate:
    def locate(first: int, last: int) -> tuple[int, int]:
        return first * 2 + shift, last * 2 + shift

    return locate


def character_list_layer(layer: Layer, limit: int) -> Layer | None:
    """Lists of character codes (106,97,110 …)."""
    least = 24  # characters of the shortest list of eight codes
    places = list(runs(layer.data, NUMBERS, least))
    if not places:
        return None
    kept = b"\n".join(layer.data[start:end] for start, end in places)
    pieces = tuple(Piece(layer.data[start:end], start, end, lambda first, last: (first, last)) for start, end in places)
    return CHARACTER_LIST.open(Layer(kept, layer.path, layer, pieces), limit)


def is_followed_backwards(layer: Layer) -> bool:
    """Whether the text is short enough to be read backwards in any case, with all decoders."""
    outer = not layer.path or layer.path[-1] in _COMPRESSED
    return outer and len(layer.data) <= _REVERSED_FOLLOWED and len(layer.path) <= REVERSED_DEPTH


def reversed_layer(layer: Layer) -> Layer:
    """The text read backwards."""
    size = len(layer.data)

    def locate(first: int, last: int) -> tuple[int, int]:
        return size - last, size - first

    return below(layer, "reversed", [Piece(layer.data[::-1], 0, size, locate)])
