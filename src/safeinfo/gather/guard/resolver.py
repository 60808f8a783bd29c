"""From names to addresses, by the machine's own resolver."""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Protocol

from safeinfo.gather.guard.addresses import Address
from safeinfo.gather.guard.refusal import Unresolved

THREADS = 8
LOOPBACK: tuple[Address, ...] = (IPv4Address("127.0.0.1"), IPv6Address("::1"))


class Resolver(Protocol):
    """Answers a lower-case ASCII name with its addresses, best first; raises Unresolved if there are none."""

    async def __call__(self, name: str, /) -> Sequence[Address]:
        """Return the addresses of `name`."""
        ...


class SystemResolver:
    """What the browser would ask: hosts file, then the machine's name servers (`getaddrinfo`).

    At most eight look-ups run at a time; the operating system bounds how long each of them takes. `localhost` and
    names below it are loopback without asking anybody (RFC 6761, 6.3).
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "safeinfo-dns")

    async def __call__(self, name: str, /) -> Sequence[Address]:
        """Return the addresses of `name` in the order of RFC 6724."""
        if name == "localhost" or name.endswith(".localhost"):
            return LOOPBACK
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _look_up, name)


def _look_up(name: str) -> Sequence[Address]:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise Unresolved(f"{name} has no address ({error})") from None
    return tuple(dict.fromkeys(ip_address(address[0]) for *_, address in found))
