"""Asking a server over and over on kept-alive connections, and timing each answer. Plain http, one thread."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field

_CHUNKED, _END = -1, b"\r\n0\r\n\r\n"


@dataclass(slots=True)
class Asked:
    """What was measured: seconds of each answer, and over how many seconds they came."""

    within: float
    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    size: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.within

    @property
    def p95(self) -> float:
        """Seconds within which 95 of 100 answers came."""
        return statistics.quantiles(self.seconds, n=20)[-1]


class _Connection(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends it again."""

    def __init__(self, request: bytes, asked: Asked, until: float) -> None:
        self._request, self._asked, self._until = request, asked, until
        self._held, self._size, self._sent = b"", 0, 0.0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._held, self._size, self._sent = b"", 0, time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._size and (head := self._held.find(b"\r\n\r\n")) >= 0:
            top = self._held[:head].lower()
            length = top.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
            self._size = head + 4 + int(length) if length else _CHUNKED
            self._asked.wrong += not top.startswith(b"http/1.1 200")
        whole = self._held.endswith(_END) if self._size == _CHUNKED else len(self._held) >= self._size
        if self._size and whole:
            now = time.perf_counter()
            self._asked.seconds.append(now - self._sent)
            self._asked.size = len(self._held)
            if now < self._until:
                self._send()
            else:
                self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._asked.wrong += error is not None
        self.over.set_result(None)


async def ask(port: int, request: bytes, seconds: float, connections: int) -> Asked:
    """Ask for so many seconds on so many connections at once."""
    loop, asked = asyncio.get_running_loop(), Asked(seconds)
    until = time.perf_counter() + seconds
    made = [
        await loop.create_connection(lambda: _Connection(request, asked, until), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.over for _, protocol in made))
    return asked


def get(path: str, host: str, *more: str) -> bytes:
    """Return a GET request."""
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", "Accept: */*", *more)
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
