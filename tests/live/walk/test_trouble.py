"""Shops that cannot be audited say why and what to do; an audit that is ended keeps what it has."""

import asyncio
import socket
import ssl

import pytest
import trustme
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.walk import route
from safeinfo.gather.walk.frontier import Target
from safeinfo.gather.walk.looking import go
from safeinfo.model.errors import SafeInfoError, SiteError, UsageError
from safeinfo.model.observations import GatherFailed, GatheringDone, PageSeen, Searched
from tests.live.walk.shops import page, served

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=40)


async def nobody(_name: str):
    return []


@pytest.mark.parametrize(
    "site",
    [
        "",
        "   ",
        "not an address",
        "ftp://shop.example",
        "https://",
        "https://user@shop.example",
        "http://[::1",
        "file:///etc/passwd",
    ],
)
async def test_what_is_no_address_is_wrong_use(site: str) -> None:
    with pytest.raises(UsageError) as caught:
        await gather(site, OPTIONS)
    assert "https://shop.example" in caught.value.advice


async def failure(site: str, **more) -> SiteError:
    from dataclasses import replace

    with pytest.raises(SiteError) as caught:
        await gather(site, replace(OPTIONS, **more))
    assert caught.value.exit_code == 3
    assert caught.value.advice
    return caught.value


async def test_an_unknown_host() -> None:
    assert "(dns)" in str(await failure("https://no-such-shop.example", resolver=nobody))


async def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert "unreachable" in str(await failure(f"http://127.0.0.1:{taken.getsockname()[1]}"))


async def test_a_private_address_is_refused_unless_allowed() -> None:
    error = await failure("http://127.0.0.1:8099", allow_private=False)
    assert "refused" in str(error)
    assert "--allow-private" in error.advice


async def test_a_port_that_is_not_for_web_servers() -> None:
    assert "Web servers do not answer on this port" in (await failure("http://127.0.0.1:22")).advice


async def test_a_certificate_that_nobody_vouches_for() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        error = await failure(f"https://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
    assert "certificate" in str(error)
    assert "--ca-file" in error.advice


@pytest.mark.parametrize(
    ("response", "word"),
    [
        ({"text": "{}", "content_type": "application/json"}, "not-html"),
        ({"text": "<h1>Access denied</h1>", "content_type": "text/html", "status": 403}, "blocked"),
        ({"text": "<h1>Oops</h1>", "content_type": "text/html", "status": 500}, "http-status"),
    ],
)
async def test_a_front_page_that_is_none(response: dict, word: str) -> None:
    async def handle(_request):
        return web.Response(**response)

    async with served(handle) as shop:
        assert word in str(await failure(shop.url))


async def test_an_empty_front_page_that_is_all_there_is_cannot_be_audited() -> None:
    async def handle(request):
        return page("", "", "en") if request.path == "/" else None

    async with served(handle) as shop:
        error = await failure(shop.url)
    assert "(empty)" in str(error)
    assert "without anything on it" in error.advice


async def test_an_empty_page_is_recorded_as_what_it_is() -> None:
    async def handle(request):
        body = "<h1>Tea</h1><p>Green and black.</p><a href=/contact>Contact</a>"
        pages = {"/": page("Tea", body, "en"), "/contact": page("", "", "en")}
        return pages.get(request.path)

    async with served(handle) as shop:
        evidence = await gather(shop.url, OPTIONS)
    failed = [each for each in evidence.observations if isinstance(each, GatherFailed)]
    assert any("empty" in each.detail for each in failed)


async def test_the_budget_ends_a_walk_and_says_so() -> None:
    async def handle(request):
        links = "".join(f"<p><a href=/p{n}/a>Page {n}</a></p>" for n in range(12))
        return page("Many", f"<h1>Many</h1>{links}", "en")

    async with served(handle) as shop:
        from dataclasses import replace

        evidence = await gather(shop.url, replace(OPTIONS, max_pages=4))
    pages = {each.visit for each in evidence.observations if isinstance(each, PageSeen)}
    assert len(pages) == 4
    walk = next(each for each in evidence.observations if isinstance(each, Searched) and each.what == "walk")
    assert not walk.complete
    assert any(
        each.what == "walk" and each.reason == "budget"
        for each in evidence.observations
        if isinstance(each, GatherFailed)
    )
    assert not evidence.observations[-1].complete


async def test_ending_an_audit_keeps_what_was_seen() -> None:
    gate = asyncio.Event()

    async def handle(request):
        if request.path == "/privacy":
            gate.set()
            await asyncio.sleep(30)
        return page("Slow", "<h1>Slow</h1><a href=/privacy>Privacy policy</a>", "en")

    async with served(handle) as shop:
        task = asyncio.create_task(gather(shop.url, OPTIONS))
        async with asyncio.timeout(30):
            await gate.wait()
        task.cancel()
        evidence = await task
    assert any(isinstance(each, PageSeen) and each.role == "home" for each in evidence.observations)
    done = evidence.observations[-1]
    assert isinstance(done, GatheringDone)
    assert not done.complete
    assert "ended" in done.ended_because


@pytest.mark.parametrize("error", [CdpError("the browser is gone"), SafeInfoError("no new page could be attached to")])
async def test_a_browser_that_gives_out_in_the_middle_keeps_what_was_seen(monkeypatch, error) -> None:
    async def half(walk, start):
        await go(walk, Target(start, "home", "address", 0))
        raise error

    async def handle(request):
        return page("Shop", "<h1>Shop</h1>", "en") if request.path == "/" else None

    monkeypatch.setattr(route, "walk_shop", half)
    async with served(handle) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert any(isinstance(each, PageSeen) and each.documents for each in evidence.observations)
    told = [each for each in evidence.observations if isinstance(each, GatherFailed) and each.what == "browser"]
    assert [(each.reason, each.detail) for each in told] == [("crashed", str(error))]
    assert not evidence.observations[-1].complete
