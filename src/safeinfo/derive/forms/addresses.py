"""Addresses in several boxes: the lines of a street, and lists where each narrows the one before it."""

import re
from collections.abc import Sequence

from safeinfo.derive.forms.evidence import Evidence
from safeinfo.derive.forms.lookup import fold
from safeinfo.derive.forms.signals import Control

_SURE = 3.0
_FEWEST = 3  # letters of a name that says something: `a4` and `a5` are any two fields
_DIGITS = re.compile(r"\d+")
NUMBER = re.compile(r"(?:haus|hus|huis)?(?:nr|no|n|num|numer|number|numero|nummer|c|cislo|szam|numar|номер)")  # folded
_FIRST = frozenset({"street-address", "address-line1"})
_FURTHER = {"address-line1": "address-line2", "address-line2": "address-line3"}
# What a list without a word asks after one for the country, the province or the city.
_NARROWER = {"country": "address-level1", "address-level1": "address-level2", "address-level2": "address-level3"}


def settle(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Decide what boxes of an address ask for that do not say it themselves."""
    leading = [evidence.best()[0] for evidence in found]
    for place in range(1, len(leading)):
        before = "address-line1" if leading[place - 1] in _FIRST else leading[place - 1]
        if (
            leading[place] in {*_FIRST, "address-line2"}
            and before in _FURTHER
            and _are_lines(*controls[place - 1 : place + 1])
        ):
            leading[place] = _FURTHER[before]
        elif before in _FURTHER and _is_number(controls[place]):
            leading[place] = "address-line2"
        elif _says_nothing(controls[place], found[place]) and _narrows(controls[place - 1], before):
            leading[place] = _NARROWER[before]
        else:
            continue
        found[place].add(leading[place], found[place].weight(*found[place].scores) + _SURE, "neighbours")


def _are_lines(one: Control, other: Control) -> bool:
    """Tell whether two boxes are lines of one thing: their names differ in a number, or not at all."""
    names = [_DIGITS.sub("", control.name or control.id) for control in (one, other)]
    return len(names[0]) >= _FEWEST and names[0] == names[1] and other.type not in {"select", "radio"}


def _is_number(control: Control) -> bool:
    """Tell whether a box is called just "No.": after a street, that is the house's."""
    text = control.label or control.near or control.placeholder
    return control.type in {"text", "number", "tel"} and bool(text) and NUMBER.fullmatch(fold(text)) is not None


def _says_nothing(control: Control, evidence: Evidence) -> bool:
    written = control.label or control.placeholder or control.near
    return control.type == "select" and not written and not evidence.scores


def _narrows(control: Control, kind: str) -> bool:
    return control.type == "select" and kind in _NARROWER
