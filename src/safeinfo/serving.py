"""Serving a log's public files, and a witness, over plain HTTP; put a web server with TLS in front."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from safeinfo.seal.files import Disk
from safeinfo.seal.tiles import CHECKPOINT, is_path
from safeinfo.seal.witness import LARGEST_REQUEST, Witness

_FOREVER = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=5"
Started = Callable[[str], None]


def log_application(folder: Path) -> web.Application:
    """Return an application that serves a log's public folder as tlog-tiles asks, and nothing else."""
    disk = Disk(folder)

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        data = disk.read(name) if is_path(name) else None
        if data is None:
            return web.Response(status=404, text="there is no such file in this log\n")
        if name == CHECKPOINT:
            return web.Response(body=data, headers=_headers("text/plain; charset=utf-8", _BRIEFLY))
        return web.Response(body=data, headers=_headers("application/octet-stream", _FOREVER))

    application = web.Application()
    application.router.add_get("/{name:.*}", answer)
    return application


def witness_application(witness: Witness) -> web.Application:
    """Return an application that answers `add-checkpoint`; requests are taken one at a time."""
    turn = asyncio.Lock()

    async def answer(request: web.Request) -> web.Response:
        body = await request.read()
        async with turn:
            reply = await asyncio.to_thread(witness.add_checkpoint, body)
        return web.Response(status=reply.status, body=reply.body.encode(), headers={"Content-Type": reply.content_type})

    application = web.Application(client_max_size=LARGEST_REQUEST)
    application.router.add_post("/add-checkpoint", answer)
    return application


def _headers(content_type: str, caching: str) -> dict[str, str]:
    return {
        "Content-Type": content_type,
        "Cache-Control": caching,
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }


async def serve(application: web.Application, host: str, port: int, started: Started) -> None:
    """Serve until cancelled; `started` gets the address once it answers. OSError if the port is taken."""
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        started(f"http://{host}:{runner.addresses[0][1]}")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
