"""How securely the places that collect are reached: hosts, form targets, mixed content, session cookies, headers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from tomllib import loads

from safeinfo.derive.computed.addresses import host_of, port_of, same_site, scheme_of
from safeinfo.derive.computed.collecting import Collected, collecting_forms, collecting_visits
from safeinfo.derive.computed.findings import listed
from safeinfo.derive.computed.pages import Visit
from safeinfo.model.evidence import View
from safeinfo.model.observations import CookieSeen, ExchangeSeen, TransportSeen
from safeinfo.model.outcome import Outcome

_WORDS = loads(files("safeinfo.derive.computed").joinpath("cookies.toml").read_text("utf-8"))
_SESSION = re.compile(_WORDS["session"], re.IGNORECASE)
_NOT_SESSION = re.compile(_WORDS["not_session"], re.IGNORECASE)
_SHORTEST_SECRET = 12  # characters: less can be guessed, so that no server takes it for a session
_LONGER_THAN_A_TIME = 16  # digits
_SOON = timedelta(days=14)
OLD = frozenset({"SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1"})
_LOCAL_SCHEMES = frozenset({"about", "blob", "data", "javascript", "", "chrome-error"})


@dataclass(frozen=True, slots=True)
class Collecting:
    """A host that personal data is entered at or sent to, with what shows that it is one."""

    host: str
    port: int
    why: str  # "collecting page", "frame of a collecting page", "form target"
    cites: tuple[str, ...]
    own: bool  # on the shop's own site


def collecting_hosts(view: View) -> tuple[Collecting, ...]:
    """Return every host of a collecting page, of a frame that collects and of a form's target, once each.

    A host that is met over https counts at that port; what is sent there over plain http is told of elsewhere.
    """
    found: dict[tuple[str, int], Collecting] = {}
    for form in collecting_forms(view):
        addresses = (
            (form.page.url, "collecting page"),
            (form.document_url, "frame of a collecting page"),
            (form.form.action, "form target"),
        )
        for url, why in addresses:
            if host := host_of(url):
                port = port_of(url)
                found.setdefault((host, port), Collecting(host, port, why, form.cites, same_site(host, view.site)))
    secured = {host for host, port in found if port}
    return tuple(each for each in found.values() if each.port or each.host not in secured)


def transports(view: View, host: Collecting) -> list[TransportSeen]:
    """Return how a host is reached at its port; one that is met over plain http only, at whatever port was tried."""
    seen = (each for each in view.of(TransportSeen) if each.host.lower() == host.host)
    return [each for each in seen if host.port in {0, each.port}]


def insecure_places(form: Collected) -> Iterator[tuple[str, str]]:
    """Yield the page, frame or target of a form that is not reached over https: what it is, and its address.

    Frame and target are told only where scheme or host is another than what was told before.
    """
    told: set[tuple[str, str]] = set()
    for what, url in (("page", form.page.url), ("frame", form.document_url), ("form target", form.form.action)):
        way = (scheme_of(url), host_of(url))
        if way[0] in {"http", "mailto", "ws", "ftp"} and way not in told:
            told.add(way)
            yield what, url


def mixed_content(view: View) -> Iterator[tuple[Visit, ExchangeSeen]]:
    """Yield requests by plain http of https pages that collect, let through or stopped (W3C Mixed Content)."""
    visits = {visit.id: visit for visit, _ in collecting_visits(view)}
    for exchange in view.of(ExchangeSeen):
        visit = visits.get(exchange.visit)
        if visit is None or exchange.top_level or scheme_of(exchange.url) not in {"http", "ws"}:
            continue
        if scheme_of(visit.last.page.url) == "https":
            yield visit, exchange


def session_cookies(view: View) -> tuple[CookieSeen, ...]:
    """Return the shop's own cookies that hold a session or a login by their name and their value's shape.

    A flag or a number opens nothing: a value that does must be long and hard to guess.
    """
    found: dict[tuple[str, str, str], CookieSeen] = {}
    for cookie in view.of(CookieSeen):
        named = _SESSION.search(cookie.name) and not _NOT_SESSION.search(cookie.name)
        own = cookie.stored and not cookie.third_party and same_site(cookie.domain.lstrip("."), view.site)
        if named and own and _could_open(cookie.value):
            found.setdefault((cookie.name, cookie.domain, cookie.path), cookie)
    return tuple(found.values())


def _could_open(shape: str) -> bool:
    """Tell whether a value of this shape (`<22 chars, high entropy>`, `<13 digits>`) may be a secret, not a time."""
    count = next((int(word) for word in re.findall(r"\d+", shape)), _SHORTEST_SECRET)
    shortest = _LONGER_THAN_A_TIME if "digit" in shape else _SHORTEST_SECRET
    return count >= shortest and "low entropy" not in shape and "empty" not in shape


def cookie_lacks(cookie: CookieSeen) -> tuple[str, ...]:
    """Return the protections that a session cookie lacks (RFC 6265bis, 4.1.2)."""
    lacks = []
    if not cookie.secure:
        lacks.append("Secure")
    if not cookie.http_only:
        lacks.append("HttpOnly")
    if not cookie.same_site:
        lacks.append("SameSite")
    return tuple(lacks)


def header_gaps(visits: Iterable[Visit]) -> Iterator[tuple[str, str, Visit]]:
    """Yield the protections that the headers of a collecting page leave out: name, words, the first such visit."""
    told: set[str] = set()
    for visit in visits:
        for name, words in _missing_headers(visit.last.page.headers):
            if name not in told:
                told.add(name)
                yield name, words, visit


def _missing_headers(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    policy = given.get("content-security-policy", "")
    if not policy:
        yield "csp-missing", "has no Content-Security-Policy"
    elif "'unsafe-inline'" in policy and "nonce-" not in policy and "sha256-" not in policy:
        yield "csp-weak", "has a Content-Security-Policy that lets any inline script run"
    if "frame-ancestors" not in policy and "x-frame-options" not in given:
        yield "framing-open", "may be shown in a frame by any site"
    if "x-content-type-options" not in given:
        yield "sniffing-open", "lets browsers guess its content types"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with how a host is reached; one to `inform` of fails no shop."""

    name: str
    outcome: Outcome
    words: str
    inform: bool = False


def faults(seen: TransportSeen, host: Collecting, what: str) -> Iterator[Fault]:
    """Yield what is wrong with a host; `what` is how to call it in a sentence."""
    if not seen.reachable or (seen.certificate_valid is None and not seen.protocols):
        words = f"{what} could not be reached to look ({seen.error})."
        yield Fault("transport-not-seen", Outcome.CANT_TELL, words)
        return
    yield from _certificate(seen, what)
    yield from _versions(seen, host, what)
    redirected = seen.http_redirects_to.startswith("https:")
    if 200 <= seen.http_status < 400 and not redirected:  # noqa: PLR2004 - RFC 9110, 15
        words = f"{what} answers plain http without leading to https."
        yield Fault("plain-http-served", Outcome.FAILED, words, inform=not host.own)
    if host.own and not seen.hsts:
        words = f"{what} does not tell browsers to use https always (HSTS, RFC 6797)."
        yield Fault("hsts-missing", Outcome.PASSED, words, inform=True)


def _certificate(seen: TransportSeen, what: str) -> Iterator[Fault]:
    if seen.certificate_valid is not True:
        outcome = Outcome.FAILED if seen.certificate_valid is False else Outcome.CANT_TELL
        words = f"The certificate of {what} is not valid: {seen.certificate_error or 'it could not be checked'}."
        yield Fault("certificate-invalid", outcome, words)
    elif seen.certificate_expires and timedelta() < seen.certificate_expires - seen.seen_at < _SOON:
        words = f"The certificate of {what} expires {seen.certificate_expires:%Y-%m-%d}."
        yield Fault("certificate-expires-soon", Outcome.PASSED, words, inform=True)


def _versions(seen: TransportSeen, host: Collecting, what: str) -> Iterator[Fault]:
    old = [each for each in seen.protocols if each in OLD]
    if old:
        only = len(old) == len(seen.protocols)
        words = f"{what} {'speaks only' if only else 'still accepts'} {listed(old)}; TLS 1.2 is the least."
        yield Fault("tls-too-old", Outcome.FAILED, words, inform=not (host.own or only))
    if not seen.protocols:
        words = f"Which versions of TLS {what} speaks could not be seen."
        yield Fault("tls-not-seen", Outcome.CANT_TELL, words)
