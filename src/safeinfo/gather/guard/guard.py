"""The guard of one audit: what it may reach, asked before each dial, with each name's answer kept for the audit."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

import aiohappyeyeballs

from safeinfo.gather.guard import fetching
from safeinfo.gather.guard.addresses import Address, check
from safeinfo.gather.guard.fetching import Fetched
from safeinfo.gather.guard.hosts import Host, parse_host
from safeinfo.gather.guard.limits import Limits
from safeinfo.gather.guard.ports import check_port
from safeinfo.gather.guard.refusal import Refused, Unresolved
from safeinfo.gather.guard.resolver import Resolver, SystemResolver
from safeinfo.gather.guard.upstream import Upstream

NEXT_ADDRESS_AFTER = 0.25  # seconds, RFC 8305, 5
FAILURE_KEPT = 30.0  # seconds a name without answer is not asked again
MOST_ADDRESSES = 8  # of one name


class Guard:
    """Vets every host and port before it is dialled; one guard serves one audit.

    The first answer for a name is kept for the life of the guard, so that a name server which changes its mind
    (DNS rebinding) is never asked twice. Of an answer with allowed and refused addresses only the allowed are
    dialled; an answer without any is refused with the reason of its first.

    `own_ports` are ports of this machine that are ours (the proxy, the browser's debugging port): never reachable
    on a loopback or private address, even with `allow_private`. `upstream` is a proxy of the operator's that dials
    what was vetted; without one it is dialled from here.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolver: Resolver | None = None,
        limits: Limits | None = None,
        upstream: Upstream | None = None,
    ) -> None:
        self.allow_private = allow_private
        self.limits = limits or Limits()
        self.own_ports: set[int] = set()
        self._upstream = upstream
        self._resolve = resolver or SystemResolver()
        self._answers: dict[str, asyncio.Task[Sequence[Address]]] = {}

    async def vet(self, host: str | IPv4Address | IPv6Address, port: int) -> list[Address]:
        """Return the addresses to dial for a host as written in a URL; raise Refused if there are none."""
        parsed = parse_host(host) if isinstance(host, str) else host
        check_port(port)
        return self._allowed(await self._addresses(parsed), port)

    def _allowed(self, addresses: Sequence[Address], port: int) -> list[Address]:
        allowed: list[Address] = []
        refused: list[Refused] = []
        for address in addresses:
            try:
                allowed.append(self._checked(address, port))
            except Refused as refusal:
                refused.append(refusal)
        if not allowed:
            raise Refused(refused[0].reason, refused[0].detail)
        return allowed[:MOST_ADDRESSES]

    def _checked(self, address: Address, port: int) -> Address:
        dialled = check(address, allow_private=self.allow_private)
        if port in self.own_ports and (dialled.is_loopback or dialled.is_private):
            raise Refused("own-port", f"port {port} of this machine is ours")
        return dialled

    async def _addresses(self, host: Host) -> Sequence[Address]:
        if not isinstance(host, str):
            return (host,)
        answer = self._answers.get(host)
        if answer is None:
            answer = self._answers[host] = asyncio.create_task(self._answer(host))
            answer.add_done_callback(lambda done: self._forget_failure(host, done))
        return await asyncio.shield(answer)

    async def _answer(self, name: str) -> Sequence[Address]:
        try:
            async with asyncio.timeout(self.limits.resolve_seconds):
                found = await self._resolve(name)
        except TimeoutError:
            raise Unresolved(f"no name server told the address of {name} in time") from None
        if not found:
            raise Unresolved(f"{name} has no address")
        return found

    def _forget_failure(self, name: str, answer: "asyncio.Task[Sequence[Address]]") -> None:
        """Ask again later where nothing was answered; an answer that was given stays."""
        if answer.cancelled():
            self._answers.pop(name, None)
        elif answer.exception() is not None:
            asyncio.get_running_loop().call_later(FAILURE_KEPT, self._answers.pop, name, None)

    async def dial(self, host: str | IPv4Address | IPv6Address, port: int) -> socket.socket:
        """Return a connected, non-blocking TCP socket to a vetted address.

        Tries the next address after a quarter of a second (RFC 8305). Raises Refused, TimeoutError, or OSError if
        nothing answers.
        """
        addresses = await self.vet(host, port)
        async with asyncio.timeout(self.limits.dial_seconds):
            if self._upstream is not None:
                return await self._upstream.dial(addresses[0], port)
            made = await aiohappyeyeballs.start_connection(
                [_address_info(address, port) for address in addresses],
                happy_eyeballs_delay=NEXT_ADDRESS_AFTER,
                interleave=1,
            )
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    async def fetch(
        self,
        url: str,
        method: str = "GET",
        *,
        max_bytes: int = fetching.MAX_BYTES,
        max_redirects: int = fetching.MAX_REDIRECTS,
        timeout: float = fetching.SECONDS,  # noqa: ASYNC109 - the failure is data, not a TimeoutError
        ca_file: str | None = None,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ) -> Fetched:
        """Fetch a resource beside the browser, every redirect vetted; see `fetching.fetch`."""
        wanted = fetching.Wanted(method, max_bytes, max_redirects, timeout, ca_file, headers or {}, body)
        return await fetching.fetch(self, url, wanted)

    async def close(self) -> None:
        """End the look-ups that are under way."""
        pending = [answer for answer in self._answers.values() if not answer.done()]
        for answer in pending:
            answer.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def _address_info(address: Address, port: int) -> "aiohappyeyeballs.AddrInfoType":
    if isinstance(address, IPv4Address):
        return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port))
    return (socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port, 0, 0))
