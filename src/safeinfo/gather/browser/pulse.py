"""Feel whether a page still answers: one that gives its thread back to nobody would cost an audit all its time.

An endless loop, dialogs without end, a synchronous request that nobody answers: each keeps the page's main thread,
and with it every answer of the page. Whether it is held is asked on that thread itself, time and again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from safeinfo.gather.browser import opening
from safeinfo.gather.browser.cdp import Connection, Event
from safeinfo.gather.browser.recorder import Tap, Target

PACE = 1.0  # seconds between an answer and the next question
PATIENCE = 15.0  # seconds without an answer after which a page is given up: long tasks of real pages take a few
RELIEF = 6.0  # seconds for an answer once work of ours that held the page is over
_STOPPED_WITHIN = 0.5  # seconds for an answer once what the page loads was stopped
_ASKED: Event = {"expression": "0", "silent": True, "returnByValue": True}


class Pulse:
    """Watches one target until it is gone; `give_up` is called once it does not answer any more."""

    def __init__(self, connection: Connection, tap: Tap, target: Target, give_up: Callable[[], None]) -> None:
        self._connection = connection
        self._tap = tap
        self._target = target
        self._give_up = give_up
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def watch(self) -> None:
        """Ask until the target is gone; give it up when it does not answer."""
        while not self._target.gone.is_set() and not self._connection.closed.is_set():
            if not await self._answers(self._ask()):
                self._give_up()
                return
            await self._rest()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[None]:
        """Hold the page with work of our own that has its own limit: begun only once the page answers."""
        await asyncio.wait({self._ask()})
        self._working += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    async def _rest(self) -> None:
        """Let a moment pass, unless the target goes meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PACE):
                await self._target.gone.wait()

    def _ask(self) -> asyncio.Future[Event]:
        return self._connection.post("Runtime.evaluate", dict(_ASKED), self._target.session)

    async def _answers(self, asked: asyncio.Future[Event]) -> bool:
        """Tell whether an answer came, even if it is an error: a page that moves on answers with one.

        While its next document is under way the browser asks a page nothing: a slow server is no held page.
        """
        patience, stopped = PATIENCE, False
        while not (await asyncio.wait({asked}, timeout=patience))[0]:
            if self._working:
                await self._idle.wait()
                patience = RELIEF
            elif self._tap.traffic.moving(self._target.session, opening.ANSWER_WITHIN):
                patience = PACE
            elif not stopped:
                self._connection.post("Page.stopLoading", {}, self._target.session)
                patience, stopped = _STOPPED_WITHIN, True
            else:
                return False
        return True
