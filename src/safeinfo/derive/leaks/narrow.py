"""Find the small parts of a large text that are worth the full search, by halves.

The full search opens a bounded number of words of each text; parts of some kilobytes keep it within its bounds. Texts
are cut only where no encoded word is, and what lies about a cut is looked at as a part of its own.
"""

import re
from collections.abc import Callable

SMALL = 8192  # bytes of a part that is not cut any more
_REACH = 1024  # bytes on both sides of a cut: more than a value in plain has
_WINDOW = 16384  # bytes in which a place to cut is looked for
_CUT = re.compile(rb"[\s\"'<>]|&(?=[\w.\[\]-]{1,40}=)")


def parts_of(data: bytes, may_hold: Callable[[bytes], bool]) -> list[tuple[int, int]]:
    """[start, end) of the parts of `data`, itself suspected, that `may_hold` suspects; all of it if no half is."""
    found: list[tuple[int, int]] = []
    stack = [(0, len(data))]
    while stack:
        start, end = stack.pop()
        cut = _place_to_cut(data, start, end) if end - start > SMALL else None
        if cut is None:
            found.append((start, end))
            continue
        halves = [(one, other) for one, other in ((start, cut), (cut, end)) if may_hold(data[one:other])]
        if not halves:
            found.append((start, end))
            continue
        stack += halves
        about = max(start, cut - _REACH), min(end, cut + _REACH)
        if may_hold(data[about[0] : about[1]]):
            found.append(about)
    return sorted(set(found))


def _place_to_cut(data: bytes, start: int, end: int) -> int | None:
    """A place near the middle; None where there is none, as in binary data, or it would be no progress."""
    middle = (start + end) // 2
    if b"\0" in data[middle : middle + _WINDOW]:
        return None
    place = _CUT.search(data, middle, min(middle + _WINDOW, end))
    if place is None or place.start() + 1 >= end:
        return None
    return place.start() + (0 if place[0] == b"&" else 1)
