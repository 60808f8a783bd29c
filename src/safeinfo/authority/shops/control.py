"""Looking at a domain for the answer to a challenge: over http, and in DNS.

The bounds are those of Let's Encrypt's Boulder: at most ten redirects, only 301, 302, 307 and 308, only ports 80 and
443, small bodies, loops ended, the dial pinned to a vetted address, TLS verified. Trouble is data: a `Look`.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver

from safeinfo.gather.guard import Fetched, Guard

WELL_KNOWN = "/.well-known/safe-info-challenge/"
LABEL = "_safe-info-challenge"
PERSISTENT_LABEL = "_safe-info-persist"
_REDIRECTS = frozenset({301, 302, 307, 308})
_MOST_REDIRECTS = 10
_LARGEST = 4096  # bytes
_SECONDS = 10.0
_PORTS = frozenset({None, 80, 443})
_FOUND, _OK = "found", 200


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: `held` if the answer is there; `said` tells the merchant what came instead."""

    held: bool
    said: str
    reached: bool = True  # False: nothing was seen of the domain, which proves nothing against it


class Texts(Protocol):
    """Answers a name with its DNS TXT records, each joined; raises LookupError with words if none can be had."""

    async def __call__(self, name: str, /) -> Sequence[str]:
        """Return the TXT records of `name`."""
        ...


class DnsTexts:
    """Asks the machine's name servers, or given ones, for TXT records."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53) -> None:
        self._servers, self._port = servers, port

    async def __call__(self, name: str, /) -> Sequence[str]:
        """Return the TXT records of a name; none where the name has none, LookupError where nobody answers."""
        resolver = dns.asyncresolver.Resolver(configure=not self._servers)
        if self._servers:
            resolver.nameservers = list(self._servers)
            resolver.port = self._port
        resolver.lifetime = _SECONDS
        try:
            answer = await resolver.resolve(name + ".", "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError) as error:
            raise LookupError(f"the name servers did not answer ({type(error).__name__})") from error
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)


def where(method: str, origin: str, token: str) -> str:
    """Return where the token must stand: the address of a file, or the name of a TXT record."""
    if method == "http":
        return f"{origin}{WELL_KNOWN}{token}"
    host = origin.partition("://")[2]
    return f"{PERSISTENT_LABEL if method == 'dns-persistent' else LABEL}.{host.rpartition(':')[0] or host}"


async def look_http(
    guard: Guard, origin: str, token: str, ca_file: str | None = None, *, any_port: bool = False
) -> Look:
    """Look for the token in the file of the shop; `any_port` only while an authority is tried out."""
    url = origin + WELL_KNOWN + token
    seen: list[str] = []
    while True:
        if trouble := _refused(url, seen, any_port=any_port):
            return Look(held=False, said=trouble)
        seen.append(url)
        fetched = await guard.fetch(url, max_bytes=_LARGEST, max_redirects=0, timeout=_SECONDS, ca_file=ca_file)
        location = fetched.headers.get("location", "")
        if fetched.status in _REDIRECTS and location:
            url = urljoin(url, location)
            continue
        return _read(fetched, url, token)


def _refused(url: str, seen: Sequence[str], *, any_port: bool) -> str:
    if url in seen:
        return f"{seen[0]} leads in a circle."
    if len(seen) > _MOST_REDIRECTS:
        return f"{seen[0]} leads on more than {_MOST_REDIRECTS} times."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return f"{seen[0] if seen else url} leads to what is no address."
    if parts.scheme not in {"http", "https"}:
        return f"{url} is no web address."
    if not any_port and port not in _PORTS:
        return f"{url} is not on port 80 or 443."
    return ""


def _read(fetched: Fetched, url: str, token: str) -> Look:
    if fetched.failure and fetched.failure not in {"redirects", "too-large"}:
        reached = fetched.failure == "refused"
        return Look(
            held=False, said=f"{url} could not be fetched: {fetched.detail or fetched.failure}.", reached=reached
        )
    if fetched.status != _OK:
        return Look(held=False, said=f"{url} answered {fetched.status}, not 200.")
    if fetched.body.strip() != token.encode("ascii"):
        return Look(held=False, said=f"{url} is there, but holds something else than the token.")
    return Look(held=True, said="The file holds the token.")


async def look_dns(texts: Texts, host: str, token: str, label: str = LABEL) -> Look:
    """Look for the token in a TXT record below the shop's name."""
    bare = host.rpartition(":")[0] or host
    try:
        ipaddress.ip_address(bare.strip("[]"))
    except ValueError:
        pass
    else:
        return Look(held=False, said=f"{bare} is an address and has no DNS records; use the file.")
    name = f"{label}.{bare}"
    try:
        found = await texts(name)
    except LookupError as error:
        return Look(held=False, said=f"{name}: {error}.", reached=False)
    if token in (text.strip() for text in found):
        return Look(held=True, said="The DNS record holds the token.")
    if not found:
        return Look(held=False, said=f"There is no TXT record at {name} yet. New records can take some minutes.")
    return Look(held=False, said=f"The TXT record at {name} holds something else than the token.")
