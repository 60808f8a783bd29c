"""Judge evidence: every requirement in force decides on its own view of it, and the tables of the report are drawn.

Pure: the same evidence, with the same review if there is one, gives an equal report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from safeinfo.derive import inventory
from safeinfo.model.errors import UsageError
from safeinfo.model.evidence import Evidence, View
from safeinfo.model.observations import GatheringDone, Observation
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Coverage, FieldRow, Report
from safeinfo.model.requirement import Finding, Place, Requirement, Verdict
from safeinfo.model.review import Review, Settlement
from safeinfo.requirements import EDITION, IN_FORCE

EVERYTHING = frozenset(Observation.__subclasses__())


def judge(evidence: Evidence, review: Review | None = None) -> Report:
    """Return the report on what was gathered at one site, with what a review settles of it.

    UsageError if the review is of other evidence, or settles what is not there or not open.
    """
    everything = View(evidence, EVERYTHING)
    verdicts = tuple(_decide(requirement, everything) for requirement in IN_FORCE)
    if review is not None:
        verdicts = _reviewed(verdicts, review, evidence)
    places = [finding.place for verdict in verdicts for finding in verdict.findings]
    fields = inventory.field_rows(everything)
    places += [Place(row.page, row.selector, "", row.frame) for row in fields if row.personal]
    coverage = inventory.coverage_of(everything, places)
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
        review=review,
        pictures=_pictures(evidence, coverage, fields),
    )


def _decide(requirement: Requirement, everything: View) -> Verdict:
    return Verdict(requirement, tuple(dict.fromkeys(requirement.decide(everything.narrowed(requirement.needs)))))


def _reviewed(verdicts: tuple[Verdict, ...], review: Review, evidence: Evidence) -> tuple[Verdict, ...]:
    """Return the verdicts with what the review settles: only what a person must tell, and nothing that failed."""
    if review.evidence != evidence.digest:
        raise UsageError(
            f"{review.source}: the review is of the evidence {review.evidence}, and this is {evidence.digest}",
            "Give the evidence file that was reviewed; what another audit saw needs another review.",
        )
    known = {name: finding for verdict in verdicts for name, finding in verdict.identified}
    for settled in review.settled:
        _may_settle(review.source, settled, known)
    decided = {settled.finding: settled for settled in review.settled}
    return tuple(Verdict(verdict.requirement, tuple(_settle(verdict, decided))) for verdict in verdicts)


def _may_settle(source: str, settled: Settlement, known: Mapping[str, Finding]) -> None:
    finding = known.get(settled.finding)
    if finding is None:
        raise UsageError(
            f"{source}: there is no finding {settled.finding} in the report on this evidence",
            "The JSON report (`safeinfo judge FILE --format json`) has the id of each finding.",
        )
    if finding.outcome is not Outcome.CANT_TELL or finding.for_information:
        raise UsageError(
            f"{source}: the finding {settled.finding} is {finding.outcome}; a review settles only what is cantTell",
            "What failed must be mended, and what is untested be tried; no review can overrule it.",
        )


def _settle(verdict: Verdict, decided: Mapping[str, Settlement]) -> Iterator[Finding]:
    for name, finding in verdict.identified:
        settled = decided.get(name)
        yield replace(finding, outcome=settled.outcome, settled=settled) if settled else finding


def _when(evidence: Evidence, done: GatheringDone | None) -> datetime:
    """Return when gathering ended, or when the last thing was seen; the epoch for evidence of nothing."""
    if done:
        return done.seen_at
    return max((each.seen_at for each in evidence.observations), default=datetime.fromtimestamp(0, UTC))


def _pictures(evidence: Evidence, coverage: Coverage, fields: tuple[FieldRow, ...]) -> dict[str, bytes]:
    shown = {page.picture for page in coverage.pages} | {row.picture for row in fields}
    digests = sorted(digest for digest in shown if digest and digest in evidence.blobs)
    return {digest: evidence.blobs[digest] for digest in digests}
