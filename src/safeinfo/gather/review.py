"""Read a review file (TOML; docs/review.md): what a person decided of what could not be told."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safeinfo.gather.tables import Reader, Trouble, day, digest, one_of, read_file, read_toml, rows, text
from safeinfo.model.errors import UsageError
from safeinfo.model.outcome import Outcome
from safeinfo.model.review import SETTLES_AS, Review, Settlement

_ADVICE = "docs/review.md shows every key with an example."
_SHORTEST_REASON = 15  # characters: less is no reason


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    finding: str
    outcome: str
    reason: str


def load(path: Path) -> Review:
    """Return the review in a file; UsageError names file, line and key of what is wrong."""
    return parse(read_file(path, "review", _ADVICE), str(path))


def parse(written: str, source: str = "review") -> Review:
    """Return the review in a TOML text; UsageError as `load`."""
    trouble = Trouble(source, written, _ADVICE)
    given = read_toml(trouble, _KEYS)
    for name in _KEYS:
        if not given.get(name):
            raise UsageError(f"{source}: the review lacks `{name}`", _ADVICE)
    settled = tuple(
        Settlement(
            finding=row.finding,
            outcome=Outcome(row.outcome),
            reason=row.reason,
            reviewer=given["reviewer"],
            on=given["on"],
        )
        for row in given["settled"]
    )
    _agree(trouble, settled)
    return Review(
        evidence=given["evidence"],
        reviewer=given["reviewer"],
        on=given["on"],
        settled=settled,
        source=Path(source).name,
        digest=hashlib.sha256(written.encode()).hexdigest(),
    )


def _agree(trouble: Trouble, settled: tuple[Settlement, ...]) -> None:
    """Refuse a finding that is settled twice, and a reason that is none."""
    seen: set[str] = set()
    for index, each in enumerate(settled):
        if each.finding in seen:
            raise trouble.at(("settled", index, "finding"), f"is settled twice: {each.finding}")
        if len(each.reason) < _SHORTEST_REASON:
            raise trouble.at(("settled", index, "reason"), "must be a reason that others can follow, in a sentence")
        seen.add(each.finding)


_SETTLED = {"finding": text, "outcome": one_of(outcome.value for outcome in SETTLES_AS), "reason": text}
_KEYS: Mapping[str, Reader] = {
    "evidence": digest,
    "reviewer": text,
    "on": day,
    "settled": rows(_Row, _SETTLED, ("finding", "outcome", "reason")),
}
