"""SI-07: nothing is collected from a child under 13 without a guardian."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.ages import asking_age, children_addressed, told_answer
from safeinfo.derive.computed.child_trials import child_trials
from safeinfo.derive.computed.children import children_said
from safeinfo.derive.computed.collecting import Collected, collecting_forms
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, page_gaps
from safeinfo.derive.computed.findings import nothing_collected, of_gaps
from safeinfo.derive.computed.policies import POLICY_NEEDS
from safeinfo.derive.computed.sale import SALE, SALE_NEEDS
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Purpose, Sale
from safeinfo.model.observations import DeclarationMade, TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL
# What the texts say, best first: name, outcome, words.
_SAYS = {
    "refuses": ("children-refused", P, "says that it does not collect from children"),
    "guardian-consent": ("guardian-asked", P, "says that a guardian must consent"),
    "not-directed": (
        "children-not-addressed",
        C,
        "says that it is not meant for children, and not what it does about them",
    ),
    "unclear": ("children-unclear", C, "speaks of children in words that a person must judge"),
    "mentions": ("children-unclear", C, "mentions children, and does not say plainly what it does about them"),
    "collects": ("children-collected", F, "says that data of children is collected, and not that a guardian consents"),
}
# What is declared of those under 13 beside what the texts say, where both cannot be true.
_DISAGREE = (
    {"refused": "guardian-consent"},
    {"guardian": "refuses"},
    {"refused": "collects"},
    {"not-addressed": "guardian-consent"},
)


def decide(view: View) -> Iterator[Finding]:
    """Read what the texts say of children, and try each form that learns an age."""
    if not collecting_forms(view):
        yield nothing_collected(view)
        return
    yield from _judge_texts(view)
    asking = asking_age(view)
    for form in asking:
        yield from _judge_form(form)
    yield from child_trials(view, asking)
    yield from _judge_direction(view, asking)
    yield from of_gaps((*page_gaps(view), *dead_instruments(view, "dom")))


def _judge_texts(view: View) -> Iterator[Finding]:
    said = children_said(view)
    if said.text is not None:
        name, outcome, words = _SAYS[said.status]
        place = Place(said.text.url, "", said.quote)
        if outcome is P and said.too_young:
            name, outcome, words = "children-unclear", C, f"speaks only of those under {said.too_young}, not under 13"
        yield Finding(name, outcome, f"The policy {words}.", said.text.cites, place)
        for text in said.unread if outcome is P else ():
            message = (
                f"The policy {words}, but {text.url} could not be read whole ({text.unread}) and may say otherwise."
            )
            yield Finding("policy-not-read", C, message, text.cites, Place(text.url))
        for made in view.of(DeclarationMade):
            if {made.declaration.under_13: said.status} in _DISAGREE:
                message = f"The shop declares «under_13 = {made.declaration.under_13}», and the policy {words}."
                yield Finding("declaration-contradicted", F, message, (made.id, *said.text.cites), place)
        sale = view.once(SALE)
        if said.status == "guardian-consent" and sale.status is Sale.SOLD:
            # Where data is sold, consent by a bare e-mail is not enough (16 CFR 312.5).
            message = "Personal information is sold, and how a guardian's consent is checked must be judged."
            yield Finding("guardian-check-open", C, message, said.text.cites + sale.cites, place)
    elif said.silent:
        message = (
            "No text says what the shop does about children under 13."
            if said.texts
            else "No policy was found that says what the shop does about children."
        )
        yield Finding("children-silent", F, message, said.cites, Place(said.texts[0].url if said.texts else view.site))
    else:
        message = "What the shop does about children could not be read."
        yield Finding("policy-not-read", C if said.cites else U, message, said.cites)


def _judge_form(form: Collected) -> Iterator[Finding]:
    if told := told_answer(form):
        gate = form.form.purpose is Purpose.AGE_GATE
        message = f"The {form.title} tells a child which answer lets it in: «{told}»."
        place = Place(form.page.url, form.form.selector, told, form.form.frame)
        yield Finding("gate-tells-answer", F if gate else C, message, form.cites, place)


def _judge_direction(view: View, asking: tuple[Collected, ...]) -> Iterator[Finding]:
    for made in view.of(DeclarationMade):
        if made.declaration.directed_at_children and not asking:
            message = "The shop declares that it is directed at children, and no form asks a visitor's age."
            yield Finding("no-gate", F, message, (made.id,))
    for visit, quote in list(children_addressed(view))[:3]:
        message = "These words speak to children; whether the shop is directed at them must be judged."
        yield Finding("children-addressed", C, message, visit.cites, Place(visit.last.page.url, "", quote))


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("guardian_consent.toml").read_text("utf-8"),
    COVERAGE_NEEDS | POLICY_NEEDS | SALE_NEEDS | {TrialRun},
    decide,
)
