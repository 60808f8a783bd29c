"""SI-08: pages for over-13s are closed to under-13s."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.ages import AgeLimited, age_limited, not_visited, shown_behind, trials_of
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, page_gaps, walked_whole
from safeinfo.derive.computed.findings import counted, of_gaps
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade, PageSeen, TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL
_CHILD, _AGAIN, _ADULT = ("gate-child", "child-age"), ("gate-child-again", "child-back"), ("gate-adult", "adult-age")
_BEHIND = 0.7  # part of the opened page's words that, seen before, mean that the gate hides nothing


def decide(view: View) -> Iterator[Finding]:
    """Look at each page for those of an age: met at its own address, answered as a child, as an adult."""
    limited = age_limited(view)
    for page in limited:
        yield from _judge_page(view, page)
    yield from _judge_declared(view, limited)
    if not limited:
        yield from _none(view)
    yield from of_gaps(page_gaps(view))


def _judge_page(view: View, page: AgeLimited) -> Iterator[Finding]:
    url = page.visit.last.page.url
    place = Place(url, page.gate.selector if page.gate else "", page.quote)
    if page.gate is None and page.how == "words":
        message = (
            f"{url} says that it is for those of {page.minimum} and older, and no gate was met; a person must judge."
        )
        yield Finding("age-words-without-gate", C, message, page.cites, place)
    elif page.gate is None:
        message = f"{url} is declared for those of {page.minimum} and older, and opens without asking."
        yield Finding("gate-missing", F, message, page.cites, place)
    else:
        yield from _judge_gate(view, page, place)


def _judge_gate(view: View, page: AgeLimited, place: Place) -> Iterator[Finding]:
    run = [trial for trial in trials_of(view, *_CHILD, *_AGAIN, *_ADULT) if trial.visit == page.visit.id]
    tried = {trial.trial for trial in run}
    for trial in run:
        yield from _judge_trial(view, trial, place)
    missing = not (tried & set(_CHILD) and tried & set(_ADULT))
    if behind := page.visit.priced_behind_gate:
        message = f"The gate of {place.page} only covers the page: what it sells was sent already, price included."
        yield Finding("content-behind-gate", F, message, page.cites, Place(place.page, place.selector, behind))
    if missing:
        message = f"{place.page} meets a fresh visitor with an age gate; what it does with each answer needs a trial."
        yield Finding("gate-not-tried", U, message, page.cites, place)
    if not tried & set(_AGAIN) and not missing:
        message = f"Whether the gate of {place.page} stays closed to a child that was refused was not tried."
        yield Finding("gate-memory-not-tried", U, message, page.cites, place)


def _judge_trial(view: View, trial: TrialRun, place: Place) -> Iterator[Finding]:
    cites = tuple(cite for cite in (trial.id, trial.before, trial.after) if cite)
    said = Place(place.page, place.selector, trial.said or place.quote)
    if trial.trial in _ADULT:
        yield from _judge_adult(view, trial, cites, said)
    elif trial.result in {"refused", "asked-guardian"}:
        stays = "" if trial.trial in _CHILD else " again"
        yield Finding("child-kept-out", P, f"A child's answer was refused{stays}.", cites, said)
    elif trial.result == "accepted":
        name = "gate-opens-to-child" if trial.trial in _CHILD else "gate-forgets-refusal"
        whose = "A child's answer" if trial.trial in _CHILD else "The next answer of a child that was refused"
        yield Finding(name, F, f"{whose} opens the page.", cites, said)
    else:
        yield Finding("gate-answer-unclear", C, "What the gate did with a child's answer is not clear.", cites, said)


def _judge_adult(view: View, trial: TrialRun, cites: tuple[str, ...], place: Place) -> Iterator[Finding]:
    if trial.result != "accepted":
        yield Finding("gate-shut-to-adult", F, "An adult's answer does not open the page.", cites, place)
        return
    behind = shown_behind(view, trial.before, trial.after)
    if behind is not None and behind >= _BEHIND:
        message = f"The gate only covers the page: {behind:.0%} of its words were in the document before it was opened."
        yield Finding("content-behind-gate", F, message, cites, place)
        return
    seen = "its words could not be compared" if behind is None else "its words were not there before"
    yield Finding("gate-opens-to-adult", P, f"An adult's answer opens the page; {seen}.", cites, place)


def _judge_declared(view: View, limited: tuple[AgeLimited, ...]) -> Iterator[Finding]:
    for made in view.of(DeclarationMade):
        for limit in made.declaration.age_limits:
            for pattern in not_visited(view, limit):
                message = f"The page {pattern}, declared for those of {limit.minimum} and older, was not visited."
                yield Finding("page-not-visited", U, message, (made.id,))
        gated = [page for page in limited if page.gate]
        if made.declaration.no_age_limits and gated:
            message = f"The shop declares no pages for an age, and {gated[0].visit.last.page.url} asks for one."
            yield Finding("declaration-contradicted", F, message, (made.id, *gated[0].cites))


def _none(view: View) -> Iterator[Finding]:
    if any(made.declaration.age_limits for made in view.of(DeclarationMade)):
        return
    walk = walked_whole(view)
    if walk is not None:
        message = f"No page for those of an age is declared, and none was found on {counted(walk.looked_at, 'page')}."
        yield Finding("no-age-limit", Outcome.INAPPLICABLE, message, (walk.id,))
    elif not page_gaps(view):
        yield Finding("walk-incomplete", U, "No page for those of an age was found, but no complete walk is on record.")


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("age_restricted_pages.toml").read_text("utf-8"),
    COVERAGE_NEEDS | {PageSeen, TrialRun, DeclarationMade},
    decide,
)
