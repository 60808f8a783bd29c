"""Tell from its first bytes whether data may be deflate or Brotli, which have no magic number.

Nearly all words of a text are neither, and most of them show it in their first three bytes.
"""

_LAST_FIXED, _OWN_CODES = 3, 4  # first bits of a last block with fixed codes, of one with its own (RFC 1951, 3.2.3)
_MOST_LENGTHS = _MOST_DISTANCES = 29  # counts of codes, less 257 and 1
_WINDOWS = (11, 15)  # first bits of Brotli with windows of 22 and 24 bits, which all compressors use (RFC 7932, 9.1)
_WHOLE = 128  # what the shares of a complete code come to, in 128ths
_METADATA = 7  # count of nibbles, which stands for a block without data
_PRINTABLE = (*range(0x20, 0x7F), 9, 10, 13)
LEAST_DYNAMIC = 40  # bytes of a block with codes of its own: its header alone takes about as many
LEAST_BODY = 16  # bytes of a compressed value


def _literals() -> bytes:
    """For two bytes, the first one lowest, whether their bits 3 to 10 are the fixed code of a printable character."""
    known = bytearray(1 << 16)
    for char in _PRINTABLE:
        code = int(f"{char + 0x30:08b}"[::-1], 2) << 3
        for rest in range(8 << 5):
            known[rest & 7 | code | rest >> 3 << 11] = 1
    return bytes(known)


def _shares() -> tuple[int, ...]:
    """For twelve bits, four lengths of codes: how much of the whole they take."""
    sizes = [0, *(_WHOLE >> length for length in range(1, 8))]
    return tuple(sum(sizes[bits >> at & 7] for at in (0, 3, 6, 9)) for bits in range(1 << 12))


_LITERAL, _SHARES = _literals(), _shares()
_HIGH = [any(_LITERAL[low | high << 8] for high in range(256)) for low in range(256)]
_FIXED = bytes(low & 7 == _LAST_FIXED and _HIGH[low] for low in range(256))
_GOES_ON = bytes(_HIGH)
DYNAMIC = bytes(byte & 6 == _OWN_CODES and byte >> 3 <= _MOST_LENGTHS for byte in range(256))
BROTLI = bytes(byte & 15 in _WINDOWS for byte in range(256))


def may_be_fixed(first: bytes, second: bytes, third: bytes) -> tuple[bytes, bytes, bytes]:
    """For the first three bytes of many bodies: whether each may be that of a block with fixed codes, as 0 and 1."""
    return first.translate(_FIXED), second.translate(_GOES_ON), third.translate(_GOES_ON)


def is_fixed(head: bytes) -> bool:
    """Whether a block with fixed codes, the last one, begins with three printable characters."""
    return bool(_FIXED[head[0]]) and all(_LITERAL[head[at] | head[at + 1] << 8] for at in range(3))


def is_dynamic(head: bytes) -> bool:
    """Whether a block begins with the lengths of a complete code, as they must be (RFC 1951, 3.2.7)."""
    if not DYNAMIC[head[0]] or head[1] & 31 > _MOST_DISTANCES:
        return False
    bits = int.from_bytes(head[1:10], "little") >> 5
    bits = bits >> 4 & (1 << 3 * ((bits & 15) + 4)) - 1
    share = 0
    while bits:
        share += _SHARES[bits & 4095]
        bits >>= 12
    return share == _WHOLE


def is_brotli(head: bytes, size: int) -> bool:
    """Whether the length in the first header of a Brotli stream fits its size (RFC 7932, 9.2)."""
    if not BROTLI[head[0]]:
        return False
    bits = int.from_bytes(head[:5], "little") >> 4
    bits >>= 2 if bits & 1 else 1
    nibbles = (bits & 3) + 4
    length = (bits >> 2 & (1 << 4 * nibbles) - 1) + 1
    return nibbles < _METADATA and size // 4 <= length <= size * 1000
