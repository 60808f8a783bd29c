"""What a form is for: from what it asks, its buttons and headings, its addresses, and the page's title."""

from collections.abc import Sequence

from safeinfo.derive.forms.purposefields import from_fields
from safeinfo.derive.forms.purposewords import word_scores
from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.model.kinds import Purpose

_FEWEST_WEIGHT = 0.9


def purpose_of(form: FormSignals, controls: Sequence[Control], kinds: Sequence[Kind]) -> tuple[Purpose, float, str]:
    """Return the purpose of a form, how certain that is (0 to 1), and the signal that weighed most."""
    scores: dict[str, float] = {}
    reasons: dict[str, tuple[float, str]] = {}
    for purpose, weight, signal in (*word_scores(form), *from_fields(controls, kinds)):
        scores[purpose] = scores.get(purpose, 0.0) + weight
        if weight > reasons.get(purpose, (0.0, ""))[0]:
            reasons[purpose] = (weight, signal)
    best, weight = max(scores.items(), key=lambda entry: entry[1], default=("other", 0.0))
    if weight < _FEWEST_WEIGHT:
        return Purpose.OTHER, 0.3, "nothing"
    second = max((w for p, w in scores.items() if p != best), default=0.0)
    certainty = min(0.98, weight / (weight + max(0.0, second) + 0.3))
    return Purpose(best), round(certainty, 2), reasons.get(best, (0.0, "fields"))[1]
