"""Every switch is told well, changes what it says, and leaves a shop that can still be used."""

from collections import Counter
from email import message_from_bytes
from email.policy import default

import pytest

from tests.shops.application import application
from tests.shops.client import Direct
from tests.shops.mails import WAYS, mails
from tests.shops.parties import NAMES
from tests.shops.switches import SWITCHES, settings_for
from tests.shops.web import Site

PAGES = ("/", "/shop/table", "/shop/cellar", "/shop/cellar/gin", "/shop/table/mug", "/contact", "/privacy", "/terms")
ACCOUNT = ("/account/sign-up", "/account/log-in", "/account/recover")
EDITED = sorted(name for name, switch in SWITCHES.items() if switch.edits)


def test_there_are_enough_of_them():
    counted = Counter(switch.requirement for switch in SWITCHES.values())
    assert len(SWITCHES) >= 60
    assert set(counted) == {f"SI-{n:02}" for n in range(1, 11)}
    assert min(counted.values()) >= 4


@pytest.mark.parametrize("name", sorted(SWITCHES))
def test_a_switch_is_told_in_one_sentence(name):
    switch = SWITCHES[name]
    assert switch.sentence.endswith(".")
    assert len(switch.sentence) < 130
    assert switch.edits or switch.settings or switch.declaration or switch.mails
    assert switch.requirement not in switch.also


@pytest.mark.parametrize("name", EDITED)
async def test_every_edit_of_a_switch_changes_a_page(name):
    site = Site(settings_for({name}), origins=dict.fromkeys([*NAMES, "plain", "shop_plain"], "https://other.localhost"))
    browser = Direct(application(site, []))
    await browser.post("/basket/add", {"product": "mug", "option": "oat", "count": "1"})
    for page in (*PAGES, *ACCOUNT, "/checkout/address"):
        assert (await browser.get(page)).status == 200
    await browser.post("/checkout/address", ADDRESS)
    await browser.post("/checkout/delivery", {"delivery": "parcel"})
    assert "cc-number" in (await browser.get("/checkout/payment")).text
    missed = [edit for edit in SWITCHES[name].edits if edit not in site.applied]
    assert not missed


ADDRESS = {
    "email": "guest@mailbox.localhost",
    "name": "Ada Guest",
    "street": "Long Quay 3",
    "town": "Port Anselm",
    "postcode": "PA1 2QQ",
    "country": "IE",
}


def test_switches_add_up():
    settings = settings_for(["email-kept-in-storage", "mixed-script", "headers-missing"])
    assert set(settings.pages) == {"/keep.js", "/strength.js"}
    assert settings.headers["referrer-policy"] == ""
    assert len(settings.edits) == 2


def test_an_unknown_switch_is_refused():
    with pytest.raises(KeyError):
        settings_for(["no-such-switch"])


@pytest.mark.parametrize("name", sorted(WAYS))
def test_mails_are_whole_messages(name):
    raw = mails([name])[f"letter-{name}.eml"]
    message = message_from_bytes(raw, policy=default)
    assert not message.defects
    assert message.get_body(("html",)) is not None
    assert ("unsubscribe" in message.get_body(("html",)).get_content().lower()) is (
        name not in {"unsubscribe-missing", "unsubscribe-header-only"}
    )


def test_a_receipt_has_an_offer_only_where_asked():
    assert b"LINEN20" not in mails()["receipt.eml"]
    assert b"LINEN20" in mails(["receipt-with-offer"])["receipt.eml"]
