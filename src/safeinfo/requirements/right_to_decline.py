"""SI-03: nothing beyond the purchase is required."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.collecting import Collected, collecting_forms
from safeinfo.derive.computed.consent import unfree_consents
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, page_gaps
from safeinfo.derive.computed.delivery import delivery
from safeinfo.derive.computed.demands import Demand, demands_of, excess_of
from safeinfo.derive.computed.findings import nothing_collected, of_gaps
from safeinfo.derive.computed.hidden import HIDDEN_FORMS, HIDDEN_SECTIONS, Section
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
    hidden += [each for part in view.once(HIDDEN_SECTIONS) for each in _judge_section(view, part, delivers=delivers)]
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


def _judge_section(view: View, part: Section, *, delivers: bool | None) -> Iterator[Finding]:
    """Name what a part of a form that stayed shut requires beyond the purpose, as its markup has it."""
    demands = [each for each in demands_of(view, part.form, delivers=delivers) if each.field.selector in part.hidden]
    found = [(each.field, finding) for each in demands for finding in _judge_demand(each)]
    beyond = [(field, finding) for field, finding in found if finding.outcome is not Outcome.UNTESTED]
    if not beyond:
        return
    asked = ", ".join(dict.fromkeys(family_of(field.kind) for field, _ in beyond))
    message = (
        f"A part of the {part.form.title} was never seen open. As its markup has it, it requires what the purpose may"
        f" not need: {asked}."
    )
    yield Finding("section-hidden", Outcome.CANT_TELL, message, part.form.cites, part.form.place(beyond[0][0]))


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
    name, outcome, words, quote = excess_of(demand)
    place = Place(form.page.url, field.selector, quote or field.label, form.form.frame)
    yield Finding(name, outcome, f"{asks}, {words}.", demand.cites, place)


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("right_to_decline.toml").read_text("utf-8"),
    COVERAGE_NEEDS | VISITS.needs | {PageSeen, TrialRun, DeclarationMade},
    decide,
)
