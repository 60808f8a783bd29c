"""Taking a way out of a message: the link in a clean browser, one click (RFC 8058), or a mere look, as scanners do."""

from playwright.async_api import Error as PlaywrightError

from safeinfo.derive.mail.pages import Errand, Step, next_step
from safeinfo.derive.shop import said_in
from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.gathering import Gathering, quiet
from safeinfo.gather.guard import Guard
from safeinfo.gather.mailing.answers import Answer, of_failed, of_fetched
from safeinfo.gather.options import GatherOptions
from safeinfo.gather.start import Start
from safeinfo.gather.walk import consent
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.state import Look, Walk, read
from safeinfo.model.errors import SafeInfoError, UsageError
from safeinfo.model.observations import GatherFailed

ONE_CLICK = b"List-Unsubscribe=One-Click"  # RFC 8058, 3.1
_MOST_PAGES = 4
_MOST_BYTES = 2**20


async def leave(url: str, address: str, options: GatherOptions) -> Answer:
    """Follow the link of a message as its reader would, and do what the pages ask to end the mailing."""
    return await _gone_to(url, address, options, Errand.LEAVE)


async def confirm(url: str, address: str, options: GatherOptions) -> Answer:
    """Follow the link of a message that asks to confirm, and confirm."""
    return await _gone_to(url, address, options, Errand.CONFIRM)


async def one_click(url: str, options: GatherOptions) -> Answer:
    """Send the POST of RFC 8058: no cookies, no redirect followed. A redirect tells nothing, for it must not be one."""
    return await _fetched(url, options, "POST", redirects=0)


async def look(url: str, options: GatherOptions) -> Answer:
    """Open a link as programs that check mail do: a GET without cookies, redirects followed, nothing run."""
    return await _fetched(url, options, "GET", redirects=10)


async def _fetched(url: str, options: GatherOptions, method: str, *, redirects: int) -> Answer:
    guard = Guard(allow_private=options.allow_private, resolver=options.resolver, limits=options.limits)
    body, kind = (ONE_CLICK, "application/x-www-form-urlencoded") if method == "POST" else (b"", "")
    try:
        fetched = await guard.fetch(
            url,
            method,
            max_bytes=_MOST_BYTES,
            max_redirects=redirects,
            ca_file=str(options.ca_file) if options.ca_file else None,
            headers={"Content-Type": kind} if kind else {},
            body=body,
        )
    finally:
        await guard.close()
    return of_fetched(fetched)


async def _gone_to(url: str, address: str, options: GatherOptions, errand: Errand) -> Answer:
    try:
        gathering = Gathering.prepare(Start.parse(url), options, quiet)
    except UsageError as error:
        return Answer("dead", said=str(error))
    try:
        async with gathering.walking(found=False) as walk:  # an opt-out is opened once, and by nobody else before
            try:
                return await _gone(walk, url, address, errand)
            finally:
                await walk.shopper.close()
    except (PlaywrightError, CdpError, SafeInfoError, TimeoutError) as error:
        return Answer("unclear", said=str(error).partition("\n")[0])


async def _gone(walk: Walk, url: str, address: str, errand: Errand) -> Answer:
    visit = await walk.shopper.open(url, role="other")
    if visit is None:
        return of_failed(next(iter(walk.ledger.of(GatherFailed)), None))
    seen, before, pages, moved = await _seen(walk, visit), "", 1, False
    for _ in range(_MOST_PAGES):
        step = next_step(seen.documents, seen.forms, errand, before, moved=moved)
        if step.what != "press":
            return Answer(_RESULTS.get(step.what, step.what), pages, said_in(seen.documents)[:200])
        before = said_in(seen.documents) or " "
        moved = await _press(walk, seen, step, address)
        seen = await _seen(walk, await _next(walk, moved=moved))
        if next_step(seen.documents, seen.forms, errand, before, moved=moved).what == "press":
            if said_in(seen.documents) == before:
                return Answer("unclear", pages, "nothing changed when it was pressed")
            pages += moved
    return Answer("unclear", pages, "page after page asks for more")


_RESULTS = {"done": "accepted"}


async def _seen(walk: Walk, visit: Visit) -> Look:
    seen = read(visit, await visit.capture("arrived", picture=False))
    if await consent.answer(walk, visit):
        seen = read(visit, await visit.capture("answered", picture=False), seen)
    return seen


async def _press(walk: Walk, seen: Look, step: Step, address: str) -> bool:
    """Do what a step asks; True if another page has come by it."""
    visit, document, place = seen.visit, seen.visit.document, key_of(seen.visit.url)
    walk.shopper.phase = "submitting"
    if step.email is not None and step.email.node:
        await visit.clear(step.email.node)
        await visit.type(step.email.node, address)
    for box, on in (*((box, True) for box in step.tick), *((box, False) for box in step.untick)):
        await visit.tick(box.node or 0, on)
    await visit.click(step.node)
    await visit.settle()
    return visit.document != document or key_of(visit.url) != place


async def _next(walk: Walk, *, moved: bool) -> Visit:
    current = walk.shopper.visit
    return await walk.shopper.follow("other", "pressed", 1) if moved or current is None else current
