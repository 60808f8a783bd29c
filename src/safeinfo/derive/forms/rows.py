"""Several boxes in one row: a label that names each of them in turn, and a number written in groups of digits."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from safeinfo.derive.forms.addresses import NUMBER
from safeinfo.derive.forms.evidence import Evidence, hits_of
from safeinfo.derive.forms.lookup import fold
from safeinfo.derive.forms.signals import Control

_PARTS = re.compile(
    r"\s*[/,;&+|／、・]\s*|\s+(?:and|und|et|y|e|en|i|och|og|ja|ve|a|és|și|και|и|та|ו)\s+", re.IGNORECASE
)
_BOXES = frozenset({"text", "tel", "number", "select"})
_STREETS = frozenset({"street-address", "address-line1"})
_SURE = 1.5
_LONGEST = 60  # characters of a label that names a few boxes
_DIGITS = re.compile(r"[\dxX#*•●·]{4,6}")
_GROUPS_AFTER = range(1, 4)  # a number is written in two groups at least, in four at most
_GROUP = 6  # digits of a card's number in one box: four, or six in the middle


def group(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Take boxes of a few digits each, right after the first of a card's number, for the rest of it."""
    for place, first in enumerate(controls):
        if not _is_group(first) or found[place].best()[0] != "cc-number":
            continue
        after = takewhile(partial(_goes_on, first=first), controls[place + 1 :])
        rest = found[place + 1 : place + 1 + sum(1 for _ in after)]
        if len(rest) in _GROUPS_AFTER:
            for evidence in rest:
                evidence.add("cc-number", evidence.weight(*evidence.scores) + _SURE, "neighbours")


def _is_group(control: Control) -> bool:
    """Tell whether a box takes a few digits: it holds no more, or shows so many."""
    digits = 0 < control.maxlength <= _GROUP if control.maxlength else bool(_DIGITS.fullmatch(control.placeholder))
    return digits and control.type in _BOXES and control.type != "select" and control.visible


def _goes_on(control: Control, first: Control) -> bool:
    """Tell whether a box has no word that the first has not: only digits that show how it is filled."""
    label = control.label if control.label != first.label else ""
    words = f"{label}{control.near}{_DIGITS.sub('', control.placeholder)}"
    return _is_group(control) and not any(sign.isalnum() for sign in words)


def settle(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Give each box of a row what its part of the row's label names."""
    for place in range(len(controls)):
        bare = _bare_after(controls, place)
        if not bare:
            continue
        named = _named(controls[place])
        if len(named) == bare + 1 and any(named[1:]):
            for offset, kind in enumerate(named):
                leading = found[place + offset].weight(found[place + offset].best()[0])
                found[place + offset].add(kind or "none", leading + _SURE, "label")


def _bare_after(controls: Sequence[Control], place: int) -> int:
    """Return how many boxes without a word of their own follow one that has some."""
    first = controls[place]
    if first.type not in _BOXES or not (first.label or first.near):
        return 0
    end = place + 1
    while (
        end < len(controls)
        and controls[end].type in _BOXES
        and controls[end].visible
        and not _speaks(controls[end], first)
    ):
        end += 1
    return end - place - 1


def _speaks(control: Control, first: Control) -> bool:
    """Tell whether a box has words that are not those of the first of its row."""
    label = control.label if control.label != first.label else ""
    words = f"{label}{control.placeholder}{control.near}{control.title}"
    return any(sign.isalnum() for sign in words)


def _named(control: Control) -> list[str]:
    """Return the kinds that the parts of a label name, "" for a part that names none."""
    text = control.label or control.near
    if control.placeholder or len(text) > _LONGEST:
        return []
    kinds: list[str] = []
    for part in _PARTS.split(text):
        hits = hits_of(part)
        kind = hits[0][0] if hits else ""
        if not kind and kinds and kinds[-1] in _STREETS and NUMBER.fullmatch(fold(part)):
            kind = "address-line2"
        kinds.append(kind)
    return kinds
