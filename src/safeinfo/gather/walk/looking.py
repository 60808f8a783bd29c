"""Open a page and look at it: banner, links, gate, fields; the same for every page of a walk."""

from playwright.async_api import Error as PlaywrightError

from safeinfo.derive.links import policy_links
from safeinfo.derive.shop import inner_links, is_loading, popup_closer, print_of, shop_links
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.walk import consent, typing
from safeinfo.gather.walk.frontier import Target
from safeinfo.gather.walk.state import Look, Walk, captured
from safeinfo.model.kinds import Purpose

_FILLED = """known => document.body && document.body.innerText.trim().length > 0
  && document.querySelectorAll("a,button,input,select,textarea,img").length !== known"""
_COUNTED = "a, button, input, select, textarea, img"
_FILLED_WITHIN = 4_000  # milliseconds
_TURNED_WITHIN = 1_500  # milliseconds, for a page of scripts that has turned to another address
_CLIENT_ERROR, _SERVER_ERROR, _TOO_MANY = 400, 500, 429  # RFC 9110, 15.5; RFC 6585, 4
_SAID = {"maintenance": "the shop is closed: it says that it opens later, or is being worked on"}
_TURNED_AWAY = {"blocked": "blocked", "maintenance": "blocked", "empty": "empty"}


async def go(walk: Walk, target: Target, *, keep_clear: bool = False, answers: bool = False) -> Look | None:
    """Open a page and look at it; None if the budget is spent or nothing came.

    `answers`: the shop has refused this visitor, so that a page with status 401 or 403 is its answer and no block.
    """
    if not walk.budget.take():
        return None
    walk.progress(target.role, target.url)
    walk.frontier.mark(target.url)
    walk.shopper.phase = "arriving"
    visit = await walk.shopper.open(
        target.url, role=target.role, reached_by=target.reached_by, click_steps=target.click_steps, answers=answers
    )
    return await look(walk, visit, keep_clear=keep_clear, answers=answers) if visit is not None else None


async def follow(
    walk: Walk, role: str, reached_by: str, click_steps: int, *, keep_clear: bool = False, left: Look | None = None
) -> Look:
    """Look at the page that a click has led to from the one that was `left`.

    A page of scripts may have its new address before it shows anything new, which is waited for.
    """
    walk.budget.pages += 1
    visit = await walk.shopper.follow(role, reached_by, click_steps)
    walk.progress(role, visit.url)
    if left is not None and left.visit.document_at == visit.document and visit.url != left.visit.at:
        await _other_than(walk, visit, left.visit, _TURNED_WITHIN)
    return await look(walk, visit, keep_clear=keep_clear)


async def answered(walk: Walk, seen: Look, before: str) -> Look:
    """Capture the page after something was pressed; one that shows the same as `before` is given a little longer."""
    fresh = await again(walk, seen, "answered")
    if print_of(fresh.documents) == before and await seen.visit.stirs():
        return await again(walk, seen, "answered")
    return fresh


async def look(walk: Walk, visit: Visit, *, keep_clear: bool = False, answers: bool = False) -> Look:
    """Look at the page of a visit; with `keep_clear` what was typed is taken out of its fields again.

    A page that is lost while hands are on it is opened once more, and what it was lost by is left alone.
    """
    seen = await _looked_at(walk, visit, keep_clear=keep_clear, answers=answers)
    if not visit.lost or not seen.documents or not walk.budget.take():
        return seen
    way = visit.way
    again = await walk.shopper.open(
        seen.url, role=way.role, reached_by=way.reached_by, click_steps=way.click_steps, answers=answers
    )
    return seen if again is None else await _looked_at(walk, again, keep_clear=keep_clear, answers=answers)


async def _looked_at(walk: Walk, visit: Visit, *, keep_clear: bool, answers: bool) -> Look:
    pictures = walk.options.pictures
    seen = await captured(visit, walk.state, picture=pictures)
    if _is_to_come(seen) and await _something(walk, visit):
        seen = await captured(visit, walk.state, picture=pictures, before=seen)
    if await consent.answer(walk, visit):
        seen = await captured(visit, "answered", picture=pictures, before=seen)
    _note(walk, seen, answers=answers)
    if seen.gate is None and await _closed(walk, seen):
        seen = await captured(visit, "answered", picture=pictures)
        _note(walk, seen, answers=answers)
    if not walk.options.visitor:
        await typing.probe(walk, seen, clear=keep_clear)
    return seen


async def again(walk: Walk, seen: Look, state: str) -> Look:
    """Capture the page once more, in another state, and read it; a consent banner that came late is answered first."""
    pictures = walk.options.pictures
    fresh = await captured(seen.visit, state, picture=pictures, before=seen)
    if is_loading(seen.visit.documents) and await _something(walk, seen.visit):
        fresh = await captured(seen.visit, state, picture=pictures, before=seen)
    if not walk.consent and await consent.answer(walk, seen.visit):
        fresh = await captured(seen.visit, state, picture=pictures, before=seen)
    _note(walk, fresh)
    return fresh


async def _closed(walk: Walk, seen: Look) -> bool:
    """Close a window that the page has opened over itself, once what it asks was typed; True if there was one."""
    closer = next((found for each in seen.documents if (found := popup_closer(each)) is not None), None)
    if closer is None or closer.node is None:
        return False
    if not walk.options.visitor:
        await typing.probe(walk, seen, clear=True)
    before, walk.shopper.phase = walk.shopper.phase, "answering"
    done = await seen.visit.click(closer.node)
    await seen.visit.settle()
    walk.shopper.phase = before
    return done


def _is_to_come(seen: Look) -> bool:
    return seen.role.role == "empty" or is_loading(seen.documents)


async def _something(walk: Walk, visit: Visit) -> bool:
    """Wait for a page that came empty, or says that it loads, to be filled in by its scripts; True if it was."""
    return await _other_than(walk, visit, visit, _FILLED_WITHIN)


async def _other_than(walk: Walk, visit: Visit, known: Visit, within: float) -> bool:
    """Wait until a page does not hold as many parts any more as when `known` was captured; True once it does not."""
    parts = len(known.documents[0].select(_COUNTED)) if known.documents else 0
    try:
        await walk.shopper.page.wait_for_function(_FILLED, arg=parts, timeout=within)
    except PlaywrightError:
        return False
    await visit.settle()
    return True


def _note(walk: Walk, seen: Look, *, answers: bool = False) -> None:
    visit, page = seen.visit, seen.page
    walk.looks.append(seen)
    walk.frontier.mark(page.url, page.requested_url)
    if (reason := _TURNED_AWAY.get(seen.role.role)) and not _is_an_answer(
        seen, submitted=answers or walk.shopper.phase == "submitting"
    ):
        walk.fail(
            "page", reason, _SAID.get(seen.role.role, f"the page seems to be {seen.role.role}"), page.url, visit.id
        )
    for document in seen.documents:
        if document.frame == "":
            walk.frontier.add(shop_links(document), page.click_steps + 1)
        walk.frontier.add(policy_links(document), page.click_steps + 1)
    if walk.seeks_linked and seen.documents:
        walk.linked.update(dict.fromkeys(link.url for link in inner_links(seen.documents[0])))
    if seen.gate is not None:
        walk.gates.append(seen)
    if not walk.options.visitor:
        _watch_hosts(walk, seen)
    for purpose in (Purpose.NEWSLETTER, Purpose.SIGNUP, Purpose.LOGIN, Purpose.CONTACT, Purpose.RECOVERY):
        walk.found[purpose.value] += seen.asks(purpose)


def _is_an_answer(seen: Look, *, submitted: bool) -> bool:
    """A client error right after something was submitted says no to that, unless it asks for proof of being human."""
    refused = _CLIENT_ERROR <= seen.page.status < _SERVER_ERROR and seen.page.status != _TOO_MANY
    return submitted and refused and seen.role.because != "challenge"


def _watch_hosts(walk: Walk, seen: Look) -> None:
    walk.hosts.watch(seen.page.url)
    collecting = {form.frame for form, _ in seen.personal}
    for form, _ in seen.personal:
        if form.action.startswith("http"):
            walk.hosts.watch(form.action)
    for document in seen.documents:
        if document.frame in collecting:
            walk.hosts.watch(document.url)
