"""Forms, and parts of shown forms, that were never seen shown: behind a tab, in a folded panel, in a window not opened.

A hidden form is judged as if it were shown, by its markup; what that gives is never a proof, for a script may change
the form before a customer meets it. The same form seen shown somewhere is no hidden form.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from safeinfo.derive.computed.collecting import DISTINCT_FORMS, Collected
from safeinfo.derive.computed.pages import VISITS
from safeinfo.model.evidence import Computed, View
from safeinfo.model.kinds import Purpose, Required
from safeinfo.model.observations import PageSeen
from safeinfo.model.readings import FieldRead, FormRead

_CONSENTS = frozenset({"consent-marketing", "consent-terms"})
# What a script fills in before it shows a copy: `{{name}}`, `${name}`, `<%= name %>`, `items[__INDEX__]`.
_TEMPLATE = re.compile(r"\{\{|\$\{|<%|%7B%7B|__\w+__")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a shown form that was never seen open: the form as it would be, and the selectors of that part."""

    form: Collected
    hidden: frozenset[str]


def _find(view: View) -> tuple[Collected, ...]:
    every = view.once(DISTINCT_FORMS)
    shown = [form.form for form in every if form.form.visible]
    hidden = [replace(each, form=as_shown(each.form)) for each in every if not each.form.visible]
    return tuple(each for each in hidden if each.personal and is_unseen(each.form, shown))


def as_shown(form: FormRead) -> FormRead:
    """Return a hidden form with the fields a customer would see, had it been opened."""
    fields = tuple(replace(field, visible=True) for field in form.fields if can_be_shown(field))
    return replace(form, fields=fields, visible=True)


def is_unseen(form: FormRead, shown: Iterable[FormRead]) -> bool:
    """Tell whether a form (`as_shown`) asks for something personal that none of those seen shown asks the same way.

    One that was opened section by section was seen shown in parts.
    """
    if form.purpose is Purpose.SEARCH or not any(field.personal for field in form.fields):
        return False
    seen, parts = tuple(shown), set[tuple[str, bool]]()
    for each in seen:
        if form.action and (each.frame, each.selector, each.action) == (form.frame, form.selector, form.action):
            parts |= _asked(each)
    return not (_asked(form) <= parts or any(_asks_all(each, form) for each in seen))


def can_be_shown(field: FieldRead) -> bool:
    """Tell whether a hidden field may be shown to a visitor: no hidden value, no trap for robots, no template."""
    return field.type != "hidden" and field.kind != "honeypot" and not _TEMPLATE.search(f"{field.name} {field.id}")


def _asks_all(shown: FormRead, hidden: FormRead) -> bool:
    """Tell whether a form that was seen shown asks all that a hidden one does, with the same boxes ticked."""
    return shown.purpose is hidden.purpose and _asked(hidden) <= _asked(shown)


def _asked(form: FormRead) -> frozenset[tuple[str, bool]]:
    """Return what a form asks a visitor for, and which consents it gives for him."""
    return frozenset(
        (field.kind, field.kind in _CONSENTS and bool(field.checked))
        for field in form.fields
        if field.visible and (field.personal or field.kind in _CONSENTS)
    )


def _sections(view: View) -> tuple[Section, ...]:
    """Return what shown forms hide and require, once for each form; what was seen required anywhere is left out."""
    states = [state for visit in view.once(VISITS) for state in visit.states]
    shown = {
        (each.form.purpose, field.kind)
        for state in states
        for each in state.forms
        if each.form.visible
        for field in each.form.fields
        if field.visible and field.required is Required.REQUIRED
    }
    found: dict[object, Section] = {}
    for each in (seen for state in states for seen in state.forms if seen.form.visible):
        if each.form.purpose is Purpose.SEARCH:
            continue
        fields = tuple(
            field for field in each.form.fields if _stayed_shut(field) and (each.form.purpose, field.kind) not in shown
        )
        key = (each.form.purpose, tuple((field.name or field.label, field.kind) for field in fields))
        if fields and key not in found:
            whole = replace(as_shown(each.form), fields=(*_seen(each.form), *_opened(fields)))
            form = Collected(whole, (each.page,), each.document_url, each.stated_method, each.masked, each.unmasked)
            found[key] = Section(form, frozenset(field.selector for field in fields))
    return tuple(found.values())


def _stayed_shut(field: FieldRead) -> bool:
    hidden = field.personal and not field.visible and can_be_shown(field)
    return hidden and field.required is Required.REQUIRED


def _seen(form: FormRead) -> tuple[FieldRead, ...]:
    return tuple(field for field in form.fields if field.visible)


def _opened(fields: Iterable[FieldRead]) -> tuple[FieldRead, ...]:
    return tuple(replace(field, visible=True) for field in fields)


HIDDEN_SECTIONS: Computed[tuple[Section, ...]] = Computed("hidden sections", frozenset({PageSeen}), _sections)
HIDDEN_FORMS: Computed[tuple[Collected, ...]] = Computed("hidden forms", frozenset({PageSeen}), _find)
