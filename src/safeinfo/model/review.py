"""What a person decided of what could not be told: only `cantTell` can be settled, a `failed` never."""

from dataclasses import dataclass
from datetime import date

from safeinfo.model.outcome import Outcome

SETTLES_AS = frozenset({Outcome.PASSED, Outcome.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """One finding as a reviewer decided it: `finding` is its id, `outcome` passed or failed, `reason` in writing."""

    finding: str
    outcome: Outcome
    reason: str
    reviewer: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review of one evidence file, named by its SHA-256; `source` is where it came from, `digest` its own SHA-256.

    Whether the reviewer had the right to it is for the authority to see to; nothing here proves it.
    """

    evidence: str
    reviewer: str
    on: date
    settled: tuple[Settlement, ...]
    source: str = ""
    digest: str = ""
