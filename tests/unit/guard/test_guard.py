import asyncio
import socket
import threading
from ipaddress import ip_address

import aiohappyeyeballs
import pytest

from safeinfo.gather.guard import Guard, Limits, PolicyProxy, Refused, SystemResolver, Unresolved
from safeinfo.gather.guard.guard import FAILURE_KEPT
from safeinfo.gather.guard.servers import DnsResolver
from tests.unit.guard.nameserver import name_server
from tests.unit.guard.wire import answering, ask, response, serve

PUBLIC = ip_address("8.8.8.8")


def fixed(*addresses):
    async def resolve(name):
        return [ip_address(address) for address in addresses]

    return resolve


@pytest.fixture
def dialled(monkeypatch):
    """Where connections would have gone, without going there."""
    seen = []

    async def start_connection(addr_infos, **_):
        seen.append([info[4][0] for info in addr_infos])
        raise ConnectionRefusedError("nothing is dialled in this test")

    monkeypatch.setattr(aiohappyeyeballs, "start_connection", start_connection)
    return seen


async def test_a_name_server_that_changes_its_mind_is_not_asked_again(dialled):
    async with name_server(lambda name, asked: [PUBLIC] if asked == 1 else [ip_address("127.0.0.1")]) as server:
        guard = Guard(resolver=DnsResolver(["127.0.0.1"], server.port))
        assert await guard.vet("rebind.test", 443) == [PUBLIC]
        for _ in range(3):
            with pytest.raises(ConnectionRefusedError):
                await guard.dial("rebind.test", 443)
        assert (await guard.fetch("https://rebind.test/")).failure == "unreachable"
        async with PolicyProxy(guard) as proxy:
            await ask(proxy.port, b"CONNECT rebind.test:443 HTTP/1.1\r\nHost: x\r\n\r\n")
            await ask(proxy.port, b"GET http://REBIND.test./ HTTP/1.1\r\nHost: x\r\n\r\n")
        assert server.asked["rebind.test", "A"] == 1
    assert len(dialled) >= 5
    assert all(addresses == ["8.8.8.8"] for addresses in dialled)


async def test_a_name_that_is_private_at_first_stays_refused(dialled):
    async with name_server(lambda name, asked: [ip_address("127.0.0.1")] if asked == 1 else [PUBLIC]) as server:
        guard = Guard(resolver=DnsResolver(["127.0.0.1"], server.port))
        for _ in range(3):
            with pytest.raises(Refused, match="loopback"):
                await guard.dial("rebind.test", 443)
    assert dialled == []


async def test_of_a_mixed_answer_only_the_allowed_addresses_are_dialled(dialled):
    guard = Guard(resolver=fixed("10.0.0.1", "8.8.8.8", "169.254.169.254", "2606:4700::1", "::1"))
    with pytest.raises(ConnectionRefusedError):
        await guard.dial("mixed.test", 443)
    assert dialled == [["8.8.8.8", "2606:4700::1"]]


async def test_one_look_up_serves_all_who_wait_for_it():
    asked = []

    async def resolve(name):
        asked.append(name)
        await asyncio.sleep(0)
        return [PUBLIC]

    guard = Guard(resolver=resolve)
    await asyncio.gather(*(guard.vet("Shop.test", port) for port in (80, 443, 8443)))
    assert asked == ["shop.test"]


async def test_a_caller_that_gives_up_does_not_spoil_the_answer_for_others():
    go = asyncio.Event()

    async def resolve(name):
        await go.wait()
        return [PUBLIC]

    guard = Guard(resolver=resolve)
    first, second = (asyncio.create_task(guard.vet("shop.test", 443)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    go.set()
    assert await second == [PUBLIC]


async def test_a_resolver_that_never_answers_is_given_up():
    async def resolve(name):
        await asyncio.Event().wait()

    guard = Guard(resolver=resolve, limits=Limits(resolve_seconds=0.05))
    with pytest.raises(Unresolved, match="in time"):
        await guard.vet("slow.test", 443)


async def test_closing_ends_look_ups_under_way():
    guard = Guard(resolver=lambda name: asyncio.Event().wait())
    waiting = asyncio.create_task(guard.vet("slow.test", 443))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await guard.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_failure_is_kept_for_a_while_only(monkeypatch):
    later = []
    monkeypatch.setattr(asyncio.get_running_loop(), "call_later", lambda *call: later.append(call))
    answers = [[], [PUBLIC]]

    async def resolve(name):
        return answers.pop(0)

    guard = Guard(resolver=resolve)
    for _ in range(2):
        with pytest.raises(Unresolved):
            await guard.vet("late.test", 443)
    ((_, forget, *names),) = [call for call in later if call[0] == FAILURE_KEPT]
    forget(*names)
    assert await guard.vet("late.test", 443) == [PUBLIC]


async def test_a_silent_name_server_ends_in_dns():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = DnsResolver(["127.0.0.1"], silent.getsockname()[1], seconds=0.1)
        with pytest.raises(Unresolved):
            await Guard(resolver=resolver).vet("shop.test", 443)


async def test_own_ports_stay_closed_even_when_private_addresses_are_open():
    async with serve(answering(response(b"secret"))) as port:
        guard = Guard(allow_private=True)
        assert (await guard.fetch(f"http://127.0.0.1:{port}/")).body == b"secret"
        guard.own_ports.add(port)
        fetched = await guard.fetch(f"http://localhost:{port}/")
        assert (fetched.failure, fetched.body) == ("refused", b"")
        assert "own-port" in fetched.detail


@pytest.mark.parametrize("port", [80, 443, 1024, 3000, 8080, 8443, 65535])
async def test_ports_of_web_servers_are_open(port):
    assert await Guard(resolver=fixed("8.8.8.8")).vet("shop.test", port) == [PUBLIC]


@pytest.mark.parametrize("port", [-1, 0, 1, 22, 25, 110, 587, 1023, 1720, 2049, 5060, 6000, 6667, 10080, 65536])
async def test_ports_of_anything_else_are_refused(port):
    with pytest.raises(Refused, match="bad-port"):
        await Guard(resolver=fixed("8.8.8.8")).vet("shop.test", port)


async def test_the_system_resolver_knows_localhost_without_asking():
    resolve = SystemResolver()
    assert {str(a) for a in await resolve("shop.localhost")} == {"127.0.0.1", "::1"}


async def test_the_system_resolver_asks_the_machine(monkeypatch):
    def getaddrinfo(name, port, **_):
        if name == "gone.test":
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 0)) for a in ("8.8.8.8", "8.8.4.4", "8.8.8.8")]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    resolve = SystemResolver()
    assert [str(a) for a in await resolve("shop.test")] == ["8.8.8.8", "8.8.4.4"]
    with pytest.raises(Unresolved):
        await resolve("gone.test")


async def test_a_look_up_that_never_ends_holds_neither_the_program_nor_the_others(monkeypatch):
    known, asked, over = socket.getaddrinfo, threading.Event(), threading.Event()

    def look_up(name, *rest, **more):
        if name == "silent.test":
            asked.set()
            over.wait()
        return known("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    resolve = SystemResolver()
    waiting = asyncio.create_task(resolve("silent.test"))
    assert await asyncio.to_thread(asked.wait, 10)
    assert await resolve("quick.test") == (ip_address("127.0.0.1"),)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    left = [each for each in threading.enumerate() if each.name == "safeinfo-dns"]
    assert left
    assert all(each.daemon for each in left)
    over.set()
