"""Start a browser for one audit and leave nothing of it behind.

Playwright starts Chromium in a process group of its own, in a profile of its own, and ends both when this process
is gone, however it went. A second client of ours is attached to the same browser through a debugging port.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiohttp
from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright

from safeinfo.gather.browser.browser import Browser
from safeinfo.gather.browser.cdp import CdpError, Connection
from safeinfo.gather.browser.driver import Driver, begun
from safeinfo.gather.browser.find import ADVICE, find_browser
from safeinfo.gather.browser.options import NOT_OF_PLAYWRIGHT, BrowserOptions, flags, sandboxed
from safeinfo.model.errors import SafeInfoError

_CLOSE_WITHIN = 10.0  # seconds


@asynccontextmanager
async def open_browser(options: BrowserOptions, driver: Driver | None = None) -> AsyncIterator[Browser]:
    """Start Chromium, and end it and its files with the block; SafeInfoError with advice if it does not start.

    `driver` was begun before, and outlives the browser; without it one is begun and ended here.
    """
    async with AsyncExitStack() as stack:
        used = driver if driver is not None else await stack.enter_async_context(begun())
        playwright = await asyncio.shield(used.started)  # however this ends, it is ended in its turn
        port = _free_port()
        started = await _start(playwright, options, port, used.folder)
        try:
            browser = await _attach(started, port, options)
        except BaseException:
            await _end(started, 0)
            raise
        try:
            yield browser
        finally:
            try:
                await browser.detach()
            finally:  # also where a second Ctrl-C cuts that short
                await _end(started, browser.group)


async def _start(playwright: Playwright, options: BrowserOptions, port: int, folder: str) -> PlaywrightBrowser:
    path = options.executable or find_browser(playwright.chromium.executable_path)
    try:
        return await playwright.chromium.launch(
            executable_path=path,
            headless=True,
            args=[f"--remote-debugging-port={port}", *flags(options)],
            ignore_default_args=[*NOT_OF_PLAYWRIGHT, *(["--headless"] if options.predictions else [])],
            chromium_sandbox=sandboxed(),
            handle_sigint=False,  # Ctrl-C is the audit's to handle: it ends with what it has
            env={**os.environ, "TMPDIR": folder},
        )
    except PlaywrightError as error:
        raise SafeInfoError(f"the browser {path} did not start: {_first_line(error)}", ADVICE) from error


async def _attach(started: PlaywrightBrowser, port: int, options: BrowserOptions) -> Browser:
    control = await started.new_browser_cdp_session()
    pid = _browser_pid(await control.send("SystemInfo.getProcessInfo"))
    await control.detach()
    if options.proxy is not None:
        options.proxy.guard.own_ports.add(port)
    try:
        connection = await Connection.open(await _endpoint(port))
    except (CdpError, aiohttp.ClientError, OSError) as error:
        raise SafeInfoError(f"the browser's debugging port does not answer: {error}", ADVICE) from error
    if _browser_pid(await connection.send("SystemInfo.getProcessInfo")) != pid:
        await connection.close()
        raise SafeInfoError("another browser answers at the debugging port", "Try again.")
    return await Browser.attach(started, connection, pid, sandboxed=sandboxed(), options=options)


def _browser_pid(information: dict[str, Any]) -> int:
    return next(int(each["id"]) for each in information["processInfo"] if each["type"] == "browser")


async def _endpoint(port: int) -> str:
    """Return the address of the browser's own target, as the debugging port tells it."""
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_CLOSE_WITHIN)) as client,
        client.get(f"http://127.0.0.1:{port}/json/version") as answer,
    ):
        return str((await answer.json(content_type=None))["webSocketDebuggerUrl"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _end(started: PlaywrightBrowser, group: int) -> None:
    """Close the browser; what is then left of its process group is killed."""
    try:
        with suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(_CLOSE_WITHIN):
                await started.close()
    finally:
        if group:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0].removeprefix("BrowserType.launch: ")
