"""SI-03: nothing beyond the purchase is required."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.collecting import Collected, collecting_forms
from safeinfo.derive.computed.consent import unfree_consents
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, page_gaps
from safeinfo.derive.computed.delivery import delivery
from safeinfo.derive.computed.demands import Demand, demands_of
from safeinfo.derive.computed.findings import nothing_collected, of_gaps
from safeinfo.derive.computed.hidden import HIDDEN_FORMS
from safeinfo.derive.computed.naming import family_of
from safeinfo.derive.computed.pages import VISITS
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Required
from safeinfo.model.observations import DeclarationMade, PageSeen, TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

_GRAVEST = tuple(Outcome)  # declared from worst to best


def decide(view: View) -> Iterator[Finding]:
    """Hold what each form requires against what its purpose needs."""
    forms = collecting_forms(view)
    delivers = delivery(view).delivers
    hidden = [each for form in view.once(HIDDEN_FORMS) for each in _judge_hidden(view, form, delivers=delivers)]
    if not forms and not hidden:
        yield nothing_collected(view)
        return
    for form in forms:
        yield from _judge_form(view, form, delivers=delivers)
    yield from hidden
    yield from of_gaps((*page_gaps(view), *dead_instruments(view, "dom")))


def _judge_hidden(view: View, form: Collected, *, delivers: bool | None) -> Iterator[Finding]:
    """Say of a form that was never seen shown what would be said of it if it were: a person must open it."""
    worst = min(_judge_form(view, form, delivers=delivers), key=lambda each: _GRAVEST.index(each.outcome))
    if worst.outcome is Outcome.PASSED:
        return
    message = f"A form that is hidden on the page was never seen shown. As its markup has it: {worst.message}"
    yield Finding("form-hidden", Outcome.CANT_TELL, message, worst.cites, worst.place)


def _judge_form(view: View, form: Collected, *, delivers: bool | None) -> Iterator[Finding]:
    found = [each for demand in demands_of(view, form, delivers=delivers) for each in _judge_demand(demand)]
    for consent in unfree_consents(form):
        message = f"In the {form.title}, {consent.words}: «{consent.field.label}»."
        found.append(Finding(consent.name, consent.outcome, message, form.cites, form.place(consent.field)))
    yield from found
    if not found:
        asked = f"The {form.title} requires nothing that its purpose does not need."
        yield Finding("only-needed-required", Outcome.PASSED, asked, form.cites, form.place())


def _judge_demand(demand: Demand) -> Iterator[Finding]:
    """Judge one field; what is needed or optional is passed with its form."""
    need, field = demand.need, demand.field
    if demand.required is Required.OPTIONAL or (need.needed and demand.purpose_sure):
        return
    kind, form = family_of(field.kind), demand.form
    if demand.required is Required.UNKNOWN:
        message = (
            f"Whether the {form.title} requires the {kind} cannot be seen; a trial that leaves it empty settles it."
        )
        yield Finding("required-unknown", Outcome.UNTESTED, message, demand.cites, form.place(field))
        return
    asks = f"The {form.title} requires the {kind} (known by {demand.how})"
    name, outcome, words, quote = _excess(demand)
    place = Place(form.page.url, field.selector, quote or field.label, form.form.frame)
    yield Finding(name, outcome, f"{asks}, {words}.", demand.cites, place)


def _excess(demand: Demand) -> tuple[str, Outcome, str, str]:
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


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("right_to_decline.toml").read_text("utf-8"),
    COVERAGE_NEEDS | VISITS.needs | {PageSeen, TrialRun, DeclarationMade},
    decide,
)
