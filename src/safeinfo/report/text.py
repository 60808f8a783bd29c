"""The report as text for a terminal or a log: short, worst first, every finding with its place."""

import re
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Coverage, FieldRow, Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.report.words import (
    SIGN,
    SPOKEN,
    STEPS,
    by_kind,
    counted,
    coverage_sentence,
    missed_words,
    opinions_sentence,
    seal_sentence,
    settled_sentence,
    worst_first,
)

_STYLE = {
    Outcome.FAILED: "bold red",
    Outcome.CANT_TELL: "yellow",
    Outcome.UNTESTED: "cyan",
    Outcome.PASSED: "green",
    Outcome.INAPPLICABLE: "dim",
}
# A hostile page must not steer the terminal that shows its words: control characters become visible.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SHOWN = 4  # findings of one kind that are spelled out; the other reports have them all
_MISSED = 8
_SHORT = 64  # characters of a sentence that was already said under another requirement


def render(report: Report, *, colour: bool = False, width: int = 100) -> str:
    """Return the report as text of at most `width` columns, with ANSI colours if asked."""
    out = StringIO()
    console = Console(
        file=out, force_terminal=colour, no_color=not colour, width=width, highlight=False, emoji=False, markup=False
    )
    console.print(Text(f"Safe Info · Customer Privacy Requirements, edition {report.edition}", style="bold"))
    console.print(f"{clean(report.site)} · audited {report.audited_at:%Y-%m-%d %H:%M} UTC")
    console.print()
    said: dict[str, str] = {}
    for verdict in report.verdicts:
        _verdict(console, verdict, said)
    console.print()
    _coverage(console, report.coverage)
    _second_opinion(console, report.fields)
    console.print()
    tally = ", ".join(f"{number} {SPOKEN[outcome]}" for outcome, number in counted(report.verdicts))
    console.print(Text(seal_sentence(report), style="bold"))
    console.print(tally)
    if report.evidence_digest:
        console.print(Text(f"evidence sha256 {report.evidence_digest}", style="dim"))
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _verdict(console: Console, verdict: Verdict, said: dict[str, str]) -> None:
    outcome, requirement = verdict.outcome, verdict.requirement
    heading = Text.assemble(
        (f"{SIGN[outcome]} {SPOKEN[outcome]:<15}", _STYLE[outcome]), (f"{requirement.id} {requirement.title}", "bold")
    )
    console.print(heading)
    telling = [f for f in worst_first(verdict) if _worth_saying(f, outcome)]
    for _, group in by_kind(telling):
        for finding in group[:_SHOWN]:
            before = said.setdefault(finding.message, requirement.id)
            _finding(console, finding, "" if before == requirement.id else before)
        if len(group) > _SHOWN:
            console.print(
                Padding(Text(f"… and {len(group) - _SHOWN} more like this", style="dim"), (0, 0, 0, 4), expand=False)
            )
    if outcome in {Outcome.FAILED, Outcome.CANT_TELL, Outcome.UNTESTED} and telling:
        _remedy(console, verdict, telling[0], said)


def clean(words: str) -> str:
    """Make control characters visible, so that a hostile page cannot steer the terminal."""
    return _CONTROL.sub("�", words)


def _worth_saying(finding: Finding, outcome: Outcome) -> bool:
    """Leave out what merely passed beside worse, and all that is for information (the HTML report has it)."""
    return not finding.for_information and (
        finding.settled is not None
        or finding.outcome is outcome
        or finding.outcome in {Outcome.FAILED, Outcome.CANT_TELL, Outcome.UNTESTED}
    )


def _finding(console: Console, finding: Finding, as_under: str) -> None:
    """Print a finding; what another requirement said already in the same words is only named."""
    words = clean(finding.message)
    if as_under and len(words) > _SHORT:
        words = f"{words.partition(': ')[0][:_SHORT].rstrip()} … (as under {as_under})"
    line = Text.assemble((f"{SIGN[finding.outcome]} ", _STYLE[finding.outcome]), words)
    console.print(Padding(line, (0, 0, 0, 4), expand=False))
    place = finding.place
    where = "  ".join(part for part in (place.page, place.frame, place.selector) if part)
    if where and not as_under and finding.outcome not in {Outcome.PASSED, Outcome.INAPPLICABLE}:
        console.print(Padding(Text(clean(where), style="dim"), (0, 0, 0, 6), expand=False), soft_wrap=True)
    if finding.settled:
        said = clean(settled_sentence(finding.settled))
        console.print(Padding(Text(said, style="magenta"), (0, 0, 0, 6), expand=False))
    if place.quote and (finding.settled or finding.outcome is not Outcome.PASSED):
        console.print(Padding(Text(f"“{clean(place.quote[:300])}”", style="italic"), (0, 0, 0, 6), expand=False))


def _remedy(console: Console, verdict: Verdict, finding: Finding, said: dict[str, str]) -> None:
    """Print what to do; what was said under another requirement is not said again."""
    remedy = verdict.requirement.remedy_for(finding)
    if remedy and said.setdefault(remedy.text, verdict.requirement.id) == verdict.requirement.id:
        console.print(Padding(Text(f"→ {remedy.text}", style="blue"), (0, 0, 0, 4), expand=False))
        if remedy.snippet and remedy.language == "sh":
            console.print(Padding(Text(remedy.snippet, style="dim"), (0, 0, 0, 6), expand=False), soft_wrap=True)


def _second_opinion(console: Console, rows: tuple[FieldRow, ...]) -> None:
    """Say how a full Chromium reads the fields, where it was asked, and name those it takes for something else."""
    if not (words := opinions_sentence(rows)):
        return
    console.print(Text("2nd look   ", style="bold") + Text(clean(words)))
    for row in [row for row in rows if row.second_opinion.startswith("Chromium differs")][:_MISSED]:
        line = f"{row.label or row.name or row.selector}: read as {row.kind}; {row.second_opinion}"
        console.print(Text(f"           {clean(line)}", style="yellow"))


def _coverage(console: Console, coverage: Coverage) -> None:
    console.print(Text("Looked at  ", style="bold") + Text(coverage_sentence(coverage)))
    steps = [
        f"{SIGN[Outcome.PASSED] if done else '✗'} {STEPS.get(step, step)}" for step, done in coverage.reached.items()
    ]
    console.print(Text("Reached    ", style="bold") + Text("  ".join(steps)))
    if coverage.repeats:
        console.print(Text("           " + clean(coverage.repeats), style="dim"))
    if coverage.stopped_at:
        console.print(Text("Stopped    ", style="bold") + Text(clean(coverage.stopped_at)))
    for missed in coverage.missed[:_MISSED]:
        line = " · ".join(part for part in (missed_words(missed)[0], missed.url, missed.detail) if part)
        console.print(Text("Not seen   ", style="bold") + Text(clean(line), style="yellow"))
    if len(coverage.missed) > _MISSED:
        console.print(Text(f"           … and {len(coverage.missed) - _MISSED} more", style="dim"))
