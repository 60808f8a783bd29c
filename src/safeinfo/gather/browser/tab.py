"""One open page of a visitor: where it is, whether it is lost, and its end."""

import asyncio
from contextlib import suppress
from typing import Self

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from safeinfo.gather.browser import pulse
from safeinfo.gather.browser.cdp import Connection
from safeinfo.gather.browser.opening import Trouble, until
from safeinfo.gather.browser.pulse import Pulse
from safeinfo.gather.browser.recorder import Recorder, Tap, Target
from safeinfo.gather.browser.traffic import FLOOD, FLOOD_BYTES
from safeinfo.model.errors import SafeInfoError

ATTACH_WITHIN = 10.0  # seconds
_CLOSE_WITHIN = 5.0  # seconds
_NOT_THERE = "the recorder could not attach to a new page"
_ADVICE = "Run `safeinfo doctor`."


class Tab:
    """A page and its target. A tab that is lost stays lost: a fresh one in the same profile takes its place."""

    def __init__(self, page: Page, connection: Connection, tap: Tap, target: Target) -> None:
        self.page = page
        self.connection = connection
        self.tap = tap
        self.target = target
        size = page.viewport_size
        self.window = (size["width"], size["height"]) if size else (0, 0)
        self._closing: asyncio.Task[None] | None = None
        self.pulse = Pulse(connection, tap, target, lambda: self._give_up("held"))
        self._watching = (asyncio.create_task(self.pulse.watch()), asyncio.create_task(self._flood()))

    @classmethod
    async def open(cls, context: BrowserContext, connection: Connection, recorder: Recorder) -> Self:
        """Open a blank page in a profile; SafeInfoError if it is not there and recorded in time."""
        try:
            async with asyncio.timeout(ATTACH_WITHIN):
                page = await context.new_page()
                tap, target = await _recorded(context, page, recorder)
        except TimeoutError as error:
            raise SafeInfoError(_NOT_THERE, _ADVICE) from error
        return cls(page, connection, tap, target)

    @property
    def session(self) -> str:
        """The protocol's session of the page."""
        return self.target.session

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
    def loader(self) -> str:
        """Id of the document that is in the page now."""
        return self.target.loader

    @property
    def whole(self) -> bool:
        """Whether the document that is in the page has come to its end; True where its coming was not followed."""
        met = self.target.loaded.get(self.loader)
        return met is None or "DOMContentLoaded" in met

    @property
    def lost(self) -> Trouble | None:
        """Why nothing can be done with this page any more; None while something can."""
        if not self.target.gone.is_set():
            return None
        if self.target.ended == "held":
            return Trouble(
                "unresponsive", f"the page gave no answer for {pulse.PATIENCE:g} s: a script or a dialog of it holds it"
            )
        if self.target.ended == "flooded":
            return Trouble("too-large", f"the page sent more than {FLOOD:,} requests or {FLOOD_BYTES >> 20} MB")
        if self.target.ended == "closed":
            return Trouble("crashed", "the page closed itself")
        return Trouble("crashed", "the page's process ended: it crashed, or took more memory than it may")

    async def _flood(self) -> None:
        await self.tap.traffic.flooded.wait()
        self._give_up("flooded")

    def _give_up(self, why: str) -> None:
        """Whoever waits for the page goes on, with CdpError or without what it waited for."""
        self.target.end(why)
        self.connection.abandon(self.session)
        self.tap.traffic.ended(self.session)
        self.tap.moved.set()
        self._closing = asyncio.create_task(self._close())  # at once: it may keep the machine busy

    def to_top(self) -> None:
        """Scroll to the top: boxes and pictures are those of the page as it is met. What is asked next comes after."""
        asked = {"expression": "scrollTo({top:0,left:0,behavior:'instant'})"}
        self.connection.post("Runtime.evaluate", asked, self.session)

    def stop(self) -> None:
        """Watch the page no longer: its profile is about to be closed."""
        for task in self._watching:
            task.cancel()

    async def close(self) -> None:
        """Close the page; one that is held is ended with its process."""
        self.stop()
        await (self._closing or self._close())

    async def _close(self) -> None:
        with suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(_CLOSE_WITHIN):
                await self.page.close()


async def _recorded(context: BrowserContext, page: Page, recorder: Recorder) -> tuple[Tap, Target]:
    """Return the tap and the recorder's target of a page, once it is recorded."""
    session = await context.new_cdp_session(page)
    about = (await session.send("Target.getTargetInfo"))["targetInfo"]
    await session.detach()
    tap = recorder.tap(about["browserContextId"])
    if not await until(tap, lambda: recorder.target(about["targetId"]) is not None, ATTACH_WITHIN):
        raise SafeInfoError(_NOT_THERE, _ADVICE)
    target = recorder.target(about["targetId"])
    assert target is not None  # just seen
    await target.ready.wait()
    return tap, target
