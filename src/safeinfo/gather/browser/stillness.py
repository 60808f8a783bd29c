"""Wait until a page is still: nothing under way that it waits for, and no change of its DOM, for a short while."""

import asyncio
import time

from safeinfo.gather.browser.cdp import CdpError, Connection
from safeinfo.gather.browser.recorder import WATCH, WORLD, Target
from safeinfo.gather.browser.traffic import Traffic

QUIET = 0.08  # seconds without change
LONGEST = 6.0  # seconds to wait at most
STUCK = 3.0  # seconds after which a request is no longer waited for

# A document without any script, handler, frame or plug-in cannot change by itself: it is not waited for.
_ASK = """new Promise((done) => {
  const state = %s, quiet = %d, from = performance.now(), end = from + %d, fresh = %s;
  const inert = fresh && !state.scripted
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
    connection: Connection, target: Target, traffic: Traffic, longest: float = LONGEST, *, fresh: bool = False
) -> bool:
    """Return True once the page is still, False if it was not within `longest` seconds or does not answer.

    `fresh`: the page has just loaded; else something was done to it, and it is given time to answer that.
    """
    end = time.monotonic() + longest
    while (left := end - time.monotonic()) > 0:
        network = asyncio.ensure_future(_network_quiet(traffic, left))
        try:
            dom = await _dom_quiet(connection, target, left, fresh=fresh)
            if dom is None:
                return False
            if (dom == "inert" or (dom and await network)) and not traffic.in_flight(STUCK):
                return True
            await network
        finally:
            network.cancel()
    return False


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


async def _dom_quiet(connection: Connection, target: Target, left: float, *, fresh: bool) -> str | None:
    """Return "quiet", or "inert" where nothing can change, "" if the DOM did not rest; None if there is no answer."""
    asked = {"awaitPromise": True, "returnByValue": True}
    world = target.worlds.get(target.id, 0)
    try:
        world = world or await _world(connection, target)
        expression = _ASK % (WATCH, QUIET * 1000, left * 1000, "true" if fresh else "false")
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
