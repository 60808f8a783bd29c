"""What a form is for: from what it asks, its buttons and headings, its addresses, and the page's title."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from safeinfo.derive.forms.purposefields import from_fields
from safeinfo.derive.forms.purposewords import ERRANDS, saves, speaks_of_password, weight_of, word_scores
from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.model.kinds import PERSONAL, Purpose, Required

_FEWEST_WEIGHT = 0.9
_WHO = frozenset({"email", "username", "tel"})
_OTHERWISE = frozenset({"recovery", "unsubscribe"})
_OF_PASSWORD = 1.2
_UNSAID = 0.5
_OWN_NAMES = frozenset({"action", "name"})  # what the form calls itself, whatever stands above it
_TO_LOG_IN = 1.5
_OF_PAGE = frozenset({"title", "path", "action", "heading"})
_PAGE_FOR_SIGNUP = 2.0
_OF_MESSAGE = 1.8
_CALLED_SO = 0.8
_KEPT = 1.0
_SAVED = 1.4
_NOT_NEW = 2.0
_SAID_PLAINLY = 1.2
_SAID_TWICE = 1.6
_PLAIN = 2.0  # the weight of fields that tell a purpose without a word: a password, a card
_GUESSED = 0.45  # certainty of a purpose that nothing but a few common fields speaks for


def purpose_of(
    form: FormSignals, controls: Sequence[Control], kinds: Sequence[Kind], stated: Sequence[Required]
) -> tuple[Purpose, float, str]:
    """Return the purpose of a form, how certain that is (0 to 1), and the signal that weighed most.

    `stated` is what each field says of itself about being required.
    """
    scores: dict[str, float] = {}
    reasons: dict[str, tuple[float, str]] = {}
    for purpose, weight, signal in (*word_scores(form), *from_fields(controls, kinds, stated)):
        scores[purpose] = scores.get(purpose, 0.0) + weight
        if weight > reasons.get(purpose, (0.0, ""))[0]:
            reasons[purpose] = (weight, signal)
    asked = {kind.kind for kind, control in zip(kinds, controls, strict=True) if control.type != "hidden"}
    _settle(form, asked, scores)
    best, weight = max(scores.items(), key=lambda entry: entry[1], default=("other", 0.0))
    if weight < _FEWEST_WEIGHT:
        return Purpose.OTHER, 0.3, "nothing"
    purpose = _listed(best)
    second = max((w for p, w in scores.items() if _listed(p) is not purpose), default=0.0)
    certainty = min(0.98, weight / (weight + max(0.0, second) + 0.3))
    if weight < _PLAIN and weight_of(form, best) == 0.0:
        certainty = min(certainty, _GUESSED)
    return purpose, round(certainty, 2), reasons.get(best, (0.0, "fields"))[1]


def _listed(purpose: str) -> Purpose:
    """Return the word of the standard's list for a purpose, some of which are told apart more finely here."""
    return Purpose.OTHER if purpose in ERRANDS else Purpose(purpose)


def _settle(form: FormSignals, asked: AbstractSet[str], scores: dict[str, float]) -> None:
    """Weigh what fields and words say together, where neither tells alone."""
    words: dict[str, float] = {}
    for purpose, weight, _ in word_scores(form):
        words[purpose] = words.get(purpose, 0.0) + weight
    if "transaction-amount" in asked and "donation" in words:  # paid like a purchase, and none
        scores["donation"] += 1.0
        scores["checkout"] = scores.get("checkout", 0.0) - 1.0
    if "survey" in scores and "survey" not in words and (form.method == "get" or "search" in words):
        scores["survey"] = 0.0  # choices that narrow a search
    written = max((words.get(errand, 0.0) for errand in ERRANDS - {"booking"}), default=0.0)
    if "x-message" in asked and written >= _CALLED_SO:  # what is written is the review, the complaint
        scores["contact"] = scores.get("contact", 0.0) - _OF_MESSAGE
    if "x-message" in asked and "street-address" in asked and words.get("checkout", 0.0) >= _SAID_PLAINLY:
        scores["contact"] -= _OF_MESSAGE  # a note for who delivers
    if words.get("recovery", 0.0) >= _SAID_TWICE and "new-password" in asked and "signup" in scores:
        scores["recovery"] += _NOT_NEW  # who one is, and a new password
        scores["signup"] -= _NOT_NEW
    plainly = {(purpose, signal) for purpose, weight, signal in word_scores(form) if weight >= _SAID_PLAINLY}
    kept = {("account-details", "button"), ("account-details", "heading")} & plainly
    if kept and not {("checkout", "button"), ("checkout", "heading")} & plainly and "checkout" in scores:
        scores["checkout"] -= _SAVED  # a card, an address that is kept
    if asked & PERSONAL - {"new-password"} and "x-message" not in asked and saves(form):
        _settle_saved(words, scores)
    if asked & PERSONAL and asked & PERSONAL <= _WHO:
        _settle_one_address(form, words, scores)


def _settle_saved(words: dict[str, float], scores: dict[str, float]) -> None:
    """Take what is saved or changed for what is there already, unless the words say what it is saved for."""
    if words.get("recovery", 0.0) >= _CALLED_SO:
        return
    scores["account-details"] = scores.get("account-details", 0.0) + _SAVED
    for purpose, less in (("signup", _NOT_NEW), ("checkout", _KEPT), ("newsletter", _KEPT)):
        if words.get(purpose, 0.0) < _CALLED_SO and purpose in scores:
            scores[purpose] -= less


def _settle_one_address(form: FormSignals, words: dict[str, float], scores: dict[str, float]) -> None:
    """Tell what a form is for that asks only whom it is about: news, unless its words say otherwise."""
    text = form.text
    for link in form.links:  # "Forgot your password?" leads elsewhere
        text = text.replace(link, " ", 1)
    named = any(purpose == "recovery" and signal in _OWN_NAMES for purpose, _, signal in word_scores(form))
    if speaks_of_password(text) or named:
        scores["recovery"] = scores.get("recovery", 0.0) + _OF_PASSWORD
        scores["account-details"] = 0.0  # there, the old password would be asked for
        if "newsletter" not in words:
            scores["newsletter"] = scores.get("newsletter", 0.0) - _UNSAID
    if "newsletter" not in scores:
        return
    page = sum(w for purpose, w, signal in word_scores(form) if purpose == "signup" and signal in _OF_PAGE)
    if page >= _PAGE_FOR_SIGNUP:
        scores["newsletter"] -= 2 * _UNSAID
        scores["signup"] = scores.get("signup", 0.0) + 2 * _UNSAID
    if "newsletter" in words:
        return
    if words.keys() & _OTHERWISE:
        scores["newsletter"] -= _UNSAID
    elif words.get("login", 0.0) >= _TO_LOG_IN and not form.footer:  # the password, or a code, is asked for next
        scores["login"] += 2 * _UNSAID
        scores["newsletter"] -= _UNSAID
