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
from django.utils.translation import gettext_noop as _

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
# What a look says is stored in English and shown in the language of whoever reads it.
_CIRCLE = _("%s leads in a circle.")
_TOO_FAR = _("%(url)s leads on more than %(times)s times.")
_NO_ADDRESS = _("%s leads to what is no address.")
_NOT_WEB = _("%s is no web address.")
_PORT = _("%s is not on port 80 or 443.")
_NOT_FETCHED = _("%(url)s could not be fetched: %(why)s.")
_ANSWERED = _("%(url)s answered %(status)s, not 200.")
_OTHER_FILE = _("%s is there, but holds something else than the token.")
_FILE_HELD = _("The file holds the token.")
_NO_DNS = _("%s is an address and has no DNS records; use the file.")
_RECORD_HELD = _("The DNS record holds the token.")
_NO_RECORD = _("There is no TXT record at %s yet. New records can take some minutes.")
_OTHER_RECORD = _("The TXT record at %s holds something else than the token.")
SAID = (
    _CIRCLE,
    _TOO_FAR,
    _NO_ADDRESS,
    _NOT_WEB,
    _PORT,
    _NOT_FETCHED,
    _ANSWERED,
    _OTHER_FILE,
    _FILE_HELD,
    _NO_DNS,
    _RECORD_HELD,
    _NO_RECORD,
    _OTHER_RECORD,
)


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
        return _CIRCLE % seen[0]
    if len(seen) > _MOST_REDIRECTS:
        return _TOO_FAR % {"url": seen[0], "times": _MOST_REDIRECTS}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return _NO_ADDRESS % (seen[0] if seen else url)
    if parts.scheme not in {"http", "https"}:
        return _NOT_WEB % url
    if not any_port and port not in _PORTS:
        return _PORT % url
    return ""


def _read(fetched: Fetched, url: str, token: str) -> Look:
    if fetched.failure and fetched.failure not in {"redirects", "too-large"}:
        reached = fetched.failure == "refused"
        return Look(
            held=False,
            said=_NOT_FETCHED % {"url": url, "why": fetched.detail or fetched.failure},
            reached=reached,
        )
    if fetched.status != _OK:
        return Look(held=False, said=_ANSWERED % {"url": url, "status": fetched.status})
    if fetched.body.strip() != token.encode("ascii"):
        return Look(held=False, said=_OTHER_FILE % url)
    return Look(held=True, said=_FILE_HELD)


async def look_dns(texts: Texts, host: str, token: str, label: str = LABEL) -> Look:
    """Look for the token in a TXT record below the shop's name."""
    bare = host.rpartition(":")[0] or host
    try:
        ipaddress.ip_address(bare.strip("[]"))
    except ValueError:
        pass
    else:
        return Look(held=False, said=_NO_DNS % bare)
    name = f"{label}.{bare}"
    try:
        found = await texts(name)
    except LookupError as error:
        return Look(held=False, said=f"{name}: {error}.", reached=False)
    if token in (text.strip() for text in found):
        return Look(held=True, said=_RECORD_HELD)
    if not found:
        return Look(held=False, said=_NO_RECORD % name)
    return Look(held=False, said=_OTHER_RECORD % name)
