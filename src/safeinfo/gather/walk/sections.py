"""Sections folded away within a form that is shown: another address, an account, a note, a card; opened and typed into.

At the till every such section is opened where the walk ends, and the boxes that may ask for more are tried; on other
pages a section is opened that asks for a kind of data its form was not seen to ask for.
"""

from collections.abc import Iterable, Iterator

from safeinfo.derive.computed.hidden import can_be_shown
from safeinfo.derive.dom import Document
from safeinfo.derive.shop import Control, print_of, toggles, unfolders
from safeinfo.gather.walk import typing
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.looking import answered
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.model.kinds import Purpose
from safeinfo.model.readings import FieldRead, FormRead

_MOST_PRESSED = 5  # controls on one page
_ELSEWHERE = frozenset({Purpose.SEARCH, Purpose.NEWSLETTER})


async def open_all(walk: Walk, seen: Look, *, at_till: bool = False, shut: bool = False) -> Look:
    """Open the folded sections of the forms of a page that is open, one after the other, and type into each.

    A box that shows nothing is left as it was, with `shut` one that shows something, too. Returns the page as it is.
    """
    pressed: set[str] = set()
    while len(pressed) < _MOST_PRESSED and not walk.budget.spent and not seen.visit.lost:
        control = next((each for each in _controls(walk, seen, at_till=at_till) if each.selector not in pressed), None)
        if control is None or control.node is None or walk.shopper.visit is not seen.visit:
            return seen
        pressed.add(control.selector)
        fresh = await _press(walk, seen, control)
        if fresh is None:
            return seen
        known = fresh.known_of(seen)
        more = any(field.selector not in known for _, field in fresh.personal)
        if more:
            await typing.probe(walk, fresh, clear=True, known=known)
        if (shut or not more) and print_of(fresh.documents) != print_of(seen.documents):
            fresh = await _press(walk, fresh, control) or fresh
        seen = fresh
    return seen


async def _press(walk: Walk, seen: Look, control: Control) -> Look | None:
    """Press a control; return the page after it, None if it has led away or could not be pressed."""
    before, walk.shopper.phase = print_of(seen.documents), "shopping"
    if control.node is None or not await seen.visit.click(control.node):
        return None
    await seen.visit.settle()
    fresh = await answered(walk, seen, before)
    return fresh if key_of(walk.shopper.url) == key_of(seen.url) else None


def _controls(walk: Walk, seen: Look, *, at_till: bool) -> Iterator[Control]:
    """Yield what may show more of the forms of a page than was seen of them on it so far."""
    here = [look for look in walk.looks if look.visit is seen.visit]
    met = {(field.selector, field.name) for look in here for _, field in look.personal}
    for form in seen.forms:
        document = next((each for each in seen.documents if each.frame == form.frame), None)
        if form.visible and document is not None and form.purpose not in _ELSEWHERE:
            fields = [field for field in hidden_fields(form) if (field.selector, field.name) not in met]
            yield from unfolders(document, form, fields)
    if at_till:
        yield from _boxes(seen)


def _boxes(seen: Look) -> Iterator[Control]:
    for form in seen.forms:
        document = next((each for each in seen.documents if each.frame == form.frame), None)
        if form.visible and form.purpose is Purpose.CHECKOUT and isinstance(document, Document):
            yield from toggles(document, form)


def hidden_fields(form: FormRead) -> tuple[FieldRead, ...]:
    """Return the hidden fields of a form for personal data that a visitor may be shown."""
    return tuple(field for field in form.fields if field.personal and not field.visible and can_be_shown(field))


def asks_more_hidden(form: FormRead, shown: Iterable[FormRead]) -> frozenset[str]:
    """Return the kinds of data that only hidden fields of a shown form ask for, among all forms seen shown."""
    if not form.visible or form.purpose in _ELSEWHERE:
        return frozenset()
    asked = {field.kind for each in shown if each.purpose is form.purpose for field in each.fields if field.visible}
    return frozenset(field.kind for field in hidden_fields(form)) - asked
