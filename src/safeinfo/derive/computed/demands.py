"""What each form demands: every personal field, whether it is required and how that is known, and whether needed."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.computed.collecting import SURE, Collected
from safeinfo.derive.computed.needs import EMAIL, SECRETS, Need, need_of, reason_declared
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Required
from safeinfo.model.observations import DeclarationMade, TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import FieldRead

_NEARLY_ALWAYS = EMAIL | SECRETS | {"username"}
# A class is for looks, or for a script that may not be there: it tells that a field is required, and proves it not.
NO_PROOF = frozenset({"class"})
_HOW = {
    "attribute": "its required attribute",
    "aria": "its aria-required attribute",
    "text-mark": "the mark in its label",
    "star": "the star at its label",
    "sign": "the sign at its label that the form says it marks required fields with",
    "rule": "the rule that the page gives its validating script",
    "class": "its class, which marks it as required",
    "statement": "the form's statement that all fields are required",
    "purpose": "what the form is for: without it the form does nothing",
    "only-field": "its being the only field of the form",
    "not-marked-among-optional": "its label, which does not call it optional where others are called so",
    "star-means-optional": "the star at its label, which the form says means optional",
    "legend": "the form's legend",
    "convention": "the form's own convention",
    "not-marked-among-marked": "its label, which bears no mark among labels that do",
    "optional-mark": "its label, which calls others optional",
    "server": "the server's refusal in a trial that left it empty",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """A personal field of a form, with what decides about it."""

    form: Collected
    field: FieldRead
    required: Required
    because: str
    need: Need
    reason: str  # declared
    cites: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether field and form were read surely enough to fail a shop on."""
        read = self.field.certainty >= SURE and self.form.form.certainty >= SURE
        return read and self.because not in NO_PROOF

    @property
    def purpose_sure(self) -> bool:
        """Whether the form's purpose was read surely enough to say that it needs the field.

        An e-mail address and what logs a customer in are needed by nearly every purpose there is.
        """
        return self.form.form.certainty >= SURE or self.field.kind in _NEARLY_ALWAYS

    @property
    def how(self) -> str:
        """How it is known that the field is required, in words."""
        return _HOW.get(self.because, self.because)


def demands_of(view: View, form: Collected, *, delivers: bool | None) -> Iterator[Demand]:
    """Yield what a form demands of a visitor, field by field."""
    made = view.of(DeclarationMade)
    for field in form.personal:
        required, because, trial = _required(view, form, field)
        reason, declared = reason_declared(made, form, field.kind)
        cites = tuple(cite for cite in (*form.cites, trial, declared) if cite)
        yield Demand(form, field, required, because, need_of(form, field, delivers=delivers), reason, cites)


def _required(view: View, form: Collected, field: FieldRead) -> tuple[Required, str, str]:
    """Return whether a field is required; what a trial showed beats what the markup says, either way."""
    visits = {page.visit for page in form.pages}
    for trial in view.of(TrialRun):
        if trial.visit not in visits or not {field.selector, field.name} & set(trial.left_empty):
            continue
        if trial.result == "accepted":
            return Required.OPTIONAL, "server", trial.id
        if trial.result == "refused" and len(trial.left_empty) == 1:
            return Required.REQUIRED, "server", trial.id
    return field.required, field.required_because, ""


def excess_of(demand: Demand) -> tuple[str, Outcome, str, str]:
    """Return name, outcome, words and quote for a required field that is not surely needed."""
    field, can_tell = demand.field, Outcome.CANT_TELL
    if demand.need.needed:
        purpose = demand.form.form.purpose.value
        return "purpose-uncertain", can_tell, f"which is needed if the form is one for «{purpose}», as it seems", ""
    if field.explanation:
        return "reason-stated", can_tell, "and states a reason that a person must judge", field.explanation
    if demand.reason:
        return (
            "reason-declared",
            can_tell,
            f"and the shop declares a reason that a reviewer must accept: «{demand.reason}»",
            "",
        )
    if demand.need.needed is None:
        return "delivery-unknown", can_tell, "which goods that are delivered need; whether any are is not known", ""
    if not demand.need.listed:
        purpose = demand.form.form.purpose.value
        return "purpose-unlisted", can_tell, f"and what a form for «{purpose}» needs is not in the standard's list", ""
    if not demand.sure:
        return (
            "requirement-uncertain",
            can_tell,
            "as far as the field and the form could be read, and no reason is given",
            "",
        )
    return "beyond-purpose", Outcome.FAILED, "which its purpose does not need, and no reason is given", ""
