"""Answer an age gate as somebody of an age, and tell what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from safeinfo.derive.leaks import mask_secrets
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop import Gate, said_in, shown_text, site_of
from safeinfo.derive.shop.words import PAGES
from safeinfo.gather.browser.shopper import Shopper
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.walk import consent
from safeinfo.gather.walk.filling import fill
from safeinfo.gather.walk.state import Look, Walk, read
from safeinfo.model.observations import PageSeen, TrialRun

_LEAST_NEW = 8  # words that only the opened page has, from which on they tell whether it is open
_OPEN = 0.5  # share of them that must be shown
_SAID = 300  # characters
_TURNED_AWAY = 400  # HTTP status


@dataclass(slots=True)
class Fresh:
    """A visitor without history at a gate."""

    shopper: Shopper
    visit: Visit
    gate: Gate | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The page after an answer: its words, whether a gate stands there, and where it is."""

    before: PageSeen
    after: PageSeen
    words: frozenset[str]
    text: str
    gated: bool
    said: str
    typed: tuple[str, ...] = ()

    def away(self, site: str) -> bool:
        """Tell whether the answer led off the shop, or to an error."""
        return site_of(self.after.url) != site_of(site) or self.after.status >= _TURNED_AWAY


@asynccontextmanager
async def fresh_visit(walk: Walk, met: Look) -> AsyncIterator[Fresh | None]:
    """Open the address at which a gate was met in a clean profile; what is seen belongs to that visit."""
    shopper = await walk.browser.new_shopper(walk.ledger, site=walk.site, language=walk.options.language)
    try:
        yield await _arrive(walk, shopper, met) if walk.budget.take() else None
    finally:
        await shopper.close()


async def _arrive(walk: Walk, shopper: Shopper, met: Look) -> Fresh | None:
    url = met.page.requested_url or met.page.url
    visit = await shopper.open(url, role="gated", reached_by="address", click_steps=met.page.click_steps)
    if visit is None:
        return None
    visit.id = shopper.tap.traffic.visit = met.visit.id
    await visit.capture("arrived", picture=False)
    if await consent.answer(walk, visit, shopper):
        await visit.capture("answered", picture=False)
    return Fresh(shopper, visit, gate_of(visit))


def gate_of(visit: Visit) -> Gate | None:
    """Return the gate that the last capture of a visit shows."""
    return read(visit, visit.last).gate if visit.last is not None else None


async def give(walk: Walk, visit: Visit, gate: Gate, born: date) -> tuple[str, ...] | None:
    """Answer a gate as somebody born on a day; return the names of what was typed, None if it could not be answered."""
    is_child = born == walk.canaries.child
    typed: tuple[str, ...] = ()
    if gate.kind != "yes-no":
        assert visit.last is not None  # a gate is read from a capture
        for form in read(visit, visit.last).forms:
            fields = [field for field in form.fields if field.node in gate.boxes and field.visible]
            if fields:
                typed += (await fill(walk.ledger, visit, walk.canaries, form, fields, born=born)).names
    pressed = gate.no if gate.kind == "yes-no" and is_child else gate.yes
    if pressed is None or pressed.node is None or not await visit.click(pressed.node):
        return None
    return typed


async def answered(walk: Walk, fresh: Fresh, born: date) -> Answered | None:
    """Answer the gate of a fresh visitor and look at what came; None if it could not be answered."""
    visit, gate = fresh.visit, fresh.gate
    if gate is None or visit.last is None:
        return None
    before = visit.last
    fresh.shopper.phase = "submitting"
    typed = await give(walk, visit, gate, born)
    if typed is None:
        return None
    await visit.settle()
    after = await visit.capture("submitted", picture=walk.options.pictures)
    fresh.shopper.phase = "arriving"
    if visit.lost:
        return None  # what came of it was not seen
    return _seen(visit, before, after, typed)


def _seen(visit: Visit, before: PageSeen, after: PageSeen, typed: tuple[str, ...] = ()) -> Answered:
    text = shown_text(visit.documents[0]) if visit.documents else ""
    return Answered(
        before,
        after,
        frozenset(fold(text).split()),
        text,
        gate_of(visit) is not None,
        mask_secrets(said_in(visit.documents))[:_SAID],
        typed,
    )


async def reopened(walk: Walk, fresh: Fresh) -> Answered | None:
    """Come back to the address in the same profile, and answer as an adult if it asks again."""
    met = fresh.visit
    if not walk.budget.take():
        return None
    visit = await fresh.shopper.open(
        met.requested_url, role="gated", reached_by="address", click_steps=met.click_steps, answers=True
    )
    before = met.last
    if visit is None or before is None:
        return None
    visit.id = fresh.shopper.tap.traffic.visit = met.id
    page = await visit.capture("submitted", picture=False)
    gate = gate_of(visit)
    if gate is None:
        return _seen(visit, before, page)
    return await answered(walk, Fresh(fresh.shopper, visit, gate), walk.canaries.adult)


def result_of(walk: Walk, came: Answered, opened: Answered | None, gate_words: frozenset[str]) -> str:
    """Return accepted, refused or asked-guardian: by the words that only the page opened to an adult has."""
    if PAGES["guardian"]["any"].fits(fold(came.text)) and not came.away(walk.site) and _asks(came):
        return "asked-guardian"
    if came.away(walk.site) or came.gated:
        return "refused"
    new = (opened.words - gate_words) if opened is not None else frozenset()
    if len(new) >= _LEAST_NEW:
        return "accepted" if len(came.words & new) / len(new) >= _OPEN else "refused"
    if opened is not None and len(opened.words - came.words) >= _LEAST_NEW:
        return "refused"  # what the gate only covered is not shown
    return "refused" if PAGES["refused"]["any"].fits(fold(came.said)) else "accepted"


def _asks(came: Answered) -> bool:
    return "@" in came.text or came.gated or len(came.words) < 200  # noqa: PLR2004 - a page that only asks says little


def record(walk: Walk, met: Look, trial: str, came: Answered | None, result: str) -> None:
    """Record a trial of a gate; one that could not be run says so."""
    walk.ledger.add(
        TrialRun,
        visit=met.visit.id,
        trial=trial,
        result=result if came is not None else "not-run",
        selector=met.gate.selector if met.gate is not None else "",
        before=came.before.id if came is not None else met.page.id,
        after=came.after.id if came is not None else "",
        typed=came.typed if came is not None else (),
        said=came.said if came is not None else "",
    )
