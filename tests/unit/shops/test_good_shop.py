"""The shop itself, over the network and without a browser: it sells, keeps its gate shut, and is served securely."""

import socket
import ssl
import subprocess
import sys
import time

import aiohttp
import pytest

from tests.shops import serve_shop, shop_served
from tests.shops.client import client

GUEST = {
    "email": "guest@mailbox.localhost",
    "name": "Ada Guest",
    "street": "Long Quay 3",
    "town": "Port Anselm",
    "postcode": "PA1 2QQ",
    "country": "IE",
}
CARD = {"card_name": "Ada Guest", "card_number": "4111111111111111", "card_expiry": "09/31", "card_code": "123"}


@pytest.fixture(scope="module")
async def shop():
    async with serve_shop() as running:
        yield running


@pytest.fixture
async def browser(shop):
    async with client(shop) as asking:
        yield asking


async def test_a_guest_orders(shop, browser):
    await browser.post("/basket/add", {"product": "mug", "option": "oat", "count": "2"})
    assert "€33.00" in (await browser.get("/basket")).text
    assert (await browser.get("/checkout")).url.endswith("/checkout/address")
    assert (await browser.post("/checkout/address", GUEST)).url.endswith("/checkout/delivery")
    assert (await browser.post("/checkout/delivery", {"delivery": "parcel"})).url.endswith("/checkout/payment")
    review = await browser.post("/checkout/payment", CARD)
    assert "····1111" in review.text
    assert "4111111111111111" not in review.text
    assert (await browser.post("/checkout/place")).url.endswith("/checkout/placed")
    assert shop.site.memory.orders[-1]["town"] == "Port Anselm"
    assert shop.outbox[-1].to == GUEST["email"]
    assert "basket is empty" in (await browser.get("/basket")).text


async def test_a_step_needs_those_before_it(browser):
    await browser.post("/basket/add", {"product": "mug"})
    assert (await browser.get("/checkout/payment")).url.endswith("/checkout/address")
    again = await browser.post("/checkout/address", GUEST | {"street": ""})
    assert "Something is missing" in again.text
    assert GUEST["email"] in again.text


async def test_the_newsletter_is_only_for_those_who_tick_it(shop, browser):
    await browser.post("/basket/add", {"product": "mug"})
    await browser.post("/checkout/address", GUEST)
    assert GUEST["email"] not in shop.site.memory.subscribers
    await browser.post("/newsletter", {"email": "reader@mailbox.localhost"})
    assert "reader@mailbox.localhost" in shop.site.memory.subscribers
    await browser.post("/unsubscribe", {"email": "reader@mailbox.localhost"})
    assert "reader@mailbox.localhost" not in shop.site.memory.subscribers


async def test_an_account_from_the_beginning_to_the_end(browser):
    customer = {"email": "customer@mailbox.localhost", "password": "a long password"}
    assert (await browser.post("/account/sign-up", customer | {"password": "short"})).url.endswith("sign-up")
    assert (await browser.post("/account/sign-up", customer)).url.endswith("/account")
    saved = await browser.post("/account", {"name": "Ada", "address": "Long Quay 3"})
    assert "Long Quay 3" in saved.text
    await browser.post("/account/log-out")
    assert (await browser.get("/account")).url.endswith("/account/log-in")
    assert "do not belong" in (await browser.post("/account/log-in", customer | {"password": "wrong"})).text
    assert (await browser.post("/account/log-in", customer)).url.endswith("/account")
    await browser.post("/account/delete")
    assert (await browser.post("/account/log-in", customer)).url.endswith("/account/log-in")


@pytest.mark.parametrize("path", ["/shop/cellar", "/shop/cellar/gin"])
async def test_the_cellar_asks_before_it_sends_anything(browser, path):
    asked = await browser.get(path)
    assert "date of birth" in asked.text
    assert "gin" not in asked.text.replace('value="/shop/cellar/gin"', "").lower()
    assert "18" not in asked.text


async def test_a_refused_child_stays_refused(browser):
    child, adult = ({"day": "1", "month": "1", "year": year, "back": "/shop/cellar/gin"} for year in ("2020", "1980"))
    shut = "This department is not open to you"
    assert shut in (await browser.post("/age", child)).text
    assert shut in (await browser.post("/age", adult)).text
    assert shut in (await browser.get("/shop/cellar")).text


async def test_an_adult_is_let_in_where_he_wanted_to_go(browser):
    entered = await browser.post("/age", {"day": "1", "month": "1", "year": "1980", "back": "/shop/cellar/gin"})
    assert entered.url.endswith("/shop/cellar/gin")
    assert "Heather gin" in entered.text


@pytest.mark.parametrize(
    "day", [{"day": "31", "month": "2", "year": "1980"}, {"day": "", "month": "x", "year": "3000"}]
)
async def test_a_day_that_does_not_exist_opens_nothing(browser, day):
    assert "There is no such day" in (await browser.post("/age", day)).text


@pytest.mark.parametrize("back", ["https://elsewhere.localhost/", "//elsewhere.localhost", "/account"])
async def test_the_gate_leads_nowhere_else(shop, browser, back):
    entered = await browser.post("/age", {"day": "1", "month": "1", "year": "1980", "back": back})
    assert entered.url == f"{shop.url}/shop/cellar"


async def test_every_page_is_there_and_guarded(browser):
    for path in ("/", "/shop/table", "/shop/kitchen", "/privacy", "/terms", "/delivery", "/contact", "/unsubscribe"):
        answer = await browser.get(path)
        assert answer.status == 200
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "max-age=63072000" in answer.headers["strict-transport-security"]
        assert 'href="/privacy"' in answer.text
    assert (await browser.get("/no-such-page")).status == 404
    assert (await browser.get("/shop/attic")).status == 404
    assert (await browser.get("/shop/kitchen/mug")).status == 404


async def test_what_is_sold_out_cannot_be_bought(browser):
    assert "disabled" in (await browser.get("/shop/table/candle")).text
    await browser.post("/basket/add", {"product": "candle"})
    assert "basket is empty" in (await browser.get("/basket")).text


async def test_the_basket_can_be_changed(browser):
    await browser.post("/basket/add", {"product": "jug", "count": "3"})
    await browser.post("/basket/change", {"product": "jug", "option": "", "count": "1"})
    assert "€31.50" in (await browser.get("/basket")).text
    await browser.post("/basket/change", {"product": "jug", "option": "", "count": "0"})
    assert "basket is empty" in (await browser.get("/basket")).text


async def test_the_session_cookie_is_kept_close(browser):
    answer = await browser.ask("POST", "/basket/add", data={"product": "mug"}, allow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax"))


async def test_plain_http_only_leads_to_https(shop, browser):
    answer = await browser.ask("GET", f"{shop.http_url}/contact", allow_redirects=False)
    assert (answer.status, answer.headers["location"]) == (308, f"{shop.url}/contact")


async def test_looking_around_reaches_nobody_else(shop, browser):
    for path in ("/", "/shop/table/mug", "/basket", "/contact"):
        text = (await browser.get(path)).text
        assert not any(origin in text for origin in shop.hosts.values())


async def test_third_parties_keep_what_they_get(shop, browser):
    await browser.post(f"{shop.hosts['numbers']}/collect", {"e": "x"})
    entry = shop.received("numbers")[-1]
    assert (entry.method, entry.target, entry.body) == ("POST", "/collect", b"e=x")
    async with browser.session.ws_connect(f"{shop.hosts['numbers']}/talk") as talk:
        await talk.send_str("hello")
        await talk.send_bytes(b"!")
    for _ in range(100):
        if shop.received("numbers")[-1].body == b"hello!":
            break
        await browser.get("/robots.txt")
    assert shop.received("numbers")[-1].body == b"hello!"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning")
def test_old_tls_is_refused_unless_switched_on():
    assert _agreed_below_tls_1_2(()) is None
    assert _agreed_below_tls_1_2(("old-tls",)) == "TLSv1"


def _agreed_below_tls_1_2(switches):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1
    with shop_served(switches) as shop, socket.create_connection(("127.0.0.1", shop.port)) as plain:
        try:
            with context.wrap_socket(plain) as secure:
                return secure.version()
        except ssl.SSLError:
            return None


@pytest.mark.parametrize("flaw", ["certificate-expired", "certificate-of-another-name", "certificate-self-made"])
async def test_a_flawed_certificate_is_not_trusted(flaw):
    async with serve_shop([flaw]) as shop, client(shop) as browser:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await browser.get("/")


def test_a_shop_starts_and_stops_quickly():
    started = time.perf_counter()
    with shop_served() as shop:
        assert time.perf_counter() - started < 3
        with socket.create_connection(("127.0.0.1", shop.port)):
            pass
    assert not shop.ca_file.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", shop.port))


def test_it_can_be_served_by_hand():
    command = [sys.executable, "-m", "tests.shops", "--switch", "phone-required"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("URL      https://shop.localhost:")
            assert process.stdout.readline().startswith("CA file  ")
        finally:
            process.terminate()
            assert process.wait(20) == 0
