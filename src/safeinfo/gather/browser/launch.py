"""Start a browser for one audit and leave nothing of it behind.

Playwright starts Chromium in a process group of its own, in a profile of its own, and ends both when this process
is gone, however it went. A second client of ours is attached to the same browser through a debugging port.
"""

import asyncio
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright

from safeinfo.gather.browser.browser import Browser
from safeinfo.gather.browser.cdp import CdpError, Connection
from safeinfo.gather.browser.find import ADVICE, find_browser
from safeinfo.gather.browser.options import NOT_OF_PLAYWRIGHT, BrowserOptions, flags, sandboxed
from safeinfo.model.errors import SafeInfoError

_FOLDER = "safeinfo-browser-"
_CLOSE_WITHIN = 10.0  # seconds


@asynccontextmanager
async def open_browser(options: BrowserOptions) -> AsyncIterator[Browser]:
    """Start Chromium, and end it and its files with the block; SafeInfoError with advice if it does not start."""
    _sweep()
    folder = tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-")
    try:
        async with _driver(folder) as playwright:
            port = _free_port()
            started = await _start(playwright, options, port, folder)
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
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _driver(folder: str) -> AsyncIterator[Playwright]:
    """Start Playwright's driver; it makes the browser's profile where its own environment says, so in `folder`."""
    before = os.environ.get("TMPDIR")
    manager = async_playwright()
    os.environ["TMPDIR"] = folder
    try:
        playwright = await manager.__aenter__()
    finally:
        if before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before
    try:
        yield playwright
    finally:
        await manager.__aexit__(None, None, None)


def _sweep() -> None:
    """Remove the folders of audits that were killed and could not do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*-*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if owner.isdecimal() and not _runs(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
