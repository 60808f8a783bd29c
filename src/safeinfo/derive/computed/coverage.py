"""What was reached and what not: the coverage of the report, and the gaps that keep a requirement from passing."""

import re
from dataclasses import dataclass

from safeinfo.model.evidence import Computed, View
from safeinfo.model.observations import (
    DeclarationMade,
    GatherFailed,
    GatheringDone,
    InstrumentChecked,
    PageSeen,
    Searched,
)
from safeinfo.model.outcome import Outcome

COVERAGE_NEEDS = frozenset({DeclarationMade, GatherFailed, GatheringDone, InstrumentChecked, PageSeen, Searched})
_PAGES = frozenset({"page", "cart", "checkout", "frame", "browser", "time", "dom", "walk"})
_WALKED = ("walk", "cart", "checkout")
# What a trial, an account or more time would show; everything else was tried and did not come.
_LATER = {
    "needs-trial": "a trial on a site that the user controls would show it",
    "login-needed": "an account made in a trial would show it",
    "budget": "a larger budget (--max-pages, --timeout) would show it",
}
_SPENT = re.compile(r"\bbudget\b")
_GONE = re.compile(r"\b(?:404|410)\b")
_INSTRUMENTS = {
    "recorder": "the recorder of requests",
    "workers": "the recorder of requests by workers",
    "dom": "the reader of the rendered page",
    "typing": "the typing of test values",
    "storage": "the reader of stored data",
    "proxy": "the proxy",
}
# These prove themselves in every page that came; the others only where there was something for them to do.
_IN_EVERY_VISIT = frozenset({"recorder", "dom", "workers", "storage"})


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was not seen. `outcome` is untested where a trial or time would show it, else cantTell."""

    what: str
    name: str
    outcome: Outcome
    message: str
    cites: tuple[str, ...]
    page: str = ""


def _find(view: View) -> tuple[Gap, ...]:
    refused = _refused_answers(view)
    failed = [each for each in view.of(GatherFailed) if not (each.what == "page" and each.visit in refused)]
    gaps = [_failure(each) for each in failed if _matters(each)]
    told = {gap.what for gap in gaps}
    unfinished = (each for each in view.of(Searched) if each.what in _WALKED and not each.complete)
    gaps += [_unfinished(each) for each in unfinished if not {each.what, "time"} & told]
    if (unfound := _no_checkout(view)) and not any(gap.what in _PAGES for gap in gaps):
        gaps.append(unfound)
    ended = [done for done in view.of(GatheringDone) if not done.complete]
    if ended and not gaps:
        message = f"Gathering ended before the walk was over ({ended[0].ended_because})."
        gaps.append(Gap("walk", "walk-incomplete", Outcome.UNTESTED, message, (ended[0].id,)))
    return tuple(gaps)


def _no_checkout(view: View) -> Gap | None:
    """Return the gap of a shop whose checkout a search that is over did not find: it may well have one all the same.

    There is none where the shop declares that it takes no orders, and the search saw no sign that it does.
    """
    search = walk_search(view, "checkout")
    reached = any(page.role == "checkout" and page.documents for page in view.of(PageSeen))
    if search is None or search.found or reached or (search.complete and view.once(ORDERS_DECLARED)):
        return None
    note = f" ({search.note})" if search.note else ""
    message = f"No checkout was found{note}; whether the shop has one, and what it asks there, is for a person to tell."
    return Gap("checkout", "checkout-not-found", Outcome.CANT_TELL, message, (search.id,))


def _orders_declared(view: View) -> DeclarationMade | None:
    """Return the declaration that nothing can be ordered or paid for on the site, if there is one."""
    return next((made for made in view.of(DeclarationMade) if made.declaration.takes_orders is False), None)


ORDERS_DECLARED: Computed[DeclarationMade | None] = Computed(
    "orders-declared", frozenset({DeclarationMade}), _orders_declared
)


def _refused_answers(view: View) -> frozenset[str]:
    """Return the visits where a form that a trial sent got an error for an answer: its target's fault, no page missed.

    How the target is reached and what became of the trial is told by the requirements that ask it.
    """
    answers = (page for page in view.of(PageSeen) if page.role == "other" and page.reached_by == "submitted")
    return frozenset(page.visit for page in answers if not 0 < page.status < 400)  # noqa: PLR2004 - RFC 9110, 15.5


def unseen_visits(view: View) -> frozenset[str]:
    """Return the visits in which something else came than the page: nothing, a block, an error in its place."""
    failed = (each for each in view.of(GatherFailed) if each.what == "page" and each.reason not in _LATER)
    return frozenset(each.visit for each in failed if each.visit and _matters(each))


def _matters(failed: GatherFailed) -> bool:
    """Leave out what shows that there is nothing of the shop's to see: a dead link, a file that is no page.

    A way to pay that leads to another site when it is chosen is told as missed, as every page behind the order is.
    """
    gone = failed.reason == "http-status" and _GONE.search(failed.detail)
    no_page = failed.what == "page" and failed.reason == "not-html"
    elsewhere = failed.what == "method" and failed.reason == "left"
    return not (no_page or elsewhere or (gone and failed.what in {"page", "policy"}))


def _failure(failed: GatherFailed) -> Gap:
    detail = f": {failed.detail}" if failed.detail else ""
    if failed.reason in _LATER:
        message = f"The {failed.what} was not seen to its end{detail}; {_LATER[failed.reason]}."
        return Gap(failed.what, "not-reached", Outcome.UNTESTED, message, (failed.id,), failed.url)
    message = f"The {failed.what} could not be seen ({failed.reason}{detail})."
    return Gap(failed.what, "not-seen", Outcome.CANT_TELL, message, (failed.id,), failed.url)


def _unfinished(search: Searched) -> Gap:
    note = f": {search.note}" if search.note else ""
    message = f"The search for the shop's {search.what} pages was not finished{note}."
    outcome = Outcome.UNTESTED if _SPENT.search(search.note) else Outcome.CANT_TELL
    return Gap(
        search.what, "not-reached" if outcome is Outcome.UNTESTED else "not-seen", outcome, message, (search.id,)
    )


GAPS: Computed[tuple[Gap, ...]] = Computed("gaps", COVERAGE_NEEDS, _find)


def page_gaps(view: View) -> tuple[Gap, ...]:
    """Return the gaps in the pages seen: each is a page that may collect and was not looked at."""
    return tuple(gap for gap in view.once(GAPS) if gap.what in _PAGES)


def gaps_in(view: View, *whats: str) -> tuple[Gap, ...]:
    """Return the gaps of the given kinds."""
    return tuple(gap for gap in view.once(GAPS) if gap.what in whats)


def dead_instruments(view: View, *names: str) -> tuple[Gap, ...]:
    """Return one gap for each of the named instruments that did not prove itself alive in every visit it had to."""
    refused = _refused_answers(view)
    gaps = (_dead(view, name, refused) for name in names)
    return tuple(gap for gap in gaps if gap is not None)


def _dead(view: View, name: str, refused: frozenset[str]) -> Gap | None:
    """Return the gap of an instrument: found dead, or never looked at in a visit; silence proves no life."""
    checks = [each for each in view.of(InstrumentChecked) if each.instrument == name]
    dead = {each.visit: each for each in checks if not each.alive and each.visit not in refused}
    proven = {each.visit for each in checks} | refused
    seen = {page.visit: page.id for page in view.of(PageSeen) if page.documents} if name in _IN_EVERY_VISIT else {}
    unproven = {visit: page for visit, page in seen.items() if visit not in proven}
    count = len(dead) + len(unproven)
    if not count:
        return None
    where = f"{count} visit{'s' if count > 1 else ''}"
    detail = next((f" ({each.detail})" for each in dead.values() if each.detail), "")
    message = (
        f"In {where}, {_INSTRUMENTS[name]} did not prove that it was working{detail}: what it would show is not known."
    )
    cites = (*(each.id for each in dead.values()), *unproven.values())
    return Gap(name, "instrument-dead", Outcome.CANT_TELL, message, cites)


def walk_search(view: View, what: str = "walk") -> Searched | None:
    """Return the search that is over, if it was recorded: by it absence can be cited."""
    return next((search for search in reversed(view.of(Searched)) if search.what == what), None)


def walked_whole(view: View) -> Searched | None:
    """Return the walk's search if it was complete and left no page out; absence of fields rests on it."""
    walk = walk_search(view)
    return walk if walk is not None and walk.complete and not page_gaps(view) else None
