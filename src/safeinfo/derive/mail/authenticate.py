"""DKIM, SPF and DMARC of a message, over a resolver that is handed in: without one nothing is looked up."""

import ipaddress
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
_MOST_RELAYS = 20
_MOST_VOIDS = 2  # RFC 7208, 4.6.4


def authentication(raw: bytes, parts: Parts, resolver: Resolver | None) -> dict[str, str]:
    """Verdicts by method, the domains they speak for, and what a file cannot tell (`note`).

    `dkim`: pass, fail, none, no-key (withdrawn since, or never there), expired, unsupported, permerror, temperror,
    not-checked. `spf` as in RFC 7208, or not-checked. `dmarc`: pass, fail, none, temperror, not-checked; where DKIM or
    SPF could have aligned and cannot be told any more, it is not-checked rather than fail. `said` is what a receiving
    server wrote into the file (RFC 8601): whether that server is the user's own cannot be known from it.
    """
    sender = address_of(parts.header("from")).rpartition("@")[2]
    signed = _signatures(parts)
    domains = " ".join(signature.domain for signature in signed)
    said = _said(parts)
    if resolver is None:
        checked = {"dkim": "not-checked" if signed else "none", "spf": "not-checked", "dmarc": "not-checked"}
        return {**checked, "dkim-domains": domains, "from-domain": sender, **said}
    dkim_verdict, passed = _dkim(raw, signed, resolver)
    spf_verdict, spf_domain, note = _spf(parts, resolver)
    spoken = _Spoken(passed, spf_domain if spf_verdict == "pass" else "", {dkim_verdict, spf_verdict} & _UNTOLD)
    return {
        "dkim": dkim_verdict,
        "spf": spf_verdict,
        **_dmarc(sender, resolver, spoken),
        "dkim-domains": " ".join(passed) or domains,
        "from-domain": sender,
        **({"note": note} if note else {}),
        **said,
    }


_UNTOLD = {"no-key", "expired", "unsupported", "temperror", "not-checked"}
_WORST = ("temperror", "fail", "no-key", "expired", "unsupported", "permerror")  # told first where none passes


@dataclass(frozen=True, slots=True)
class _Signature:
    domain: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Domains that DKIM and SPF speak for, and whether one of them could not be told."""

    dkim: list[str]
    spf: str
    untold: set[str]


def _signatures(parts: Parts) -> list[_Signature]:
    found = []
    for text in parts.raw_headers("DKIM-Signature")[:_MOST_SIGNATURES]:
        tags = dict(re.findall(r"(?:^|;)\s*(a|d)\s*=\s*([^;\s]+)", text))
        found.append(_Signature(tags.get("d", "").lower(), tags.get("a", "").lower()))
    return found


def _said(parts: Parts) -> dict[str, str]:
    header = parts.header("authentication-results")
    results = dict(re.findall(r"(?:^|;)\s*(dkim|spf|dmarc)\s*=\s*(\w+)", header))
    told = " ".join(f"{method}={result}" for method, result in sorted(results.items()))
    return {"said": f"{header.partition(';')[0].strip()[:100]}: {told}"} if told else {}


def _dkim(raw: bytes, signed: list[_Signature], resolver: Resolver) -> tuple[str, list[str]]:
    if not signed:
        return "none", []
    outcomes = [_verified(raw, number, each, resolver) for number, each in enumerate(signed)]
    passed = [each.domain for each, outcome in zip(signed, outcomes, strict=True) if outcome == "pass"]
    return ("pass" if passed else next(word for word in _WORST if word in outcomes)), passed


def _verified(raw: bytes, number: int, signature: _Signature, resolver: Resolver) -> str:
    if "ed25519" in signature.algorithm:
        return "unsupported"  # dkimpy needs PyNaCl for it; who signs so signs with RSA too (RFC 8463, 1)
    keys: list[bytes | None] = []

    def text_of(name: bytes | str, timeout: int = 5) -> bytes | None:  # noqa: ARG001 dkimpy's signature
        plain = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        keys.append(next((record.encode() for record in resolver(plain.rstrip("."), "TXT")), None))
        return keys[-1]

    try:
        good = dkim.DKIM(raw, logger=_SILENT).verify(idx=number, dnsfunc=text_of)
    except dkim.ValidationError as trouble:
        return "expired" if "is past" in str(trouble) else "fail" if keys else "permerror"
    except OSError:
        return "temperror"
    except (dkim.DKIMException, ValueError, IndexError, KeyError, TypeError, AssertionError):
        return "fail" if any(keys) else "permerror"
    return "pass" if good else "fail" if any(keys) else "no-key"


class _Query(spf.query):  # type: ignore[misc]  # pyspf ships no types
    """An SPF check whose look-ups go to the resolver handed in."""

    resolver: Resolver
    voids = 0

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[object]:  # noqa: ARG002, FBT001, FBT002 pyspf's signature
        try:
            records = self.resolver(name.rstrip("."), qtype)
        except OSError as trouble:
            raise spf.TempError(f"DNS: {trouble}") from trouble
        self.voids += not records and not ignore_void
        if self.voids > _MOST_VOIDS:
            raise spf.PermError("too many names without records")
        return [_record(qtype, record) for record in records]


def _record(qtype: str, record: str) -> object:
    if qtype in {"TXT", "SPF"}:
        return (record.encode(),)
    if qtype == "MX":
        number, _, host = record.rpartition(" ")
        return int(number or 0), host.rstrip(".")
    return record


def _spf(parts: Parts, resolver: Resolver) -> tuple[str, str, str]:
    """SPF for the relay that handed the message over from outside and the envelope sender; verdict, domain, note.

    Which Received header the user's own server wrote cannot be told from a file: the topmost that names an outside
    address is taken.
    """
    envelope = address_of(parts.header("return-path"))
    if not envelope:
        return "not-checked", "", "the file names no envelope sender (Return-Path), so SPF cannot be checked"
    for received in parts.headers.get("received", ())[:_MOST_RELAYS]:
        address = re.search(r"[\[(](?:IPv6:)?([0-9a-fA-F:.]{3,45})[\])]", received.partition(" by ")[0])
        if address and _is_outside(address[1]):
            greeting = re.search(r"from\s+([\w.-]+)", received)
            verdict = _spf_verdict(address[1], envelope, greeting[1] if greeting else "unknown", resolver)
            return verdict, envelope.rpartition("@")[2], ""
    return "not-checked", "", "no Received header of the file names the address it came from, so SPF cannot be checked"


def _spf_verdict(address: str, envelope: str, greeting: str, resolver: Resolver) -> str:
    try:
        query = _Query(i=address, s=envelope, h=greeting)
        query.resolver = resolver
        return str(query.check()[0])
    except spf.TempError:
        return "temperror"
    except (ValueError, IndexError, KeyError, AttributeError, spf.PermError):
        return "permerror"


def _is_outside(address: str) -> bool:
    """Whether an address can be that of another network than the receiver's own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not any(found in network for network in _INSIDE if network.version == found.version)


_INSIDE = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10"),
        *("::1/128", "fe80::/10", "fc00::/7"),
    )
)  # RFC 1918, 1122, 3927, 6598, 4291, 4193


def _dmarc(sender: str, resolver: Resolver, spoken: _Spoken) -> dict[str, str]:
    """DMARC (RFC 7489): the record of the domain, else of its registrable domain, with its alignment modes."""
    if not sender:
        return {"dmarc": "none"}
    try:
        for domain in dict.fromkeys((sender, registrable(sender))):
            records = [text for text in resolver(f"_dmarc.{domain}", "TXT") if text.lower().startswith("v=dmarc1")]
            if records:
                tags: dict[str, str] = dict(re.findall(r"(\w+)\s*=\s*([^;\s]+)", records[0].lower()))
                policy = tags.get("sp", tags.get("p", "")) if domain != sender else tags.get("p", "")
                return {"dmarc": _alignment(sender, spoken, tags), "dmarc-policy": policy}
    except OSError:
        return {"dmarc": "temperror"}
    return {"dmarc": "none"}


def _alignment(sender: str, spoken: _Spoken, tags: dict[str, str]) -> str:
    modes = [*((domain, tags.get("adkim", "r")) for domain in spoken.dkim), (spoken.spf, tags.get("aspf", "r"))]
    aligned = any(_aligned(sender, domain, strict=mode == "s") for domain, mode in modes if domain)
    return "pass" if aligned else "not-checked" if spoken.untold else "fail"


def _aligned(sender: str, domain: str, *, strict: bool) -> bool:
    return domain == sender if strict else registrable(domain) == registrable(sender)
