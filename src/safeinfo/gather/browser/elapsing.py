"""Let time pass for a page without waiting for it: what it does after half a minute is there in a moment.

The browser's own virtual time does it (CDP, Emulation.setVirtualTimePolicy): timers fire as fast as they can, and time
stands still while something is fetched. It cannot be switched off again, so the clock of the page stands still between
calls and its tab is good for nothing else.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from safeinfo.gather.browser.cdp import CdpError, Connection, Event
from safeinfo.gather.browser.recorder import Target

WITHIN = 6.0  # seconds of ours in which it has to have passed: a page may keep fetching
_A_LITTLE = 0.02  # seconds
_STARVED = 10_000  # tasks that a page may do without its time going on
_ANSWERED_WITHIN = 5.0  # seconds
_MILLISECONDS = 1_000
_TO_BOTTOM = "scrollTo({top:document.documentElement.scrollHeight,left:0,behavior:'instant'})"
_OUT = ((400, 300), (400, 2), (400, -4))  # the pointer leaves the window by its upper edge, where tabs are closed


async def elapse(connection: Connection, target: Target, seconds: float, within: float = WITHIN) -> bool:
    """Let `seconds` pass for the page; False where they have not within `within` seconds, or the browser cannot."""
    target.elapsed.clear()
    asked: Event = {
        "policy": "pauseIfNetworkFetchesPending",
        "budget": seconds * _MILLISECONDS,
        "maxVirtualTimeTaskStarvationCount": _STARVED,
    }
    waiting = [asyncio.ensure_future(each.wait()) for each in (target.elapsed, target.gone)]
    try:
        await connection.send("Emulation.setVirtualTimePolicy", asked, target.session, within=within)
        await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    except CdpError:
        return False
    finally:
        for each in waiting:
            each.cancel()
    return target.elapsed.is_set() and not target.gone.is_set()


@asynccontextmanager
async def flowing(connection: Connection, target: Target) -> AsyncIterator[None]:
    """Let a little time pass again and again: what the browser asks of its databases is answered only then."""

    async def flow() -> None:
        while await elapse(connection, target, _A_LITTLE):  # noqa: ASYNC110 - time is what it makes, not what it awaits
            await asyncio.sleep(_A_LITTLE)

    task = asyncio.create_task(flow())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def turn_to_go(connection: Connection, session: str) -> None:
    """Do what a visitor does who has read a page and is about to leave it: scroll to its end, and up to the tabs."""
    with suppress(CdpError):
        await connection.send("Runtime.evaluate", {"expression": _TO_BOTTOM}, session, within=_ANSWERED_WITHIN)
        for x, y in _OUT:
            moved: Event = {"type": "mouseMoved", "button": "none", "x": x, "y": y}
            await connection.send("Input.dispatchMouseEvent", moved, session, within=_ANSWERED_WITHIN)
