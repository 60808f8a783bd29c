"""Runs the literate cases of every requirement.

A case is a section of `tests/cases/<slug>.md`. Its heading begins with the outcome that the requirement must come to
(`## Failed: no link in the footer`), prose says why, and fenced blocks are its inputs:

- `page ROLE URL [state=…] [visit=…] [status=…] [title=…] [asked=URL]`: a page as saved; an empty one did not load
- `frame URL at=SELECTOR`: a frame of the page before; `headers`: the response headers of the page before
- `seen`: TOML, other observations by their kind (`[[exchange-seen]]`); `page = "/checkout"` stands for that visit,
  `body_text` for a body
- `declaration`: TOML as docs/declaration.md has it
- `mail NAME [to=ADDRESS received=TIME]`: a raw message, in a mail trial with the address that it came to
- `bare`: no search is on record; `bare instruments`: no check of an instrument either
- `use`: names of blocks of the section `## Shared`, which bear `as=NAME`
- `expect`: one finding a line, `OUTCOME name | words`; the words must occur in its message, quote or selector. All
  findings that count must be listed; those for information (`info name`) may be.

The searches for pages and for a policy are complete and every instrument is alive unless a `seen` block says
otherwise. The requirement is decided alone, on its own view, so a case proves that it needs no other.
"""

from collections import Counter
from pathlib import Path

import pytest

from safeinfo.model.evidence import View
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.requirements import IN_FORCE
from tests.cases.cases import FOLDER, Case, build, read_cases

BY_SLUG = {requirement.slug: requirement for requirement in IN_FORCE}
FILES = sorted(FOLDER.glob("*.md"))
CASES = [case for path in FILES for case in read_cases(path)]


def decide(case: Case) -> tuple[Outcome, list[Finding]]:
    requirement = BY_SLUG[case.slug]
    evidence = build(case)
    findings = tuple(dict.fromkeys(requirement.decide(View(evidence, requirement.needs))))
    known = {each.id for each in evidence.observations}
    for finding in findings:
        assert set(finding.cites) <= known, f"{finding.name} cites what is not there"
        assert finding.message.endswith("."), finding.message
    return Verdict(requirement, findings).outcome, list(findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.slug}: {case.title}")
def test_case(case: Case) -> None:
    outcome, findings = decide(case)
    counting = {(f.outcome.value, f.name) for f in findings if not f.for_information}
    told = "\n".join(f"{f.outcome.value} {f.name} | {f.message} | {f.place.quote}" for f in findings)
    assert counting == {(o, name) for o, name, _ in case.expected if o != "info"}, told
    assert outcome is case.outcome, told
    for wanted, name, words in case.expected:
        fitting = [f for f in findings if f.name == name and f.for_information is (wanted == "info")]
        assert any(words in f"{f.message} {f.place.quote} {f.place.selector} {f.place.page}" for f in fitting), told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_requirement_has_cases_of_every_kind(path: Path) -> None:
    cases = [case for case in CASES if case.slug == path.stem]
    outcomes = Counter(case.outcome for case in cases)
    assert len(cases) >= 8
    assert outcomes[Outcome.FAILED] >= 2
    assert set(outcomes) >= {Outcome.FAILED, Outcome.CANT_TELL, Outcome.UNTESTED}
    assert len({case.title for case in cases}) == len(cases)


def test_every_requirement_in_force_has_cases() -> None:
    assert {path.stem for path in FILES} == set(BY_SLUG)
    assert len(CASES) >= 120


def test_evidence_of_nothing_never_passes() -> None:
    empty = Case("", "", Outcome.UNTESTED, "", (), ())
    for requirement in IN_FORCE:
        evidence = build(empty)
        bare = type(evidence)(evidence.site, (), {})
        findings = tuple(requirement.decide(View(bare, requirement.needs)))
        outcome = Verdict(requirement, findings).outcome
        assert outcome in {Outcome.UNTESTED, Outcome.CANT_TELL}, (requirement.slug, findings)


def test_every_finding_that_is_no_pass_says_what_to_do() -> None:
    """The general remedy of a requirement does not say how to settle one thing."""
    without = {
        (case.slug, finding.name)
        for case in CASES
        for finding in decide(case)[1]
        if finding.outcome in {Outcome.FAILED, Outcome.CANT_TELL, Outcome.UNTESTED}
        and BY_SLUG[case.slug].own_remedy(finding) is None
    }
    assert without == set()
