"""The switches of SI-02 do in a real Chromium what they say: the third party has what was typed."""

import base64
import hashlib
import re
from urllib.parse import quote

import pytest
from playwright.async_api import async_playwright

from safeinfo.gather.browser.find import find_browser
from tests.shops import serve_shop
from tests.shops.client import client

pytestmark = pytest.mark.live

EMAIL, NAME, PHONE, CARD = "ada.guest@mailbox.example", "Ada Guest", "01632 960123", "4111111111111111"
LEAKS = {
    "tracker-typing-plain": ("numbers", "#email", EMAIL, quote(EMAIL, safe="")),
    "tracker-typing-sha256": ("numbers", "#email", EMAIL, hashlib.sha256(EMAIL.encode()).hexdigest()),
    "tracker-typing-sha1-image": ("numbers", "#email", EMAIL, hashlib.sha1(EMAIL.encode()).hexdigest().upper()),
    "tracker-typing-websocket": ("numbers", "#name", NAME, base64.b64encode(NAME.encode()).decode()),
    "tracker-typing-worker": ("numbers", "#email", EMAIL, quote(EMAIL)),
    "tracker-typing-beacon": ("numbers", "#phone", PHONE, PHONE),
    "session-recorder": ("replay", "#name", NAME, NAME),
    "card-number-sent": ("numbers", "#card_number", CARD, CARD),
    "email-in-address-bar": ("numbers", "#email", EMAIL, quote(EMAIL, safe="")),
}
PAGES = {
    "tracker-typing-sha1-image": "/contact",
    "tracker-typing-websocket": "/contact",
    "tracker-typing-worker": "/account/sign-up",
    "card-number-sent": "/checkout/payment",
}
GUEST = {"email": "g@mailbox.example", "name": "G", "street": "1", "town": "T", "postcode": "1", "country": "IE"}

SEND = "async ([to, form]) => (await fetch(to, { method: 'POST', body: new URLSearchParams(form) })).status"


@pytest.fixture(scope="module")
async def chromium():
    async with async_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.mark.parametrize("name", sorted(LEAKS))
async def test_what_is_typed_arrives(chromium, name):
    party, field, value, expected = LEAKS[name]
    async with serve_shop([name]) as shop, client(shop) as asking:
        context = await chromium.new_context(ignore_https_errors=True)
        page = await context.new_page()
        await page.goto(f"{shop.url}/shop/table/jug")
        await page.get_by_role("button", name="Add to basket").click()
        await page.goto(f"{shop.url}/checkout/address")
        if name == "card-number-sent":
            await page.evaluate(SEND, ["/checkout/address", GUEST])
            await page.evaluate(SEND, ["/checkout/delivery", {"delivery": "parcel"}])
        await page.goto(f"{shop.url}{PAGES.get(name, '/checkout/address')}")
        await page.fill(field, value)
        assert await arrived(shop, asking, party, expected)
        await context.close()


async def arrived(shop, asking, party, expected):
    """Tell whether a third party got a value: it comes a moment after the typing."""
    for _ in range(400):
        if any(re.search(re.escape(expected), said(entry)) for entry in shop.received(party)):
            return True
        await asking.get("/robots.txt")
    return False


def said(entry):
    return " ".join([entry.target, entry.headers.get("referer", ""), entry.body.decode("utf-8", "replace")])
