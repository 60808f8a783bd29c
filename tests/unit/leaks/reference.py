"""The steps of the sieve done slowly and plainly, one byte or word after the other: what the fast ones are held to."""

import base64
import re

from safeinfo.derive.leaks.scan import Scanner

SIZES = (16, 20, 28, 32, 48, 64)  # bytes of digests, which a byte before them may tell


def strong(scanner: Scanner, data: bytes) -> set[str]:
    """Names of the values that stand in `data`, in plain or as a digest."""
    return {hit.name for hit in scanner.scan(data) if not hit.weak}


def words(data: bytes, alphabet: bytes, least: int) -> list[bytes]:
    """The distinct runs of an alphabet, in order."""
    return list(dict.fromkeys(re.findall(b"[%s]{%d,}" % (re.escape(alphabet), least), data)))


def from_base64(word: bytes, shift: int) -> bytes:
    """What a word decodes to from the character `shift` on, as far as it goes."""
    bits = "".join(format(_value(char), "06b") for char in word[shift:])
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def _value(char: int) -> int:
    return b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".find(char)


def shows_in_base64(scanner: Scanner, words: list[bytes], shifts: range) -> bool:
    """Whether a value stands in plain in one of the words at one of the alignments, forwards or backwards."""
    texts = (from_base64(word, shift) for word in words for shift in shifts)
    return any(strong(scanner, way) for text in texts for way in (text, text[::-1]) if way)


def shows_in_hex(scanner: Scanner, digits: list[bytes]) -> bool:
    """The same in runs of hex digits, from the first or the second, read forwards or backwards."""
    ways = (way[at:] for run in digits for way in (run, run[::-1]) for at in (0, 1))
    return any(strong(scanner, bytes.fromhex(way[: len(way) & ~1].decode())) for way in ways)


def holds_sized_digest(scanner: Scanner, data: bytes) -> bool:
    """Whether the beginning of a digest follows a byte that may tell its length."""
    known = scanner.digests.raw_prefixes
    return any(data[at] in SIZES and data[at + 1 : at + 9] in known for at in range(len(data)))


def reads_as_text(word: bytes) -> bool:
    """Whether a word of base64 begins with nine readable ASCII characters."""
    head = base64.b64decode(word[:12])
    return all(32 <= byte < 127 or byte in b"\t\r\n" for byte in head)
