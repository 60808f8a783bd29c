"""Playwright's driver: a program of its own that takes a quarter of a second to be there, so it may be begun early.

It makes the browser's profile where its own environment says: in a folder of ours that goes with it.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Playwright, async_playwright

_FOLDER = "safeinfo-browser-"


@dataclass(frozen=True, slots=True)
class Driver:
    """A driver that was begun; `started` gives Playwright once it is there."""

    folder: str
    started: asyncio.Task[Playwright]


@asynccontextmanager
async def begun() -> AsyncIterator[Driver]:
    """Begin to start the driver without waiting for it, and end it and its files with the block."""
    _sweep()
    folder = tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-")
    manager = async_playwright()
    started = asyncio.create_task(_start(manager.__aenter__, folder))
    try:
        try:
            yield Driver(folder, started)
        finally:
            await asyncio.wait([started])
            if not started.cancelled() and started.exception() is None:
                await manager.__aexit__(None, None, None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _start(enter: Callable[[], Awaitable[Playwright]], folder: str) -> Playwright:
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = folder
    try:
        return await enter()
    finally:
        if before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before


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
