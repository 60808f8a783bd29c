"""Dialling through the operator's proxy: the vetted address is asked for, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest

from safeinfo.gather.guard import Guard, Refused
from safeinfo.gather.guard.upstream import Upstream


@asynccontextmanager
async def proxy(answer: bytes) -> AsyncIterator[tuple[Upstream, list[bytes]]]:
    """A proxy that says the same to everybody, then what it was told, backwards."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        if b" 200 " in answer:
            writer.write((await reader.read(100))[::-1])
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield Upstream("127.0.0.1", server.sockets[0].getsockname()[1], "ann:secret"), asked


async def test_the_vetted_address_is_dialled_through_the_proxy() -> None:
    async def resolve(_name: str) -> tuple[object, ...]:
        return (ip_address("93.184.215.14"),)

    async with proxy(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n") as (upstream, asked):
        guard = Guard(resolver=resolve, upstream=upstream)  # type: ignore[arg-type]
        made = await guard.dial("shop.example", 443)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(made, b"olleh")
        assert await loop.sock_recv(made, 100) == b"hello"
        made.close()
        with pytest.raises(Refused):
            await guard.dial("127.0.0.1", 443)  # nobody lends the proxy's network to a shop
        await guard.close()
    head = asked[0].decode()
    assert head.startswith("CONNECT 93.184.215.14:443 HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic YW5uOnNlY3JldA==" in head
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden"),
        (b"SSH-2.0-OpenSSH\r\n", "did not answer as a proxy"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000, "did not answer as a proxy"),
    ],
)
async def test_a_proxy_that_refuses_is_an_error_of_the_network(answer: bytes, said: str) -> None:
    async with proxy(answer) as (upstream, _):
        with pytest.raises(OSError, match=said):
            await upstream.dial(ip_address("2606:2800:220:1:248:1893:25c8:1946"), 443)


@pytest.mark.parametrize("url", ["", "proxy:3128", "https://proxy:3128", "http://proxy", "http://proxy:3128/path"])
def test_what_is_no_proxy_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="write http://host:port"):
        Upstream.parse(url)


def test_credentials_are_read() -> None:
    assert Upstream.parse("http://ann:s%40t@proxy:3128") == Upstream("proxy", 3128, "ann:s@t")
