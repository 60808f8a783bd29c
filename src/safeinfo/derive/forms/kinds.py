"""What each control of a form asks for: its own signals first, then its neighbours and the whole form."""

from collections.abc import Sequence

from safeinfo.derive.forms import choices, honeypots, neighbours
from safeinfo.derive.forms.consent import consent_kind
from safeinfo.derive.forms.evidence import Evidence, evidence_of
from safeinfo.derive.forms.orientation import shared_labels
from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.model.kinds import KINDS

__all__ = ["consent_kind", "kinds_of"]

_FEWEST_WEIGHT = 0.2
_DATE_PARTS = {
    "date-day": "bday-day",
    "date-month": "bday-month",
    "date-year-past": "bday-year",
    "date-year-future": "none",
}


def kinds_of(controls: Sequence[Control], form: FormSignals) -> list[Kind]:
    """Return the kind of each control of one form, in order."""
    traps = honeypots.traps(controls)
    shared = shared_labels(controls)
    found = [_own(control, shared=own) for control, own in zip(controls, shared, strict=True)]
    neighbours.settle(controls, found, form)
    return [
        Kind("honeypot", 0.8, trap) if trap else _decided(control, evidence)
        for control, evidence, trap in zip(controls, found, traps, strict=True)
    ]


def _own(control: Control, *, shared: bool) -> Evidence:
    if control.type == "hidden":
        found = Evidence()
        found.add("none", 3.0, "hidden")
        return found
    return choices.evidence_of_choice(control) or evidence_of(control, shared_label=shared)


def _decided(control: Control, evidence: Evidence) -> Kind:
    kind, certainty, because = evidence.best()
    kind = _DATE_PARTS.get(kind, kind)
    if kind in KINDS and evidence.scores and max(evidence.scores.values()) >= _FEWEST_WEIGHT:
        return Kind(kind, certainty, because)
    if control.type in {"textarea", "editable"}:
        return Kind("x-message", 0.5, "type")
    return Kind("none", 0.3, "nothing")
