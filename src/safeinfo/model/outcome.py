"""Outcomes, as W3C EARL 1.0 names them, and which of several is the worst."""

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """EARL outcome value; declared from worst to best, the order in which a verdict is decided."""

    FAILED = "failed"
    CANT_TELL = "cantTell"
    UNTESTED = "untested"
    PASSED = "passed"
    INAPPLICABLE = "inapplicable"


_ORDER = tuple(Outcome)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the worst of the outcomes; of none at all it is cantTell, for silence is never a pass."""
    return min(outcomes, key=_ORDER.index, default=Outcome.CANT_TELL)
