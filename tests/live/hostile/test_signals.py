"""An audit that is ended from outside while a page holds its renderer: nothing of it is left, however it is ended."""

import asyncio
import os
import signal
import sys

import pytest
from aiohttp import web

from tests.live.processes import family, left_of
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
SCRIPT = "const r = new XMLHttpRequest(); r.open('GET', '/held', false); r.send(); for (;;);"
WITHIN = 40.0  # seconds


@pytest.mark.parametrize(
    ("signals", "codes"),
    [
        ((signal.SIGINT,), {130}),
        ((signal.SIGTERM,), {130}),
        ((signal.SIGINT, signal.SIGINT), {130}),
        ((signal.SIGKILL,), {-signal.SIGKILL}),
    ],
)
async def test_an_audit_that_is_ended_leaves_no_process_and_no_file(tmp_path, signals, codes):
    held = asyncio.Event()

    async def handle(request):
        if request.path == "/held":
            held.set()
            return web.Response(text="")
        return page("Held", f"<h1>Held</h1><script>{SCRIPT}</script>", "en")

    folder = tmp_path / "temporary"
    folder.mkdir()
    async with served(handle) as shop:
        command = (sys.executable, "-m", "safeinfo", "audit", shop.url, "--allow-private", "--quiet")
        audit = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, "TMPDIR": str(folder)}, stderr=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(WITHIN):
            await held.wait()
        processes = family(audit.pid)
        assert len(processes) > 3  # the program, the driver, the browser and its pages
        for each in signals:
            audit.send_signal(each)
        async with asyncio.timeout(WITHIN):
            _, said = await audit.communicate()
    assert audit.returncode in codes
    assert b"Traceback" not in said
    assert await left_of(processes) == []
    if signal.SIGKILL not in signals:  # what a killed audit leaves is swept up by the next one
        assert [path.name for path in folder.iterdir()] == []
