"""The proxy that all traffic of the browser passes: default-deny, each dial vetted and pinned, all of it logged.

Listens on 127.0.0.1 on a port that the system picks. Tunnels (CONNECT) are raw bytes: TLS is the browser's own
business with the server. What is refused is answered 403 (407 without the credentials, 502 if nothing answers, 504
if it takes too long) with the reason in the header `Safe-Info-Refused` and in the body.
"""

import asyncio
import base64
import secrets
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Self

import h11

from safeinfo.gather.guard.client import LONGEST_HEAD, Client
from safeinfo.gather.guard.contacts import Contact
from safeinfo.gather.guard.guard import Guard
from safeinfo.gather.guard.meter import Meter
from safeinfo.gather.guard.owner import is_ours
from safeinfo.gather.guard.plain import CHUNK, Speaker

BACKLOG = 512


class PolicyProxy:
    """Async context manager; `url` is what `--proxy-server` gets, `log` every contact, in order.

    With `credentials` a client has to show `username` and `password` (both random). Without, the system is asked
    whose connection it is, and other users of the machine are refused (Linux).
    """

    def __init__(self, guard: Guard, *, credentials: bool = False) -> None:
        self.guard = guard
        self.log: list[Contact] = list[Contact]()
        self.username = "safeinfo" if credentials else ""
        self.password = secrets.token_urlsafe(24) if credentials else ""
        self.port = 0
        self._meter = Meter(guard.limits)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Address of the proxy, without credentials."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=CHUNK, backlog=BACKLOG)
        self.port = self._server.sockets[0].getsockname()[1]
        self.guard.own_ports.add(self.port)
        self._start(self._meter.watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End every connection and wait until all are gone; harmless if called twice."""
        if self._server is None:
            return
        self._server.close()
        for flow in tuple(self._meter.flows):
            flow.cut("closed")
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None
        self.guard.own_ports.discard(self.port)
        await self.guard.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._start(self._serve(reader, writer))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        speaker = Speaker(h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD), reader, writer)
        client = Client(self.guard, self._meter, self.log, speaker)
        try:
            # A client that breaks off or talks nonsense has no one to be told.
            with suppress(OSError, TimeoutError, h11.ProtocolError):
                if self._admits(writer):
                    await client.serve(self._expected())
        finally:
            client.close()

    def _admits(self, writer: asyncio.StreamWriter) -> bool:
        if self.password:
            return True
        peer = writer.get_extra_info("peername")
        return peer is not None and is_ours(peer[1], self.port)

    def _expected(self) -> bytes:
        if not self.password:
            return b""
        return b"Basic " + base64.b64encode(f"{self.username}:{self.password}".encode())
