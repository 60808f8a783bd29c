"""Fetching beside the browser: a policy, a well-known file, a PDF; every hop vetted, everything bounded.

Trouble is data: what did not work is told in `Fetched.failure`, never raised.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from ipaddress import IPv4Address
from pathlib import Path
from socket import AddressFamily
from typing import Protocol

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from safeinfo.gather.guard.addresses import Address
from safeinfo.gather.guard.decoding import ACCEPTED, BadEncoding, TooLarge, decoders
from safeinfo.gather.guard.hosts import Host
from safeinfo.gather.guard.refusal import Refused
from safeinfo.gather.guard.urls import Target, parse_url

MAX_BYTES = 8 * 2**20
MAX_REDIRECTS = 10
SECONDS = 30.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
USER_AGENT = "Mozilla/5.0 (compatible; SafeInfo/0.1)"
LONGEST_HEADER = 64 * 1024


class Vetting(Protocol):
    """What is asked before each hop: the guard."""

    async def vet(self, host: Host, port: int) -> Sequence[Address]:
        """Return the addresses that may be dialled; raise Refused if there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be fetched, and how much of it; `seconds` is for all hops together."""

    method: str = "GET"
    max_bytes: int = MAX_BYTES
    max_redirects: int = MAX_REDIRECTS
    seconds: float = SECONDS
    ca_file: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the last hop's URL, status (0: no answer), headers (lower-case names) and decoded body.

    `redirects` are the URLs that led on, in order, the first asked for included. `failure` is "" or one of: refused,
    dns, unreachable, timeout, certificate, too-large, redirects, encoding, protocol; `detail` says more, for a
    refusal the guard's reason first. A body that was too large or broke off is what had come until then.
    """

    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirects: tuple[str, ...] = ()
    failure: str = ""
    detail: str = ""


class _Pinned(AbstractResolver):
    """Gives aiohttp the guard's answer, so that it dials what was vetted."""

    def __init__(self, guard: Vetting) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the vetted addresses, of both families: the caller picks."""
        del family
        found = await self._guard.vet(host, port)
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=AddressFamily.AF_INET if isinstance(address, IPv4Address) else AddressFamily.AF_INET6,
                proto=0,
                flags=0,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


class _Hops:
    """One fetch under way: hop after hop, `last` is what the newest of them gave."""

    def __init__(self, guard: Vetting, session: aiohttp.ClientSession, wanted: Wanted) -> None:
        self._guard = guard
        self._session = session
        self._wanted = wanted
        self._seen: list[str] = []
        self.last: Fetched | None = None

    async def follow(self, url: str) -> Fetched:
        """Follow redirects to the end; every trouble but the total time is in the answer."""
        method, target = self._wanted.method, None
        while True:
            try:
                target = parse_url(url, target)
                if why := self._enough(str(target)):
                    return self._failed(str(target), "redirects", why)
                await self._guard.vet(target.host, target.port)
            except Refused as refusal:
                return self._failed(url, *_words(refusal))
            self.last = await self._hop(method, target)
            location = self.last.headers.get("location", "")
            if self.last.failure or self.last.status not in REDIRECTS or not location:
                return self.last
            self._seen.append(str(target))
            url, method = location, _next_method(method, self.last.status)

    def _enough(self, url: str) -> str:
        if url in self._seen:
            return "a loop"
        return "too many" if len(self._seen) > self._wanted.max_redirects else ""

    def _failed(self, url: str, failure: str, detail: str) -> Fetched:
        last = self.last or Fetched(url)
        return replace(last, url=url, redirects=tuple(self._seen), failure=failure, detail=detail)

    async def _hop(self, method: str, target: Target) -> Fetched:
        fetched = Fetched(str(target), redirects=tuple(self._seen))
        try:
            async with self._session.request(
                method,
                URL(str(target), encoded=True),
                allow_redirects=False,
                headers=self._wanted.headers,
                data=self._wanted.body if method == self._wanted.method and self._wanted.body else None,
            ) as response:
                self.last = fetched = replace(fetched, status=response.status, headers=_headers(response))
                body, failure, detail = await self._body(response)
                return replace(fetched, body=body, failure=failure, detail=detail)
        except (aiohttp.ClientError, OSError, ValueError, Refused) as error:
            if isinstance(error, TimeoutError):
                raise
            failure, detail = explain(error)
            return replace(fetched, failure=failure, detail=detail)

    async def _body(self, response: aiohttp.ClientResponse) -> tuple[bytes, str, str]:
        body = bytearray()
        limit = self._wanted.max_bytes
        try:
            undo = decoders(response.headers.get("Content-Encoding", ""))
            async for piece in response.content.iter_any():
                data = piece
                for decoder in undo:
                    data = decoder.feed(data, limit - len(body))
                body += data
                if len(body) > limit:
                    break
        except TooLarge:
            return bytes(body), "too-large", f"more than {limit} bytes when decoded"
        except BadEncoding as error:
            return bytes(body), "encoding", str(error)
        except (aiohttp.ClientError, ConnectionError) as error:
            return bytes(body), "protocol", f"the server broke off ({error})"
        return (
            (bytes(body[:limit]), "too-large", f"more than {limit} bytes")
            if len(body) > limit
            else (bytes(body), "", "")
        )


async def fetch(guard: Vetting, url: str, wanted: Wanted) -> Fetched:
    """Fetch a URL, following redirects; see `Fetched` for what can come. FileNotFoundError if there is no CA file."""
    connector = aiohttp.TCPConnector(resolver=_Pinned(guard), use_dns_cache=False, ssl=trust(wanted.ca_file))
    session = aiohttp.ClientSession(
        connector=connector,
        auto_decompress=False,
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPTED, "Accept": "*/*"},
        timeout=aiohttp.ClientTimeout(total=None),
    )
    hops = _Hops(guard, session, wanted)
    try:
        async with session, asyncio.timeout(wanted.seconds):
            return await hops.follow(url)
    except TimeoutError:
        return replace(hops.last or Fetched(url), failure="timeout", detail=f"not done after {wanted.seconds:g} s")


def trust(ca_file: str | None) -> ssl.SSLContext:
    """Return a context that trusts the system's authorities and those of a PEM file; shared, not to be changed.

    Loading the authorities takes some 80 ms, so that it is done once for a file as it is.
    """
    return _trust(ca_file, Path(ca_file).stat().st_mtime_ns if ca_file else 0)


@lru_cache(maxsize=4)
def _trust(ca_file: str | None, _changed: int) -> ssl.SSLContext:
    return new_trust(ca_file)


def new_trust(ca_file: str | None) -> ssl.SSLContext:
    """Return a context like `trust`, for the caller alone."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _next_method(method: str, status: int) -> str:
    """A POST becomes a GET except where the server says to repeat it (RFC 9110, 15.4)."""
    return method if method in {"GET", "HEAD"} or status in {307, 308} else "GET"


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def _words(refusal: Refused) -> tuple[str, str]:
    if refusal.reason == "dns":
        return "dns", refusal.detail
    return "refused", str(refusal)


def explain(error: BaseException) -> tuple[str, str]:
    """Return the failure word and detail for what a connection died of."""
    if isinstance(error, Refused):
        return _words(error)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "certificate", str(error.certificate_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate", error.verify_message
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "certificate", f"no secure connection ({error})"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "unreachable", str(error.os_error)
    if isinstance(error, OSError) and not isinstance(error, aiohttp.ClientError):
        return "unreachable", str(error)
    return "protocol", str(error) or type(error).__name__
