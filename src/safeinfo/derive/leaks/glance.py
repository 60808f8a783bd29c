"""Tell fast whether a planted value or its digest shows in a text, never where: what the sieve asks of each level."""

import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from safeinfo.derive.leaks.digests import PREFIX
from safeinfo.derive.leaks.lanes import Sextets, lanes, stretches
from safeinfo.derive.leaks.many import base64_row, from_hex
from safeinfo.derive.leaks.runs import DIGITS, HEX, UUID, stream
from safeinfo.derive.leaks.scan import NUMBER_SIGNS, Pattern, Scanner

_SIZES = b"\x10\x14\x1c\x20\x30\x40"  # length bytes of digests
_SIZE_OR_OTHER = bytes((byte in _SIZES) | (byte not in range(0x20, 0x7F)) << 1 for byte in range(256))
_IS_PRINTABLE = bytes(byte in range(0x20, 0x7F) for byte in range(256))
_IS_ASCII = bytes(byte < 0x80 for byte in range(256))  # noqa: PLR2004
_LEAST_RAW = 16  # bytes of a digest
_HALF = PREFIX // 2  # bytes that are enough to know it
_LEAST_CUT = 6  # characters of a value that may lose two
_LEAST_DIGEST = 32  # hex digits
_DASHED = re.compile(rb"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-")


class Glance:
    """The planted values of a scanner, and what their digests begin with."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._anchors = [(anchor, group, anchor[::-1]) for anchor, group in scanner.groups]
        self._numbers = [number for number, _, _ in scanner.numbers]
        self._turned_numbers = [number[::-1] for number in self._numbers]
        self._sextets = Sextets(_looked_for(scanner))
        self._raw = scanner.digests.raw_prefixes
        self._printable = _begun(scanner.digests.by_raw, _IS_PRINTABLE)
        known = scanner.digests.by_raw if _begun(scanner.digests.by_raw, _IS_ASCII) == _LEAST_RAW else ()
        self._ascii = [raw for raw in known if raw.isascii()]
        plain = [*(each.anchor for _, group in scanner.groups for each in group), *self._numbers]
        self._cut = [(bytes([int(text[:2], 16)]) + text[2:]).lower() for text in plain if _begins_in_hex(text)]
        self.is_ascii = all(anchor.isascii() for anchor, _ in scanner.groups)

    def shows(self, data: bytes, *, turned: bool = True) -> bool:
        """Whether a value stands in `data` in plain, forwards or (if `turned`) backwards."""
        lowered = data.lower()
        for anchor, group, backwards in self._anchors:
            if anchor in lowered and _stands_near(lowered, anchor, group, turned=False):
                return True
            if turned and backwards in lowered and _stands_near(lowered, backwards, group, turned=True):
                return True
        if not self._numbers:
            return False
        digits = stream(data, DIGITS)
        if any(number in digits for number in self._numbers) and self._holds_number(data):
            return True
        return turned and any(number in digits for number in self._turned_numbers) and self._holds_number(data[::-1])

    def shows_cut(self, data: bytes) -> bool:
        """Whether a value follows a percent sign that was none of a code, and lost two hex digits to it."""
        lowered = data.lower()
        return any(text in lowered for text in self._cut)

    def _holds_number(self, data: bytes) -> bool:
        return any(True for _ in self._scanner.number_hits(data))

    def suspects_base64(self, row: bytes, aligned: bytes, *, turned: bool = False) -> bool:
        """Whether a value may show in a row of base64 (standard alphabet) at the alignments told."""
        near = binascii.a2b_base64(base64_row(self._sextets.suspects(row, aligned)))
        return self._may_show(near) or (turned and self._may_show(near[::-1]))

    def _may_show(self, near: bytes) -> bool:
        """Whether the longest word of a value stands in what the sextets left: what lies about it may be cut off."""
        lowered = near.lower()
        groups = (group for anchor, group in self._scanner.groups if anchor in lowered)
        return any(each.anchor in lowered for group in groups for each in group) or self._holds_number(near)

    def suspects_hex(self, digits: Sequence[bytes]) -> bool:
        """Whether a value may show in runs of hex digits, at both alignments, forwards and backwards."""
        row = b"".join([run + b"0" if len(run) & 1 else run for run in digits])
        ways = (from_hex(row), from_hex(row[1:]), from_hex(row[::-1]), from_hex(row[-2::-1]), from_hex(row)[::-1])
        return any(map(self._scanner.suspects, ways))

    def knows_heads(self, row: bytes, distance: int) -> bool:
        """Whether bytes at equal distances begin as a digest does."""
        return not self._raw.isdisjoint([row[at : at + _HALF] for at in range(0, len(row), distance)])

    def knows_hex(self, digits: Sequence[bytes], uuids: Sequence[bytes]) -> bool:
        """Whether a run of hex digits is a digest, begins as one or holds one; or a UUID is one."""
        long = [run for run in digits if len(run) >= _LEAST_DIGEST]
        heads = [run[:PREFIX] for run in long] + [run[: -PREFIX - 1 : -1] for run in long]
        heads += [run.replace(b"-", b"")[:PREFIX] for run in uuids]
        return self.knows_heads(from_hex(b"".join(heads)), _HALF) or self._holds_digest(long)

    def _holds_digest(self, digits: Iterable[bytes]) -> bool:
        """Whether a digest stands anywhere inside a run that is longer or shorter than all digests."""
        sizes = self._scanner.digests.lengths
        odd = [run for run in digits if len(run) // 2 not in sizes]
        rows = (b"".join(map(from_hex, odd)), b"".join([from_hex(run[1:]) for run in odd]))
        return any(map(self._scanner.digests.may_begin_in, rows))

    def knows_raw(self, data: bytes) -> bool:
        """Whether a digest in raw bytes follows a byte that may tell its length."""
        if any(raw in data for raw in self._ascii):
            return True
        return not data.isascii() and any(map(self._knows_raw, stretches(data)))

    def _knows_raw(self, data: bytes) -> bool:
        marks = lanes(data, _SIZE_OR_OTHER)
        other = _reaching(marks >> 9, self._printable + 1)
        pieces = (marks & other).to_bytes(len(data), "little").split(b"\1")
        places = accumulate([len(piece) + 1 for piece in pieces[:-1]])
        return not self._raw.isdisjoint([data[place : place + _HALF] for place in places])


def _begins_in_hex(text: bytes) -> bool:
    return len(text) > _LEAST_CUT and not text[:2].translate(None, HEX)


def _begun(digests: Iterable[bytes], table: bytes) -> int:
    """How many bytes of a kind a digest begins with at most, up to sixteen."""
    mask, held = b"".join([raw[:_LEAST_RAW] for raw in digests]).translate(table), -1
    for at in range(_LEAST_RAW):
        held &= int.from_bytes(mask[at::_LEAST_RAW], "little")
        if not held:
            return at
    return _LEAST_RAW


def _reaching(marks: int, reach: int) -> int:
    """The marks, and with each of them the `reach` - 1 places before it."""
    known = 1
    while 2 * known <= reach:
        marks |= marks >> 8 * known
        known *= 2
    return marks | marks >> 8 * (reach - known)


def _looked_for(scanner: Scanner) -> Iterator[tuple[frozenset[int], int]]:
    """The bytes that each value may have in plain, and its least length."""
    for _, group in scanner.groups:
        for each in group:
            yield frozenset(each.anchor + each.anchor.upper()), len(each.anchor)
    for number, _, _ in scanner.numbers:
        yield frozenset(number + NUMBER_SIGNS), len(number)


def uuids(text: bytes) -> list[bytes]:
    """What reads as a UUID: 36 characters each."""
    found = [text[max(each.start() - 8, 0) : each.end() + 12] for each in _DASHED.finditer(text)]
    return [each for each in found if not each.translate(None, UUID)]


def _stands_near(lowered: bytes, anchor: bytes, group: tuple[Pattern, ...], *, turned: bool) -> bool:
    """Whether a pattern of the group matches where its anchor stands."""
    reach = max(each.size for each in group) + 1
    parts, at = list[bytes](), lowered.find(anchor)
    while at >= 0 and len(parts) * reach <= len(lowered):
        parts.append(lowered[max(at - reach, 0) : at + reach])
        at = lowered.find(anchor, at + 1)
    near = lowered if at >= 0 else b"\n".join(parts)  # all of it where the anchor stands everywhere
    near = near[::-1] if turned else near
    return any(True for each in group for _ in each.hits(near))
