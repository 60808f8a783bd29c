"""From names to addresses, by the machine's own resolver."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
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
    names below it are loopback without asking anybody (RFC 6761, 6.3). The threads are daemons: a name server that
    never answers must not hold the end of the program.
    """

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(THREADS)

    async def __call__(self, name: str, /) -> Sequence[Address]:
        """Return the addresses of `name` in the order of RFC 6724."""
        if name == "localhost" or name.endswith(".localhost"):
            return LOOPBACK
        await self._free.acquire()
        answer: asyncio.Future[Sequence[Address]] = asyncio.get_running_loop().create_future()
        threading.Thread(target=self._ask, args=(name, answer), name="safeinfo-dns", daemon=True).start()
        return await answer

    def _ask(self, name: str, answer: "asyncio.Future[Sequence[Address]]") -> None:
        """Look a name up in a thread; its place is free again only once the system has answered."""
        try:
            found, error = _look_up(name), None
        except Unresolved as unresolved:
            found, error = (), unresolved
        with suppress(RuntimeError):  # the loop has ended meanwhile
            answer.get_loop().call_soon_threadsafe(self._tell, answer, found, error)

    def _tell(
        self, answer: "asyncio.Future[Sequence[Address]]", found: Sequence[Address], error: Unresolved | None
    ) -> None:
        self._free.release()
        if answer.done():  # nobody waits any more
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found)


def _look_up(name: str) -> Sequence[Address]:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, ValueError) as error:  # ValueError: a name that cannot be encoded
        raise Unresolved(f"{name} has no address ({error})") from None
    return tuple(dict.fromkeys(ip_address(address[0]) for *_, address in found))
