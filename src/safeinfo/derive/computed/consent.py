"""Consents to marketing that are no free choice: ticked beforehand, bound to the purchase, or one with the terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from tomllib import loads

from safeinfo.derive.computed.collecting import Collected
from safeinfo.derive.computed.demands import NO_PROOF
from safeinfo.model.kinds import Purpose, Required
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import FieldRead

_WORDS = loads(files("safeinfo.derive.computed").joinpath("words.toml").read_text("utf-8"))
_MARKETING = re.compile("|".join(_WORDS["marketing"]["patterns"]), re.IGNORECASE)
_CONDITIONS = re.compile("|".join(_WORDS["terms"]["patterns"]), re.IGNORECASE)
_REFUSAL = re.compile("|".join(_WORDS["refusal"]["patterns"]), re.IGNORECASE)
# Here the customer came for the mailing itself, or to change what was chosen before.
_ABOUT_MAILINGS = frozenset({Purpose.NEWSLETTER, Purpose.UNSUBSCRIBE, Purpose.ACCOUNT_DETAILS})


@dataclass(frozen=True, slots=True)
class Unfree:
    """A consent that is no free choice, or may be none."""

    name: str
    outcome: Outcome
    words: str
    field: FieldRead


def unfree_consents(form: Collected) -> Iterator[Unfree]:
    """Yield each consent to marketing in a form that the customer did not freely give."""
    if form.form.purpose in _ABOUT_MAILINGS:
        return
    for field in form.form.fields:
        if field.visible and field.kind == "consent-marketing":
            yield from _marketing(field)
        elif field.visible and field.kind == "consent-terms":
            yield from _terms(field)


def _marketing(field: FieldRead) -> Iterator[Unfree]:
    if field.checked and field.type == "radio":
        yield Unfree(
            "consent-answered-beforehand",
            Outcome.CANT_TELL,
            "a consent to marketing has an answer chosen beforehand",
            field,
        )
    elif field.checked and _REFUSAL.search(field.label):
        words = "a tick box about marketing, ticked beforehand, may be a refusal"
        yield Unfree("consent-answered-beforehand", Outcome.CANT_TELL, words, field)
    elif field.checked:
        yield Unfree("consent-ticked-beforehand", Outcome.FAILED, "a consent to marketing is ticked beforehand", field)
    if field.required is Required.REQUIRED and field.type != "radio":
        words = f"a consent to marketing is required ({field.required_because})"
        proved = field.required_because not in NO_PROOF
        yield Unfree("consent-bound", Outcome.FAILED if proved else Outcome.CANT_TELL, words, field)


def _terms(field: FieldRead) -> Iterator[Unfree]:
    """Judge a tick that must be set: the terms alone are no marketing, marketing alone is bound to the purchase."""
    if not _MARKETING.search(field.label):
        return
    outcome = Outcome.CANT_TELL if _REFUSAL.search(field.label) else Outcome.FAILED
    if _CONDITIONS.search(field.label):
        yield Unfree("consent-bundled", outcome, "one tick accepts the terms and marketing together", field)
    else:
        yield from _marketing(field)
