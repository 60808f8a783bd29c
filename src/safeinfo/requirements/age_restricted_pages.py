"""SI-08: pages for over-13s are closed to under-13s."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.ages import AgeLimited, age_limited, not_visited, trials_of
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, page_gaps, walked_whole
from safeinfo.derive.computed.findings import counted, of_gaps
from safeinfo.derive.computed.gate_trials import ADULT, AGAIN, CHILD, gate_trial
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade, PageSeen, TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL


def decide(view: View) -> Iterator[Finding]:
    """Look at each page for those of an age: met at its own address, answered as a child, as an adult."""
    limited = age_limited(view)
    for page in limited:
        yield from _judge_page(view, page)
    yield from _judge_declared(view, limited)
    if not limited:
        yield from _none(view)
    yield from of_gaps((*page_gaps(view), *dead_instruments(view, "dom")))


def _judge_page(view: View, page: AgeLimited) -> Iterator[Finding]:
    url = page.visit.last.page.url
    place = Place(url, page.gate.selector if page.gate else "", page.quote)
    if page.gate is None and page.how == "words":
        message = (
            f"{url} says that it is for those of {page.minimum} and older, and no gate was met; a person must judge."
        )
        yield Finding("age-words-without-gate", C, message, page.cites, place)
    elif page.gate is None and page.led_elsewhere:
        url = page.visit.last.page.requested_url
        message = f"{url} is declared for those of {page.minimum} and older, and was not seen: {page.led_elsewhere}."
        yield Finding("page-not-seen", C, message, page.cites, Place(url))
    elif page.gate is None:
        message = f"{url} is declared for those of {page.minimum} and older, and opens without asking."
        yield Finding("gate-missing", F, message, page.cites, place)
    else:
        yield from _judge_gate(view, page, place)


def _judge_gate(view: View, page: AgeLimited, place: Place) -> Iterator[Finding]:
    run = [trial for trial in trials_of(view, *CHILD, *AGAIN, *ADULT) if trial.visit == page.visit.id]
    tried = {trial.trial for trial in run}
    let_in = any(trial.trial in CHILD and trial.result == "accepted" for trial in run)
    for trial in run:
        if let_in and trial.trial in AGAIN:
            continue  # who was let in at once was not refused before
        yield from gate_trial(view, trial, place)
    missing = not (tried & set(CHILD) and tried & set(ADULT))
    if behind := page.visit.priced_behind_gate:
        message = f"The gate of {place.page} only covers the page: what it sells was sent already, price included."
        yield Finding("content-behind-gate", F, message, page.cites, Place(place.page, place.selector, behind))
    if missing:
        message = f"{place.page} meets a fresh visitor with an age gate; what it does with each answer needs a trial."
        yield Finding("gate-not-tried", U, message, page.cites, place)
    if not tried & set(AGAIN) and not missing:
        message = f"Whether the gate of {place.page} stays closed to a child that was refused was not tried."
        yield Finding("gate-memory-not-tried", U, message, page.cites, place)


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
    if walk := walked_whole(view):
        message = f"No page for those of an age is declared, and none was found on {counted(walk.looked_at, 'page')}."
        yield Finding("no-age-limit", Outcome.INAPPLICABLE, message, (walk.id,))
    elif not page_gaps(view):
        yield Finding("walk-incomplete", U, "No page for those of an age was found, but no complete walk is on record.")


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("age_restricted_pages.toml").read_text("utf-8"),
    COVERAGE_NEEDS | {PageSeen, TrialRun, DeclarationMade},
    decide,
)
