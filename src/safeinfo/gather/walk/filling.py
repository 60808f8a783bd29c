"""Fill in a form with made-up data: type, choose and tick what it needs, and nothing that binds more than it must."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from safeinfo.derive.shop import asks_to_choose
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.walk.canaries import Canaries
from safeinfo.gather.walk.typing import typable
from safeinfo.model.kinds import Required
from safeinfo.model.observations import FieldTyped
from safeinfo.model.readings import FieldRead, FormRead

_MONTHS = 12
_MOST_OPTIONS = 3  # of a select, tried until one can be chosen
_NEVER = frozenset({"honeypot", "captcha", "search", "x-file", "x-cv", "photo", "consent-marketing"})


@dataclass(frozen=True, slots=True)
class Filled:
    """What was put into a form: names of the values, selectors of what was filled and of what was left empty."""

    names: tuple[str, ...]
    selectors: tuple[str, ...]
    left_empty: tuple[str, ...]


def needed(form: FormRead) -> tuple[FieldRead, ...]:
    """Return the visible fields that the form may insist on: all that it does not call optional."""
    return tuple(
        field
        for field in form.fields
        if field.visible and field.kind not in _NEVER and field.required is not Required.OPTIONAL
    )


def options_for(field: FieldRead, text: str, kind: str) -> tuple[int, ...]:
    """Return the index of the option of a select that a value stands for; else of all that may be chosen, in order."""
    labels = [label.strip().casefold() for label in field.options]
    if kind == "bday-month" and text.isdecimal() and len(labels) in {_MONTHS, _MONTHS + 1}:
        return (int(text) - 1 + (len(labels) - _MONTHS),)
    wanted = {text.casefold(), text.lstrip("0").casefold()} - {""}
    exact = tuple(index for index, label in enumerate(labels) if label in wanted)
    return exact[:1] or tuple(index for index, label in enumerate(labels) if not asks_to_choose(label))


async def fill(
    ledger: Ledger,
    visit: Visit,
    canaries: Canaries,
    form: FormRead,
    fields: Iterable[FieldRead],
    *,
    born: date | None = None,
) -> Filled:
    """Fill in fields of a form; `born` takes the place of the adult's birth date."""
    names: list[str] = []
    done: list[str] = []
    for field in fields:
        name, text = canaries.text_for(field, born)
        held = await _put(visit, field, text)
        if not held:
            continue
        done.append(field.selector)
        if typable(field) and text:
            names.append(name)
            ledger.add(
                FieldTyped, visit=visit.id, frame=form.frame, selector=field.selector, name=name, kind=field.kind
            )
    empty = tuple(each.selector for each in form.fields if each.visible and each.selector not in done and typable(each))
    return Filled(tuple(dict.fromkeys(names)), tuple(done), empty)


async def _put(visit: Visit, field: FieldRead, text: str) -> bool:
    if field.node is None:
        return False
    if field.tag == "select":
        for index in options_for(field, text, field.kind)[:_MOST_OPTIONS]:
            if await visit.choose(field.node, index):
                return True
        return False
    if field.type == "checkbox":
        wanted = field.kind == "consent-terms" or field.required is Required.REQUIRED
        return wanted and await visit.tick(field.node, True)  # noqa: FBT003 - the state it shall be in
    if field.tag == "radio" or field.type == "radio":
        return field.checked is True or await visit.tick(field.node, True)  # noqa: FBT003 - as above
    return bool(text) and typable(field) and await visit.type(field.node, text, hurry=True)
