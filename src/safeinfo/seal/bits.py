"""The bits of a status list (W3C Bitstring Status List v1.0): index 0 is the left-most bit; GZIP, base64url."""

import gzip
import zlib

from safeinfo.seal import multibase
from safeinfo.seal.errors import MalformedError

FEWEST = 131_072  # entries; the least that hides one among many (section 6.1)
MOST = 1_000_000  # entries that we read; a list that unpacks to more is refused
LONGEST_TEXT = 250_000  # characters of an encoded list
_WBITS_GZIP = 31


def encode(bits: bytes) -> str:
    """Return packed bits as an encodedList; the same bits give the same text. ValueError for too few."""
    if len(bits) * 8 < FEWEST:
        raise ValueError(f"a status list has at least {FEWEST} entries")
    return multibase.to_base64url(gzip.compress(bits, mtime=0))


def decode(text: object) -> bytes:
    """Return the packed bits of an encodedList; MalformedError (reason `status-list`) if it is none or too large."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise MalformedError("status-list", "an encoded list is a text of at most 250,000 letters")
    try:
        packed = multibase.from_base64url(text)
        unpacker = zlib.decompressobj(_WBITS_GZIP)
        bits = unpacker.decompress(packed, MOST // 8 + 1)
    except (MalformedError, zlib.error) as error:
        raise MalformedError("status-list", f"the encoded list cannot be unpacked: {error}") from None
    if len(bits) > MOST // 8:
        raise MalformedError("status-list", f"the list unpacks to more than {MOST} entries")
    if not unpacker.eof or unpacker.unused_data:
        raise MalformedError("status-list", "the encoded list is cut short, or something follows it")
    if len(bits) * 8 < FEWEST:
        raise MalformedError("status-list", f"the list has fewer than {FEWEST} entries")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Tell whether a bit is set; MalformedError (reason `status-index`) if the list has no such entry."""
    if not 0 <= index < len(bits) * 8:
        raise MalformedError("status-index", f"the list has no entry {index}")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def put(bits: bytearray, index: int, *, value: bool) -> None:
    """Set or clear a bit in place; IndexError if the list has no such entry."""
    if not 0 <= index < len(bits) * 8:
        raise IndexError(f"the list has no entry {index}")
    mask = 0x80 >> (index & 7)
    bits[index >> 3] = bits[index >> 3] | mask if value else bits[index >> 3] & ~mask
