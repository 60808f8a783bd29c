"""An authority, its log, and a shop, each a host of one https server on loopback."""

import asyncio
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from socket import socket

from aiohttp import web

from tests.shops import certificates
from tests.unit.seal.making import EVIDENCE, Clock, World, report, ring

SHOP, AUTHORITY = "shop.localhost", "seals.localhost"


@dataclass
class Served:
    """What is served; `answers` put something else in the place of a path, by host and path."""

    port: int
    world: World
    ca_file: Path
    trust_file: Path
    answers: dict[str, Callable[[], tuple[int, bytes]]] = field(default_factory=dict)

    @property
    def shop(self) -> str:
        return f"https://{SHOP}:{self.port}"

    @property
    def authority(self) -> str:
        return f"https://{AUTHORITY}:{self.port}"

    @property
    def staple_path(self) -> str:
        return f"public/staples/{SHOP}_{self.port}.json"

    def pin(self) -> None:
        self.trust_file.write_bytes(self.world.trust.written())

    def body(self, host: str, path: str) -> bytes | None:
        if host == SHOP:
            return self.world.disk.read(self.staple_path) if path == "/.well-known/safe-info.json" else None
        if path.startswith("/log/"):
            return self.world.log_disk.read("public" + path.removeprefix("/log"))
        if path.startswith("/js/"):
            return files("safeinfo.seal").joinpath("browser", path.removeprefix("/js/")).read_bytes()
        if path == "/":
            return b"<!doctype html><title>Safe Info</title>"
        return self.world.disk.read("public" + path)


@contextmanager
def served() -> Iterator[Served]:
    """Serve a shop that has a seal."""
    with tempfile.TemporaryDirectory(prefix="seal-") as folder, socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        ca = certificates.authority()
        world = _sealed(f"https://{AUTHORITY}:{port}", f"https://{SHOP}:{port}")
        place = Path(folder)
        made = Served(port, world, certificates.write_authority(ca, place), place / "trust.json")
        made.pin()
        thread = _Thread(
            made, listener, certificates.server_context(certificates.issue(ca, (SHOP, AUTHORITY, "localhost")))
        )
        thread.start()
        thread.ready.wait(20)
        try:
            yield made
        finally:
            thread.loop.call_soon_threadsafe(thread.stop.set)
            thread.join(20)


def _sealed(authority: str, shop: str) -> World:
    now = datetime.now(UTC).replace(microsecond=0)
    world = World(authority_url=authority, clock=Clock(now), ring=ring(authority))
    audited = report(site=shop, audited_at=now - timedelta(days=1))
    opened = world.authority()
    opened.record("refuse", day="2026-02-28", count=2)
    opened.issue(audited, EVIDENCE, "seal-0001", [shop])
    opened.record("refuse", day="2026-02-28", count=3)
    opened.refresh()
    return world


class _Thread(threading.Thread):
    def __init__(self, made: Served, listener: socket, context: ssl.SSLContext) -> None:
        super().__init__(daemon=True)
        self.made, self.listener, self.context = made, listener, context
        self.loop, self.ready = asyncio.new_event_loop(), threading.Event()

    def run(self) -> None:
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        self.stop = asyncio.Event()
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.SockSite(runner, self.listener, ssl_context=self.context).start()
        self.ready.set()
        await self.stop.wait()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        host = (request.url.host or "").lower()
        if other := self.made.answers.get(host + request.path):
            status, body = other()
        else:
            found = self.made.body(host, request.path)
            status, body = (404, b"") if found is None else (200, found)
        kind = "text/javascript" if request.path.endswith(".js") else "application/octet-stream"
        return web.Response(status=status, body=body, content_type="text/html" if request.path == "/" else kind)
