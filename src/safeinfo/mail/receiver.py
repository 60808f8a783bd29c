"""The SMTP receiver (RFC 5321): bounded, for known addresses only; 250 once a message is kept, else 451."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session

from safeinfo.mail.limits import Counter, Limits

_log = logging.getLogger(__name__)
_LONGEST_LINE = 64 * 1024  # bytes; mail programs of shops write longer lines than RFC 5321 allows
_COMMANDS = 200  # of one kind, in one connection
OK, NOT_NOW = "250 kept", "451 this could not be kept now; try again later"
UNKNOWN, TOO_MANY = "550 no such address here", "452 too many recipients; send the rest in another message"
TOO_OFTEN, FULL = (
    "450 too many messages in this hour; try again later",
    b"421 too many connections; try again later\r\n",
)


class Mailboxes(Protocol):
    """Where mail goes; both are called in a thread of their own. OSError: try again later."""

    def takes(self, address: str) -> bool:
        """Tell whether mail for an address (as it was given) is taken."""
        ...

    def keep(self, address: str, raw: bytes) -> None:
        """Keep a message for good, as it came; when this returns it must survive a power cut."""
        ...


class Receiver:
    """A receiver on one address and port; `port` 0 takes any that is free, and `port` tells which once it listens."""

    def __init__(
        self,
        mailboxes: Mailboxes,
        host: str,
        port: int,
        *,
        name: str = "localhost",
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.host, self.port = host, port
        self._name, self._tls, self._limits = name, tls, limits or Limits()
        self._mailboxes, self._clock = mailboxes, clock
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()

    async def start(self) -> None:
        """Listen; OSError where the port cannot be had."""
        loop = asyncio.get_running_loop()
        handler = _Handler(self._mailboxes, self._limits, self._clock or loop.time)
        self._server = await loop.create_server(lambda: self._connection(handler, loop), self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening, and end the connections that are open: what was not answered with 250 comes again."""
        if self._server is not None:
            self._server.close()
            for each in list(self._open):
                each.end()
            await self._server.wait_closed()
            self._server = None

    def _connection(self, handler: "_Handler", loop: asyncio.AbstractEventLoop) -> "_Connection":
        limits = self._limits
        return _Connection(
            handler,
            self._open,
            limits.connections,
            data_size_limit=limits.size,
            timeout=limits.seconds,
            hostname=self._name,
            ident="Safe Info",
            tls_context=self._tls,
            command_call_limit=_COMMANDS,
            loop=loop,
        )


class _Connection(SMTP):
    """One connection; refused where there are too many."""

    line_length_limit = _LONGEST_LINE

    def __init__(self, handler: "_Handler", opened: set["_Connection"], most: int, **settings: Any) -> None:
        super().__init__(handler, **settings)
        self._all, self._most = opened, most

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it; called again for the same connection once it is encrypted."""
        if len(self._all) >= self._most and self not in self._all and isinstance(transport, asyncio.WriteTransport):
            transport.write(FULL)
        self._all.add(self)
        super().connection_made(transport)
        if len(self._all) > self._most:
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Count it no more."""
        self._all.discard(self)
        super().connection_lost(error)

    def end(self) -> None:
        """End it at once."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()


class _Handler:
    """What the server asks at each command; its names are aiosmtpd's."""

    def __init__(self, mailboxes: Mailboxes, limits: Limits, clock: Callable[[], float]) -> None:
        self._mailboxes, self._limits = mailboxes, limits
        self._peers, self._addresses = Counter(limits.from_peer, clock), Counter(limits.to_address, clock)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Begin a message, where the peer may send one more in this hour."""
        if not self._peers.take(str(session.peer[0] if session.peer else "")):
            return TOO_OFTEN
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 go on"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient who is known."""
        if len(envelope.rcpt_tos) >= self._limits.recipients:
            return TOO_MANY
        try:
            known = await asyncio.to_thread(self._mailboxes.takes, address)
        except OSError:
            _log.exception("whether an address is known could not be told")
            return NOT_NOW
        if not known:
            return UNKNOWN
        if not self._addresses.take(address.lower()):
            return TOO_OFTEN
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep the message for each recipient; where one copy cannot be kept all of it comes again, and is known."""
        raw = envelope.original_content or b""
        try:
            for address in dict.fromkeys(envelope.rcpt_tos):
                await asyncio.to_thread(self._mailboxes.keep, address, raw)
        except OSError:
            _log.exception("a message could not be kept; its sender is asked to try again")
            return NOT_NOW
        return OK
