"""Full disks, forged requests, links that ran out, stale tabs: words, nothing lost, nothing granted."""

import errno
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from safeinfo.authority import schedule, starting, using
from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.outbox import Outbox
from safeinfo.authority.records.models import Record
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Credential, Seal, Vote
from safeinfo.authority.secret import key_in
from safeinfo.authority.shops import services as shops
from safeinfo.authority.shops.control import Look
from safeinfo.authority.site import directory
from safeinfo.model.errors import UsageError
from tests.authority.world import World

REASON = "All is as it should be."


@pytest.fixture
def client(world: World) -> Client:
    return Client(headers={"host": "seal.localhost:8443"}, raise_request_exception=False)


def signed_in(account: Account) -> Client:
    made = Client(headers={"host": "seal.localhost:8443"}, raise_request_exception=False)
    made.force_login(account)
    return made


@contextmanager
def full_database() -> Iterator[None]:
    """No page more fits into the database."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def full_disk() -> Iterator[None]:
    """No byte more can be written to a file by this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def reviewed(world: World) -> Seal:
    shop = world.shop(world.merchant())
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    return world.fresh(seal)


COMPLAINT = {"shop": "https://shop.example", "text": "They wrote again and again. " * 170, "email": "ann@mail.example"}


def test_a_full_database_takes_no_complaint_and_says_so(client: Client) -> None:
    with full_database():
        answer = client.post("/complaints/new/", COMPLAINT, secure=True)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "stored whole or not at all" in answer.content.decode()
    assert not Complaint.objects.exists()
    assert client.post("/complaints/new/", COMPLAINT, secure=True).status_code == 302


def test_signing_up_is_whole_or_not_at_all(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core import mail

    from safeinfo.authority.letters.models import Letter

    def fails(*_args: object, **_more: object) -> None:
        raise OperationalError("database or disk is full")

    given = {"email": "ann@mail.example", "password1": "twelve quiet herons"}
    with monkeypatch.context() as patch:
        patch.setattr(Letter.objects, "create", fails)
        assert client.post("/accounts/signup/", given, secure=True).status_code == 503
    assert (Account.objects.count(), len(mail.outbox)) == (0, 0)
    answer = client.post("/accounts/signup/", given, secure=True)
    assert (answer.status_code, "Wait a few minutes" in answer.content.decode()) == (429, True)
    cache.clear()  # one mail to an address in three minutes
    assert client.post("/accounts/signup/", given, secure=True).status_code == 302
    (letter,) = mail.outbox
    assert (letter.to, Account.objects.count()) == (["ann@mail.example"], 1)


def test_a_full_database_speaks_german(client: Client) -> None:
    with full_database():
        answer = client.post("/complaints/new/", COMPLAINT, secure=True, headers={"accept-language": "de"})
    assert "Wir können im Augenblick nichts speichern" in answer.content.decode()


def test_a_full_database_grants_nothing(world: World) -> None:
    seal = reviewed(world)
    seals.vote(seal, "grant", world.reviewer("ada"), REASON)
    ben = signed_in(world.reviewer("ben"))
    with full_database():
        answer = ben.post(f"/review/seals/{seal.pk}/vote/", {"kind": "grant", "reason": REASON * 150}, secure=True)
    assert answer.status_code == 503
    assert (world.fresh(seal).state, Vote.objects.count(), Credential.objects.count()) == ("audited", 1, 0)
    answer = ben.post(f"/review/seals/{seal.pk}/vote/", {"kind": "grant", "reason": REASON}, secure=True)
    assert (answer.status_code, world.fresh(seal).state) == (302, "issued")


def test_a_full_database_is_a_problem_for_programs(world: World, client: Client) -> None:
    token = accounts.make_token(world.merchant(), "ci")[0]
    body = {"address": "https://shop.example", "name": "T" * 120}
    with full_database():
        answers = [
            client.post(
                "/api/v1/shops", json.dumps(body | {"address": f"https://{'a' * 60}.{number}.example"}),
                "application/json", secure=True, headers={"authorization": f"Bearer {token}"},
            )
            for number in range(100)
        ]  # fmt: skip
    refused = [each for each in answers if each.status_code == 503]
    assert refused
    assert refused[0]["Content-Type"] == "application/problem+json"
    assert json.loads(refused[0].content)["code"] == "down"
    assert not [each.status_code for each in answers if each.status_code not in {201, 503}]
    assert sum(each.status_code == 201 for each in answers) == Record.objects.filter(act="shop-added").count()


def test_a_session_that_cannot_be_stored_is_a_page_with_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    def fails(*_args: object, **_more: object) -> None:
        raise OperationalError("database or disk is full")

    browser = signed_in(world.merchant())
    monkeypatch.setattr(SessionStore, "save", fails)
    answer = browser.post("/desk/account/delete/", {"email": "other@shop.example"}, secure=True)
    assert answer.status_code == 503
    assert "We cannot store" in answer.content.decode()


def test_evidence_that_does_not_fit_breaks_the_audit_and_says_that_it_is_ours(world: World) -> None:
    shop = world.shop(world.merchant())
    seal = seals.apply(shop, shop.owner)
    with full_disk():
        world.orders.carry_out()
    audit = Audit.objects.get()
    assert (audit.state, world.fresh(seal).state) == ("broken", "declared")
    assert audit.trouble == "It ended by an error of ours, which says nothing about the shop."
    assert list((using.config().home / "evidence").iterdir()) == []


def test_a_report_that_does_not_fit_leaves_no_half_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from safeinfo.authority.audits import results

    path = using.config().home / "reports" / "a.json"
    with full_disk(), pytest.raises(OSError) as caught:
        results._write(path, b"whole")
    assert caught.value.errno == errno.EFBIG
    assert list(path.parent.iterdir()) == []


def test_a_seal_whose_log_has_no_room_is_not_shown_and_then_logged_once(world: World) -> None:
    seal = reviewed(world)
    for name in ("ada", "ben"):
        seals.vote(seal, "grant", world.reviewer(name), REASON)
    waiting = list(world.orders.waiting)
    with full_disk(), pytest.raises(OSError):
        world.orders.carry_out()
    assert directory.current(world.fresh(seal)) is None
    assert not list((using.config().home / "seal" / "public").glob("staples/*.json"))
    world.orders.waiting = waiting
    world.orders.carry_out()
    assert directory.current(world.fresh(seal)) is not None
    log = using.config().home / "seal" / "log" / "public" / "checkpoint"
    size = int(log.read_text().splitlines()[1])
    world.orders.waiting = waiting
    world.orders.carry_out()
    assert int(log.read_text().splitlines()[1]) == size


def test_a_mail_that_does_not_fit_is_sent_later_and_never_half(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", f"{Outbox.__module__}.Outbox")
    (using.config().home / "outbox").mkdir(exist_ok=True)
    browser = Client(headers={"host": "seal.localhost:8443"})
    with full_disk():
        assert browser.post("/complaints/new/", COMPLAINT, secure=True).status_code == 302
    assert list((using.config().home / "outbox").iterdir()) == []
    world.now += timedelta(hours=1)
    schedule.sweep()
    (mail,) = (using.config().home / "outbox").iterdir()
    assert message_from_bytes(mail.read_bytes())["To"] == "ann@mail.example"


@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_a_forged_host_gets_nowhere(world: World, header: str) -> None:
    answer = Client(raise_request_exception=False).get(
        "/accounts/password/reset/", secure=True, headers={"host": "seal.localhost:8443", header: "evil.example"}
    )
    assert answer.status_code == (400 if header == "host" else 200)
    assert "evil.example" not in answer.content.decode()
    if header == "host":
        assert "This request was not for us" in answer.content.decode()


def test_a_mail_never_names_the_host_of_a_request(world: World) -> None:
    from django.core import mail

    world.merchant()
    client = Client(headers={"host": "seal.localhost", "x-forwarded-host": "evil.example"})
    answer = client.post("/accounts/password/reset/", {"email": "merchant@shop.example"}, secure=True)
    assert answer.status_code == 302
    assert all("evil.example" not in each.body for each in mail.outbox)


@pytest.mark.parametrize("path", ["/seal/%00", "/safe-sites/?q=%00", "/complaints/%00/"])
def test_a_nul_reaches_no_database(client: Client, path: str) -> None:
    assert client.get(path, secure=True).status_code in {400, 404}
    assert client.post("/complaints/new/", COMPLAINT | {"text": "\0" * 30}, secure=True).status_code == 400


@pytest.mark.parametrize("referer", ["http://[", "https://[::1", "\xff", "https://a b", "javascript:x"])
def test_a_referer_of_any_kind_breaks_nothing(world: World, client: Client, referer: str) -> None:
    world.sealed()
    assert client.get("/seal/shop.example", secure=True, headers={"referer": referer}).status_code == 200


def test_a_vote_on_what_changed_meanwhile_is_not_taken(world: World) -> None:
    seal, ada = reviewed(world), world.reviewer("ada")
    seen = seal.seen
    from safeinfo.authority.audits import services as audits

    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    with pytest.raises(NotPossibleError, match="changed since you opened the page"):
        seals.vote(seal, "grant", ada, REASON, seen=seen)
    assert not Vote.objects.exists()
    page = signed_in(ada).get(f"/review/seals/{seal.pk}/", secure=True).content.decode()
    assert f'name="seen" value="{world.fresh(seal).seen}"' in page


def test_a_declaration_in_a_tab_left_open_undoes_nothing(world: World) -> None:
    shop = world.shop(world.merchant())
    browser, path = signed_in(shop.owner), f"/desk/shops/{shop.pk}/declaration/"
    assert 'name="based_on" value="1"' in browser.get(path, secure=True).content.decode()
    shops.declare(shop, 'shop = "Tarn"\nsold = true\n', shop.owner)
    typed = {"as_text": "1", "text": 'shop = "Typed here"\nsold = false\n', "based_on": "1"}
    answer = browser.post(path, typed, secure=True)
    assert "was changed since" in answer.content.decode()
    assert "Typed here" in answer.content.decode()
    assert shop.declarations.count() == 2
    assert browser.post(path, typed | {"based_on": "2"}, secure=True).status_code == 302


def test_a_stale_tab_of_a_seal_that_is_over_is_told_so(world: World) -> None:
    seal = world.sealed()
    owner = signed_in(seal.shop.owner)
    seals.withdraw(seal, seal.shop.owner)
    answer = owner.post(f"/desk/shops/{seal.shop_id}/leave/", {"host": "shop.example"}, secure=True)
    assert answer.status_code == 409
    assert "cannot be done to a seal" in answer.content.decode()


def test_links_that_ran_out_say_so(world: World, client: Client) -> None:
    link = starting.first_link().partition(":8443")[2]
    starting.first_link()
    answer = client.get(link, secure=True)
    assert (answer.status_code, "This link works no more" in answer.content.decode()) == (404, True)
    answer = client.get("/accounts/password/reset/key/1-abc-def/", secure=True)
    assert "password" in answer.content.decode().lower()
    assert answer.status_code == 200
    made = Complaint.objects.create(origin="https://shop.example", key="k", confirm_digest="x", text="t", email="e")
    answer = client.post(f"/complaints/{made.key}/confirm/wrong/", secure=True)
    assert (answer.status_code, "Copy it whole" in answer.content.decode()) == (409, True)


def test_a_confirmation_that_ran_out_opens_nothing(world: World, client: Client) -> None:
    from django.core import mail

    client.post("/complaints/new/", COMPLAINT, secure=True)
    link = next(line for line in mail.outbox[0].body.splitlines() if "/confirm/" in line).partition(":8443")[2]
    world.now += timedelta(days=7, hours=1)
    answer = client.post(link, secure=True)
    assert (answer.status_code, "has run out" in answer.content.decode()) == (409, True)
    assert Complaint.objects.get().state == "unconfirmed"


def test_a_challenge_that_ran_out_proves_nothing(world: World) -> None:
    shop = shops.add(world.merchant(), "https://shop.example", "Tarn")
    control = shops.challenge(shop, "http", shop.owner)
    world.now += timedelta(days=8)
    looked = shops.looked(control, world.look(control))
    assert (looked.proved_at, shops.controls_domain(shop)) == (None, False)
    assert "ran out" in looked.said
    fresh = shops.challenge(shop, "http", shop.owner)
    assert fresh.token != control.token
    with pytest.raises(NotPossibleError, match="replaced"):
        shops.looked(control, world.look(control))


def test_a_domain_that_stops_answering_says_what_came_and_proves_nothing(world: World) -> None:
    shop = shops.add(world.merchant(), "https://shop.example", "Tarn")
    control = shops.challenge(shop, "http", shop.owner)
    looked = shops.looked(control, Look(held=False, said="it could not be fetched: timeout.", reached=False))
    assert (looked.proved_at, looked.said) == (None, "it could not be fetched: timeout.")


def test_somebody_elses_domain_is_not_proved_by_the_owners_answer(world: World) -> None:
    mine = world.shop(world.merchant("one"))
    other = shops.add(world.merchant("two"), "https://shop.example", "Mine too")
    assert shops.challenge(other, "http", other.owner).token != mine.controls.get().token
    assert not shops.controls_domain(other)
    seal = seals.apply(other, other.owner)
    assert world.fresh(seal).state == "applied"


def test_a_lost_domains_seal_does_not_come_back_by_an_audit_alone(world: World) -> None:
    from safeinfo.authority.audits import services as audits

    seal = world.sealed()
    world.answers["https://shop.example"] = False
    world.passes(days=9)
    assert world.fresh(seal).state == "expired"
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    assert world.fresh(seal).state == "expired"


def test_a_key_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "data.key"
    with full_disk(), pytest.raises(OSError):
        key_in(path)
    assert list(path.parent.iterdir()) == []
    made = key_in(path)
    assert (len(made), key_in(path), path.stat().st_mode & 0o777) == (32, made, 0o600)
    path.write_bytes(b"")
    with pytest.raises(UsageError, match="does not hold a key"):
        key_in(path)
