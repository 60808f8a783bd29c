"""Judge evidence: every requirement in force decides on its own view of it, and the tables of the report are drawn.

Pure: the same evidence gives an equal report.
"""

from datetime import UTC, datetime

from safeinfo.derive import inventory
from safeinfo.model.evidence import Evidence, View
from safeinfo.model.observations import GatheringDone, Observation
from safeinfo.model.report import Coverage, FieldRow, Report
from safeinfo.model.requirement import Requirement, Verdict
from safeinfo.requirements import EDITION, IN_FORCE

EVERYTHING = frozenset(Observation.__subclasses__())


def judge(evidence: Evidence) -> Report:
    """Return the report on what was gathered at one site."""
    everything = View(evidence, EVERYTHING)
    verdicts = tuple(_decide(requirement, everything) for requirement in IN_FORCE)
    places = [finding.place for verdict in verdicts for finding in verdict.findings]
    coverage = inventory.coverage_of(everything, places)
    fields = inventory.field_rows(everything)
    done = next(reversed(everything.of(GatheringDone)), None)
    return Report(
        edition=EDITION,
        site=evidence.site,
        audited_at=_when(evidence, done),
        evidence_digest=evidence.digest,
        tool=done.tool if done else "",
        browser=done.browser if done else "",
        settings=done.settings if done else {},
        coverage=coverage,
        verdicts=verdicts,
        fields=fields,
        forms=inventory.form_rows(everything),
        policies=inventory.policy_rows(everything),
        recipients=inventory.recipient_rows(everything),
        pictures=_pictures(evidence, coverage, fields),
    )


def _decide(requirement: Requirement, everything: View) -> Verdict:
    return Verdict(requirement, tuple(dict.fromkeys(requirement.decide(everything.narrowed(requirement.needs)))))


def _when(evidence: Evidence, done: GatheringDone | None) -> datetime:
    """Return when gathering ended, or when the last thing was seen; the epoch for evidence of nothing."""
    if done:
        return done.seen_at
    return max((each.seen_at for each in evidence.observations), default=datetime.fromtimestamp(0, UTC))


def _pictures(evidence: Evidence, coverage: Coverage, fields: tuple[FieldRow, ...]) -> dict[str, bytes]:
    shown = {page.picture for page in coverage.pages} | {row.picture for row in fields}
    digests = sorted(digest for digest in shown if digest and digest in evidence.blobs)
    return {digest: evidence.blobs[digest] for digest in digests}
