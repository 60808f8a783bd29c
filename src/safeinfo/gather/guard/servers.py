"""From names to addresses, by name servers that are given; apart from the rest, as hardly an audit needs it."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address

import dns.asyncresolver
import dns.exception
import dns.resolver

from safeinfo.gather.guard.addresses import Address
from safeinfo.gather.guard.refusal import Unresolved


class DnsResolver:
    """Asks given DNS servers (addresses) on a port, and nothing else on the machine."""

    def __init__(self, servers: Sequence[str], port: int = 53, seconds: float = 5.0) -> None:
        self.servers, self.port = tuple(servers), port
        self._resolver = dns.asyncresolver.Resolver(configure=False)
        self._resolver.nameservers = list(servers)
        self._resolver.port = port
        self._resolver.lifetime = seconds
        self._resolver.cache = None

    async def __call__(self, name: str, /) -> Sequence[Address]:
        """Return the A and AAAA records of `name`, IPv4 first."""
        kinds = ("A", "AAAA")
        answers = await asyncio.gather(*(self._ask(name, kind) for kind in kinds))
        found = tuple(dict.fromkeys(address for answer in answers for address in answer))
        if not found:
            raise Unresolved(f"{name} has no address")
        return found

    async def _ask(self, name: str, kind: str) -> Sequence[Address]:
        try:
            answer = await self._resolver.resolve(name + ".", kind, raise_on_no_answer=False, search=False)
        except (dns.exception.DNSException, OSError):
            return ()
        return tuple(ip_address(record.to_text()) for record in answer)
