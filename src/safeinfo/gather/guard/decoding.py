"""Undoing content encodings without ever holding more than was allowed (zip bombs)."""

import zlib
from collections.abc import Sequence
from typing import Protocol

import brotli  # type: ignore[import-untyped]

ACCEPTED = "gzip, deflate, br"
MOST_CODINGS = 2
STEP = 64 * 1024


class TooLarge(Exception):  # noqa: N818 - an outcome
    """More came out than was allowed."""


class BadEncoding(Exception):  # noqa: N818 - an outcome
    """The body is not encoded as its headers say, or in a way that was not asked for."""


class Decoder(Protocol):
    """Takes encoded bytes and gives decoded ones, at most `limit` bytes a call; raises TooLarge beyond."""

    def feed(self, data: bytes, limit: int) -> bytes:
        """Decode one piece."""
        ...


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._undo = zlib.decompressobj(wbits)

    def feed(self, data: bytes, limit: int) -> bytes:
        try:
            out = self._undo.decompress(data, limit + 1)
        except zlib.error as error:
            raise BadEncoding(str(error)) from None
        if len(out) > limit:
            raise TooLarge
        return out


class _Deflate:
    """Deflate with or without the zlib wrapper: servers do both (RFC 9110, 8.4.1.2)."""

    def __init__(self) -> None:
        self._inner: _Zlib | None = None

    def feed(self, data: bytes, limit: int) -> bytes:
        if self._inner is not None or not data:
            return self._inner.feed(data, limit) if self._inner else b""
        wrapped = data[0] & 0x0F == zlib.DEFLATED
        self._inner = _Zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return self._inner.feed(data, limit)


class _Brotli:
    def __init__(self) -> None:
        self._undo = brotli.Decompressor()

    def feed(self, data: bytes, limit: int) -> bytes:
        out = bytearray()
        try:
            out += self._undo.process(data, output_buffer_limit=STEP)
            while not self._undo.can_accept_more_data() and not self._undo.is_finished():
                if len(out) > limit:
                    raise TooLarge
                out += self._undo.process(b"", output_buffer_limit=STEP)
        except brotli.error as error:
            raise BadEncoding(str(error)) from None
        if len(out) > limit:
            raise TooLarge
        return bytes(out)


def decoders(content_encoding: str) -> Sequence[Decoder]:
    """Return the decoders of a Content-Encoding header, in the order they are applied; BadEncoding if unknown."""
    names = [name for token in content_encoding.split(",") if (name := token.strip().lower()) not in {"", "identity"}]
    if len(names) > MOST_CODINGS:
        raise BadEncoding(f"encoded {len(names)} times over")
    return [_decoder(name) for name in reversed(names)]


def _decoder(name: str) -> Decoder:
    match name:
        case "gzip" | "x-gzip":
            return _Zlib(zlib.MAX_WBITS | 16)
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
    raise BadEncoding(f"{name} was not asked for")
