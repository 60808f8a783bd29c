"""A requirement as a page of the published standard, in Markdown; docs/standard is made of these."""

from collections.abc import Iterator

from safeinfo.model.remedies import Remedy
from safeinfo.model.requirement import Requirement


def render(requirement: Requirement) -> str:
    """Return a requirement as Markdown: an ACT rule's parts in their order, then what to do where it fails."""
    return "\n".join(_lines(requirement)).rstrip() + "\n"


def _lines(requirement: Requirement) -> Iterator[str]:
    yield f"# {requirement.id} {requirement.slug}: {requirement.title}"
    yield from ("", requirement.asked, "", "## Applicability", requirement.applicability, "", "## Expectations")
    yield from (f"{number}. {line}" for number, line in enumerate(requirement.expectations, 1))
    yield from ("", "## Assumptions", requirement.assumptions)
    yield from ("", "## What we cannot see", requirement.cannot_see)
    observed = sorted(kind.__name__ for kind in requirement.needs)
    yield from ("", "## Decided from", ", ".join(observed) + ".")
    if requirement.remedies:
        yield from ("", "## What to change")
        for name, remedy in requirement.remedies.items():
            yield from _remedy(name, remedy)


def _remedy(name: str, remedy: Remedy) -> Iterator[str]:
    yield from ("", f"### {name or 'In general'}", remedy.text)
    if remedy.snippet:
        yield from (f"```{remedy.language}", remedy.snippet, "```")
