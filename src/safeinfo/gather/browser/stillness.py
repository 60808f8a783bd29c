"""Wait until a page is still: nothing under way that it waits for, and no change of its DOM, for a short while."""

import asyncio
import time

from safeinfo.gather.browser.cdp import CdpError, Connection
from safeinfo.gather.browser.traffic import Traffic

QUIET = 0.08  # seconds without change
LONGEST = 6.0  # seconds to wait at most
STUCK = 3.0  # seconds after which a request is no longer waited for
WORLD = "safeinfo"  # name of the isolated world in a page that is ours

_WATCH = """new Promise((done) => {
  const quiet = %d, end = performance.now() + %d;
  let last = performance.now(), timer;
  const watch = new MutationObserver(() => { last = performance.now(); });
  watch.observe(document, {subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["class", "style", "hidden", "open", "src", "disabled", "value", "type", "aria-hidden"]});
  const look = () => {
    const now = performance.now();
    if (now - last >= quiet || now >= end) { watch.disconnect(); done(now - last >= quiet); }
    else timer = setTimeout(look, Math.max(4, quiet - (now - last)));
  };
  look();
})"""


async def until_still(
    connection: Connection, session: str, frame_id: str, traffic: Traffic, longest: float = LONGEST
) -> bool:
    """Return True once the page is still, False if it was not within `longest` seconds or does not answer."""
    end = time.monotonic() + longest
    while (left := end - time.monotonic()) > 0:
        dom, network = await asyncio.gather(
            _dom_quiet(connection, session, frame_id, left), _network_quiet(traffic, left), return_exceptions=False
        )
        if dom and network and not traffic.in_flight(STUCK):
            return True
        if dom is None:
            return False
    return False


async def _dom_quiet(connection: Connection, session: str, frame_id: str, left: float) -> bool | None:
    """Whether the DOM rested; None if the page gave no answer."""
    try:
        world = await connection.send("Page.createIsolatedWorld", {"frameId": frame_id, "worldName": WORLD}, session)
        answer = await connection.send(
            "Runtime.evaluate",
            {
                "expression": _WATCH % (QUIET * 1000, left * 1000),
                "contextId": world["executionContextId"],
                "awaitPromise": True,
                "returnByValue": True,
            },
            session,
            within=left + 1,
        )
    except CdpError as error:
        return False if "navigat" in str(error) or "context" in str(error) else None
    return bool(answer.get("result", {}).get("value", False))


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
