"""Open compressed bodies with a hard limit on what comes out: gzip, zlib, raw deflate, Brotli, LZ-string.

Each function returns what could be read, and b"" when the bytes are not of that kind. A damaged end is no reason to
throw the beginning away. No function returns more than `limit` bytes.
"""

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # ships no types

_LZ_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_LZ_URI = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$"
_CHUNK = 65536
_PROBE = 48  # values read before a long LZ-string text is believed to be one
_END = 2
_STEP = 64  # bytes fed at a time to read up to where a body is damaged
_SIX_BITS = {
    alphabet: {char: format(place, "06b") for place, char in enumerate(alphabet)} for alphabet in (_LZ_BASE64, _LZ_URI)
}
_LZ16_VALUES = 32768


def inflate(data: bytes, wbits: int, limit: int) -> tuple[bytes, int]:
    """Zlib's inflate (RFC 1950 to 1952 by `wbits`): what came out, and how many bytes of `data` it took."""
    engine = zlib.decompressobj(wbits)
    try:
        out = engine.decompress(data, limit)
    except zlib.error:
        out = _salvage(data, wbits, limit) if len(data) > _STEP else b""
        return out, len(data)
    return out, len(data) - len(engine.unused_data)


def _salvage(data: bytes, wbits: int, limit: int) -> bytes:
    """What comes out before the damage: read by steps, and the step that fails byte by byte."""
    sound = 0
    for size in (_STEP, 1):
        engine, parts, left = zlib.decompressobj(wbits), list[bytes](), limit
        try:
            parts.append(engine.decompress(data[:sound], left))
            for start in range(sound, min(len(data), _CHUNK), size):
                left -= len(parts[-1])
                if left <= 0:
                    break
                parts.append(engine.decompress(data[start : start + size], left))
                sound = start + size
        except zlib.error:
            continue
        break
    return b"".join(parts)


def unbrotli(data: bytes, limit: int) -> bytes:
    """Brotli (RFC 7932); b"" if it is none."""
    engine = brotli.Decompressor()
    parts, size, feed = [], 0, data
    try:
        while size < limit and not engine.is_finished():
            part = engine.process(feed, output_buffer_limit=min(limit - size, _CHUNK))
            feed = b""
            if not part:
                break
            parts.append(part)
            size += len(part)
    except brotli.error:
        return b""
    return b"".join(parts)[:limit]


def unlz(text: str, limit: int) -> bytes:
    """LZ-string in its base64 or URI form (pieroxy's lz-string, MIT: the format, not the code); b"" if none."""
    alphabet = _LZ_URI if any(char in "-$" for char in text) else _LZ_BASE64
    bits = _SIX_BITS[alphabet]
    text = text.rstrip("=")
    return _unlz(lambda count: "".join([bits[char] for char in text[:count]]), len(text), limit)


def unlz16(text: str, limit: int) -> bytes:
    """LZ-string in its UTF-16 form (15 bits a character, 32 added)."""
    values = [ord(char) - 32 for char in text]
    if any(not 0 <= value < _LZ16_VALUES for value in values):
        return b""
    return _unlz(lambda count: "".join([format(value, "015b") for value in values[:count]]), len(values), limit)


class _Bits:
    """Reads numbers, lowest bit first, from a text of bits."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def take(self, count: int) -> int:
        piece = self._text[self._at : self._at + count]
        if len(piece) < count:
            raise EOFError
        self._at += count
        return int(piece[::-1], 2)


def _unlz(bits: Callable[[int], str], size: int, limit: int) -> bytes:
    """Undo LZ-string; `bits` gives those of the first values, `size` is the count of values."""
    out: list[str] = []
    try:
        _expand(_Bits(bits(_PROBE)), out, limit)
    except EOFError:
        pass  # the probe ended, as it should
    except (IndexError, KeyError):
        return b""
    if size > _PROBE and _is_readable(out):
        out = []
        try:
            _expand(_Bits(bits(size)), out, limit)
        except (EOFError, IndexError, KeyError):
            return b""
    return "".join(out)[:limit].encode("utf-8", "replace") if _is_readable(out) else b""


def _is_readable(out: list[str]) -> bool:
    text = "".join(out)[:64]
    return len(text) > 1 and all(char.isprintable() or char in "\t\r\n" for char in text)


def _expand(bits: _Bits, out: list[str], limit: int) -> None:
    """Undo LZ-string: codes 0 and 1 announce a new character of 8 or 16 bits, 2 the end."""
    first = _literal(bits, bits.take(2))
    if first is None:
        return
    entries: list[str] = ["", "", "", first]
    out.append(first)
    last, size, width, room = first, len(first), 3, 4
    while size < limit:
        code = bits.take(width)
        if code == _END:
            return
        if code < _END:
            entries.append(_literal(bits, code) or "")
            code = len(entries) - 1
            room, width = _spent(room, width)
        entry = entries[code] if code < len(entries) else _unfinished(entries, code, last)
        out.append(entry)
        size += len(entry)
        entries.append(last + entry[0])
        last = entry
        room, width = _spent(room, width)


def _unfinished(entries: list[str], code: int, last: str) -> str:
    if code > len(entries):
        raise IndexError(code)
    return last + last[0]


def _spent(room: int, width: int) -> tuple[int, int]:
    """One more entry: codes get a bit wider when the room of the present width is used up."""
    return (room - 1, width) if room > 1 else (1 << width, width + 1)


def _literal(bits: _Bits, code: int) -> str | None:
    if code == _END:
        return None
    return chr(bits.take((8, 16)[code]))
