"""The forms that collect: each visit's forms joined over its states, and forms that are the same on many pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from safeinfo.derive.computed.addresses import same_page
from safeinfo.derive.computed.pages import VISITS, FormSeen, Visit
from safeinfo.model.evidence import Computed, View
from safeinfo.model.kinds import Purpose
from safeinfo.model.observations import PageSeen
from safeinfo.model.readings import FieldRead, FormRead
from safeinfo.model.requirement import Place

SURE = 0.5  # certainty below which a reading is too weak to fail a shop on
# These alone tell a place or a taste, not a person: a store finder, a country chooser.
_LEVELS = {f"address-level{level}" for level in range(1, 5)}
NOT_IDENTIFYING = frozenset({"postal-code", "country", "country-name", "language"} | _LEVELS)


@dataclass(frozen=True, slots=True)
class Collected:
    """A form that a visitor meets; `pages` are all pages it was seen on, the first of them is where findings point."""

    form: FormRead
    pages: tuple[PageSeen, ...]
    document_url: str
    stated_method: str
    masked: frozenset[str]
    unmasked: frozenset[str] = frozenset()
    beside: tuple[FieldRead, ...] = ()  # what the same form asked already when these fields appeared in it

    @property
    def page(self) -> PageSeen:
        """The first page it was seen on."""
        return self.pages[0]

    @property
    def cites(self) -> tuple[str, ...]:
        """The pages it was seen on."""
        return tuple(page.id for page in self.pages)

    @property
    def personal(self) -> tuple[FieldRead, ...]:
        """Its fields for personal data that a visitor sees."""
        return tuple(field for field in self.form.fields if field.personal and field.visible)

    def place(self, field: FieldRead | None = None) -> Place:
        """Return where the form, or one field of it, is."""
        selector = field.selector if field else self.form.selector
        quote = field.label if field else ""
        return Place(self.page.url, selector, quote, self.form.frame)

    @property
    def title(self) -> str:
        """What to call it in a sentence."""
        named = f" «{self.form.heading}»" if self.form.heading else ""
        return f"{self.form.purpose.value} form{named}"


def _of_visit(visit: Visit) -> list[Collected]:
    """Join the forms of a visit's states: a later state adds what had not been there before."""
    found: list[Collected] = []
    seen: dict[tuple[str, ...], FieldRead] = {}
    for state in visit.states:
        for each in state.forms:
            fields = tuple(field for field in each.form.fields if _is_new(each, field, seen))
            if fields or (not each.form.fields and state is visit.states[0]):
                form = replace(each.form, fields=fields)
                beside = tuple(field for field in each.form.fields if field.visible and field not in fields)
                masks = each.masked, each.unmasked
                found.append(Collected(form, (each.page,), each.document_url, each.stated_method, *masks, beside))
    return found


def _is_new(seen_form: FormSeen, field: FieldRead, seen: dict[tuple[str, ...], FieldRead]) -> bool:
    """Tell whether a field was not met before in this visit, or only hidden."""
    key = (seen_form.form.frame, field.selector, field.name, field.kind)
    before = seen.get(key)
    if before is not None and (before.visible or not field.visible):
        return False
    seen[key] = field
    return True


def _all(view: View) -> tuple[tuple[Visit, tuple[Collected, ...]], ...]:
    return tuple((visit, tuple(_of_visit(visit))) for visit in view.once(VISITS))


def _distinct(view: View) -> tuple[Collected, ...]:
    merged: dict[object, Collected] = {}
    for _, forms in view.once(FORMS):
        for each in forms:
            key = _identity(each)
            before = merged.get(key)
            merged[key] = replace(before, pages=before.pages + each.pages) if before else each
    return tuple(merged.values())


def _identity(each: Collected) -> object:
    """Two forms are one if they ask the same of the visitor and send it to the same place."""
    form = each.form
    target = same_page(form.action) if form.action else same_page(each.document_url)
    if form.purpose is Purpose.NEWSLETTER and not form.action:
        target = ""
    return (form.purpose, form.frame, form.method, each.stated_method, target, asked_of(form))


def asked_of(form: FormRead) -> tuple[object, ...]:
    """Return what a form asks of a visitor, to be compared with what another one asks."""
    return tuple((f.name or f.label, f.kind, f.required, f.visible, f.checked, f.explanation) for f in form.fields)


FORMS: Computed[tuple[tuple[Visit, tuple[Collected, ...]], ...]] = Computed("forms", frozenset({PageSeen}), _all)
DISTINCT_FORMS: Computed[tuple[Collected, ...]] = Computed("distinct forms", frozenset({PageSeen}), _distinct)


def collecting_forms(view: View) -> tuple[Collected, ...]:
    """Return the distinct forms with a visible field for personal data."""
    return tuple(each for each in view.once(DISTINCT_FORMS) if each.personal)


def collecting_visits(view: View) -> tuple[tuple[Visit, tuple[Collected, ...]], ...]:
    """Return the visits to pages where a visitor can enter personal data, with the forms that collect it."""
    found = ((visit, tuple(each for each in forms if each.personal)) for visit, forms in view.once(FORMS))
    return tuple((visit, forms) for visit, forms in found if forms)


def identifies(fields: Iterable[FieldRead]) -> bool:
    """Tell whether fields together say who somebody is, not only where or in what language."""
    return any(field.kind not in NOT_IDENTIFYING for field in fields)
