"""A running browser with its recorder; shoppers come from it."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from safeinfo.gather.browser.cdp import Connection
from safeinfo.gather.browser.memory import Memory, group_of
from safeinfo.gather.browser.options import BrowserOptions
from safeinfo.gather.browser.recorder import Recorder
from safeinfo.gather.browser.shopper import Shopper
from safeinfo.gather.guard import PolicyProxy
from safeinfo.gather.ledger import Ledger

WIDTH, HEIGHT = 1280, 800  # CSS pixels of the window
OTHER_WIDTH, OTHER_HEIGHT = 1536, 730  # of another visitor's
_SYSTEM = re.compile(r"\([^)]*\)")


@dataclass(slots=True)
class Browser:
    """`name` says which browser and whether its sandbox is on; `pid` is its main process, `group` the process group."""

    name: str
    pid: int
    group: int
    sandboxed: bool
    connection: Connection
    recorder: Recorder
    proxy: PolicyProxy | None
    _started: PlaywrightBrowser
    _shoppers: list[Shopper]
    _watching: asyncio.Task[None]

    @classmethod
    async def attach(
        cls, started: PlaywrightBrowser, connection: Connection, pid: int, *, sandboxed: bool, options: BrowserOptions
    ) -> Self:
        """Put the recorder on a browser that runs."""
        recorder = Recorder(connection, options.vouch)
        group = group_of(pid)
        product = (await connection.send("Browser.getVersion"))["product"]
        await recorder.start()
        watching = asyncio.create_task(Memory(connection, group).watch())
        name = product.replace("/", " ") + ("" if sandboxed else ", without its sandbox (run as root)")
        return cls(name, pid, group, sandboxed, connection, recorder, options.proxy, started, [], watching)

    async def new_shopper(self, ledger: Ledger, *, site: str, language: str = "", **context: Any) -> Shopper:
        """Return a visitor with a clean profile; `site` is the audited origin, `language` what the browser asks for.

        `context` are further options of Playwright's `new_context`.
        """
        settings: dict[str, Any] = {
            "viewport": {"width": WIDTH, "height": HEIGHT},
            "accept_downloads": False,
            "user_agent": await self._user_agent(),
            **({"locale": language} if language else {}),
            **context,
        }
        opened: BrowserContext = await self._started.new_context(**settings)
        shopper = await Shopper.begin(opened, self.connection, self.recorder, ledger, site=site, proxy=self.proxy)
        self._shoppers.append(shopper)
        return shopper

    async def other_profile(self) -> dict[str, Any]:
        """Return the options of a visitor on another system, with another window, of the same browser."""
        told = _SYSTEM.sub("(Windows NT 10.0; Win64; x64)", await self._user_agent(), count=1)
        return {"user_agent": told, "viewport": {"width": OTHER_WIDTH, "height": OTHER_HEIGHT}}

    async def _user_agent(self) -> str:
        """The browser's own, without the word that says it has no window: shops answer that with a blank page."""
        told: str = (await self.connection.send("Browser.getVersion"))["userAgent"]
        return told.replace("HeadlessChrome", "Chrome")

    async def detach(self) -> None:
        """Close what is open; harmless if the browser is gone."""
        for shopper in self._shoppers:
            with suppress(PlaywrightError):
                await shopper.close()
        self._watching.cancel()
        await asyncio.gather(self._watching, return_exceptions=True)
        await self.recorder.close()
        await self.connection.close()
