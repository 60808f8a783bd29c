"""The variants sell the same way as the shop they are variants of."""

import pytest

from tests.shops.application import application
from tests.shops.client import Direct
from tests.shops.parties import NAMES
from tests.shops.switches import settings_for
from tests.shops.variants import VARIANTS
from tests.shops.web import Site, words

GUEST = {
    "email": "guest@mailbox.localhost",
    "name": "Ada Guest",
    "street": "Long Quay 3",
    "town": "Port Anselm",
    "postcode": "PA1 2QQ",
    "country": "IE",
}
CARD = {"card_name": "Ada", "card_number": "4111111111111111", "card_expiry": "09/31", "card_code": "123", "token": "t"}
PATHS = ("/", "/shop/table", "/shop/table/teapot", "/shop/cellar", "/privacy", "/terms", "/delivery", "/contact")
MORE = ("/account/sign-up", "/account/log-in", "/account/recover", "/unsubscribe", "/basket")


def direct(variant):
    site = Site(settings_for((), variant), origins={name: f"https://{host}" for name, host in NAMES.items()})
    return site, Direct(application(site, []))


@pytest.mark.parametrize("variant", sorted(VARIANTS))
async def test_every_page_is_there_and_an_order_can_be_placed(variant):
    site, browser = direct(variant)
    for path in (*PATHS, *MORE):
        assert (await browser.get(path)).status == 200
    await browser.post("/basket/add", {"product": "mug", "option": "oat", "count": "1"})
    for path, form in (("address", GUEST), ("delivery", {"delivery": "parcel"}), ("payment", CARD), ("place", {})):
        assert (await browser.get("/checkout/address")).status == 200
        await browser.post(f"/checkout/{path}", form)
    assert len(site.memory.orders) == 1
    missed = [edit for edit in site.settings.edits if edit not in site.applied]
    assert not missed


def leaves(tree, path=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


@pytest.mark.parametrize("language", ["de", "fr", "es", "ja"])
async def test_a_language_says_everything_in_itself(language):
    english, own = dict(leaves(words("en"))), dict(leaves(words(language)))
    assert english.keys() == own.keys()
    assert not [key for key in ("privacy", "email", "checkout", "add_to_basket") if english[key] == own[key]]
    _, browser = direct(language)
    policy = await browser.get("/privacy")
    assert f'lang="{language}"' in policy.text
    assert len(policy.text) > 3000
    assert policy.text.count("<h2>") == 12


async def test_a_single_page_shop_sends_an_empty_shell():
    _, browser = direct("single-page")
    home = await browser.get("/")
    assert '<div id="root"></div>' in home.text
    assert "Privacy policy" not in home.text


async def test_the_formless_checkout_has_no_form_around_its_fields():
    _, browser = direct("formless")
    await browser.post("/basket/add", {"product": "mug"})
    page = (await browser.get("/checkout/address")).text
    assert '<template data-to="/checkout/address">' in page
    assert "cc-" not in page
    assert page.count("<form") == 1  # the newsletter's


async def test_the_card_is_typed_at_the_payment_provider():
    _, browser = direct("card-frame")
    await browser.post("/basket/add", {"product": "mug"})
    await browser.post("/checkout/address", GUEST)
    payment = await browser.post("/checkout/delivery", {"delivery": "parcel"})
    assert 'src="https://cards.localhost/card.html"' in payment.text
    assert "cc-number" not in payment.text
    assert "frame-src https://cards.localhost" in payment.headers["content-security-policy"]


async def test_tables_have_neither_labels_nor_classes():
    _, browser = direct("tables")
    page = (await browser.get("/contact")).text
    assert "<label" not in page
    assert "class=" not in page
    assert "<td><b>E-mail address</b></td>" in page
