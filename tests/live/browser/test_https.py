"""Over https as shops are: only the keys that were verified are trusted, and frames of other origins are seen."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions
from safeinfo.gather.browser import BrowserOptions, open_browser
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.start import vouching
from safeinfo.gather.transport import spki_of
from safeinfo.model.observations import ExchangeSeen, GatherFailed
from tests.shops import serve_shop
from tests.shops.certificates import authority, issue, server_context, write_authority

pytestmark = pytest.mark.live
_ADD_FRAME = """new Promise((done) => { const frame = document.createElement("iframe");
  frame.onload = done; frame.id = "card"; frame.src = %r; document.body.append(frame); })"""


@asynccontextmanager
async def shopper_at(url, pins=(), vouch=None):
    ledger = Ledger(lambda: datetime.now(UTC))
    async with (
        PolicyProxy(Guard(allow_private=True)) as proxy,
        open_browser(BrowserOptions(proxy=proxy, pins=pins, vouch=vouch)) as browser,
    ):
        yield await browser.new_shopper(ledger, site=url), ledger


async def test_verified_keys_are_trusted_and_a_card_frame_of_another_origin_is_seen():
    guard = Guard(allow_private=True)
    async with serve_shop(variant="card-frame") as shop:
        host, port = urlsplit(shop.url).hostname, urlsplit(shop.url).port
        assert await spki_of(host, port, guard) is None  # not without the authority
        pin = await spki_of(host, port, guard, str(shop.ca_file))
        async with shopper_at(shop.url, (pin,)) as (shopper, ledger):
            visit = await shopper.open(shop.url + "/", role="home")
            assert visit is not None
            await shopper.page.evaluate(_ADD_FRAME % f"{shop.hosts['cards']}/card.html")
            await visit.settle()
            page = await visit.capture("arrived", picture=False)
            frame = next(each for each in page.documents if each.frame == "#card")
            assert frame.cross_origin
            assert 'autocomplete="cc-number"' in ledger.read(frame.dom).decode()
            exchange = next(each for each in ledger.of(ExchangeSeen) if each.top_level)
            assert (exchange.status, exchange.protocol, exchange.address) == (200, "TLS 1.3", "127.0.0.1")
            assert not ledger.of(GatherFailed)
    await guard.close()


async def test_a_key_that_was_not_verified_is_not_trusted():
    async with serve_shop() as shop, shopper_at(shop.url) as (shopper, ledger):
        assert await shopper.open(shop.url + "/", role="home") is None
        failure = ledger.of(GatherFailed)[-1]
        assert (failure.what, failure.reason) == ("page", "certificate")


_LATER = """<title>Till</title><h1>Till</h1><iframe id=card src="%s/frame"></iframe><img src="%s/image">
<script>fetch("%s/fetched", {mode: "no-cors"}); new WebSocket("%s/socket"); new Worker("/worker.js");</script>"""
_WORKER = 'fetch("%s/by-worker", {mode: "no-cors"});'


async def test_a_host_that_first_appears_on_a_later_page_is_trusted_if_the_authority_vouches_for_it(tmp_path):
    """The card frame of a checkout, say; another host whose certificate is of somebody else stays out."""
    ca, other = authority(), authority()
    asked = []

    async def answer(request):
        asked.append((request.host.partition(":")[0], request.path))
        if request.path == "/till":
            card = f"https://cards.localhost:{ports[1]}"
            text = _LATER % (card, f"https://bad.localhost:{ports[2]}", card, card.replace("https", "wss"))
            return web.Response(text=text, content_type="text/html")
        if request.path == "/worker.js":
            return web.Response(text=_WORKER % f"https://cards.localhost:{ports[1]}", content_type="text/javascript")
        return web.Response(text="<title>here</title><p>here", content_type="text/html")

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    for issuer, name in ((ca, "shop.localhost"), (ca, "cards.localhost"), (other, "bad.localhost")):
        context = server_context(issue(issuer, (name,)))
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    ports = [address[1] for address in runner.addresses]
    options = GatherOptions(allow_private=True, ca_file=write_authority(ca, tmp_path))
    guard = Guard(allow_private=True)
    async with shopper_at(f"https://shop.localhost:{ports[0]}", vouch=vouching(guard, options)) as (shopper, ledger):
        assert await shopper.open(f"https://shop.localhost:{ports[0]}/", role="home") is not None
        visit = await shopper.open(f"https://shop.localhost:{ports[0]}/till", role="checkout")
        await visit.settle()
        page = await visit.capture("arrived", picture=False)
        assert await shopper.open(f"https://bad.localhost:{ports[2]}/", role="other") is None
        failure = ledger.of(GatherFailed)[-1]
        assert (failure.reason, failure.detail) == ("certificate", "net::ERR_CERT_AUTHORITY_INVALID")
        assert {each.frame: "here" in ledger.read(each.dom).decode() for each in page.documents}["#card"]
    await guard.close()
    await runner.cleanup()
    assert {path for host, path in asked if host == "cards.localhost"} >= {
        "/frame",
        "/fetched",
        "/socket",
        "/by-worker",
    }
    assert not [host for host, _ in asked if host == "bad.localhost"]
    failed = [each.failure for each in ledger.of(ExchangeSeen) if each.url.endswith("/image")]
    assert set(failed) == {"net::ERR_CERT_AUTHORITY_INVALID"}  # the browser may ask twice
