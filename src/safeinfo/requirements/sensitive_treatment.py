"""SI-02: personal data reaches nobody the purchase does not need."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed import kept
from safeinfo.derive.computed.collecting import Collected, collecting_forms
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, page_gaps
from safeinfo.derive.computed.disclosures import DISCLOSURE_NEEDS, DISCLOSURES, by_recipient
from safeinfo.derive.computed.findings import counted, listed, nothing_collected, of_gaps
from safeinfo.derive.computed.getforms import personal_in_get
from safeinfo.derive.computed.reach import scripts_reaching_cards
from safeinfo.derive.computed.told import told_of
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

SAFEGUARDS = ("encryption", "access", "retention", "breach")
F, P, U = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED


def decide(view: View) -> Iterator[Finding]:
    """Follow what was typed: who got it, where it was kept, who could have read it."""
    forms = collecting_forms(view)
    if not forms:
        yield nothing_collected(view)
        return
    found = [*_disclosures(view), *_kept(view), *_recorders(view), *_in_reach(view), *_get_forms(forms)]
    yield from found
    yield from _typed(view, forms, quiet=not any(f.outcome is F for f in found))
    yield from _safeguards(view)
    yield from of_gaps((*page_gaps(view), *gaps_in(view, "typing", "recorder")))
    yield from of_gaps(dead_instruments(view, "recorder", "workers", "typing", "storage", "proxy"))


def _disclosures(view: View) -> Iterator[Finding]:
    for group in by_recipient(view.once(DISCLOSURES)):
        yield told_of(group)


def _kept(view: View) -> Iterator[Finding]:
    for seen in kept.clear_in_storage(view):
        host = seen.host or "the shop"
        message = f"The {seen.name} that was typed is kept readable in the browser's {seen.where} ({host})."
        yield Finding("clear-in-storage", F, message, (seen.id,), Place("", "", seen.excerpt))
    for seen in kept.values_in_addresses(view):
        message = f"The {seen.name} that was typed stands readable in an address ({seen.where})."
        cites = (seen.id, seen.exchange) if seen.exchange else (seen.id,)
        yield Finding("personal-data-in-address", F, message, cites, Place("", "", seen.excerpt))


def _recorders(view: View) -> Iterator[Finding]:
    for each in kept.recorders(view):
        who, page = each.party.organisation or each.party.host, each.visit.last.page.url
        if each.field:
            message = f"{who} records sessions on {page}, where «{each.field.label or each.field.name}» is not masked."
            yield Finding("session-recorder", F, message, each.cites, each.form.place(each.field))
        else:
            message = f"{who} records sessions on {page}; every personal field there is marked to be left out."
            yield Finding("session-recorder-masked", P, message, each.cites, Place(page))


def _in_reach(view: View) -> Iterator[Finding]:
    for each in scripts_reaching_cards(view):
        who = each.party.organisation or each.party.host
        place = Place(each.page.url, each.field.selector, each.url, each.frame)
        if each.pinned:
            message = f"A script of {who} runs in reach of a card field; an integrity check fixes its content."
            yield Finding("card-in-reach-pinned", P, message, each.cites, place, for_information=True)
        else:
            message = f"A script of {who} runs in reach of a card field on {each.page.url}: {each.url}."
            yield Finding("card-in-reach", F, message, each.cites, place)


def _get_forms(forms: tuple[Collected, ...]) -> Iterator[Finding]:
    for form in forms:
        outcome = personal_in_get(form)
        if outcome is F:
            message = f"The {form.title} is sent by GET: what is entered would stand in the address."
            yield Finding("get-form", F, message, form.cites, form.place())
        elif outcome:
            message = f"The {form.title} states no method: unless a script sends it, what is entered is in the address."
            yield Finding("method-unstated", outcome, message, form.cites, form.place())


def _typed(view: View, forms: tuple[Collected, ...], *, quiet: bool) -> Iterator[Finding]:
    held: list[str] = []
    for form in forms:
        typed = kept.typed_into(view, form)
        held += typed
        if not typed and kept.typable(form):
            message = f"Nothing was typed into the {form.title}, so where its data goes was not seen."
            yield Finding("not-typed", U, message, form.cites, form.place())
    if held and quiet:
        message = f"Values were typed into {counted(len(set(held)), 'field')}; none went where it should not."
        yield Finding("typed-and-kept", P, message, tuple(dict.fromkeys(held)))


def _safeguards(view: View) -> Iterator[Finding]:
    made = view.of(DeclarationMade)
    given = {name for each in made for name, words in each.declaration.safeguards.items() if words.strip()}
    cites = tuple(each.id for each in made)
    if missing := [name for name in SAFEGUARDS if name not in given]:
        yield Finding("safeguards-undeclared", U, f"Safeguards are not declared: {listed(missing)}.", cites)
    else:
        yield Finding("safeguards-declared", P, "The shop declares its safeguards.", cites)


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("sensitive_treatment.toml").read_text("utf-8"),
    COVERAGE_NEEDS | DISCLOSURE_NEEDS,
    decide,
)
