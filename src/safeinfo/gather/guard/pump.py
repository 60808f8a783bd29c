"""A tunnel: two sockets, each byte of one written to the other, as fast as Python's event loop lets it."""

import asyncio
from collections.abc import Callable

from safeinfo.gather.guard.meter import Flow


class Paused(asyncio.Protocol):
    """What a connection speaks until its tunnel stands: nothing, and nothing is read yet."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hold what the other side may say first."""
        if isinstance(transport, asyncio.Transport):
            transport.pause_reading()


class Tunnel:
    """Joins two paused transports until both have ended."""

    def __init__(self, client: asyncio.Transport, upstream: asyncio.Transport) -> None:
        self._transports = (client, upstream)
        self._gone = asyncio.Event()
        self._ended = 0

    async def run(self, flow: Flow, *, from_client: bytes = b"", from_upstream: bytes = b"") -> None:
        """Pump until the end; the two rests are bytes that came before the tunnel stood."""
        client, upstream = self._transports
        client.set_protocol(_End(self, upstream, flow.sent))
        upstream.set_protocol(_End(self, client, flow.received))
        for rest, peer, count in ((from_client, upstream, flow.sent), (from_upstream, client, flow.received)):
            if rest and count(len(rest)):
                peer.write(rest)
        try:
            if client.is_closing() or upstream.is_closing():
                return
            client.resume_reading()
            upstream.resume_reading()
            await self._gone.wait()
        finally:
            self.abort()

    def abort(self) -> None:
        """End both sides at once."""
        for transport in self._transports:
            transport.abort()

    def end(self) -> None:
        """Note that one side will send no more; after both, flush and close."""
        self._ended += 1
        if self._ended == len(self._transports):
            self.close()

    def close(self) -> None:
        """Close both sides when they have written what they still hold."""
        for transport in self._transports:
            transport.close()

    def lost(self) -> None:
        """Note that one side is gone; the other writes what it still holds."""
        self.close()
        if all(transport.get_write_buffer_size() == 0 for transport in self._transports):
            self._gone.set()


class _End(asyncio.Protocol):
    """One end: what it receives goes to the peer; when its own buffer is full, the peer stops reading."""

    __slots__ = ("_at_end", "_count", "_peer", "_tunnel")

    def __init__(self, tunnel: Tunnel, peer: asyncio.Transport, count: Callable[[int], bool]) -> None:
        self._tunnel = tunnel
        self._peer = peer
        self._count = count
        self._at_end = False

    def data_received(self, data: bytes) -> None:
        if self._count(len(data)):
            self._peer.write(data)

    def eof_received(self) -> bool:
        if not self._at_end:
            self._at_end = True
            if self._peer.can_write_eof() and not self._peer.is_closing():
                self._peer.write_eof()
            self._tunnel.end()
        return True

    def pause_writing(self) -> None:
        if not self._peer.is_closing():
            self._peer.pause_reading()

    def resume_writing(self) -> None:
        if not self._peer.is_closing():
            self._peer.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._tunnel.lost()
