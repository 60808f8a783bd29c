"""How a host is reached: which TLS versions it accepts, whether its certificate holds, what plain http does.

Every probe passes the guard and runs beside the others; a host that does not answer is an observation, not an error.
TLS 1.0 and 1.1 (deprecated by RFC 8996) are seen only with OpenSSL's security level 0, which is used for those probes
alone and never to judge a certificate that a modern handshake can show.
"""

import asyncio
import base64
import ssl
import warnings
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from safeinfo.gather.guard import Guard, Refused
from safeinfo.gather.guard.fetching import REDIRECTS, new_trust, trust
from safeinfo.gather.guard.hosts import parse_host
from safeinfo.gather.guard.issuers import missing_issuers
from safeinfo.gather.guard.urls import Target, parse_url
from safeinfo.model.observations import TransportSeen

PROBE_SECONDS = 10.0
TRIES = 2
MOST_HTTP_HOPS = 5
SMALL = 64 * 1024  # bytes of a page that is only asked for its headers
VERSIONS = {
    "TLS 1.0": ssl.TLSVersion.TLSv1,
    "TLS 1.1": ssl.TLSVersion.TLSv1_1,
    "TLS 1.2": ssl.TLSVersion.TLSv1_2,
    "TLS 1.3": ssl.TLSVersion.TLSv1_3,
}
ANY_VERSION = (ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.MAXIMUM_SUPPORTED)
UNKNOWN_ISSUER = frozenset({20, 21})  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, …_VERIFY_LEAF_SIGNATURE
INCOMPLETE = "incomplete chain: the server leaves out an intermediate certificate, which not every client fetches"
LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT: servers from before RFC 5746


class Recorder(Protocol):
    """What is needed of the ledger."""

    def add(self, kind: type[Any], /, **fields: Any) -> Any:
        """Record an observation and return it."""
        ...


@dataclass(slots=True)
class _Certificate:
    """What is known of the server's certificate; `valid` None: it could not be looked at."""

    valid: bool | None = None
    error: str = ""
    der: bytes = b""
    trouble: str = ""  # why no secure connection came about at all
    unknown_issuer: bool = False
    silent: bool = False  # the host took too long: not to be asked again


@dataclass(slots=True)
class _Plain:
    """What plain http did."""

    status: int = 0
    redirects_to: str = ""


async def look(
    host: str, port: int, guard: Guard, ledger: Recorder, ca_file: str | None = None, *, http_port: int = 80
) -> TransportSeen:
    """Record how a host is reached over TLS on `port` and over plain http on `http_port`.

    `ca_file` is a PEM file of further authorities to trust; FileNotFoundError if it does not exist. Takes at most
    some 25 seconds, whatever the host does.
    """
    try:
        (await guard.dial(host, port)).close()
    except (Refused, OSError, TimeoutError) as error:
        plain = await _plain(host, http_port, guard)
        return _record(ledger, host, port, plain, reachable=False, error=_why(error))
    certificate, versions, plain, hsts = await asyncio.gather(
        _certificate(host, port, guard, ca_file),
        asyncio.gather(*(_accepts(host, port, guard, name) for name in VERSIONS)),
        _plain(host, http_port, guard),
        _hsts(host, port, guard, ca_file),
    )
    accepted = dict(zip(VERSIONS, versions, strict=True))
    untried = [f"{name} could not be tried" for name, answer in accepted.items() if answer is None]
    return _record(
        ledger,
        host,
        port,
        plain,
        protocols=tuple(name for name, answer in accepted.items() if answer),
        certificate_valid=certificate.valid,
        certificate_error=certificate.error,
        hsts=hsts,
        error="; ".join([*([certificate.trouble] if certificate.trouble else []), *untried]),
        **_described(certificate.der),
    )


async def spki_of(host: str, port: int, guard: Guard, ca_file: str | None = None) -> str | None:
    """Return the leaf's key as Chromium's `--ignore-certificate-errors-spki-list` wants it (base64 of SHA-256).

    Only for a certificate that passes our own verification with the authorities of `ca_file`, and with no others:
    about all others the browser decides itself. None for any other.
    """
    if ca_file is None:
        return None
    certificate = await _verified(host, port, guard, ssl.create_default_context(cafile=ca_file))
    return pin(certificate.der) if certificate.valid and certificate.der else None


def pin(der: bytes) -> str:
    """Return the base64 SHA-256 of a certificate's SubjectPublicKeyInfo (RFC 7469, 2.4)."""
    key = x509.load_der_x509_certificate(der).public_key()
    return base64.b64encode(sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()


def _record(ledger: Recorder, host: str, port: int, plain: _Plain, **fields: Any) -> TransportSeen:
    seen: TransportSeen = ledger.add(
        TransportSeen,
        host=host,
        port=port,
        http_status=plain.status,
        http_redirects_to=plain.redirects_to,
        **fields,
    )
    return seen


async def _handshake(host: str, port: int, guard: Guard, context: ssl.SSLContext) -> bytes:
    """Return the leaf certificate (DER) of a handshake; whatever goes wrong is raised."""
    async with asyncio.timeout(PROBE_SECONDS):
        dialled = await guard.dial(host, port)
        try:
            _, writer = await asyncio.open_connection(sock=dialled, ssl=context, server_hostname=str(parse_host(host)))
        except BaseException:
            dialled.close()
            raise
        try:
            shown: bytes | None = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            return shown or b""
        finally:
            writer.transport.abort()


async def _certificate(host: str, port: int, guard: Guard, ca_file: str | None) -> _Certificate:
    """Judge the certificate as a browser would; where only an old handshake shows it, by that."""
    found = await _verified(host, port, guard, trust(ca_file))
    if found.valid is None and not found.silent:
        found = await _verified(host, port, guard, _lenient(*ANY_VERSION, new_trust(ca_file)))
    if found.valid is False:
        with suppress(ssl.SSLError, OSError, TimeoutError, Refused):
            found.der = await _handshake(host, port, guard, _lenient(*ANY_VERSION, _blind()))
    if found.valid is False and found.unknown_issuer:
        return await _completed(found, host, port, guard, ca_file)
    return found


async def _completed(found: _Certificate, host: str, port: int, guard: Guard, ca_file: str | None) -> _Certificate:
    """Verify once more with the intermediate certificates that the server left out, as browsers do."""
    missing = await missing_issuers(guard, found.der)
    if not missing:
        return found
    context = new_trust(ca_file)
    # Only what ends in a root is trusted: an intermediate alone is no anchor, whoever handed it out.
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=b"".join(missing))
    completed = await _verified(host, port, guard, context)
    if not completed.valid:
        return found
    completed.error = INCOMPLETE
    return completed


async def _verified(host: str, port: int, guard: Guard, context: ssl.SSLContext) -> _Certificate:
    try:
        return _Certificate(valid=True, der=await _again(lambda: _handshake(host, port, guard, context)))
    except ssl.SSLCertVerificationError as error:
        unknown = error.verify_code in UNKNOWN_ISSUER
        return _Certificate(valid=False, error=error.verify_message or str(error), unknown_issuer=unknown)
    except (ssl.SSLError, OSError, TimeoutError, Refused) as error:
        return _Certificate(trouble=f"no secure connection ({_why(error)})", silent=isinstance(error, TimeoutError))


async def _accepts(host: str, port: int, guard: Guard, name: str) -> bool | None:
    """Tell whether a server completes a handshake of one version; None if it gave no answer to tell by."""
    context = _lenient(VERSIONS[name], VERSIONS[name], _blind())
    try:
        await _again(lambda: _handshake(host, port, guard, context))
    except (ssl.SSLError, ConnectionError):
        return False
    except (OSError, TimeoutError, Refused):
        return None
    return True


T = TypeVar("T")


async def _again(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try once more where the connection broke, not TLS: a busy server must not read as a strict one."""
    for _ in range(TRIES - 1):
        try:
            return await attempt()
        except (ssl.SSLError, TimeoutError):
            raise
        except OSError:
            continue
    return await attempt()


def _blind() -> ssl.SSLContext:
    """Return a context that looks at anything; it decides nothing about trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _lenient(lowest: ssl.TLSVersion, highest: ssl.TLSVersion, context: ssl.SSLContext) -> ssl.SSLContext:
    """Let a context speak old versions and ciphers."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= LEGACY_SERVER_CONNECT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is looked for
        context.minimum_version = lowest
        context.maximum_version = highest
    return context


async def _plain(host: str, port: int, guard: Guard) -> _Plain:
    """Ask over plain http, and follow until it leads to https or stops; the status is the first answer's."""
    try:
        target = Target("http", parse_host(host), port)
    except Refused:
        return _Plain()
    found = _Plain()
    with suppress(TimeoutError):
        async with asyncio.timeout(PROBE_SECONDS):
            await _follow(target, guard, found)
    return found


async def _follow(target: Target, guard: Guard, found: _Plain) -> None:
    for _ in range(MOST_HTTP_HOPS):
        fetched = await guard.fetch(str(target), max_redirects=0, max_bytes=SMALL, timeout=PROBE_SECONDS)
        found.status = found.status or fetched.status
        if fetched.status not in REDIRECTS or not (location := fetched.headers.get("location", "")):
            return
        try:
            target = parse_url(location, target)
        except Refused:
            found.redirects_to = location
            return
        found.redirects_to = str(target)
        if target.scheme == "https":
            return


async def _hsts(host: str, port: int, guard: Guard, ca_file: str | None) -> str:
    """Return Strict-Transport-Security as sent over a connection that verifies, "" otherwise (RFC 6797, 8.1)."""
    try:
        target = Target("https", parse_host(host), port)
    except Refused:
        return ""
    fetched = await guard.fetch(str(target), max_redirects=0, max_bytes=SMALL, timeout=PROBE_SECONDS, ca_file=ca_file)
    return fetched.headers.get("strict-transport-security", "")


def _described(der: bytes) -> dict[str, Any]:
    """Return subject, issuer and expiry of a certificate as TransportSeen names them."""
    if not der:
        return {}
    try:
        certificate = x509.load_der_x509_certificate(der)
        return {
            "certificate_subject": certificate.subject.rfc4514_string(),
            "certificate_issuer": certificate.issuer.rfc4514_string(),
            "certificate_expires": certificate.not_valid_after_utc,
        }
    except ValueError:  # readable for OpenSSL, but not for cryptography
        return {}


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timeout: no answer in time"
    if isinstance(error, ssl.SSLError):
        return error.reason or str(error)
    return str(error) or type(error).__name__
