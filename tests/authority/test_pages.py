"""Every page of the authority, as visitors, merchants and reviewers meet it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.seals import services as seals
from safeinfo.model.outcome import Outcome
from safeinfo.requirements import IN_FORCE
from tests.authority.world import World

PUBLIC = (
    "/",
    "/service/",
    "/seal/",
    "/policy/",
    "/about/",
    "/privacy/",
    "/requirements/",
    "/safe-sites/",
    "/figures/",
    "/site-map/",
    "/complaints/new/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)


@pytest.fixture
def client(world: World) -> Client:
    return Client(headers={"host": "seal.localhost:8443"})


def signed_in(account: Account) -> Client:
    client = Client(headers={"host": "seal.localhost:8443"})
    client.force_login(account)
    return client


def get(client: Client, url: str, status: int = 200, **extra: str) -> str:
    answer = client.get(url, secure=True, **extra)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("url", [*PUBLIC, *(f"/requirements/{each.slug}/" for each in IN_FORCE)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_public_pages_set_no_cookie_and_run_no_script_of_others(client: Client, url: str, language: str) -> None:
    answer = client.get(url, secure=True, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert not re.search(r"\{\{|\{%", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.replace("https://www.w3.org", ""))
    assert not re.search(r"<script>|<[^>]+\s(?:on\w+|style)=", page)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert 'href="/privacy/"' in page
    if "csrfmiddlewaretoken" not in page:
        assert not answer.cookies


@pytest.mark.parametrize("url", ["/desk/", "/desk/shops/new/", "/desk/account/", "/review/", "/admin/"])
def test_what_is_not_public_asks_to_sign_in(client: Client, url: str) -> None:
    answer = client.get(url, secure=True)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_page_of_a_seal_is_green_only_with_a_valid_credential(world: World, client: Client) -> None:
    seal = world.sealed()
    assert "holds the Safe Info seal" in get(client, "/seal/shop.example")
    assert "Compare with your address bar" in get(client, "/seal/shop.example")
    assert "You came from this shop" in get(client, "/seal/shop.example", HTTP_REFERER="https://shop.example/basket")
    forged = get(client, "/seal/shop.example", HTTP_REFERER="https://sh0p.example/")
    assert "You came from https://sh0p.example, which is not this shop" in forged
    assert "holds the Safe Info seal" not in forged
    world.now += timedelta(days=8)  # nobody renewed it
    page = get(client, "/seal/shop.example")
    assert "not valid at this moment" in page
    assert 'class="verdict passed"' not in page
    assert seal.state == "issued"


def test_a_failure_in_its_cure_period_cannot_be_seen_from_outside(world: World, client: Client) -> None:
    world.sealed()
    before = get(client, "/seal/shop.example")
    listed = get(client, "/safe-sites/")
    world.outcomes["https://shop.example"] = {"SI-10": Outcome.FAILED}
    world.passes(days=8)
    page = get(client, "/seal/shop.example")
    assert "cure" not in page.lower().replace("secure", "")
    assert re.findall(r"since [^<]+", page) == re.findall(r"since [^<]+", before)
    assert re.findall(r'class="badge [^"]+"', get(client, "/safe-sites/")) == re.findall(r'class="badge [^"]+"', listed)


def test_a_shop_that_never_was_sealed(client: Client) -> None:
    assert "holds no seal" in get(client, "/seal/never.example", 404)
    assert "holds no seal" in get(client, "/seal/<script>.example".replace("<", "%3C"), 404)


def test_safe_sites_is_searched_by_words_and_state(world: World, client: Client) -> None:
    world.sealed()
    world.sealed("https://other.example")
    assert "other.example" in get(client, "/safe-sites/?q=other")
    assert "shop.example" not in get(client, "/safe-sites/?q=other").replace("placeholder", "")
    assert "No shop was found" in get(client, "/safe-sites/?q=nowhere&state=sealed")
    assert "No shop was found" in get(client, "/safe-sites/?state=revoked")


def test_a_complaint_is_confirmed_by_a_button_answered_and_followed(world: World, client: Client) -> None:
    world.sealed()
    given = {"shop": "shop.example", "text": "They wrote to me although I said no.", "email": "ann@mail.example"}
    answer = client.post("/complaints/new/", given, secure=True)
    assert answer.status_code == 302
    page = get(client, answer["Location"])
    assert "We have sent you a mail" in page
    link = re.search(r"https://seal\.localhost:8443(\S+)", str(mail.outbox[-1].body))[1]
    assert "Yes, I made it" in get(client, link)  # a scanner that opens the link confirms nothing
    assert Complaint.objects.get().state == "unconfirmed"
    assert client.post(link, secure=True).status_code == 302
    complaint = Complaint.objects.get()
    assert complaint.state == "open"
    assert complaint.text.startswith("They wrote")
    reviewer = signed_in(world.reviewer("ada"))
    assert "They wrote to me" in get(reviewer, f"/review/complaints/{complaint.pk}/")
    assert "ann@mail.example" not in get(reviewer, f"/review/complaints/{complaint.pk}/")
    reviewer.post(
        f"/review/complaints/{complaint.pk}/answer/", {"answer": "We saw it.", "decision": "upheld"}, secure=True
    )
    world.orders.carry_out()
    assert "We saw it." in get(client, f"/complaints/{complaint.key}/")
    assert mail.outbox[-1].to == ["ann@mail.example"]
    assert "upheld" in get(client, "/seal/shop.example")
    assert "ann@mail.example" not in get(client, "/seal/shop.example")


def test_what_a_complaint_holds_is_encrypted_in_the_database(world: World, client: Client) -> None:
    from django.db import connection

    given = {"shop": "x.example", "text": "Something very particular happened.", "email": "ann@mail.example"}
    client.post("/complaints/new/", given, secure=True)
    with connection.cursor() as cursor:
        cursor.execute("select text, email from complaints_complaint")
        assert not re.search(r"particular|mail\.example", str(cursor.fetchall()))


@pytest.mark.parametrize(
    ("field", "value"),
    [("shop", "not an address/"), ("text", "short"), ("email", "nobody"), ("requirement", "none")],
)
def test_a_complaint_that_lacks_something_says_what_and_loses_nothing(client: Client, field: str, value: str) -> None:
    given = {"shop": "x.example", "text": "They wrote to me although I said no.", "email": "a@mail.example"}
    answer = client.post("/complaints/new/", given | {field: value}, secure=True)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert Complaint.objects.count() == 0


def test_a_merchants_way_by_the_pages(world: World) -> None:
    merchant = world.merchant()
    client = signed_in(merchant)
    assert "No shop yet" in get(client, "/desk/")
    assert client.post("/desk/shops/new/", {"address": "http://x", "name": "X"}, secure=True).status_code == 422
    answer = client.post("/desk/shops/new/", {"address": "shop.example", "name": "Tarn"}, secure=True)
    shop = answer["Location"]
    for method in ("http", "dns", "dns-persistent"):
        assert "Look now" in get(client, f"{shop}domain/{method}/")
    world.answers["https://shop.example"] = False
    assert "404" in client.post(f"{shop}domain/http/", secure=True).content.decode()
    world.answers["https://shop.example"] = True
    assert client.post(f"{shop}domain/http/", secure=True).status_code == 302
    assert "Proved." in get(client, shop)
    audit = client.post(f"{shop}audit/", {"trials": "on"}, secure=True)["Location"]
    assert client.post(f"{shop}audit/", secure=True)["Location"] == audit  # a double click asks once
    assert "waiting for its turn" in get(client, audit)
    world.orders.carry_out()
    page = get(client, audit)
    assert page.count('class="card passed"') == len(IN_FORCE)
    assert "Content-Security-Policy" in client.get(f"{audit}report/", secure=True).headers
    assert client.get(f"{audit}report.json", secure=True).json()["site"] == "https://shop.example"
    assert b"PK" in b"".join(client.get(f"{audit}evidence/", secure=True).streaming_content)
    assert "data-over" in get(client, f"{audit}live/")
    given = {"shop": "Tarn", "sold": "no", "sends_mailings": "no", "safeguard_access": "Two owners."}
    assert client.post(f"{shop}declaration/", given, secure=True).status_code == 302
    assert "Two owners." in get(client, f"{shop}declaration/")
    wrong = client.post(f"{shop}declaration/", {"as_text": "1", "text": 'sold = "perhaps"'}, secure=True)
    assert wrong.status_code == 422
    assert "line 1: `sold`" in wrong.content.decode()
    assert "sold = &quot;perhaps&quot;" in wrong.content.decode()
    assert client.post(f"{shop}apply/", secure=True).status_code == 409
    assert client.post(f"{shop}apply/", {"agreed": "on"}, secure=True).status_code == 302
    world.orders.carry_out()
    assert "Two reviewers look at it now" in get(client, shop)


def test_nobody_sees_another_merchants_shop(world: World) -> None:
    shop = world.shop(world.merchant())
    stranger = signed_in(world.merchant("stranger"))
    for url in ("", "domain/http/", "declaration/"):
        get(stranger, f"/desk/shops/{shop.pk}/{url}", 404)
    for url in ("audit/", "apply/", "appeal/", "leave/"):
        assert stranger.post(f"/desk/shops/{shop.pk}/{url}", secure=True).status_code == 404
    get(stranger, "/review/", 404)


def test_a_reviewers_way_by_the_pages(world: World) -> None:
    shop = world.shop(world.merchant())
    world.outcomes["https://shop.example"] = {"SI-03": Outcome.CANT_TELL}
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    ada, ben = signed_in(world.reviewer("ada")), signed_in(world.reviewer("ben"))
    assert "Tarn" in get(ada, "/review/")
    key = Audit.objects.get().key
    page = get(ada, f"/review/audits/{key}/")
    finding = re.search(r'name="finding" value="([^"]+)"', page)[1]
    given = {"finding": finding, "decision": "passed", "reason": "The courier calls before delivery."}
    assert ada.post(f"/review/audits/{key}/settle/", given, secure=True).status_code == 302
    assert ben.post(f"/review/audits/{key}/settle/", given, secure=True).status_code == 409  # two at once
    vote = {"kind": "grant", "reason": "All is as it should be."}
    assert ada.post(f"/review/seals/{seal.pk}/vote/", vote, secure=True).status_code == 302
    assert ada.post(f"/review/seals/{seal.pk}/vote/", vote, secure=True).status_code == 409
    assert ben.post(f"/review/seals/{seal.pk}/vote/", vote, secure=True).status_code == 302
    world.orders.carry_out()
    assert "shown" in get(ada, f"/review/seals/{seal.pk}/")
    merchant = signed_in(shop.owner)
    assert "Put it on the shop" in get(merchant, f"/desk/shops/{shop.pk}/")
    assert "well-known/safe-info.json" in get(merchant, f"/desk/shops/{shop.pk}/seal/")


def test_an_account_is_exported_and_deleted(world: World) -> None:
    seal = world.sealed()
    owner = seal.shop.owner
    client = signed_in(owner)
    data = client.get("/desk/account/export/", secure=True).json()
    assert data["account"]["email"] == owner.email
    assert data["seals"][0]["state"] == "issued"
    from safeinfo.authority import holdings

    holdings.delete(owner)
    world.orders.carry_out()
    owner.refresh_from_db()
    assert not owner.is_active
    assert "@deleted.invalid" in owner.email
    assert world.fresh(seal).state == "withdrawn"
    assert not list((world._config.home / "evidence").glob("*"))


def test_a_forged_host_and_a_stale_form_are_refused(world: World) -> None:
    client = Client(headers={"host": "evil.example"}, enforce_csrf_checks=True)
    assert client.get("/", secure=True).status_code == 400
    client = Client(headers={"host": "seal.localhost:8443"}, enforce_csrf_checks=True)
    answer = client.post("/complaints/new/", {"text": "x"}, secure=True)
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


def test_reverse_names_exist() -> None:
    for name in ("home", "safe-sites", "desk", "review", "complain", "account_login"):
        assert reverse(name)
