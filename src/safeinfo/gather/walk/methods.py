"""Each way to pay and to deliver that the till offers is chosen once, and what it asks is looked at.

Nothing is sent by it: only what chooses is pressed (`derive.shop.methods`). A method that leads off the page is told
and not followed. In the end a login that a script opens here is opened, too.
"""

from safeinfo.derive.shop import Method, login_presses, methods, print_of, site_of
from safeinfo.gather.walk import typing
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.looking import answered, follow
from safeinfo.gather.walk.state import Look, Walk, host_of
from safeinfo.gather.walk.till import is_till
from safeinfo.model.kinds import Purpose

_MOST = 8  # chosen on one page
_MOST_IN_ALL = 20  # of one walk


async def choose_each(walk: Walk, seen: Look, *, filled: bool = False) -> Look | None:
    """Choose each method once and type into what it asks; the page as it is then, None if that has led off the till.

    In the end what was chosen before is chosen again, where the walk goes on with it.
    `filled`: the shop knows who is shopping. What merely hears clicks is left alone then, for it may order.
    """
    before = [each for each in _offered(seen, filled=filled) if each.chosen]
    done = {each.key for each in before}
    for _ in range(_MOST):
        way = next((each for each in _offered(seen, filled=filled) if not (each.chosen or each.key in done)), None)
        if way is None or not _may_go_on(walk, seen):
            break
        done.add(way.key)
        fresh = await _choose(walk, seen, way)
        if fresh is None:
            return None
        seen = fresh
    return await _restore(walk, seen, before) if filled else seen


def _may_go_on(walk: Walk, seen: Look) -> bool:
    here = walk.shopper.visit is seen.visit and not seen.visit.lost
    return here and not walk.budget.spent and walk.chosen < _MOST_IN_ALL


def _offered(seen: Look, *, filled: bool) -> list[Method]:
    return [each for document in seen.documents for each in methods(document, seen.forms, tiles=not filled)]


async def _choose(walk: Walk, seen: Look, way: Method) -> Look | None:
    """Choose a method and look at what it asks; None where it has led away, which is told."""
    walk.chosen += 1
    walk.progress("choosing", way.label)
    before = print_of(seen.documents)
    walk.shopper.phase = "shopping"
    await _take(seen, way)
    await seen.visit.settle()
    if key_of(walk.shopper.url) != key_of(seen.url):
        return await _moved(walk, seen, way)
    fresh = await answered(walk, seen, before)
    known = frozenset(field.selector for _, field in seen.personal)
    if any(field.selector not in known for _, field in fresh.personal):
        await typing.probe(walk, fresh, clear=True, known=known)
    return fresh


async def _take(seen: Look, way: Method) -> bool:
    if way.how == "tick":
        return await seen.visit.tick(way.node, True)  # noqa: FBT003 - the state it shall be in
    if way.how == "select":
        return await seen.visit.choose(way.node, way.index)
    return await seen.visit.click(way.node)


async def _moved(walk: Walk, seen: Look, way: Method) -> Look | None:
    """Look at the page that a choice has led to, where that is the shop's till still; else tell where it went."""
    if site_of(walk.shopper.url) == site_of(seen.url):
        fresh = await follow(walk, "checkout", way.label, seen.page.click_steps + 1, keep_clear=True, left=seen)
        return fresh if is_till(fresh) else None
    said = f"choosing «{way.label}» at the checkout led to {host_of(walk.shopper.url)}, which was not followed"
    walk.stopped["checkout"] = "; ".join(filter(None, (walk.stopped.get("checkout", ""), said)))
    walk.fail("checkout", "error", said, seen.page.url, seen.visit.id)
    return None


async def _restore(walk: Walk, seen: Look, before: list[Method]) -> Look:
    keys = {each.key for each in before if each.how != "press"}
    off = [each for each in _offered(seen, filled=True) if each.key in keys and not each.chosen]
    for way in off:
        if await _take(seen, way):
            await seen.visit.settle()
    return await answered(walk, seen, print_of(seen.documents)) if off else seen


async def open_login(walk: Walk, seen: Look) -> None:
    """Press once what opens a login in a page of the till, where it shows none, and type into it."""
    if seen.asks(Purpose.LOGIN) or not _may_go_on(walk, seen):
        return
    found = next((control for document in seen.documents for control in login_presses(document)), None)
    if found is None or found.node is None:
        return
    walk.progress("opening", found.label)
    before, walk.shopper.phase = print_of(seen.documents), "shopping"
    if not await seen.visit.click(found.node):
        return
    await seen.visit.settle()
    fresh = await answered(walk, seen, before)
    if key_of(walk.shopper.url) == key_of(seen.url):
        known = frozenset(field.selector for _, field in seen.personal)
        await typing.probe(walk, fresh, clear=True, known=known)
