"""What trials at an age gate showed: answered as a child, as the child once more, as an adult."""

from collections.abc import Iterator

from safeinfo.derive.computed.ages import shown_behind
from safeinfo.model.evidence import View
from safeinfo.model.observations import TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place

F, P, C = Outcome.FAILED, Outcome.PASSED, Outcome.CANT_TELL
CHILD, AGAIN, ADULT = ("gate-child", "child-age"), ("gate-child-again", "child-back"), ("gate-adult", "adult-age")
_BEHIND = 0.7  # part of the opened page's words that, seen before, mean that the gate hides nothing


def gate_trial(view: View, trial: TrialRun, place: Place) -> Iterator[Finding]:
    """Yield what one answer at a gate came to."""
    cites = tuple(cite for cite in (trial.id, trial.before, trial.after) if cite)
    said = Place(place.page, place.selector, trial.said or place.quote)
    if trial.trial in ADULT:
        yield from _judge_adult(view, trial, cites, said)
    elif trial.result in {"refused", "asked-guardian"}:
        stays = "" if trial.trial in CHILD else " again"
        yield Finding("child-kept-out", P, f"A child's answer was refused{stays}.", cites, said)
    elif trial.result == "accepted":
        name = "gate-opens-to-child" if trial.trial in CHILD else "gate-forgets-refusal"
        whose = "A child's answer" if trial.trial in CHILD else "The next answer of a child that was refused"
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
    message = "An adult's answer opens the page; its words were not there before."
    if behind is None:
        message = "An adult's answer opens the page; too little stands there to tell whether it was there before."
        yield Finding("content-not-compared", C, message, cites, place)
        return
    yield Finding("gate-opens-to-adult", P, message, cites, place)
