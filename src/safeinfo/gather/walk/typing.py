"""The typing probe: made-up values typed into every personal field of a page, and never submitted.

A form that was met before with the same things running beside it is not typed into again, see `sameness`.
"""

from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.sameness import place_of
from safeinfo.gather.walk.state import Look, Walk, read
from safeinfo.model.kinds import Purpose
from safeinfo.model.observations import FieldTyped
from safeinfo.model.readings import FieldRead, FormRead

_MOST_FIELDS = 60  # of one page
_STILL_WITHIN = 3.0  # seconds
_MOVED = "the page moved on while this was typed"
_LOST = "the page was lost while this was typed"
_NOT_TYPED = frozenset(
    {"checkbox", "radio", "file", "hidden", "submit", "button", "image", "reset", "color", "range", "select"}
)


def typable(field: FieldRead) -> bool:
    """Tell whether text can be typed into a field."""
    return field.tag not in {"select", "radio"} and field.type not in _NOT_TYPED and field.node is not None


async def probe(walk: Walk, seen: Look, *, clear: bool = False, known: frozenset[str] = frozenset()) -> None:
    """Type into the personal fields of a page, capture it as "typed", and note what holds a value.

    Fields that appear because of what was typed are typed into too, once. With `clear` all are emptied again.
    `known`: selectors of fields that are left as they are.
    """
    places = _places(seen)
    fields = [(form, field) for form, field in _fields(seen, known) if not walk.places.enough(places[id(form)])]
    walk.places.spare(places.values())
    if not fields or seen.visit.lost:
        return
    walk.progress("typing", seen.page.url)
    before, walk.shopper.phase = walk.shopper.phase, "typing"
    held = await _type_all(walk, seen, fields)
    walk.places.typed.update({places[form] for form, whole in held.items() if whole})
    if seen.visit.lost:  # what it showed before is still how it was met
        walk.shopper.phase = before
        return
    fresh = await _typed(seen)
    more = _fields(fresh, frozenset(field.selector for _, field in _fields(seen, frozenset())))
    if more and key_of(seen.visit.url) == key_of(seen.url):
        await _type_all(walk, fresh, more)
        fresh = await _typed(fresh)
    walk.shopper.phase = before
    seen.documents, seen.typed = fresh.documents, tuple(field.node or 0 for _, field in (*fields, *more))
    if clear:
        await _clear(seen)


def _fields(seen: Look, known: frozenset[str]) -> list[tuple[FormRead, FieldRead]]:
    found = [(form, field) for form, field in seen.personal if form.purpose is not Purpose.SEARCH]
    return [pair for pair in found if typable(pair[1]) and pair[1].selector not in known][:_MOST_FIELDS]


def _places(seen: Look) -> dict[int, str]:
    """Return the place of each form of a page that can be typed into, by the form's identity."""
    forms = {id(form): form for form, _ in _fields(seen, frozenset())}
    documents = {document.frame: document for document in seen.documents}
    runs = seen.visit.surroundings
    return {number: place_of(form, documents[form.frame], runs) for number, form in forms.items()}


async def _type_all(walk: Walk, seen: Look, fields: list[tuple[FormRead, FieldRead]]) -> dict[int, bool]:
    """Type into fields; return, by the form's identity, whether each of its fields then held what was typed."""
    visit, began = seen.visit, _place(seen.visit)
    whole: dict[int, bool] = {}
    for form, field in fields:
        name, text = walk.canaries.text_for(field)
        holds = (form.purpose.value, form.action, field.name or field.selector)
        if not text or field.node is None or holds in walk.holding:
            whole[id(form)] = whole.get(id(form), True) and holds not in walk.holding
            continue
        runs = visit.surroundings
        held = await visit.type(field.node, text, hurry=runs in walk.places.keyed)
        if not held and not visit.lost and (shorter := walk.canaries.shorter_for(field)):
            held = await visit.type(field.node, shorter)
        if held:
            walk.places.keyed.add(runs)
        moved, lost = _place(visit) != began, visit.lost
        walk.ledger.add(
            FieldTyped,
            visit=visit.id,
            frame=form.frame,
            selector=field.selector,
            name=name,
            kind=field.kind,
            accepted=held,
            note=_LOST if lost else _MOVED if moved else "",
        )
        whole[id(form)] = held and not (moved or lost) and whole.get(id(form), True)
        if lost:
            walk.holding.add(holds)
        if moved or lost:
            break
    return whole


def _place(visit: Visit) -> tuple[str, str]:
    """Return what changes when a page moves on; its address alone may change with each key (a search in the query)."""
    return visit.document, key_of(visit.url).partition("?")[0]


async def _typed(seen: Look) -> Look:
    await seen.visit.settle(_STILL_WITHIN, typed=True)
    return read(seen.visit, await seen.visit.capture("typed", picture=False), seen)


async def _clear(seen: Look) -> None:
    for node in seen.typed:
        await seen.visit.clear(node)
    seen.typed = ()
