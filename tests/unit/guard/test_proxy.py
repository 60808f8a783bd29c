import asyncio
import base64

import pytest

from safeinfo.gather.guard import Guard, Limits, PolicyProxy, owner
from tests.unit.guard.wire import answering, ask, connect, connection, head_of, response, serve


@pytest.fixture(autouse=True)
async def nothing_left():
    """No test leaves a task behind; a browser of another module's tests may still be there."""
    before = asyncio.all_tasks()
    yield
    ours = [task for task in asyncio.all_tasks() - before if "safeinfo" in task.get_coro().cr_code.co_filename]
    assert ours == []


def open_guard(**limits):
    return Guard(allow_private=True, limits=Limits(**limits))


def get(port, path="/", extra="", method="GET"):
    return f"{method} http://127.0.0.1:{port}{path} HTTP/1.1\r\nHost: ignored.test\r\n{extra}\r\n".encode()


async def echo(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def seen(heads):
    async def handle(reader, writer):
        while head := await head_of(reader):
            heads.append(head)
            writer.write(response(b"ok"))
            await writer.drain()

    return handle


async def test_a_tunnel_passes_bytes_both_ways_untouched():
    payload = bytes(range(256)) * 20_000
    async with serve(echo) as port, PolicyProxy(open_guard()) as proxy, connection(proxy.port) as (reader, writer):
        assert (await connect(reader, writer, f"127.0.0.1:{port}")).startswith(b"HTTP/1.1 200")
        writer.write(payload)
        writer.write_eof()
        assert await reader.read() == payload
    contact = proxy.log[0]
    assert (contact.way, contact.host, contact.port, contact.address) == ("tunnel", "127.0.0.1", port, "127.0.0.1")
    assert (contact.sent, contact.received) == (len(payload), len(payload))
    assert (contact.refused, contact.cut) == ("", "")
    assert contact.closed_at >= contact.opened_at


async def test_bytes_sent_before_the_tunnel_stands_are_not_lost():
    async with serve(echo) as port, PolicyProxy(open_guard()) as proxy, connection(proxy.port) as (reader, writer):
        writer.write(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: x\r\n\r\nearly".encode())
        await head_of(reader)
        assert await reader.readexactly(5) == b"early"


async def test_a_server_that_speaks_first_is_heard():
    async def greet(reader, writer):
        writer.write(b"hello")

    async with serve(greet) as port, PolicyProxy(open_guard()) as proxy, connection(proxy.port) as (reader, writer):
        await connect(reader, writer, f"127.0.0.1:{port}")
        assert await reader.read() == b"hello"


async def test_a_reader_that_is_slow_holds_the_writer_back():
    sent = 0

    async def pour(reader, writer):
        nonlocal sent
        for _ in range(400):
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    async with serve(pour) as port, PolicyProxy(open_guard()) as proxy, connection(proxy.port) as (reader, writer):
        await connect(reader, writer, f"127.0.0.1:{port}")
        writer.transport.pause_reading()
        await asyncio.sleep(0.3)
        held = sent
        writer.transport.resume_reading()
        async with asyncio.timeout(20):
            body = await reader.read()
    assert len(body) == 400 * 65536
    assert held < len(body)


async def test_requests_are_passed_on_as_the_origin_expects_them():
    heads = []
    async with serve(await seen(heads)) as port, PolicyProxy(open_guard()) as proxy:
        extra = "X-Kept: 1\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eA==\r\nX-Named: 2\r\n"
        reply = await ask(proxy.port, get(port, "/a?b=c", extra + "Connection: close, X-Named\r\n"))
    assert reply.startswith(b"HTTP/1.1 200")
    assert reply.endswith(b"\r\n\r\nok")
    first, *rest = heads[0].decode().strip().split("\r\n")
    assert first == "GET /a?b=c HTTP/1.1"
    assert sorted(rest) == [f"Host: 127.0.0.1:{port}", "X-Kept: 1"]
    assert proxy.log[0].way == "http"
    assert proxy.log[0].received >= len(b"ok")


async def test_one_client_connection_serves_many_requests_to_many_servers():
    one, two = [], []
    connections = 0

    async def counted(reader, writer):
        nonlocal connections
        connections += 1
        await (await seen(one))(reader, writer)

    async with (
        serve(counted) as first,
        serve(await seen(two)) as second,
        PolicyProxy(open_guard()) as proxy,
        connection(proxy.port) as (reader, writer),
    ):
        for port in (first, first, second, first):
            writer.write(get(port))
            assert (await head_of(reader)).startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(2) == b"ok"
    assert (len(one), len(two), connections, len(proxy.log)) == (3, 1, 2, 4)


async def test_a_body_is_passed_on():
    async def length(reader, writer):
        head = await head_of(reader)
        size = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        body = await reader.readexactly(size)
        writer.write(response(str(sum(body)).encode()))

    body = b"\x01" * 300_000
    async with serve(length) as port, PolicyProxy(open_guard()) as proxy:
        head = get(port, "/", f"Content-Length: {len(body)}\r\nConnection: close\r\n", "POST")
        assert (await ask(proxy.port, head + body)).endswith(b"\r\n\r\n300000")


async def test_a_chunked_answer_and_one_that_ends_by_closing_arrive_whole():
    async def chunked(reader, writer):
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    async def closing(reader, writer):
        await head_of(reader)
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nabcde")

    for handler in (chunked, closing):
        async with serve(handler) as port, PolicyProxy(open_guard()) as proxy:
            reply = await ask(proxy.port, get(port, extra="Connection: close\r\n"))
        assert b"".join(reply.partition(b"\r\n\r\n")[2].split(b"\r\n")[1::2]) == b"abcde"


async def test_an_upgrade_becomes_a_tunnel():
    async def upgrade(reader, writer):
        head = await head_of(reader)
        assert b"upgrade: websocket" in head.lower()
        assert b"connection: upgrade" in head.lower()
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfirst")
        await echo(reader, writer)

    async with serve(upgrade) as port, PolicyProxy(open_guard()) as proxy, connection(proxy.port) as (reader, writer):
        writer.write(get(port, "/ws", "Upgrade: websocket\r\nConnection: Upgrade\r\n"))
        assert (await head_of(reader)).startswith(b"HTTP/1.1 101")
        assert await reader.readexactly(5) == b"first"
        writer.write(b"frame")
        assert await reader.readexactly(5) == b"frame"


@pytest.mark.parametrize("way", ["CONNECT 127.0.0.1:{port} HTTP/1.1", "GET http://127.0.0.1:{port}/ HTTP/1.1"])
async def test_a_port_where_nothing_listens_is_unreachable(way):
    async with serve(echo) as port:
        pass
    async with PolicyProxy(open_guard()) as proxy:
        reply = await ask(proxy.port, f"{way.format(port=port)}\r\nHost: x\r\n\r\n".encode())
    assert reply.startswith(b"HTTP/1.1 502 Bad Gateway")
    assert proxy.log[0].refused == "unreachable"


async def test_a_server_that_answers_nonsense_is_unreachable():
    async with serve(answering(b"\x00\x01nonsense\r\n\r\n")) as port, PolicyProxy(open_guard()) as proxy:
        assert (await ask(proxy.port, get(port))).startswith(b"HTTP/1.1 502")


async def test_https_is_not_passed_on_in_the_clear():
    async with PolicyProxy(open_guard()) as proxy:
        await ask(proxy.port, b"GET https://127.0.0.1/ HTTP/1.1\r\nHost: x\r\n\r\n")
    assert proxy.log[0].refused == "scheme"


async def test_the_proxy_does_not_lead_to_itself():
    async with PolicyProxy(open_guard()) as proxy:
        reply = await ask(proxy.port, get(proxy.port))
        assert b"Safe-Info-Refused: own-port" in reply


@pytest.mark.parametrize(
    "noise", [b"", b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01" * 50, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"]
)
async def test_noise_gets_nothing_through(noise):
    async with PolicyProxy(open_guard()) as proxy:
        async with connection(proxy.port) as (reader, writer):
            writer.write(noise)
            writer.write_eof()
            reply = await reader.read()
        assert reply == b"" or b"Safe-Info-Refused" in reply


async def pour_into(writer, limit):
    for _ in range(limit // 65536):
        writer.write(b"x" * 65536)
        await writer.drain()


async def test_a_head_without_end_is_dropped():
    async with PolicyProxy(open_guard()) as proxy, connection(proxy.port) as (_reader, writer):
        writer.write(b"GET http://a.test/ HTTP/1.1\r\nX: ")
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(pour_into(writer, 16 * 2**20), 10)


async def test_a_connection_that_carries_too_much_is_cut():
    async def pour(reader, writer):
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with (
        serve(pour) as port,
        PolicyProxy(open_guard(connection_bytes=500_000)) as proxy,
        connection(proxy.port) as (reader, writer),
    ):
        await connect(reader, writer, f"127.0.0.1:{port}")
        ended = await asyncio.wait_for(asyncio.gather(reader.read(), return_exceptions=True), 10)
    assert isinstance(ended[0], bytes | ConnectionError)
    assert proxy.log[0].cut == "connection-bytes"
    assert proxy.log[0].received < 500_000 + 2**20


async def test_all_connections_together_carry_only_so_much():
    async with (
        serve(answering(response(b"x" * 100_000))) as port,
        PolicyProxy(open_guard(total_bytes=250_000)) as proxy,
    ):
        replies = [await ask(proxy.port, get(port, extra="Connection: close\r\n")) for _ in range(4)]
    assert [len(reply) > 100_000 for reply in replies] == [True, True, False, False]
    assert proxy.log[2].cut == "total-bytes"
    assert proxy.log[3].refused == "limit"


async def test_only_so_many_connections_at_a_time():
    async with (
        serve(echo) as port,
        PolicyProxy(open_guard(connections=2)) as proxy,
        connection(proxy.port) as one,
        connection(proxy.port) as two,
        connection(proxy.port) as three,
    ):
        heads = [await connect(*streams, f"127.0.0.1:{port}") for streams in (one, two, three)]
    assert [head.split()[1] for head in heads] == [b"200", b"200", b"403"]
    assert proxy.log[2].refused == "limit"


async def test_a_connection_that_stands_still_is_cut():
    async with (
        serve(echo) as port,
        PolicyProxy(open_guard(idle_seconds=0.1)) as proxy,
        connection(proxy.port) as (reader, writer),
    ):
        await connect(reader, writer, f"127.0.0.1:{port}")
        async with asyncio.timeout(5):
            await asyncio.gather(reader.read(), return_exceptions=True)
        assert proxy.log[0].cut == "idle"


async def test_a_connection_that_trickles_for_ever_is_cut():
    async def trickle(reader, writer):
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serve(trickle) as port, PolicyProxy(open_guard(connection_seconds=0.3)) as proxy:
        async with asyncio.timeout(5), connection(proxy.port) as (reader, writer):
            writer.write(get(port))
            await asyncio.gather(reader.read(), return_exceptions=True)
        assert proxy.log[0].cut == "connection-time"


async def test_closing_ends_what_is_open():
    async with serve(echo) as port:
        proxy = PolicyProxy(open_guard())
        async with proxy, connection(proxy.port) as (reader, writer):
            await connect(reader, writer, f"127.0.0.1:{port}")
            await proxy.close()
            await asyncio.gather(reader.read(), return_exceptions=True)
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", proxy.port)
        assert proxy.log[0].cut == "closed"


async def test_credentials_are_asked_for_where_wanted():
    async with serve(answering(response(b"ok"))) as port, PolicyProxy(open_guard(), credentials=True) as proxy:
        bare = await ask(proxy.port, get(port))
        wrong = await ask(proxy.port, get(port, extra="Proxy-Authorization: Basic eDp5\r\n"))
        token = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
        extra = f"Proxy-Authorization: Basic {token}\r\nConnection: close\r\n"
        right = await ask(proxy.port, get(port, extra=extra))
    assert bare.startswith(b"HTTP/1.1 407")
    assert b"Proxy-Authenticate: Basic" in bare
    assert wrong.startswith(b"HTTP/1.1 407")
    assert right.startswith(b"HTTP/1.1 200")
    assert len(proxy.log) == 1


async def test_other_users_of_the_machine_are_kept_out(monkeypatch):
    monkeypatch.setattr(owner, "_users", lambda: frozenset({-1}))
    async with serve(answering(response(b"ok"))) as port, PolicyProxy(open_guard()) as proxy:
        async with connection(port) as (_, writer):
            if owner.user_of(writer.get_extra_info("sockname")[1], port) is None:
                pytest.skip("the kernel does not tell")
        replies = await asyncio.gather(ask(proxy.port, get(port)), return_exceptions=True)
    assert replies == [b""] or isinstance(replies[0], ConnectionError)
    assert proxy.log == []


async def test_the_kernel_tells_whose_connection_it_is():
    async with serve(echo) as port, connection(port) as (_, writer):
        client_port = writer.get_extra_info("sockname")[1]
        assert owner.is_ours(client_port, port)
        assert owner.user_of(client_port, port) in {None, *owner._users()}
        assert owner.user_of(1, port) is None


async def test_a_log_of_refusals_does_not_grow_without_end():
    async with PolicyProxy(Guard(limits=Limits(total_connections=2))) as proxy:
        for _ in range(6):
            assert b"403" in (await ask(proxy.port, get(8080))).partition(b"\r\n")[0]
        assert [each.refused for each in proxy.log] == ["loopback"] * 2 + ["limit"] * 2
