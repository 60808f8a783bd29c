"""A requirement as a page of the published standard, in Markdown; docs/standard is made of these."""

from collections.abc import Iterator

from safeinfo.model.remedies import Remedy
from safeinfo.model.requirement import Requirement
from safeinfo.model.translation import Common

HEADINGS = (
    "Applicability",
    "Expectations",
    "Assumptions",
    "What we cannot see",
    "Decided from",
    "What to change",
    "In general",
)
_ENGLISH = Common()


def render(requirement: Requirement, common: Common = _ENGLISH) -> str:
    """Return a requirement as Markdown: an ACT rule's parts in their order, then what to do where it fails.

    `common` has the headings of the language that the requirement is in.
    """
    return "\n".join(_lines(requirement, common)).rstrip() + "\n"


def _lines(requirement: Requirement, common: Common) -> Iterator[str]:
    applies, expected, assumed, unseen, observed, change, general = map(common.heading, HEADINGS)
    yield f"# {requirement.id} {requirement.slug}: {requirement.title}"
    yield from ("", requirement.asked, "", f"## {applies}", requirement.applicability, "", f"## {expected}")
    yield from (f"{number}. {line}" for number, line in enumerate(requirement.expectations, 1))
    yield from ("", f"## {assumed}", requirement.assumptions, "", f"## {unseen}", requirement.cannot_see)
    yield from ("", f"## {observed}", ", ".join(sorted(kind.__name__ for kind in requirement.needs)) + ".")
    if requirement.remedies:
        yield from ("", f"## {change}")
        for name, remedy in requirement.remedies.items():
            yield from _remedy(name or general, remedy)


def _remedy(name: str, remedy: Remedy) -> Iterator[str]:
    yield from ("", f"### {name}", remedy.text)
    if remedy.snippet:
        yield from (f"```{remedy.language}", remedy.snippet, "```")
