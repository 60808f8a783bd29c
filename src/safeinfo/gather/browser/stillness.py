"""Wait until a page is still: nothing under way that it waits for, and no change of its DOM, for a short while."""

import asyncio
import time

from safeinfo.gather.browser.cdp import CdpError, Connection
from safeinfo.gather.browser.opening import loaded, until
from safeinfo.gather.browser.recorder import WATCH, WORLD, Tap, Target
from safeinfo.gather.browser.traffic import Traffic

QUIET = 0.08  # seconds without change
LONGEST = 6.0  # seconds to wait at most
STUCK = 3.0  # seconds after which a request is no longer waited for

# A document without any script, handler, frame or plug-in cannot change by itself: it is not waited for.
_ASK = """new Promise((done) => {
  const state = %s, quiet = %d, from = performance.now(), end = from + %d, fresh = %s, still = %s;
  const inert = (fresh || still) && !state.scripted
    && !document.querySelector("iframe,frame,object,embed,meta[http-equiv=refresh i]")
    && !document.evaluate("//@*[starts-with(name(), 'on')]", document, null, 3, null).booleanValue
    && document.readyState === "complete";
  const loaded = () => (performance.getEntriesByType("navigation")[0] || {}).loadEventEnd || from;
  const look = () => {
    const now = performance.now(), rest = now - Math.max(state.last, fresh ? loaded() : from);
    if (inert || rest >= quiet || now >= end) done(inert ? "inert" : rest >= quiet ? "quiet" : "");
    else setTimeout(look, Math.max(4, quiet - rest));
  };
  look();
})"""


async def until_still(
    connection: Connection,
    target: Target,
    tap: Tap,
    longest: float = LONGEST,
    *,
    fresh: bool = False,
    typed: bool = False,
) -> bool:
    """Return True once the page is still, False if it was not within `longest` seconds or does not answer.

    `fresh`: the page has just loaded; else something was done to it, and it is given time to answer that. `typed`:
    keys were pressed in a document that was seen to run nothing, which leads nowhere and answers nothing.
    """
    end = time.monotonic() + longest
    while (left := end - time.monotonic()) > 0:
        network = asyncio.ensure_future(_network_quiet(tap.traffic, left))
        try:
            before = target.loader
            dom = await _dom_quiet(connection, target, left, fresh=fresh, typed=typed)
            if dom is None:
                return False
            if (dom == "inert" or (dom and await network)) and not tap.traffic.in_flight(STUCK):
                return True
            if not dom and await _moved_on(tap, target, before, end - time.monotonic()):
                fresh = True
            else:
                await network
        finally:
            network.cancel()
    return False


async def _moved_on(tap: Tap, target: Target, before: str, left: float) -> bool:
    """Tell whether another document has come in place of the one that was asked; it is loaded then."""
    if not await until(tap, lambda: target.loader != before or target.gone.is_set(), min(QUIET, left)):
        return False
    return await loaded(tap, target, max(0.0, left - QUIET))


# A script that answers in a while (an effect that fades, a delay against double clicks) holds nothing that can be seen.
_STIRRED = """new Promise((done) => {
  const state = %s, from = state.last, end = performance.now() + %d;
  const look = () => state.last > from || performance.now() >= end ? done(state.last > from) : setTimeout(look, 20);
  look();
})"""


async def until_stirred(connection: Connection, target: Target, longest: float) -> bool:
    """Return True as soon as the DOM of a page changes, or it is left; False if neither within `longest` seconds."""
    asked = {"awaitPromise": True, "returnByValue": True}
    try:
        world = target.worlds.get(target.id, 0) or await _world(connection, target)
        expression = _STIRRED % (WATCH, longest * 1000)
        answer = await connection.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": world, **asked},
            target.session,
            within=longest + 1,
        )
    except CdpError as error:
        return "navigat" in str(error) or "context" in str(error)
    return bool(answer.get("result", {}).get("value"))


async def _dom_quiet(connection: Connection, target: Target, left: float, *, fresh: bool, typed: bool) -> str | None:
    """Return "quiet", or "inert" where nothing can change, "" if the DOM did not rest; None if there is no answer."""
    asked = {"awaitPromise": True, "returnByValue": True}
    world = target.worlds.get(target.id, 0)
    try:
        world = world or await _world(connection, target)
        expression = _ASK % (WATCH, QUIET * 1000, left * 1000, *(str(each).lower() for each in (fresh, typed)))
        answer = await connection.send(
            "Runtime.evaluate", {"expression": expression, "contextId": world, **asked}, target.session, within=left + 1
        )
    except CdpError as error:
        if target.worlds.get(target.id) == world:  # not the one of a document that has come in the meantime
            del target.worlds[target.id]
        return "" if "navigat" in str(error) or "context" in str(error) else None
    return str(answer.get("result", {}).get("value") or "")


async def _world(connection: Connection, target: Target) -> int:
    asked = {"frameId": target.id, "worldName": WORLD}
    answer = await connection.send("Page.createIsolatedWorld", asked, target.session)
    target.worlds[target.id] = answer["executionContextId"]
    return target.worlds[target.id]


async def _network_quiet(traffic: Traffic, left: float) -> bool:
    """Whether, for a short while, nothing was under way and nothing began."""
    end = time.monotonic() + left
    while (left := end - time.monotonic()) > 0:
        traffic.changed.clear()
        busy = traffic.in_flight(STUCK)
        rest = traffic.rested + QUIET - time.monotonic()
        if not busy and rest <= 0:
            return True
        try:
            async with asyncio.timeout(min(left, STUCK if busy else rest)):
                await traffic.changed.wait()
        except TimeoutError:
            continue
    return False
