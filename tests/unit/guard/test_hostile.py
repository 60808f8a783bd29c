"""Every hostile address is refused with its reason, by each of the three ways out."""

import asyncio

import pytest

from safeinfo.gather.guard import Guard, PolicyProxy, Refused
from tests.unit.guard.hostile import HOSTS, URLS
from tests.unit.guard.wire import ask


def test_the_list_is_as_long_as_promised():
    assert len(HOSTS) + len(URLS) >= 60


@pytest.fixture
async def guard(hostile_names):
    guard = Guard(resolver=hostile_names)
    yield guard
    await guard.close()


def reasons(replies):
    return [
        line.partition(b": ")[2].decode()
        for reply in replies
        for line in reply.split(b"\r\n")
        if line.startswith(b"Safe-Info-Refused")
    ]


async def test_vet_refuses_them(guard):
    async def reason_of(host):
        with pytest.raises(Refused) as refusal:
            await guard.vet(host, 443)
        return refusal.value.reason

    found = await asyncio.gather(*(reason_of(host) for host in HOSTS))
    assert dict(zip(HOSTS, found, strict=True)) == HOSTS


async def test_nothing_is_opened_by_allow_private_but_loopback_and_private_ranges(hostile_names):
    guard = Guard(resolver=hostile_names, allow_private=True)
    for host, reason in HOSTS.items():
        if reason in {"loopback", "private"}:
            assert await guard.vet(host, 443)
        else:
            with pytest.raises(Refused) as refusal:
                await guard.vet(host, 443)
            assert refusal.value.reason == reason, host


async def test_fetch_refuses_them(guard):
    urls = {f"http://{host}/": reason for host, reason in HOSTS.items() if host} | URLS
    fetched = await asyncio.gather(*(guard.fetch(url) for url in urls))
    told = {url: (f.failure, f.detail.split(":")[0]) for url, f in zip(urls, fetched, strict=True)}
    for url, reason in urls.items():
        failure, detail = told[url]
        assert failure == ("dns" if reason == "dns" else "refused"), url
        assert reason in ("dns", detail), url
    assert all(f.status == 0 and f.body == b"" for f in fetched)


def on_the_wire(hosts):
    """Those that fit into a request line."""
    return {h: r for h, r in hosts.items() if h and h.isascii() and h.isprintable() and " " not in h}


async def test_the_proxy_refuses_to_tunnel_to_them(guard):
    hosts = on_the_wire(HOSTS)
    async with PolicyProxy(guard) as proxy:
        replies = [await ask(proxy.port, f"CONNECT {h}:443 HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for h in hosts]
    assert reasons(replies) == list(hosts.values())
    statuses = {int(reply.split()[1]) for reply in replies}
    assert statuses == {403, 502}
    assert [contact.refused for contact in proxy.log] == list(hosts.values())
    assert all(c.sent == c.received == 0 and c.address == "" and c.detail and c.closed_at for c in proxy.log)


async def test_the_proxy_refuses_to_pass_requests_on_to_them(guard):
    urls = {f"http://{host}/": reason for host, reason in HOSTS.items()} | URLS
    urls = on_the_wire(urls)
    async with PolicyProxy(guard) as proxy:
        replies = [await ask(proxy.port, f"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for url in urls]
    assert reasons(replies) == list(urls.values())
    assert [contact.way for contact in proxy.log] == ["http"] * len(urls)
