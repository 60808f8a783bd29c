"""One request for plain http through the proxy: sent on to the vetted host, and its answer back."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import h11

from safeinfo.gather.guard.meter import Flow
from safeinfo.gather.guard.pump import Tunnel
from safeinfo.gather.guard.urls import Target

CHUNK = 65536
HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"proxy-authorization",
        b"te",
        b"upgrade",
        b"proxy-authenticate",
    }
)  # RFC 9110, 7.6.1, with what only proxies read; transfer-encoding stays, h11 frames by it


@dataclass(slots=True)
class Speaker:
    """A connection that speaks HTTP/1.1: its state machine and its streams."""

    http: h11.Connection
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def transport(self) -> asyncio.Transport:
        """The transport under the streams."""
        return cast("asyncio.Transport", self.writer.transport)

    def say(self, event: Any) -> int:
        """Write an event; return how many bytes it took."""
        data = self.http.send(event) or b""
        if not self.writer.is_closing():
            self.writer.write(data)
        return len(data)

    async def hear(self) -> tuple[Any, int]:
        """Return the next event and how many bytes were read for it; h11.RemoteProtocolError for nonsense."""
        size = 0
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event, size
            data = await self.reader.read(CHUNK)
            size += len(data)
            self.http.receive_data(data)


def wants_upgrade(request: h11.Request) -> bool:
    """Tell whether a request asks to leave HTTP (web sockets)."""
    return any(name == b"upgrade" for name, _ in request.headers)


def forwarded(request: h11.Request, target: Target) -> h11.Request:
    """Return the request as the origin server gets it: origin-form, its own host, nothing that was for the proxy."""
    named = {
        token.strip().lower()
        for name, value in request.headers
        if name == b"connection"
        for token in bytes(value).split(b",")
    }
    dropped = HOP_BY_HOP | named | {b"host"}
    headers = [(b"Host", target.authority.encode())]
    headers += [(name, value) for name, value in request.headers.raw_items() if name.lower() not in dropped]
    if wants_upgrade(request):
        headers += [(b"Connection", b"Upgrade")]
        headers += [(b"Upgrade", value) for name, value in request.headers if name == b"upgrade"]
    return h11.Request(method=request.method, target=target.resource.encode(), headers=headers)


class Exchange:
    """A request under way between the browser and an origin server."""

    def __init__(self, client: Speaker, upstream: Speaker, flow: Flow) -> None:
        self.client = client
        self.upstream = upstream
        self.flow = flow
        self.answered = False

    async def run(self, request: h11.Request, target: Target) -> None:
        """Pass the request on and its answer back; h11.RemoteProtocolError or OSError if either side breaks off."""
        if wants_upgrade(request):
            self.client.transport.pause_reading()
        self.flow.sent(self.upstream.say(forwarded(request, target)))
        upload = asyncio.create_task(self._upload())
        try:
            await self._download()
        finally:
            upload.cancel()
            await asyncio.gather(upload, return_exceptions=True)

    def abort(self) -> None:
        """End both sides at once."""
        self.upstream.transport.abort()
        self.client.transport.abort()

    async def _upload(self) -> None:
        while True:
            event, _ = await self.client.hear()
            if isinstance(event, h11.Data | h11.EndOfMessage):
                self.flow.sent(self.upstream.say(event))
                await self.upstream.writer.drain()
            if not isinstance(event, h11.Data):
                return

    async def _download(self) -> None:
        while True:
            event, size = await self.upstream.hear()
            self.flow.received(size)
            if isinstance(event, h11.InformationalResponse) and event.status_code == 101:  # noqa: PLR2004 - RFC 9110
                self.answered = True
                await self._switch(event)
                return
            if isinstance(event, h11.ConnectionClosed):
                raise h11.RemoteProtocolError("the server closed before it answered")
            self.answered = True
            self._reply(event)
            await self.client.writer.drain()
            if isinstance(event, h11.EndOfMessage):
                return

    def _reply(self, event: Any) -> None:
        if isinstance(event, h11.Response | h11.InformationalResponse):
            dropped = HOP_BY_HOP
            event = type(event)(
                status_code=event.status_code,
                headers=[(n, v) for n, v in event.headers.raw_items() if n.lower() not in dropped],
                reason=event.reason,
            )
        self.client.say(event)

    async def _switch(self, event: h11.InformationalResponse) -> None:
        """Leave HTTP: from here on only bytes pass."""
        self.upstream.transport.pause_reading()
        self.client.say(event)
        tunnel = Tunnel(self.client.transport, self.upstream.transport)
        early, _ = self.client.http.trailing_data
        late, _ = self.upstream.http.trailing_data
        await tunnel.run(self.flow, from_client=early, from_upstream=late)
