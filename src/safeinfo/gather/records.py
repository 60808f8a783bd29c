"""DNS records for checking messages: TXT, MX, addresses, names; asked of the machine's servers or of given ones.

Messages are hostile: the names asked for come out of them. So the number of questions is bounded, names for special
use (RFC 6761, 2606) are never asked for, and after two questions without an answer no more are asked.
"""

import re
from collections.abc import Callable, Sequence

import dns.exception
import dns.name
import dns.rdata
import dns.resolver
from dns.rdtypes.ANY.TXT import TXT

from safeinfo.gather.guard import Resolver
from safeinfo.gather.guard.servers import DnsResolver

Records = Callable[[str, str], Sequence[str]]
"""Name and type (TXT, MX, A, AAAA, PTR) to the records as text, [] for none; OSError where nobody can tell."""

MOST_QUESTIONS = 400  # in one audit
_SECONDS = 3.0  # for one question
_MOST_SILENT = 2  # questions without an answer, after which DNS counts as out of reach
_TYPES = frozenset({"TXT", "MX", "A", "AAAA", "PTR"})
_SPECIAL = re.compile(
    r"(?:^|\.)(?:test|example|invalid|localhost|local|internal|onion|home\.arpa|alt|example\.(?:com|net|org))\.?$"
)


class DnsRecords:
    """Asks the machine's name servers, or those given; keeps every answer for the length of an audit."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53, seconds: float = _SECONDS) -> None:
        self._servers, self._port, self._seconds = tuple(servers), port, seconds
        self._resolver: dns.resolver.Resolver | None = None
        self._known: dict[tuple[str, str], list[str]] = {}
        self._silent = 0
        self.asked = 0

    def __call__(self, name: str, kind: str) -> Sequence[str]:
        """Return the records; OSError if nobody answers, if too much was asked, or the name is for special use."""
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._ask(*key)
        return self._known[key]

    def _ask(self, name: str, kind: str) -> list[str]:
        if kind not in _TYPES:
            return []
        if _SPECIAL.search(name):
            raise OSError(f"{name} is a name for special use")
        if self._silent >= _MOST_SILENT or self.asked >= MOST_QUESTIONS:
            raise OSError("no more is asked of DNS")
        self.asked += 1
        try:
            answer = self._open().resolve(dns.name.from_text(name), kind, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            self._silent = 0
            return []
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, dns.name.IDNAException, ValueError):
            return []
        except (dns.exception.DNSException, OSError) as trouble:
            self._silent += 1
            raise OSError(f"no answer from DNS: {type(trouble).__name__}") from trouble
        self._silent = 0
        return [_text(record) for record in answer] if answer.rrset is not None else []

    def _open(self) -> dns.resolver.Resolver:
        if self._resolver is None:
            self._resolver = dns.resolver.Resolver(configure=not self._servers)
            if self._servers:
                self._resolver.nameservers, self._resolver.port = list(self._servers), self._port
            self._resolver.lifetime = self._seconds
        return self._resolver


def _text(record: dns.rdata.Rdata) -> str:
    if isinstance(record, TXT):
        return b"".join(record.strings).decode("utf-8", "replace")
    return record.to_text().rstrip(".")


def _nobody(name: str, _kind: str) -> Sequence[str]:
    raise OSError(f"no DNS to ask for {name}")


def records_of(resolver: Resolver | None) -> Records:
    """The records that fit a resolver of names: the machine's for none, its servers' for one that names them."""
    if resolver is None:
        return DnsRecords()
    return DnsRecords(resolver.servers, resolver.port) if isinstance(resolver, DnsResolver) else _nobody
