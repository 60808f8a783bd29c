"""A visitor with a clean profile: opens pages one after the other, and records what that causes."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from safeinfo.gather.browser.cdp import CdpError, Connection
from safeinfo.gather.browser.exchanges import ExchangeWriter
from safeinfo.gather.browser.keeping import Keeping
from safeinfo.gather.browser.opening import Trouble, judged, navigate
from safeinfo.gather.browser.recorder import Recorder, Tap, Target
from safeinfo.gather.browser.tab import Tab
from safeinfo.gather.browser.visit import Visit, Way
from safeinfo.gather.guard import PolicyProxy
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import GatherFailed

_POPUP_WITHIN = 3_000  # milliseconds
_MOST_POPUPS = 4  # open at a time
_MOST_NOTED = 200  # addresses of popups
_CLOSE_WITHIN = 10.0  # seconds


class Shopper:
    """Use `open` and `follow`; `phase` is stamped on what is sent from then on."""

    def __init__(self, context: BrowserContext, recorder: Recorder, tab: Tab, keeping: Keeping) -> None:
        self.tab = tab
        self.ledger = keeping.ledger
        self.popups: list[str] = []  # addresses that were opened in windows of their own, and closed
        self.visit: Visit | None = None
        self._context = context
        self._recorder = recorder
        self._keeping = keeping
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._watch(tab.page)

    @classmethod
    async def begin(
        cls,
        context: BrowserContext,
        connection: Connection,
        recorder: Recorder,
        ledger: Ledger,
        *,
        site: str,
        proxy: PolicyProxy | None,
    ) -> Self:
        """Open the first, blank page."""
        tab = await Tab.open(context, connection, recorder)
        return cls(context, recorder, tab, Keeping(ledger, recorder, ExchangeWriter(ledger, site, proxy)))

    @property
    def page(self) -> Page:
        """Playwright's page of the tab that is open now."""
        return self.tab.page

    @property
    def connection(self) -> Connection:
        """The protocol's connection to the browser."""
        return self.tab.connection

    @property
    def target(self) -> Target:
        """The target of the tab that is open now."""
        return self.tab.target

    @property
    def tap(self) -> Tap:
        """All that is recorded of this visitor."""
        return self.tab.tap

    @property
    def phase(self) -> str:
        """What the walk is doing: arriving, answering, typing, submitting, shopping."""
        return self.tap.traffic.phase

    @phase.setter
    def phase(self, phase: str) -> None:
        self.tap.traffic.phase = phase

    @property
    def url(self) -> str:
        """Address of the page now, with its fragment."""
        return self.tab.url

    @property
    def alive(self) -> bool:
        """Whether the browser is still there."""
        return not self.connection.closed.is_set()

    async def open(
        self, url: str, *, role: str, reached_by: str = "", click_steps: int = 0, answers: bool = False
    ) -> Visit | None:
        """Open an address; None, with a GatherFailed recorded, if no page of HTML came or its status is an error.

        `answers`: a page that comes with status 401 or 403 is the shop's answer to this visitor, and a page to see.
        """
        left = self.visit.id if self.visit is not None else ""
        await self._end_visit()
        visit = await self._begin(Way(url, role, reached_by, click_steps))
        before = self.tab.loader
        trouble = await self._arrive(visit, url, answers=answers)
        if self.tab.lost and self.tab.loader == before and self._keeping.lost(self.tab, left, url):
            visit = await self._begin(visit.way, visit.id)  # the page that was left would not let go
            trouble = await self._arrive(visit, url, answers=answers)
        if trouble is None and not self._keeping.lost(self.tab, visit.id, url):
            return visit
        await self._record(trouble, url, visit)
        return None

    async def _arrive(self, visit: Visit, url: str, *, answers: bool) -> Trouble | None:
        try:
            trouble = await navigate(self.connection, self.tap, self.target, url)
            if trouble is None:
                await visit.settle()
                trouble = judged(self._keeping.main_request(self.tab), answers=answers)
            elif error := self.tap.traffic.distrusted():
                trouble = Trouble("certificate", error)
        except CdpError as error:
            trouble = Trouble("error", str(error))
        return trouble or self.tab.lost

    async def follow(self, role: str, reached_by: str, click_steps: int) -> Visit:
        """Begin a visit of the page that a click has led to; what its navigation sent belongs to it."""
        before = self.visit.id if self.visit is not None else ""
        visit = self._new(Way(self.url, role, reached_by, click_steps))
        await visit.settle()
        moved = self._keeping.writer.move(self.tap.traffic, self.tab.frame_id, before, visit.id)
        visit.requested_url = moved or self.url
        return visit

    async def renew(self) -> None:
        """Go on in a fresh tab."""
        await self._end_visit()
        self.visit = None
        if self.alive:
            await self._recover()

    async def carried(self) -> Any:
        """Return cookies and local storage, for another browser's `storage_state`: the same visitor, the same cart."""
        return await self._context.storage_state()

    async def close(self) -> None:
        """Record what is left and close the profile; harmless if called twice."""
        if self._closed:
            return
        self._closed = True
        await self._end_visit()
        self._keeping.reconcile()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.tab.stop()
        with suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(_CLOSE_WITHIN):
                await self._context.close()
        self._recorder.forget(self.tap.context)

    async def _begin(self, way: Way, number: str = "") -> Visit:
        """Begin a visit, in a fresh tab if the one there is lost."""
        if self.tab.lost and self.alive:
            await self._recover()
        return self._new(way, number)

    def _new(self, way: Way, number: str = "") -> Visit:
        self.tap.errors.clear()
        name = number or f"visit-{self.ledger.number('visit')}"  # one series for all shoppers of an audit
        self.visit = Visit(self.tab, self._keeping, name, way)
        self.tap.traffic.begin_visit(self.visit.id)
        return self.visit

    async def _end_visit(self) -> None:
        await self._keeping.flush(self.tap, everything=True)
        if self.visit is not None:
            self._keeping.lost(self.tab, self.visit.id, self.visit.requested_url)
            self._keeping.instruments.over(self.visit.id)
            self._keeping.writer.reached.pop(self.visit.id, None)

    async def _record(self, trouble: Trouble | None, url: str, visit: Visit) -> None:
        await self._keeping.flush(self.tap, everything=True)
        if not self.alive:
            self.ledger.add(GatherFailed, what="browser", reason="crashed", url=url, detail="the browser is gone")
        elif trouble is not None and not self._keeping.lost(self.tab, visit.id, url):
            reason, detail = self._keeping.writer.refusal(url) or (trouble.reason, trouble.detail)
            self.ledger.add(GatherFailed, what="page", reason=reason, url=url, visit=visit.id, detail=detail)

    async def _recover(self) -> None:
        """Go on in a fresh tab: the profile, with its cookies and what is in the cart, stays."""
        broken, self.tab = self.tab, await Tab.open(self._context, self.connection, self._recorder)
        self._watch(self.tab.page)
        await broken.close()

    def _watch(self, page: Page) -> None:
        page.on("popup", self._popup)
        page.on("download", lambda download: self._later(download.cancel()))

    def _popup(self, popup: Page) -> None:
        self._later(self._close_popup(popup, at_once=len(self._tasks) >= _MOST_POPUPS))

    async def _close_popup(self, popup: Page, *, at_once: bool) -> None:
        """Note where a new window leads, and close it."""
        with suppress(PlaywrightError):
            if not at_once:
                with suppress(PlaywrightError):
                    await popup.wait_for_load_state("domcontentloaded", timeout=_POPUP_WITHIN)
                if len(self.popups) < _MOST_NOTED:
                    self.popups.append(popup.url)
            await popup.close()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
