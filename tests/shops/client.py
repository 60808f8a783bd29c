"""A small client for tests of the shop itself: resolves every name below .localhost to loopback, keeps cookies."""

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.shops.serving import Shop


class Loopback(AbstractResolver):
    """Answers every name with 127.0.0.1."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
        ]

    async def close(self) -> None:
        """Nothing to close."""


@asynccontextmanager
async def client(shop: Shop) -> AsyncIterator[aiohttp.ClientSession]:
    """Yield a client that trusts the shop's authority; paths are relative to the shop."""
    context = ssl.create_default_context(cafile=str(shop.ca_file))
    connector = aiohttp.TCPConnector(resolver=Loopback(), ssl=context)
    async with aiohttp.ClientSession(shop.url, connector=connector, cookie_jar=aiohttp.CookieJar()) as session:
        yield session
