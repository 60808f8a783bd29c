"""A review settles what could not be told, and nothing else; the report says who did."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from safeinfo.gather.review import load, parse
from safeinfo.judge import judge
from safeinfo.model.errors import UsageError
from safeinfo.model.evidence import Evidence
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Report
from safeinfo.model.requirement import Finding
from safeinfo.report import FORMATS, html, junit, sarif, text
from safeinfo.report import json as json_report
from tests.cases.cases import Block, Builder

DOCS = Path(__file__).parents[3] / "docs"
PHONE = """<h1>Checkout</h1><h2>Delivery address</h2><form method="post" action="/checkout">
<label for="e">E-mail</label><input id="e" type="email" name="email" autocomplete="email" required>
<label for="t">Telephone</label><input id="t" type="tel" name="tel" autocomplete="tel" required aria-describedby="why">
<span id="why">So that the carrier can call you about your delivery.</span>
<button>Continue to payment</button></form>"""
REASON = "The carrier needs the number for parcels of this size."


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    builder = Builder()
    builder.page(Block("page", ("home", "https://shop.example/"), '<h1>Books</h1><a href="/maps">Maps</a>'))
    builder.page(Block("page", ("checkout", "https://shop.example/checkout"), PHONE))
    return builder.evidence()


def found(report: Report, name: str) -> tuple[str, Finding]:
    every = [each for verdict in report.verdicts for each in verdict.identified]
    return next((known, finding) for known, finding in every if finding.name == name)


def review_of(evidence: Evidence, finding: str, outcome: str = "passed") -> str:
    return (
        f'evidence = "{evidence.digest}"\nreviewer = "R. Eader"\non = 2026-11-25\n[[settled]]\n'
        f'finding = "{finding}"\noutcome = "{outcome}"\nreason = "{REASON}"\n'
    )


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_a_review_settles_what_could_not_be_told(evidence: Evidence, outcome: str) -> None:
    before = judge(evidence)
    known, finding = found(before, "reason-stated")
    assert finding.outcome is Outcome.CANT_TELL
    after = judge(evidence, parse(review_of(evidence, known, outcome), "/home/jo/review.toml"))
    again, settled = found(after, "reason-stated")
    assert again == known
    assert settled.outcome is Outcome(outcome)
    assert settled.settled is not None
    assert settled.settled.reviewer == "R. Eader"
    verdicts = {verdict.requirement.id: verdict.outcome for verdict in after.verdicts}
    assert verdicts["SI-03"] is Outcome(outcome)
    others = {v.requirement.id: v.outcome for v in before.verdicts if v.requirement.id != "SI-03"}
    assert {key: verdicts[key] for key in others} == others


def test_every_format_says_who_settled_it_and_that_safe_info_did_not(evidence: Evidence) -> None:
    known, _ = found(judge(evidence), "reason-stated")
    report = judge(evidence, parse(review_of(evidence, known), "/home/jo/review.toml"))
    for render in (text.render, html.render, junit.render, sarif.render):
        shown = " ".join(render(report).split()).replace("&#39;", "'")
        assert "Settled as passed by R. Eader's file, 2026-11-25, not by Safe Info" in shown, render
        assert "/home/jo" not in shown
    data = json.loads(json_report.render(report))
    assert data["review"]["source"] == "review.toml"
    (settled,) = [f for r in data["requirements"] for f in r["findings"] if f["settled"]]
    assert settled["settled"] == {"was": "cantTell", "reviewer": "R. Eader", "on": "2026-11-25", "reason": REASON}
    assert FORMATS["json"](report) == FORMATS["json"](judge(evidence, parse(review_of(evidence, known), "review.toml")))


def test_what_failed_or_is_untested_cannot_be_settled(evidence: Evidence) -> None:
    for name in ("sale-silent", "safeguards-undeclared"):
        known, finding = found(judge(evidence), name)
        with pytest.raises(UsageError, match=f"is {finding.outcome}; a review settles only what is cantTell"):
            judge(evidence, parse(review_of(evidence, known)))


def test_a_review_of_other_evidence_or_of_nothing_is_refused(evidence: Evidence) -> None:
    known, _ = found(judge(evidence), "reason-stated")
    with pytest.raises(UsageError, match="the review is of the evidence 0000"):
        judge(replace(evidence, digest="f" * 64), parse(review_of(evidence, known)))
    with pytest.raises(UsageError, match="there is no finding SI-03/reason-stated/00000000"):
        judge(evidence, parse(review_of(evidence, "SI-03/reason-stated/00000000")))


def test_findings_at_one_place_that_say_different_things_have_different_ids(evidence: Evidence) -> None:
    report = judge(evidence)
    for verdict in report.verdicts:
        assert len(set(verdict.ids)) == len(verdict.findings)


def test_the_review_in_the_documents_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    written = (DOCS / "review.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    path.write_text(written, "utf-8")
    review = load(path)
    assert review.settled[0].finding == "SI-03/reason-stated/1f0c2a9b"
    assert review.source == "review.toml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('reviewer = "R. Eader"', "", "the review lacks `reviewer`"),
        ('outcome = "passed"', 'outcome = "inapplicable"', "settled.1.outcome` cannot be 'inapplicable'"),
        (REASON, "fine", "settled.1.reason` must be a reason"),
        ('evidence = "0', 'evidence = "x', "evidence` must be a SHA-256"),
        ("on = 2026-11-25", "on = 25", "on` must be a date"),
        ("[[settled]]", "[[settles]]", "settles` is not a key here; did you mean `settled`"),
    ],
)
def test_a_wrong_review_names_what_is_wrong(evidence: Evidence, old: str, new: str, said: str) -> None:
    written = review_of(evidence, "SI-03/reason-stated/00000000").replace(old, new)
    with pytest.raises(UsageError) as raised:
        parse(written)
    assert said in str(raised.value)


def test_a_finding_is_settled_once(evidence: Evidence) -> None:
    written = review_of(evidence, "SI-03/reason-stated/00000000")
    twice = written + written[written.index("[[settled]]") :]
    with pytest.raises(UsageError, match="settled twice"):
        parse(twice)
