"""Each way to pay and to deliver that the till offers is chosen once, and what it asks is looked at.

Nothing is sent by it: only what chooses is pressed (`derive.shop.methods`). A method that leads off the page is told
and not followed. In the end a login that a script opens here is opened, too.
"""

from safeinfo.derive.shop import Method, login_presses, methods, print_of, site_of
from safeinfo.gather.walk.frontier import Target, key_of
from safeinfo.gather.walk.looking import answered, follow, go
from safeinfo.gather.walk.state import Look, Walk, host_of
from safeinfo.gather.walk.till import is_till
from safeinfo.gather.walk.typing import probe
from safeinfo.model.kinds import Purpose

_MOST = 8  # chosen on one page
_MOST_IN_ALL = 20  # of one walk


async def choose_each(walk: Walk, seen: Look, *, filled: bool = False, back: bool = False) -> Look | None:
    """Choose each method once and type into what it asks; the page as it is then, None if that has led off the till.

    `filled`: the shop may know who is shopping. What merely hears clicks is left alone then, for it may order.
    `back`: in the end what was chosen before is chosen again, for the walk goes on with it.
    """
    seen = await answered(walk, seen, print_of(seen.documents))  # ways to pay are mostly fetched, and come late
    before = [each for each in _offered(seen, filled=filled) if each.chosen]
    done, first = {each.key for each in before}, len(walk.chosen)
    for _ in range(_MOST):
        place = key_of(seen.url)
        fresh_ways = (each for each in _offered(seen, filled=filled) if not (each.chosen or each.key in done))
        way = next((each for each in fresh_ways if (place, *each.key) not in walk.chosen), None)
        if way is None or not _may_go_on(walk, seen):
            break
        walk.chosen.add((place, *way.key))
        before += [way] if way.is_tile and not any(each.is_tile for each in before) else []
        fresh = await _choose(walk, seen, way)
        if fresh is None:
            return None
        seen = fresh
    return await _restore(walk, seen, before) if back and len(walk.chosen) > first else seen


def _may_go_on(walk: Walk, seen: Look) -> bool:
    here = walk.shopper.visit is seen.visit and not seen.visit.lost
    return here and not walk.budget.spent and len(walk.chosen) < _MOST_IN_ALL


def _offered(seen: Look, *, filled: bool) -> list[Method]:
    return [each for document in seen.documents for each in methods(document, seen.forms, tiles=not filled)]


async def _choose(walk: Walk, seen: Look, way: Method) -> Look | None:
    """Choose a method and look at what it asks; None where it has led away, which is told."""
    walk.progress("choosing", way.label)
    before = print_of(seen.documents)
    walk.shopper.phase = "shopping"
    await _take(seen, way)
    await seen.visit.settle()
    if key_of(walk.shopper.url) != key_of(seen.url):
        return await _moved(walk, seen, way)
    fresh = await answered(walk, seen, before)
    known = fresh.known_of(seen)
    if any(field.selector not in known for _, field in fresh.personal):
        await probe(walk, fresh, clear=True, known=known)
    return fresh


async def _take(seen: Look, way: Method) -> bool:
    if way.how == "tick":
        return await seen.visit.tick(way.node, True)  # noqa: FBT003 - the state it shall be in
    if way.how == "select":
        return await seen.visit.choose(way.node, way.index)
    return await seen.visit.click(way.node)


async def _moved(walk: Walk, seen: Look, way: Method) -> Look | None:
    """Return the till that a choice has led to; where it has led away, tell so and go back to the till."""
    steps = seen.page.click_steps
    if site_of(walk.shopper.url) == site_of(seen.url):
        fresh = await follow(walk, "checkout", way.label, steps + 1, keep_clear=True, left=seen)
        return fresh if is_till(fresh) else None
    host = host_of(walk.shopper.url)
    detail = f"choosing it at the checkout led to {host}, which was not followed"
    walk.fail("method", "left", f"«{way.label}»: {detail}", seen.page.url, seen.visit.id)
    back = await go(walk, Target(seen.url, "checkout", "address", steps), keep_clear=True)
    return back if back is not None and is_till(back) else None


async def _restore(walk: Walk, seen: Look, before: list[Method]) -> Look:
    """Choose what was chosen before; of what only hears clicks the first, for which one was is not to be seen."""
    keys = {each.key for each in before if each.how != "press" or each.is_tile}
    off = [each for each in _offered(seen, filled=False) if each.key in keys and not each.chosen]
    for way in off:
        await _take(seen, way)
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
        known = fresh.known_of(seen)
        await probe(walk, fresh, clear=True, known=known)
