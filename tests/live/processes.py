"""Processes that a test has started, and whether any is left."""

import asyncio
import os
import time
from contextlib import suppress

import psutil

GRACE = 5.0  # seconds: the system takes a moment to end what was killed


def family(pid):
    """Return a process and all that come from it."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def of_group(group):
    """Return the processes of a process group."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(process.pid) == group:
                found.append(process)
    return found


def runs(process):
    """Tell whether a process still does anything: one that nobody has asked the end of yet does not."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


async def left_of(processes, seconds=GRACE):
    """Return those that still run after a grace."""
    end = time.monotonic() + seconds
    while alive := [process for process in processes if runs(process)]:
        if time.monotonic() > end:
            return alive
        await asyncio.sleep(0.05)
    return []
