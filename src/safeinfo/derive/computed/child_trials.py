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
    for trial in run:
        name, outcome, words = _RESULTS.get(
            trial.result, ("child-unclear", C, "What became of a child's data is not clear")
        )
        if trial.result in {"refused", "asked-guardian"} and trial.sent_to:
            name, outcome, words = (
                "child-data-sent",
                F,
                f"Before a child was refused, data was sent to {', '.join(trial.sent_to)}",
            )
        name = _AGAIN.get(trial.trial, name) if outcome is F else name
        cites = tuple(cite for cite in (trial.id, trial.before, trial.after) if cite)
        place = Place(_page_of(view, trial), trial.selector, trial.said)
        yield Finding(name, outcome, f"{words}{_TRIALS[trial.trial]}.", cites, place)
    tried = {trial.visit for trial in run if trial.trial in {"child-age", "gate-child"}}
    for form in asking:
        if not tried & {page.visit for page in form.pages}:
            message = f"The {form.title} learns the visitor's age; what it does with a child's needs a trial."
            yield Finding("age-not-tried", U, message, form.cites, form.place())


def _page_of(view: View, trial: TrialRun) -> str:
    return next((page.url for page in view.of(PageSeen) if page.id == trial.before), "")
