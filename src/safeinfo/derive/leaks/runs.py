"""Find long runs of hex digits or base64 characters at the speed of `memmem`, with no regular expression.

The text is translated to a mask of two bytes, "x" for the alphabet and a blank for the rest; runs of the least
length are then searched as a plain string.
"""

from collections.abc import Iterator

HEX = b"0123456789abcdefABCDEF"
DIGITS = b"0123456789"
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
LZ_ALPHABET = BASE64 + b"$"
NUMBERS = DIGITS + b", "
READABLE = bytes((*b"\t\r\n", *range(0x20, 0x7F)))
UUID = HEX + b"-"
LETTERS = bytes(sorted({*BASE64} - {*b"+/-_"} | {*range(0x80, 0x100)}))
_ALL = bytes(range(256))
_CONTROL = bytes(sorted({*range(0x20), 0x7F} - {*b"\t\n\r"}))


def mask_table(alphabet: bytes) -> bytes:
    """The translation table that marks `alphabet`."""
    return bytes(0x78 if byte in alphabet else 0x20 for byte in range(256))


_TABLES = {alphabet: mask_table(alphabet) for alphabet in (HEX, UUID, BASE64, LZ_ALPHABET, NUMBERS, READABLE)}
_REST = {alphabet: bytes(sorted({*_ALL} - {*alphabet})) for alphabet in (HEX, BASE64, DIGITS)}
_WORD_TABLE = bytes(byte if byte in LZ_ALPHABET else 0x20 for byte in range(256))
_SAMPLE = 16384  # bytes that tell whether most words of a text are short
_FEW_LONG = 6  # words to each long one
REVERSED_LIMIT = 262144  # bytes; longer texts are not read backwards
LEAST_WORD = 10  # bytes of a run that a decoder looks at: base64 of seven bytes
_SUM, _BLANK = b" xxxxxxxx", 0x20
_SUM_TABLE = bytes(0x78 if byte in HEX else 0x79 if byte in LETTERS else 0x20 for byte in range(256))


def runs(data: bytes, alphabet: bytes, least: int) -> Iterator[tuple[int, int]]:
    """[start, end) of each run of at least `least` bytes of the alphabet."""
    mask = data.translate(_TABLES[alphabet])
    wanted = b"x" * least
    start = mask.find(wanted)
    while start >= 0:
        end = mask.find(b" ", start)
        end = len(mask) if end < 0 else end
        yield start, end
        start = mask.find(wanted, end)


def words(data: bytes) -> list[bytes]:
    """The distinct runs of at least ten bytes that hex, base64 or LZ-string may be written in, in order."""
    sample = data[:_SAMPLE].translate(_WORD_TABLE).split()
    if len(sample) > _FEW_LONG * sum(len(part) >= LEAST_WORD for part in sample):
        return list(dict.fromkeys(long_runs(data, LZ_ALPHABET, LEAST_WORD)))
    parts = data.translate(_WORD_TABLE).split()  # faster where most words are long
    return list(dict.fromkeys([part for part in parts if len(part) >= LEAST_WORD]))


def long_runs(data: bytes, alphabet: bytes, least: int) -> list[bytes]:
    """Each run of at least `least` bytes of the alphabet: `runs` in one go."""
    mask = data.translate(_TABLES[alphabet]) + b" "
    find, wanted, found = mask.find, b"x" * least, list[bytes]()
    start = find(wanted)
    while start >= 0:
        end = find(b" ", start + least)
        found.append(data[start:end])
        start = find(wanted, end)
    return found


def segments(data: bytes, start: int, end: int, least: int) -> Iterator[tuple[int, int]]:
    """The parts between slashes of a run, if there are any: base64 has slashes, but so have paths."""
    if b"/" not in data[start:end]:
        return
    at = start
    for part in data[start:end].split(b"/"):
        if len(part) >= least:
            yield at, at + len(part)
        at += len(part) + 1


def short_hex(data: bytes) -> Iterator[tuple[int, int]]:
    """[start, end) of words of eight to ten hex digits that stand alone."""
    mask = b" " + data.translate(_SUM_TABLE) + b" " * 4
    at = mask.find(_SUM)
    while at >= 0:
        size = next((size for size in (8, 9, 10) if mask[at + 1 + size] == _BLANK), 0)
        if size and mask.count(b"y", at + 1, at + 1 + size) == 0:
            yield at, at + size
        at = mask.find(_SUM, at + 8)


def stream(data: bytes, alphabet: bytes) -> bytes:
    """All bytes of the alphabet, the rest left out."""
    return data.translate(None, _REST[alphabet])


def is_text(data: bytes) -> bool:
    """Whether bytes read as text: no control characters, and UTF-8 (a cut last character is forgiven)."""
    if data.translate(None, _CONTROL) != data:
        return False
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3  # bytes of a cut character
    return True
