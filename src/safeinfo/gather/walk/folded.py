"""Forms, and parts of forms, that pages have folded away: each is opened once, and typed into."""

from collections.abc import Iterator

from safeinfo.derive.computed.hidden import as_shown, is_unseen
from safeinfo.derive.shop import Control, openers
from safeinfo.gather.walk import typing
from safeinfo.gather.walk.frontier import Target, key_of
from safeinfo.gather.walk.looking import again, follow, go
from safeinfo.gather.walk.sections import asks_more_hidden, open_all
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.model.readings import FormRead

_MOST_FORMS = 6
_MOST_LOOKS = 400  # pages whose forms are compared
_MOST_PRESSED = 3  # controls for one form


async def show(walk: Walk) -> None:
    """Open what was only ever seen hidden, on the page where it was met first."""
    tried: list[FormRead] = []
    for _ in range(_MOST_FORMS):
        found = next(_unseen(walk, tried), None)
        if walk.budget.spent:
            return
        if found is None:
            break
        seen, form = found
        tried.append(as_shown(form))
        await _open(walk, seen, form)
    await _sections(walk, tried)


async def _sections(walk: Walk, tried: list[FormRead]) -> None:
    """Open the sections of forms that ask for a kind of data nobody was seen to be asked for."""
    for seen in walk.looks[:_MOST_LOOKS]:
        for form in seen.forms:
            shown = [each for look in walk.looks for each in look.forms if each.visible]
            if len(tried) >= _MOST_FORMS or walk.budget.spent:
                return
            if asks_more_hidden(form, (*shown, *tried)):
                tried.append(as_shown(form))
                page = await go(walk, _again(seen), keep_clear=True)
                if page is not None:
                    await open_all(walk, page)


def _again(seen: Look) -> Target:
    return Target(seen.url, seen.page.role, "address", seen.page.click_steps)


def _unseen(walk: Walk, tried: list[FormRead]) -> Iterator[tuple[Look, FormRead]]:
    shown = [form for seen in walk.looks for form in seen.forms if form.visible]
    for seen in walk.looks[:_MOST_LOOKS]:
        for form in seen.forms:
            if not form.visible and is_unseen(as_shown(form), (*shown, *tried)):
                yield seen, form


async def _open(walk: Walk, seen: Look, form: FormRead) -> None:
    """Open the page anew and press, one after the other, what may show the form, until it is shown."""
    way = seen.page
    walk.progress("opening", f"{form.purpose.value} {way.url}")
    page = await go(walk, _again(seen), keep_clear=True)
    pressed: set[str] = set()
    while page is not None and not page.visit.lost and len(pressed) < _MOST_PRESSED:
        control = next((each for each in _controls(page, form) if each.selector not in pressed), None)
        if control is None or control.node is None:
            return
        pressed.add(control.selector)
        walk.shopper.phase = "shopping"
        if not await page.visit.click(control.node):
            continue
        await page.visit.settle()
        if key_of(walk.shopper.url) != key_of(page.url):
            await follow(walk, way.role, control.label, way.click_steps + 1)
            return
        page = await again(walk, page, "answered")
        if _is_shown(page, form):
            await typing.probe(walk, page)
            await open_all(walk, page)
            return


def _is_shown(page: Look, form: FormRead) -> bool:
    """Tell whether a form is shown now, be it with sections that are still folded."""
    here = any((each.frame, each.selector) == (form.frame, form.selector) for each in _shown(page))
    return here or not is_unseen(as_shown(form), _shown(page))


def _shown(page: Look) -> list[FormRead]:
    return [each for each in page.forms if each.visible]


def _controls(page: Look, form: FormRead) -> tuple[Control, ...]:
    """Return what may show the form on the page as it is now; nothing where the form is gone."""
    wanted = as_shown(form)
    for each in page.forms:
        if each.visible or is_unseen(wanted, [as_shown(each)]):
            continue
        document = next((found for found in page.documents if found.frame == each.frame), None)
        return openers(document, each) if document is not None else ()
    return ()
