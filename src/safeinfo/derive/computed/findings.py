"""Findings that several requirements make in the same words."""

from collections.abc import Iterable, Iterator

from safeinfo.derive.computed.coverage import Gap, walk_search, walked_whole
from safeinfo.model.evidence import View
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place


def of_gaps(gaps: Iterable[Gap]) -> Iterator[Finding]:
    """Say what was not seen: untested where a trial or time would show it, else for a person to tell."""
    for gap in gaps:
        yield Finding(gap.name, gap.outcome, gap.message, gap.cites, Place(gap.page))


def nothing_collected(view: View, name: str = "nothing-collected") -> Finding:
    """Say that no page was found that collects; inapplicable only after a whole walk."""
    walk = walked_whole(view)
    if walk is not None:
        pages = counted(walk.looked_at, "page")
        message = f"A complete walk looked at {pages} and found no field for personal data."
        return Finding(name, Outcome.INAPPLICABLE, message, (walk.id,))
    begun = walk_search(view)
    message = "No field for personal data was found, but the walk was not complete."
    return Finding("walk-incomplete", Outcome.UNTESTED, message, (begun.id,) if begun else ())


def counted(count: int, noun: str) -> str:
    """Return "1 page", "3 pages" or "2 addresses"."""
    ending = "" if count == 1 else "es" if noun.endswith("s") else "s"
    return f"{count} {noun}{ending}"


def listed(words: Iterable[str], limit: int = 6) -> str:
    """Return "a, b and c" of distinct words in their order, at most `limit` of them."""
    distinct = list(dict.fromkeys(words))
    if len(distinct) > limit:
        return f"{', '.join(distinct[:limit])} and {len(distinct) - limit} more"
    return " and ".join([", ".join(distinct[:-1]), distinct[-1]] if len(distinct) > 1 else distinct)
