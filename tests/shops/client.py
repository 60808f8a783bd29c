"""Small clients for tests of the shop itself: one over the network, one that calls the application directly."""

import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from starlette.types import ASGIApp, Message

from tests.shops.serving import Shop


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, read to its end; header names are lower-case."""

    status: int
    url: str
    headers: Mapping[str, str]
    text: str


class Loopback(AbstractResolver):
    """Answers every name with 127.0.0.1."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        """Nothing to close."""


class Client:
    """Asks over the network, keeps cookies, follows redirects unless told not to."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def get(self, path: str, **more) -> Answer:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, data: Mapping[str, str] | None = None, **more) -> Answer:
        return await self.ask("POST", path, data=data or {}, **more)

    async def ask(self, method: str, path: str, **more) -> Answer:
        async with self.session.request(method, path, **more) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, str(response.url), headers, await response.text())


@asynccontextmanager
async def client(shop: Shop) -> AsyncIterator[Client]:
    """Yield a client that trusts the shop's authority; paths are relative to the shop."""
    context = ssl.create_default_context(cafile=str(shop.ca_file))
    connector = aiohttp.TCPConnector(resolver=Loopback(), ssl=context, force_close=True)
    async with aiohttp.ClientSession(shop.url, connector=connector) as session:
        yield Client(session)


@dataclass(slots=True)
class Direct:
    """Calls an application without a network, keeps cookies, follows redirects."""

    app: ASGIApp
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        return await self.ask("GET", path)

    async def post(self, path: str, data: Mapping[str, str] | None = None) -> Answer:
        return await self.ask("POST", path, urlencode(data or {}).encode())

    async def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        answer = await self.once(method, path, body)
        while answer.status in {302, 303, 307, 308}:
            answer = await self.once("GET", answer.headers["location"])
        return answer

    async def once(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Make one request."""
        sent: list[Message] = []
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = [(b"host", b"shop.localhost"), (b"cookie", cookies.encode())]
        headers.append((b"content-type", b"application/x-www-form-urlencoded"))
        scope = {
            "type": "http",
            "method": method,
            "path": path.partition("?")[0],
            "query_string": path.partition("?")[2].encode(),
            "headers": headers,
            "scheme": "https",
            "server": ("shop.localhost", 443),
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        for name, value in sent[0]["headers"]:
            if name == b"set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value.decode()).items()}
        text = b"".join(message.get("body", b"") for message in sent[1:]).decode()
        received = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], path, received, text)
