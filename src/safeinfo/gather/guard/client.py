"""One client connection of the proxy: its requests, what became of them, and the answer it gets."""

import asyncio
from contextlib import suppress
from http import HTTPStatus
from socket import socket

import h11

from safeinfo.gather.guard.contacts import Contact
from safeinfo.gather.guard.guard import Guard
from safeinfo.gather.guard.hosts import Host
from safeinfo.gather.guard.meter import Flow, Meter
from safeinfo.gather.guard.plain import CHUNK, Exchange, Speaker
from safeinfo.gather.guard.pump import Paused, Tunnel
from safeinfo.gather.guard.refusal import Refused
from safeinfo.gather.guard.urls import DEFAULT_PORTS, Target, parse_url, split_authority

LONGEST_HEAD = 256 * 1024
HEAD_SECONDS = 300.0  # browsers keep idle connections to a proxy for some minutes
STATUS = {"dns": 502, "unreachable": 502, "timeout": 504, "credentials": 407}
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Client:
    """Serves one connection; what it does is written to `log` before it is done."""

    def __init__(self, guard: Guard, meter: Meter, log: list[Contact], streams: Speaker) -> None:
        self._guard = guard
        self._meter = meter
        self._log = log
        self._client = streams
        self._kept: tuple[str, Speaker] | None = None  # an idle connection upstream, and to where

    async def serve(self, expected: bytes = b"") -> None:
        """Answer requests until the connection ends; `expected` is the Proxy-Authorization a client must show."""
        while (request := await self._head()) is not None:
            if expected and _credentials(request) != expected:
                await self._refuse(Refused("credentials", "this proxy is not yours"))
                return
            if request.method == b"CONNECT":
                await self._tunnel(request)
                return
            if not await self._forward(request):
                return
            self._client.http.start_next_cycle()

    def close(self) -> None:
        """Close the connection and the one it keeps upstream."""
        if self._kept is not None:
            self._kept[1].writer.close()
        self._client.writer.close()

    async def _head(self) -> h11.Request | None:
        async with asyncio.timeout(HEAD_SECONDS):
            event, _ = await self._client.hear()
        return event if isinstance(event, h11.Request) else None

    async def _refuse(self, refusal: Refused) -> None:
        body = f"Safe Info does not let this through: {refusal}\n".encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Safe-Info-Refused", refusal.reason),
            ("Connection", "close"),
        ]
        status = STATUS.get(refusal.reason, 403)
        if status == STATUS["credentials"]:
            headers.append(("Proxy-Authenticate", 'Basic realm="Safe Info"'))
        reason = HTTPStatus(status).phrase
        for event in (
            h11.Response(status_code=status, headers=headers, reason=reason),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self._client.say(event)
        await self._client.writer.drain()

    async def _tunnel(self, request: h11.Request) -> None:
        self._client.transport.pause_reading()
        contact = self._contact(request.target, "tunnel")
        try:
            contact_to = split_authority(request.target.decode("latin-1"), DEFAULT_PORTS["https"])
            flow = self._open(contact, contact_to)
        except Refused as refusal:
            await self._refused(contact, refusal)
            return
        try:
            await self._run_tunnel(flow, await self._dial(contact, contact_to))
        except Refused as refusal:
            await self._refused(contact, refusal)
        finally:
            self._meter.close(flow)

    async def _run_tunnel(self, flow: Flow, dialled: socket) -> None:
        upstream, _ = await asyncio.get_running_loop().create_connection(Paused, sock=dialled)
        client = self._client.transport
        tunnel = Tunnel(client, upstream)
        flow.end = tunnel.abort
        client.write(ESTABLISHED)
        await tunnel.run(flow, from_client=self._client.http.trailing_data[0])

    async def _forward(self, request: h11.Request) -> bool:
        """Pass one request on; False if the connection cannot serve another."""
        contact = self._contact(request.target, "http")
        try:
            target = _plain_target(request)
            flow = self._open(contact, (target.host, target.port))
        except Refused as refusal:
            await self._refused(contact, refusal)
            return False
        try:
            return await self._exchange(flow, request, target)
        except Refused as refusal:
            await self._refused(contact, refusal)
            return False
        finally:
            self._meter.close(flow)

    async def _exchange(self, flow: Flow, request: h11.Request, target: Target) -> bool:
        reused = self._take_kept(target.authority)
        upstream = reused or await self._open_upstream(flow.contact, target)
        flow.contact.address = upstream.writer.get_extra_info("peername", ("",))[0]
        exchange = Exchange(self._client, upstream, flow)
        flow.end = exchange.abort
        try:
            await exchange.run(request, target)
        except (h11.ProtocolError, OSError) as error:
            if reused is None and not exchange.answered and not flow.contact.cut:
                raise Refused("unreachable", f"{target.authority} broke off: {error}") from None
            # A kept connection that the server has closed meanwhile: the browser tries again on a new one.
            return False
        finally:
            self._keep(target.authority, upstream)
        return self._client.http.our_state is h11.DONE and self._client.http.their_state is h11.DONE

    async def _open_upstream(self, contact: Contact, target: Target) -> Speaker:
        dialled = await self._dial(contact, (target.host, target.port))
        reader, writer = await asyncio.open_connection(sock=dialled, limit=CHUNK)
        return Speaker(h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD), reader, writer)

    def _take_kept(self, authority: str) -> Speaker | None:
        kept, self._kept = self._kept, None
        if kept is None:
            return None
        if kept[0] == authority and not kept[1].reader.at_eof() and not kept[1].writer.is_closing():
            return kept[1]
        kept[1].writer.close()
        return None

    def _keep(self, authority: str, upstream: Speaker) -> None:
        done = upstream.http.our_state is h11.DONE and upstream.http.their_state is h11.DONE
        if done and not upstream.writer.is_closing():
            upstream.http.start_next_cycle()
            self._kept = (authority, upstream)
        else:
            upstream.writer.close()

    def _contact(self, target: bytes, way: str) -> Contact:
        contact = Contact(target[:200].decode("latin-1"), 0, way)
        if len(self._log) < 2 * self._guard.limits.total_connections:  # as many refusals as connections
            self._log.append(contact)
        return contact

    def _open(self, contact: Contact, where: tuple[Host, int]) -> Flow:
        contact.host, contact.port = str(where[0]), where[1]
        return self._meter.open(contact, self._client.transport.abort)

    async def _dial(self, contact: Contact, where: tuple[Host, int]) -> socket:
        try:
            dialled = await self._guard.dial(*where)
        except TimeoutError:
            raise Refused("timeout", f"{contact.host} did not answer in time") from None
        except OSError as error:
            raise Refused("unreachable", f"{contact.host} does not answer ({error})") from None
        with suppress(OSError):
            contact.address = dialled.getpeername()[0]
        return dialled

    async def _refused(self, contact: Contact, refusal: Refused) -> None:
        contact.refused, contact.detail = refusal.reason, refusal.detail
        contact.close()
        await self._refuse(refusal)


def _credentials(request: h11.Request) -> bytes:
    return next((bytes(value) for name, value in request.headers if name == b"proxy-authorization"), b"")


def _plain_target(request: h11.Request) -> Target:
    target = parse_url(request.target.decode("latin-1"))
    if target.scheme != "http":
        raise Refused("scheme", "https passes by CONNECT only")
    return target
