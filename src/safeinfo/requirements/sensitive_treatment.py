"""SI-02: personal data reaches nobody the purchase does not need."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed import kept
from safeinfo.derive.computed.collecting import Collected, collecting_forms
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, page_gaps
from safeinfo.derive.computed.disclosures import DISCLOSURE_NEEDS, DISCLOSURES, by_recipient
from safeinfo.derive.computed.findings import counted, listed, nothing_collected, of_gaps
from safeinfo.derive.computed.getforms import personal_in_get
from safeinfo.derive.computed.naming import family_of
from safeinfo.derive.computed.told import told_of
from safeinfo.derive.computed.watchers import reach_told, recorders_told
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade, TrialRun
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

SAFEGUARDS = ("encryption", "access", "retention", "breach")
F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL


def decide(view: View) -> Iterator[Finding]:
    """Follow what was typed: who got it, where it was kept, who could have read it."""
    forms = collecting_forms(view)
    if not forms:
        yield nothing_collected(view)
        return
    found = [*_disclosures(view), *_kept(view), *recorders_told(view), *reach_told(view), *_get_forms(view, forms)]
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
        message = f"The {family_of(seen.name)} that was typed is kept readable in the browser's {seen.where} ({host})."
        yield Finding("clear-in-storage", F, message, (seen.id,), Place("", "", seen.excerpt))
    for seen in kept.values_in_addresses(view):
        message = f"The {family_of(seen.name)} that was typed stands readable in an address ({seen.where})."
        cites = (seen.id, seen.exchange) if seen.exchange else (seen.id,)
        yield Finding("personal-data-in-address", F, message, cites, Place("", "", seen.excerpt))


def _get_forms(view: View, forms: tuple[Collected, ...]) -> Iterator[Finding]:
    for form in forms:
        outcome = personal_in_get(view, form)
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
        held += typed.values()
        if missed := [field for field in kept.typable(form) if field.selector not in typed]:
            what = listed(f"«{field.label or field.name or field.kind}»" for field in missed)
            message = f"In the {form.title} nothing could be typed into {what}, so where that goes was not seen."
            yield Finding("not-typed", U, message, form.cites, form.place(missed[0]))
    if held and quiet:
        message = f"Values were typed into {counted(len(set(held)), 'field')}; none went where it should not."
        yield Finding("typed-and-kept", P, message, tuple(dict.fromkeys(held)))
    for host, unseen in kept.unseen_bodies(view).items():
        message = f"What was sent to {host} while or after values were typed could not be read: it may hold anything."
        yield Finding("body-unseen", C, message, tuple(each.id for each in unseen))


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
    COVERAGE_NEEDS | DISCLOSURE_NEEDS | {TrialRun},
    decide,
)
