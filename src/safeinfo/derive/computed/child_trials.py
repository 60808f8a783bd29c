"""What trials with a child's birth date showed."""

from collections.abc import Iterator

from safeinfo.derive.computed.ages import trials_of
from safeinfo.derive.computed.collecting import Collected
from safeinfo.model.evidence import View
from safeinfo.model.observations import PageSeen, TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL
_RESULTS = {
    "accepted": ("child-accepted", F, "A child's data was accepted"),
    "refused": ("child-turned-away", P, "A child was refused before anything was sent"),
    "asked-guardian": ("guardian-asked-first", P, "A child was asked for a guardian before anything was sent"),
}
_FIRST = frozenset({"child-age", "gate-child"})
_TURNED_AWAY = frozenset({"refused", "asked-guardian"})
_TRIALS = {
    "child-age": "",
    "gate-child": " at the gate",
    "child-back": " after going back",
    "gate-child-again": " at the gate after going back",
    "child-second-way": " by the second way in",
}
_AGAIN = {"child-back": "gate-reopened", "gate-child-again": "gate-reopened", "child-second-way": "second-way-open"}


def child_trials(view: View, asking: tuple[Collected, ...]) -> Iterator[Finding]:
    """Yield what each trial with a child's birth date showed, and which forms were not tried."""
    # A gate that is answered with yes or no learns no age: SI-08 judges what it closes.
    run = [trial for trial in trials_of(view, *_TRIALS) if trial.typed or not trial.trial.startswith("gate-")]
    accepted = {_page_of(view, trial) for trial in run if trial.trial in _FIRST and trial.result == "accepted"}
    for trial in run:
        if trial.trial in _AGAIN and _page_of(view, trial) in accepted:
            continue  # who was let in at once was not refused before
        name, outcome, words = _RESULTS.get(
            trial.result, ("child-unclear", C, "What became of a child's data is not clear")
        )
        if trial.result in _TURNED_AWAY and trial.sent_to:
            name, outcome, words = (
                "child-data-sent",
                F,
                f"Before a child was refused, data was sent to {', '.join(trial.sent_to)}",
            )
        name = _AGAIN.get(trial.trial, name) if outcome is F else name
        cites = tuple(cite for cite in (trial.id, trial.before, trial.after) if cite)
        place = Place(_page_of(view, trial), trial.selector, trial.said)
        yield Finding(name, outcome, f"{words}{_TRIALS[trial.trial]}.", cites, place)
    for form in asking:
        yield from _not_tried(form, [trial for trial in run if trial.visit in {page.visit for page in form.pages}])


def _not_tried(form: Collected, run: list[TrialRun]) -> Iterator[Finding]:
    """Yield what of a form that learns an age was not tried: as a child, and where that was refused, once more."""
    first = [trial for trial in run if trial.trial in _FIRST]
    if not first:
        message = f"The {form.title} learns the visitor's age; what it does with a child's needs a trial."
        yield Finding("age-not-tried", U, message, form.cites, form.place())
    elif any(t.result == "refused" and not t.sent_to for t in first) and not any(t.trial in _AGAIN for t in run):
        message = f"Whether the {form.title} refuses a child also after going back, or by another way, was not tried."
        yield Finding("second-answer-not-tried", U, message, form.cites, form.place())


def _page_of(view: View, trial: TrialRun) -> str:
    return next((page.url for page in view.of(PageSeen) if page.id == trial.before), "")
