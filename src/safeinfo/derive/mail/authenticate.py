"""DKIM, SPF and DMARC of a message, over a resolver that is handed in: without one nothing is looked up."""

import logging
import re
from collections.abc import Callable, Sequence

import dkim
import spf

from safeinfo.derive.mail.parts import Parts, address_of
from safeinfo.derive.parties import registrable

Resolver = Callable[[str, str], Sequence[str]]
"""Name and record type (TXT, A, AAAA, MX, PTR) to the records as text; [] for none; OSError if it cannot be told."""

_SILENT = logging.getLogger("safeinfo.dkim")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False
_MOST_SIGNATURES = 5


def authentication(raw: bytes, parts: Parts, resolver: Resolver | None) -> dict[str, str]:
    """Verdicts by method: pass, fail, none, not-checked, temperror, permerror … and the domains they speak for."""
    sender = address_of(parts.header("from")).rpartition("@")[2]
    signed = _signing_domains(parts)
    if resolver is None:
        return {
            "dkim": "not-checked" if signed else "none",
            "spf": "not-checked",
            "dmarc": "not-checked",
            "dkim-domains": " ".join(signed),
            "from-domain": sender,
        }
    dkim_verdict, passed = _dkim(raw, signed, resolver)
    spf_verdict, spf_domain = _spf(parts, resolver)
    aligned = _aligned(sender, passed, spf_domain if spf_verdict == "pass" else "")
    return {
        "dkim": dkim_verdict,
        "spf": spf_verdict,
        **_dmarc(sender, resolver, aligned=aligned),
        "dkim-domains": " ".join(passed or signed),
        "from-domain": sender,
    }


def _signing_domains(parts: Parts) -> list[str]:
    signatures = parts.raw_headers("DKIM-Signature")[:_MOST_SIGNATURES]
    found = [match[1] for text in signatures if (match := re.search(r"(?:^|;)\s*d\s*=\s*([^;\s]+)", text))]
    return [domain.lower() for domain in found]


def _dkim(raw: bytes, signed: list[str], resolver: Resolver) -> tuple[str, list[str]]:
    if not signed:
        return "none", []
    passed, temporary = [], False

    def text_of(name: bytes | str, timeout: int = 5) -> bytes | None:  # noqa: ARG001 dkimpy's signature
        plain = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        return next((record.encode() for record in resolver(plain.rstrip("."), "TXT")), None)

    for number, domain in enumerate(signed):
        try:
            if dkim.DKIM(raw, logger=_SILENT).verify(idx=number, dnsfunc=text_of):
                passed.append(domain)
        except (dkim.DKIMException, ValueError, IndexError, KeyError):
            continue
        except OSError:
            temporary = True
    return ("pass" if passed else "temperror" if temporary else "fail"), passed


class _Query(spf.query):  # type: ignore[misc]  # pyspf ships no types
    """An SPF check whose look-ups go to the resolver handed in."""

    resolver: Resolver

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[object]:  # noqa: ARG002, FBT001, FBT002 pyspf's signature
        try:
            records = self.resolver(name.rstrip("."), qtype)
        except OSError as trouble:
            raise spf.TempError(f"DNS: {trouble}") from trouble
        return [_record(qtype, record) for record in records]


def _record(qtype: str, record: str) -> object:
    if qtype in {"TXT", "SPF"}:
        return (record.encode(),)
    if qtype == "MX":
        number, _, host = record.rpartition(" ")
        return int(number or 0), host.rstrip(".")
    return record


def _spf(parts: Parts, resolver: Resolver) -> tuple[str, str]:
    """SPF for the relay that handed the message over (the topmost Received header) and the envelope sender."""
    received = parts.header("received")
    address = re.search(r"\[(?:IPv6:)?([0-9a-fA-F:.]{3,45})\]", received)
    envelope = address_of(parts.header("return-path"))
    if not address or not envelope:
        return "not-checked", ""
    greeting = re.search(r"from\s+([\w.-]+)", received)
    query = _Query(i=address[1], s=envelope, h=greeting[1] if greeting else "unknown")
    query.resolver = resolver
    try:
        verdict = query.check()[0]
    except (ValueError, IndexError, KeyError, spf.TempError, spf.PermError):
        return "permerror", ""
    return str(verdict), envelope.rpartition("@")[2]


def _aligned(sender: str, *domains: list[str] | str) -> bool:
    flat = [domain for each in domains for domain in (each if isinstance(each, list) else [each]) if domain]
    return bool(sender) and any(registrable(domain) == registrable(sender) for domain in flat)


def _dmarc(sender: str, resolver: Resolver, *, aligned: bool) -> dict[str, str]:
    """DMARC (RFC 7489): the record of the domain, else of its registrable domain; relaxed alignment."""
    if not sender:
        return {"dmarc": "none"}
    try:
        for domain in dict.fromkeys((sender, registrable(sender))):
            records = [text for text in resolver(f"_dmarc.{domain}", "TXT") if text.lower().startswith("v=dmarc1")]
            if records:
                policy = re.search(r";\s*p\s*=\s*(\w+)", records[0])
                return {"dmarc": "pass" if aligned else "fail", "dmarc-policy": policy[1].lower() if policy else ""}
    except OSError:
        return {"dmarc": "temperror"}
    return {"dmarc": "none"}
