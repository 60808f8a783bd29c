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
from safeinfo.gather.browser.opening import Trouble, judged, navigate, until
from safeinfo.gather.browser.recorder import Recorder, Tap, Target
from safeinfo.gather.browser.snapshot import SavedDocument
from safeinfo.gather.browser.traffic import Request
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.guard import PolicyProxy
from safeinfo.gather.ledger import Ledger
from safeinfo.model.errors import SafeInfoError
from safeinfo.model.observations import GatherFailed

_ATTACH_WITHIN = 10.0  # seconds
_POPUP_WITHIN = 3_000  # milliseconds
_MOST_POPUPS = 4  # open at a time


class Shopper:
    """Use `open` and `follow`; `phase` is stamped on what is sent from then on; `page` is Playwright's."""

    def __init__(
        self,
        *,
        context: BrowserContext,
        connection: Connection,
        recorder: Recorder,
        ledger: Ledger,
        tap: Tap,
        page: Page,
        target: Target,
        writer: ExchangeWriter,
    ) -> None:
        self.page = page
        self.connection = connection
        self.ledger = ledger
        self.tap = tap
        self.target = target
        self.popups: list[str] = []  # addresses that were opened in windows of their own, and closed
        size = page.viewport_size
        self.window = (size["width"], size["height"]) if size else (0, 0)
        self.visit: Visit | None = None
        self._context = context
        self._recorder = recorder
        self._writer = writer
        self._keeping = Keeping(ledger, writer)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._watch(page)

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
        page = await context.new_page()
        target = await _target_of(context, page, recorder)
        tap = recorder.tap(target.context)
        return cls(
            context=context,
            connection=connection,
            recorder=recorder,
            ledger=ledger,
            tap=tap,
            page=page,
            target=target,
            writer=ExchangeWriter(ledger, site, proxy),
        )

    @property
    def phase(self) -> str:
        """What the walk is doing: arriving, answering, typing, submitting, shopping."""
        return self.tap.traffic.phase

    @phase.setter
    def phase(self, phase: str) -> None:
        self.tap.traffic.phase = phase

    @property
    def frame_id(self) -> str:
        """The main frame: it has the id of its target."""
        return self.target.id

    @property
    def url(self) -> str:
        """Address of the page now, with its fragment."""
        frame = self.target.frames.get(self.frame_id, {})
        return str(frame.get("url", "")) + str(frame.get("urlFragment", ""))

    @property
    def alive(self) -> bool:
        """Whether the browser is still there."""
        return not self.connection.closed.is_set()

    @property
    def main_request(self) -> Request | None:
        """The request that brought the document that is in the page now."""
        loader = self.target.frames.get(self.frame_id, {}).get("loaderId", "")
        return self._writer.main_request(self.tap.traffic, self.frame_id, loader)

    async def open(
        self, url: str, *, role: str, reached_by: str = "", click_steps: int = 0, answers: bool = False
    ) -> Visit | None:
        """Open an address; None, with a GatherFailed recorded, if no page of HTML came or its status is an error.

        `answers`: a page that comes with status 401 or 403 is the shop's answer to this visitor, and a page to see.
        """
        visit = await self._begin(url, role, reached_by, click_steps)
        try:
            trouble = await navigate(self.connection, self.target, url)
            if trouble is None:
                await visit.settle()
                trouble = judged(self.main_request, answers=answers)
        except CdpError as error:
            trouble = Trouble("error", str(error))
        if trouble is None and self.target.gone.is_set():
            trouble = Trouble("crashed", "the page's process ended")
        if trouble is None:
            return visit
        await self._record(trouble, url, visit)
        return None

    async def follow(self, role: str, reached_by: str, click_steps: int) -> Visit:
        """Begin a visit of the page that a click has led to; what its navigation sent belongs to it."""
        before = self.visit
        visit = await self._begin(self.url, role, reached_by, click_steps, flushing=False)
        await visit.settle()
        visit.requested_url = self._writer.move(self.tap.traffic, self.frame_id, before, visit) or self.url
        return visit

    async def flush(self, *, everything: bool = False) -> None:
        """Record what was sent and is over; `everything`: also what is still under way."""
        await self._writer.write(self._recorder, self.tap.traffic, everything=everything)

    def place_frames(self, frames: dict[str, str]) -> None:
        """Note the paths of the page's frames by their ids."""
        self._writer.frames.update(frames)

    def to_top(self) -> None:
        """Scroll to the top: boxes and pictures are those of the page as it is met. What is asked next comes after."""
        self.connection.post(
            "Runtime.evaluate", {"expression": "scrollTo({top:0,left:0,behavior:'instant'})"}, self.target.session
        )

    async def after_capture(self, visit: Visit, saved: list[SavedDocument]) -> None:
        """Check the instruments and look at what the page keeps."""
        await self._keeping.after_capture(self, visit, saved)

    def typed(self, visit: Visit, *, held: bool) -> None:
        """Note whether typing works in this page."""
        self._keeping.instruments.typed(visit.id, held=held)

    async def carried(self) -> Any:
        """Return cookies and local storage, for another browser's `storage_state`: the same visitor, the same cart."""
        return await self._context.storage_state()

    async def close(self) -> None:
        """Record what is left and close the profile; harmless if called twice."""
        if self._closed:
            return
        self._closed = True
        await self._end_visit()
        self._keeping.reconcile(self._recorder.hosts)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(PlaywrightError):
            await self._context.close()
        self._recorder.forget(self.tap.context)

    async def _begin(self, url: str, role: str, reached_by: str, click_steps: int, *, flushing: bool = True) -> Visit:
        if flushing:
            await self._end_visit()
        if self.target.gone.is_set() and self.alive:
            await self._recover()
        number = self.ledger.number("visit")  # one series for all shoppers of an audit
        self.tap.errors.clear()
        visit = Visit(
            self, f"visit-{number}", requested_url=url, role=role, reached_by=reached_by, click_steps=click_steps
        )
        self.visit = visit
        self.tap.traffic.visit = visit.id
        return visit

    async def _end_visit(self) -> None:
        await self.flush(everything=True)
        if self.visit is not None:
            self._keeping.instruments.over(self.visit.id)

    async def _record(self, trouble: Trouble, url: str, visit: Visit) -> None:
        await self.flush(everything=True)
        if not self.alive:
            self.ledger.add(GatherFailed, what="browser", reason="crashed", url=url, detail="the browser is gone")
            return
        reason, detail = self._writer.refusal(url) or (trouble.reason, trouble.detail)
        self.ledger.add(GatherFailed, what="page", reason=reason, url=url, visit=visit.id, detail=detail)

    async def _recover(self) -> None:
        """Go on in a new page after a crash."""
        broken = self.page
        self.page = await self._context.new_page()
        self.target = await _target_of(self._context, self.page, self._recorder)
        self._watch(self.page)
        with suppress(PlaywrightError):
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
                self.popups.append(popup.url)
            await popup.close()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _target_of(context: BrowserContext, page: Page, recorder: Recorder) -> Target:
    """Return the recorder's target of a page, once it is recorded; SafeInfoError if it never is."""
    session = await context.new_cdp_session(page)
    about = (await session.send("Target.getTargetInfo"))["targetInfo"]
    await session.detach()
    tap = recorder.tap(about["browserContextId"])
    if not await until(tap, lambda: recorder.target(about["targetId"]) is not None, _ATTACH_WITHIN):
        raise SafeInfoError("the recorder could not attach to a new page", "Run `safeinfo doctor`.")
    target = recorder.target(about["targetId"])
    assert target is not None  # just seen
    async with asyncio.timeout(_ATTACH_WITHIN):
        await target.ready.wait()
    return target
