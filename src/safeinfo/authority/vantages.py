"""Other networks from which shops are met: HTTP proxies of the operator's there, and name servers.

A proxy is asked for addresses only; what a name means there, the name server at the same place of its list says.
"""

import ipaddress
from dataclasses import dataclass
from itertools import zip_longest

from safeinfo.gather.guard import Resolver
from safeinfo.gather.guard.servers import DnsResolver
from safeinfo.gather.guard.upstream import Upstream


@dataclass(frozen=True, slots=True)
class Server:
    """A name server in another network, by its address and port."""

    address: str
    port: int = 53

    @classmethod
    def parse(cls, text: str) -> "Server":
        """Read `192.0.2.53`, `192.0.2.53:5353` or `[2001:db8::53]:53`; ValueError for anything else."""
        host, port = text[1:].split("]", 1) if text.startswith("[") else (text, "")
        if not port and host.count(":") == 1:
            host, _colon, port = host.partition(":")
        return cls(str(ipaddress.ip_address(host)), int(port.removeprefix(":") or 53))

    def names(self) -> Resolver:
        """Return what asks it for addresses."""
        return DnsResolver((self.address,), self.port)


@dataclass(frozen=True, slots=True)
class Place:
    """Another network: its proxy, and what its names mean there; None: what they mean here."""

    proxy: Upstream
    resolver: Resolver | None = None


def places(proxies: str, servers: str) -> list[Place]:
    """Return the networks that settings name, each proxy with the name server of the same place in its list."""
    through = [Upstream.parse(each) for each in _apart(proxies)]
    named = [each.names() for each in name_servers(servers)]
    return [Place(*each) for each in zip_longest(through, named[: len(through)])]


def name_servers(servers: str) -> list[Server]:
    """Return the name servers that a setting names; ValueError for what is none."""
    return [Server.parse(each) for each in _apart(servers)]


def _apart(setting: str) -> list[str]:
    """Return what commas separate."""
    return [each.strip() for each in setting.split(",") if each.strip()]


def proxy_for(proxies: str, number: int) -> str:
    """Return the proxy through which the visit of a number goes: one after the other; "" where none is named."""
    found = _apart(proxies)
    return found[number % len(found)] if found else ""
