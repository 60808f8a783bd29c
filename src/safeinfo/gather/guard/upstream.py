"""A proxy of the operator's through which vetted addresses are dialled, so that a shop meets us from another network.

The proxy is asked for the very address that the guard has vetted (RFC 9110, 9.3.6), never for a name: what a name means
is decided here.
"""

import asyncio
import base64
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Self
from urllib.parse import unquote, urlsplit

_LARGEST_HEAD = 8192
_OK = b"200"


@dataclass(frozen=True, slots=True)
class Upstream:
    """An HTTP proxy that lets through CONNECT; `credentials` are `user:password`, "" for none."""

    host: str
    port: int
    credentials: str = ""

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `http://user:password@host:port`; ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname or not parts.port or parts.path not in {"", "/"}:
            raise ValueError(f"{url!r} is no proxy: write http://host:port")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port, f"{user}:{password}" if user else "")

    async def dial(self, address: IPv4Address | IPv6Address, port: int) -> socket.socket:
        """Return a non-blocking socket that leads to an address; OSError if the proxy, or what is behind, refuses."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, where = found[0]
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)  # noqa: FBT003 - the socket's own
        try:
            await loop.sock_connect(made, where)
            await loop.sock_sendall(made, self._request(address, port))
            await self._answered(made)
        except BaseException:
            with suppress(OSError):
                made.close()
            raise
        return made

    def _request(self, address: IPv4Address | IPv6Address, port: int) -> bytes:
        target = f"[{address}]:{port}" if isinstance(address, IPv6Address) else f"{address}:{port}"
        head = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n"
        if self.credentials:
            head += f"Proxy-Authorization: Basic {base64.b64encode(self.credentials.encode()).decode()}\r\n"
        return f"{head}\r\n".encode("ascii")

    async def _answered(self, made: socket.socket) -> None:
        """Read the proxy's answer to its last byte and no further: what follows is the shop's."""
        loop, head = asyncio.get_running_loop(), b""
        while not head.endswith(b"\r\n\r\n"):
            byte = await loop.sock_recv(made, 1)
            head += byte
            if not byte or len(head) > _LARGEST_HEAD:
                raise OSError("the proxy did not answer as a proxy does")
        if head.split(b" ", 2)[1:2] != [_OK]:
            raise OSError(f"the proxy answered {head.splitlines()[0][:100].decode('latin-1')}")
