"""Age gates: passed as an adult where that is a mere answer, and tried as a child and as an adult in fresh profiles."""

from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop import Gate, shown_text
from safeinfo.gather.walk import ages
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.looking import again, follow
from safeinfo.gather.walk.state import Look, Walk

_MOST_GATES = 4  # addresses whose gates are tried


def may_answer(walk: Walk, gate: Gate) -> bool:
    """Tell whether a gate may be answered: a mere yes or no always, a birth date or age only in trials."""
    return gate.kind == "yes-no" or (walk.options.trials and walk.options.controls_site)


async def enter(walk: Walk, seen: Look) -> Look:
    """Answer a gate that covers a page as an adult, so that the walk can go on; the page as it is then."""
    if seen.gate is None:
        return seen
    if not may_answer(walk, seen.gate):
        walk.fail("page", "needs-trial", "an age gate asks for a birth date", seen.page.url, seen.visit.id)
        return seen
    walk.shopper.phase = "shopping"
    if await ages.give(walk, seen.visit, seen.gate, walk.canaries.adult) is None:
        return seen
    await seen.visit.settle()
    if key_of(walk.shopper.url) != key_of(seen.url):
        return await follow(walk, seen.visit.role, seen.visit.reached_by, seen.page.click_steps)
    return await again(walk, seen, "answered")


async def try_all(walk: Walk) -> None:
    """Try each gate that was met: as a child, as the child once more, as an adult; each in a fresh profile."""
    tried: set[str] = set()
    for met in list(walk.gates):
        key = key_of(met.page.requested_url or met.page.url)
        if met.gate is None or key in tried or len(tried) >= _MOST_GATES or walk.budget.spent:
            continue
        tried.add(key)
        walk.tried["age-gate"] += 1
        if may_answer(walk, met.gate):
            walk.progress("age gate", met.page.url)
            await _try(walk, met)


async def _try(walk: Walk, met: Look) -> None:
    child = again_ = None
    async with ages.fresh_visit(walk, met) as fresh:
        if fresh is not None and fresh.gate is not None and _asks_children(fresh.gate):
            child = await ages.answered(walk, fresh, walk.canaries.child)
            again_ = await ages.reopened(walk, fresh) if child is not None else None
    async with ages.fresh_visit(walk, met) as fresh:
        adult = await ages.answered(walk, fresh, walk.canaries.adult) if fresh is not None else None
    gate_words = frozenset(fold(" ".join(shown_text(each) for each in met.documents[:1])).split())
    learns = met.gate is not None and met.gate.kind != "yes-no"  # a form that learns an age is tried as such, too
    names = (("gate-child", child), ("gate-child-again", again_))
    for name, came in (*names, *((("child-age", child), ("child-back", again_)) if learns else ())):
        result = ages.result_of(walk, came, adult, gate_words) if came is not None else "not-run"
        ages.record(walk, met, name, came, result)
    opened = "refused" if adult is not None and (adult.gated or adult.away(walk.site)) else "accepted"
    ages.record(walk, met, "gate-adult", adult, opened)


def _asks_children(gate: Gate) -> bool:
    """A gate that only offers to go in has no answer for a child."""
    return gate.kind != "yes-no" or gate.no is not None
