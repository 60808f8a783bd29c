"""The words and counts that several renderers use."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Coverage, FieldRow, Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.model.review import Settlement

SPOKEN = {
    Outcome.FAILED: "failed",
    Outcome.CANT_TELL: "can't tell",
    Outcome.UNTESTED: "untested",
    Outcome.PASSED: "passed",
    Outcome.INAPPLICABLE: "does not apply",
}
SIGN = {
    Outcome.FAILED: "✗",
    Outcome.CANT_TELL: "?",
    Outcome.UNTESTED: "…",
    Outcome.PASSED: "✓",
    Outcome.INAPPLICABLE: "–",
}
MEANING = {
    Outcome.FAILED: "the shop breaks this requirement; the findings say where",
    Outcome.CANT_TELL: "looked, and a person must decide",
    Outcome.UNTESTED: "not looked at yet: it needs a declaration, a trial or time",
    Outcome.PASSED: "met, as far as it was observed",
    Outcome.INAPPLICABLE: "nothing here that the requirement is about",
}
STEPS = {
    "home": "home page",
    "policy": "privacy policy",
    "product": "product",
    "cart": "cart",
    "checkout": "checkout",
    "account": "account",
    "newsletter": "newsletter",
    "contact": "contact",
}


def plural(count: int, noun: str, several: str = "") -> str:
    """Return "1 page" or "3 pages"."""
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"


def seal_sentence(report: Report) -> str:
    """Say in one sentence what the report means for the seal (standard, "Words")."""
    counts = Counter(verdict.outcome for verdict in report.verdicts)
    met = counts[Outcome.PASSED] + counts[Outcome.INAPPLICABLE]
    if report.verdicts and met == len(report.verdicts):
        return f"This shop meets these requirements of edition {report.edition}{_by_review(report)}."
    if failed := counts[Outcome.FAILED]:
        return f"This shop may not show the seal: {plural(failed, 'requirement')} of {len(report.verdicts)} failed."
    open_ones = counts[Outcome.CANT_TELL] + counts[Outcome.UNTESTED]
    return f"Nothing failed; {plural(open_ones, 'requirement')} of {len(report.verdicts)} must still be settled."


def _by_review(report: Report) -> str:
    if report.review is None:
        return ""
    number = plural(len(report.review.settled), "finding")
    return f", if {report.review.reviewer}'s file is right, which settles {number} that Safe Info could not tell"


def settled_sentence(settled: Settlement) -> str:
    """Say who settled a finding, and that Safe Info did not."""
    decided = SPOKEN[settled.outcome]
    return (
        f"Settled as {decided} by {settled.reviewer}'s file, {settled.on:%Y-%m-%d}, not by Safe Info: {settled.reason}"
    )


def counted(verdicts: Iterable[Verdict]) -> list[tuple[Outcome, int]]:
    """Return how many verdicts there are of each outcome that occurs, worst first."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    return [(outcome, counts[outcome]) for outcome in Outcome if counts[outcome]]


def worst_first(verdict: Verdict) -> list[Finding]:
    """Return the findings that count, worst first, then those for information; otherwise in their order."""
    order = tuple(Outcome)
    return sorted(verdict.findings, key=lambda f: (f.for_information, order.index(f.outcome)))


def by_kind(findings: Iterable[Finding]) -> Iterator[tuple[Finding, list[Finding]]]:
    """Yield neighbouring findings of one name and outcome together, with the first of them."""
    for _, group in groupby(findings, key=lambda f: (f.for_information, f.outcome, f.name)):
        members = list(group)
        yield members[0], members


def coverage_sentence(coverage: Coverage) -> str:
    """Say what was looked at."""
    return (
        f"{plural(len(coverage.pages), 'page')}, {plural(coverage.forms, 'form')} with "
        f"{plural(coverage.fields, 'field')}, {plural(coverage.frames, 'frame')}, "
        f"{plural(coverage.exchanges, 'request')}"
    )


def opinions_sentence(rows: Iterable[FieldRow]) -> str:
    """Say in one sentence how often a full Chromium agrees on what fields ask for, "" where it was not asked."""
    said = [row.second_opinion for row in rows if row.second_opinion]
    if not said:
        return ""
    agrees, differs, open_, unknown = (
        sum(words.startswith(f"Chromium{start}") for words in said)
        for start in (" agrees", " differs", ": no opinion", ": not known")
    )
    sentence = f"Chromium agrees on {plural(agrees, 'field')}, differs on {differs}, has no opinion on {open_}"
    if unknown:
        reasons = sorted({words.partition(", ")[2] for words in said if words.startswith("Chromium: not known")})
        sentence += f", and is not known on {unknown}: {'; '.join(reasons[:3])}"
    return sentence + "."
