"""What a form is for: from what it asks, its buttons and headings, its addresses, and the page's title."""

from collections.abc import Sequence

from safeinfo.derive.forms.purposefields import from_fields
from safeinfo.derive.forms.purposewords import speaks_of_password, word_scores
from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.model.kinds import PERSONAL, Purpose

_FEWEST_WEIGHT = 0.9
_WHO = frozenset({"email", "username", "tel"})
_OTHERWISE = frozenset({"recovery", "unsubscribe"})
_OF_PASSWORD = 1.2
_UNSAID = 0.5
_OF_PAGE = frozenset({"title", "path", "action", "heading"})
_PAGE_FOR_SIGNUP = 2.0


def purpose_of(form: FormSignals, controls: Sequence[Control], kinds: Sequence[Kind]) -> tuple[Purpose, float, str]:
    """Return the purpose of a form, how certain that is (0 to 1), and the signal that weighed most."""
    scores: dict[str, float] = {}
    reasons: dict[str, tuple[float, str]] = {}
    for purpose, weight, signal in (*word_scores(form), *from_fields(controls, kinds)):
        scores[purpose] = scores.get(purpose, 0.0) + weight
        if weight > reasons.get(purpose, (0.0, ""))[0]:
            reasons[purpose] = (weight, signal)
    _settle_one_address(form, controls, kinds, scores, reasons)
    best, weight = max(scores.items(), key=lambda entry: entry[1], default=("other", 0.0))
    if weight < _FEWEST_WEIGHT:
        return Purpose.OTHER, 0.3, "nothing"
    second = max((w for p, w in scores.items() if p != best), default=0.0)
    certainty = min(0.98, weight / (weight + max(0.0, second) + 0.3))
    return Purpose(best), round(certainty, 2), reasons.get(best, (0.0, "fields"))[1]


def _settle_one_address(
    form: FormSignals,
    controls: Sequence[Control],
    kinds: Sequence[Kind],
    scores: dict[str, float],
    reasons: dict[str, tuple[float, str]],
) -> None:
    """Tell what a form is for that asks for nobody's data but who it is about: news, unless its words say otherwise."""
    asked = {kind.kind for kind, c in zip(kinds, controls, strict=True) if c.type != "hidden" and kind.kind in PERSONAL}
    if not asked or not asked <= _WHO:
        return
    words = form.text
    for link in form.links:  # "Forgot your password?" leads elsewhere
        words = words.replace(link, " ", 1)
    if speaks_of_password(words):
        scores["recovery"] = scores.get("recovery", 0.0) + _OF_PASSWORD
        reasons.setdefault("recovery", (_OF_PASSWORD, "text"))
    page = sum(w for purpose, w, signal in word_scores(form) if purpose == "signup" and signal in _OF_PAGE)
    if "newsletter" in scores and page >= _PAGE_FOR_SIGNUP:
        scores["newsletter"] -= 2 * _UNSAID
    said = {purpose for purpose, _, _ in word_scores(form)}
    if "newsletter" in scores and "newsletter" not in said and said & _OTHERWISE:
        scores["newsletter"] -= _UNSAID
