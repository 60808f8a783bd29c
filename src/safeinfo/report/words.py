"""The words and counts that several renderers use."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Coverage, FieldRow, Missed, Report
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


_OPEN = frozenset({Outcome.FAILED, Outcome.CANT_TELL, Outcome.UNTESTED})
# What a merchant calls the kinds of fields and values; what is not here is said by its own words.
_KINDS = {
    "email": "e-mail address",
    "tel": "telephone number",
    "tel-national": "telephone number",
    "tel-country-code": "country code of the telephone",
    "street-address": "street and number",
    "address-line1": "street and number",
    "address-line2": "address, second line",
    "address-line3": "address, third line",
    "address-level1": "state or region",
    "address-level2": "town",
    "address-level3": "district",
    "postal-code": "postal code",
    "given-name": "first name",
    "family-name": "last name",
    "additional-name": "middle name",
    "honorific-prefix": "title or salutation",
    "organization": "company",
    "cc-name": "name on the card",
    "cc-number": "card number",
    "cc-exp": "card's expiry date",
    "cc-exp-month": "card's expiry month",
    "cc-exp-year": "card's expiry year",
    "cc-csc": "card's security code",
    "new-password": "new password",
    "current-password": "password",
    "one-time-code": "one-time code",
    "bday": "date of birth",
    "bday-day": "day of birth",
    "bday-month": "month of birth",
    "bday-year": "year of birth",
    "bday-child": "a child's date of birth",
    "sex": "gender",
    "x-national-id": "national identity number",
    "x-tax-id": "tax number",
    "x-message": "message",
    "x-other-personal": "other personal data",
}
# Why something was not seen (GatherFailed), and what would show it.
_MISSED = {
    "needs-trial": (
        "needs a trial",
        "On your own shop, let the walk submit made-up data: --trials --i-control-this-site.",
    ),
    "login-needed": ("is behind a log-in", "An account made in a trial would show it."),
    "budget": ("was not reached with the pages and time given", "Give it more: --max-pages, --timeout."),
    "empty": ("came with nothing on it", "Open the page in a browser and see what it waits for."),
    "blocked": ("is closed to automated visitors", "Let the auditor's address in for a while, and audit again."),
    "captcha": ("is behind a captcha", "Switch it off for the auditor's address for a while, and audit again."),
    "timeout": ("did not come in time", "Audit again; if it stays, look at what the page waits for."),
    "http-status": ("answered with an error", "Look into the server's log for this address."),
    "certificate": ("has a certificate that does not verify", "Mend the certificate; for a private CA give --ca-file."),
    "unreachable": ("could not be reached", "See that the address is right and answers."),
    "refused": ("was refused by the guard", "It leads where no audit may go; your own tests may: --allow-private."),
    "not-html": ("is no web page", "Nothing needs to be done if it is meant as a file."),
    "too-large": ("is larger than an audit reads", "Make the page smaller, or have a person look at it."),
    "crashed": ("ended the browser's tab", "Audit again; if it stays, a script on the page takes all memory or time."),
    "robots": ("is closed by robots.txt", "Let the auditor in, and audit again."),
    "unresponsive": ("holds the browser, and visitors with it", "Find the script or dialog that does not end."),
    "left": ("led to another site", "See in a browser what that site asks there, and whether you chose it."),
    "error": ("went wrong", "The detail says how; audit again."),
}
WHEN = {
    "typing": "while it was typed",
    "submitting": "when it was sent",
    "target": "would, when the form is sent",
}


def kind_words(kind: str) -> str:
    """Return what to call a kind of field or value."""
    return _KINDS.get(kind, kind.removeprefix("x-").replace("-", " "))


def missed_words(missed: Missed) -> tuple[str, str]:
    """Say that something was not seen and why, and what would show it."""
    why, then = _MISSED.get(missed.reason, (missed.reason, ""))
    return f"{missed.what} {why}", then


def remedy_heading(finding: Finding) -> str:
    """Return what the advice on a finding is: a change, a way to settle it, or a wish."""
    if finding.for_information:
        return "What would be better"
    return "What to change" if finding.outcome is Outcome.FAILED else "How to settle it"


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


def told_first(verdict: Verdict) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that decide a verdict, worst first, and those that passed or are for information."""
    every = worst_first(verdict)
    first = [f for f in every if f.settled or (not f.for_information and f.outcome in {verdict.outcome, *_OPEN})]
    return first, [f for f in every if f not in first]


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
