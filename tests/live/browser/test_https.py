"""Over https as shops are: only the keys that were verified are trusted, and frames of other origins are seen."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from safeinfo.gather.browser import BrowserOptions, open_browser
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.transport import spki_of
from safeinfo.model.observations import ExchangeSeen, GatherFailed
from tests.shops import serve_shop

pytestmark = pytest.mark.live
_ADD_FRAME = """new Promise((done) => { const frame = document.createElement("iframe");
  frame.onload = done; frame.id = "card"; frame.src = %r; document.body.append(frame); })"""


@asynccontextmanager
async def shopper_at(url, pins=()):
    ledger = Ledger(lambda: datetime.now(UTC))
    async with (
        PolicyProxy(Guard(allow_private=True)) as proxy,
        open_browser(BrowserOptions(proxy=proxy, pins=pins)) as browser,
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
