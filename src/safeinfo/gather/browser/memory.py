"""Bound the memory that a page may take: its process is ended before the machine's memory is.

Chromium lets one page have several gigabytes. How much a process holds is read from /proc (proc(5)); where there is
none, the browser's own limits have to do.
"""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

from safeinfo.gather.browser.cdp import CdpError, Connection

LARGEST = 1536 * 2**20  # bytes of one page's process that it shares with no other: shops take a tenth of that
PACE = 0.5  # seconds
_PROC = Path("/proc")


class Memory:
    """Watches the pages' processes of one browser; `group` is its process group, outside of which nothing is ended."""

    def __init__(self, connection: Connection, group: int) -> None:
        self._connection = connection
        self._group = group

    async def watch(self) -> None:
        """Look time and again until the browser is gone."""
        while not self._connection.closed.is_set():
            with suppress(CdpError):
                await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(PACE):
                    await self._connection.closed.wait()

    async def look(self) -> None:
        """End each page's process that has taken too much; its page is told as crashed."""
        told = await self._connection.send("SystemInfo.getProcessInfo")
        for process in told["processInfo"]:
            if process["type"] == "renderer" and own_memory(int(process["id"])) > LARGEST:
                self._end(int(process["id"]))

    def _end(self, pid: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == self._group:
                os.kill(pid, signal.SIGKILL)


def group_of(pid: int) -> int:
    """Return the process group of a browser, which a script may have started; 0 if it has none but ours."""
    with suppress(ProcessLookupError, PermissionError):
        group = os.getpgid(pid)
        return group if group != os.getpgrp() else 0
    return 0


def own_memory(pid: int) -> int:
    """Return the bytes that a process holds in memory and shares with no file or other process; 0 if it is gone."""
    try:
        _, resident, shared, *_ = (_PROC / str(pid) / "statm").read_text("ascii").split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
