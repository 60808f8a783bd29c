"""Chromium itself behind the proxy: whatever a page tries, it reaches what the guard lets through and nothing else."""

import asyncio
import base64
import hashlib
import json
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest
from playwright.async_api import async_playwright

from safeinfo.gather.browser.find import find_browser
from safeinfo.gather.browser.options import BrowserOptions, flags
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.gather.guard.servers import DnsResolver
from tests.unit.guard.hostile import ALIASES, HOSTS, NAMES
from tests.unit.guard.nameserver import name_server
from tests.unit.guard.wire import answering, head_of, response, serve

pytestmark = pytest.mark.live

TRY_ALL = """
async (urls) => {
  const signal = AbortSignal.timeout(8000);
  await Promise.allSettled(urls.map((url) => fetch(url, {mode: "no-cors", signal})));
}
"""
ALL_WAYS = """
async (host) => {
  const over = (start) => new Promise((end) => { start(end); setTimeout(() => end("late"), 5000); });
  navigator.sendBeacon(`http://${host}/beacon`, "x");
  new Worker(URL.createObjectURL(new Blob([`fetch("http://${host}/worker", {mode: "no-cors"})`])));
  return [
    await over((end) => { const i = new Image(); i.onload = () => end("reached"); i.onerror = () => end("refused");
                          i.src = `http://${host}/image`; }),
    await over((end) => { const s = new WebSocket(`ws://${host}/socket`); s.onopen = () => end("reached");
                          s.onerror = () => end("refused"); }),
    await over((end) => { const s = new EventSource(`http://${host}/events`); s.onopen = () => end("reached");
                          s.onerror = () => end("refused"); }),
    await over((end) => { const s = document.createElement("script"); s.onload = () => end("reached");
                          s.onerror = () => end("refused");
                          s.src = `https://${host}/script`; document.head.append(s); }),
  ];
}
"""


@asynccontextmanager
async def page_behind(guard):
    async with PolicyProxy(guard) as proxy, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(playwright.chromium.executable_path),
            args=flags(BrowserOptions(proxy=proxy)),
        )
        try:
            yield await browser.new_page(), proxy
        finally:
            await browser.close()


@pytest.fixture
async def names():
    async with name_server(lambda name, _: NAMES.get(name), ALIASES) as server:
        yield DnsResolver(["127.0.0.1"], server.port, seconds=2)


async def test_a_page_reaches_none_of_the_hostile_addresses(names):
    hosts = [h for h, reason in HOSTS.items() if reason not in {"loopback", "private"} and h and len(h) < 250]
    async with (
        serve(answering(response(b"<title>page</title>", Content_Type="text/html"))) as port,
        page_behind(Guard(allow_private=True, resolver=names)) as (page, proxy),
    ):
        await page.goto(f"http://127.0.0.1:{port}/")
        before = len(proxy.log)
        await page.evaluate(TRY_ALL, [f"http://{host}/" for host in hosts])
        assert all(contact.refused for contact in proxy.log[before:])
        assert await page.evaluate(ALL_WAYS, "169.254.169.254") == ["refused"] * 4
        seen = proxy.log
    assert {contact.address for contact in seen} == {"127.0.0.1", ""}
    assert {c.port for c in seen if not c.refused} == {port}
    asked = {contact.host for contact in seen if contact.refused}
    assert "169.254.169.254" in asked
    assert len(asked) > 20
    ways = {contact.way for contact in seen if contact.host == "169.254.169.254"}
    assert ways == {"http", "tunnel"}


async def test_the_page_itself_is_refused_with_a_reason(names):
    async with (
        serve(answering(response(b"secret"))) as port,
        page_behind(Guard(resolver=names)) as (page, proxy),
    ):
        answer = await page.goto(f"http://localhost:{port}/")
        assert answer.status == 403
        assert (await answer.all_headers())["safe-info-refused"] == "loopback"
        assert b"secret" not in await answer.body()
    assert proxy.log[0].refused == "loopback"


async def test_a_name_that_moves_between_requests_stays_where_it_was():
    heads = []

    async def see(reader, writer):
        while head := await head_of(reader):
            heads.append(head)
            writer.write(response(b"<title>page</title>", Content_Type="text/html", Connection="close"))
            return

    async with name_server(
        lambda _name, asked: [ip_address("127.0.0.1" if asked == 1 else "169.254.169.254")]
    ) as server:
        guard = Guard(allow_private=True, resolver=DnsResolver(["127.0.0.1"], server.port, seconds=2))
        async with serve(see) as port, page_behind(guard) as (page, proxy):
            for _ in range(3):
                await page.goto(f"http://rebind.test:{port}/")
            contacts = [c for c in proxy.log if c.host == "rebind.test"]
    assert len(contacts) >= 3
    assert {(c.address, c.refused) for c in contacts} == {("127.0.0.1", "")}
    assert server.asked["rebind.test", "A"] == 1


async def test_a_web_socket_passes_both_ways():
    async def socket(reader, writer):
        head = (await head_of(reader)).decode()
        if "upgrade: websocket" not in head.lower():
            writer.write(response(b"<title>page</title>", Content_Type="text/html", Connection="close"))
            return
        key = head.lower().index("sec-websocket-key: ") + 19
        digest = hashlib.sha1(head[key : key + 24].encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n\x81\x05hello"
        )
        await reader.read(100)

    async with (
        serve(socket) as port,
        page_behind(Guard(allow_private=True)) as (page, proxy),
    ):
        await page.goto(f"http://127.0.0.1:{port}/")
        script = """(port) => new Promise((end) => {
            const s = new WebSocket(`ws://127.0.0.1:${port}/`);
            s.onmessage = (message) => end(message.data); s.onerror = () => end("");
        })"""
        assert await asyncio.wait_for(page.evaluate(script, port), 10) == "hello"
    assert {contact.way for contact in proxy.log} == {"http", "tunnel"}


async def test_many_small_files_come_through():
    files = {f"/{n}": f"file {n}".encode() for n in range(120)}

    async def shop(reader, writer):
        while head := await head_of(reader):
            path = head.split()[1].decode()
            writer.write(response(files.get(path, b"<title>page</title>"), Content_Type="text/html"))
            await writer.drain()

    async with serve(shop) as port, page_behind(Guard(allow_private=True)) as (page, proxy):
        await page.goto(f"http://127.0.0.1:{port}/start")
        got = await page.evaluate(
            "async (paths) => JSON.stringify(await Promise.all(paths.map(async p => (await fetch(p)).text())))",
            list(files),
        )
    assert json.loads(got) == [body.decode() for body in files.values()]
    assert len(proxy.log) >= 121
