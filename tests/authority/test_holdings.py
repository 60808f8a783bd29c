"""What is held about an account: all of it exported, all of it gone when the account is deleted, files included."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.test import Client

from safeinfo.authority import clock, holdings, schedule, using
from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.api.models import Answer
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit, Retest
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.letters.models import Letter
from safeinfo.authority.mailtrials.models import MailTrial
from safeinfo.authority.seals import appeals
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.shops import services as shops
from tests.authority.world import World

ADDRESS, MARK, REASON = "ines-herself@post.example", "Ines Quillfeather", "All is as it should be."
DOCS = Path(__file__).parents[2] / "docs" / "authority.md"


def test_every_model_is_told_of() -> None:
    every = {model._meta.label for model in apps.get_models()}
    about = {held.model._meta.label for held in holdings.ABOUT.values()}
    assert about & set(holdings.NOT_ABOUT) == set()
    assert every - about == set(holdings.NOT_ABOUT)


def test_every_model_that_leads_to_an_account_is_exported() -> None:
    about = {held.model for held in holdings.ABOUT.values()}
    for model in apps.get_models():
        leads = [each for each in model._meta.get_fields() if each.concrete and each.related_model is Account]
        if leads and model._meta.label not in holdings.NOT_ABOUT:
            assert model in about, model
    assert [label for label in holdings.NOT_ABOUT if "answered_by" not in fields_of(label) and leads_to(label)] == []


def fields_of(label: str) -> set[str]:
    return {field.name for field in apps.get_model(label)._meta.get_fields()}


def leads_to(label: str) -> bool:
    return any(each.related_model is Account for each in apps.get_model(label)._meta.get_fields() if each.concrete)


def test_retention_is_stated() -> None:
    said = DOCS.read_text("utf-8").partition("<!-- holdings -->\n")[2]
    rows = [f"| {name.replace('_', ' ')} | {held.kept} |" for name, held in holdings.ABOUT.items()]
    others = [f"| {label} | {why} |" for label, why in holdings.NOT_ABOUT.items()]
    head = ["| what | how long it is kept |", "|---|---|"]
    assert said.strip().splitlines() == [*head, *rows, "", "| not about accounts | what it is |", "|---|---|", *others]


@pytest.fixture
def owner(world: World) -> Account:
    """An account with everything that one can have: a sealed shop, one never sealed, tokens, sessions, an appeal."""
    made = Account.objects.create_user(ADDRESS, "a long enough password", language="de")
    email = EmailAddress.objects.create(user=made, email=ADDRESS, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=email, key="k")
    Authenticator.objects.create(user=made, type="totp", data={"secret": f"{MARK} secret"})
    token = accounts.make_token(made, MARK)[0]
    sealed = world.shop(made, "https://sealed.example")
    seal = seals.apply(sealed, made)
    world.orders.carry_out()
    for name in ("ada", "ben"):
        seals.vote(seal, "grant", world.reviewer(name), REASON)
    world.orders.carry_out()
    seals.vote(world.fresh(seal), "suspend", world.reviewer("cleo"), REASON)
    appeals.appeal(world.fresh(seal), f"{MARK} asks to look again.", made)
    other = shops.add(made, "https://never.example", MARK)
    shops.looked(shops.challenge(other, "http", made), world.look(shops.challenge(other, "http", made)))
    shops.declare(other, f'shop = "{MARK}"\nsigned_by = "{MARK}"\nsold = false\n', made)
    shops.declare(sealed, f'shop = "Tarn"\nsigned_by = "{MARK}"\nsold = false\n', made)
    audits.ask(other, Audit.Reason.MERCHANT, made)
    world.orders.carry_out()
    Retest.objects.create(key="r", audit=sealed.audits.first(), finding=MARK, asked_by=made)
    MailTrial.objects.create(shop=sealed, key="t", form=f"https://sealed.example/{MARK}")
    client = Client(headers={"host": "seal.localhost:8443"})
    client.force_login(made)
    client.post(
        "/api/v1/shops", json.dumps({"address": "api.example", "name": MARK}), "application/json", secure=True,
        headers={"authorization": f"Bearer {token}", "idempotency-key": "k"},
    )  # fmt: skip
    Letter.objects.create(key="l", to=ADDRESS, subject=MARK, body=MARK, next_at=clock.now() + timedelta(days=1))
    LogEntry.objects.create(
        user=made, content_type=ContentType.objects.get_for_model(Account), object_id=str(made.pk),
        object_repr=ADDRESS, action_flag=2, change_message="[]",
    )  # fmt: skip
    assert Answer.objects.count() == Session.objects.count() == 1
    return made


def rows() -> Iterator[tuple[str, Any]]:
    """Every value of every row, as it is read (encrypted fields opened)."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                yield f"{model._meta.label}.{field.name}", getattr(row, field.attname)
    for session in Session.objects.all():
        yield "session", session.get_decoded()


def test_everything_is_exported_but_secrets(owner: Account) -> None:
    data = holdings.export(owner)
    assert [name for name in holdings.ABOUT if not data[name]] == ["settlements", "suspicions"]
    text = json.dumps(data)
    assert text.count(ADDRESS) >= 4
    for secret in (owner.password, f"{MARK} secret", owner.tokens.get().digest, Session.objects.get().session_key):
        assert secret not in text
    assert {each["origin"] for each in data["shops"]} == {
        "https://sealed.example",
        "https://never.example",
        "https://api.example",
    }
    assert data["audits"][0]["report"].endswith("/report.json")


def test_one_account_exports_nothing_of_another(world: World, owner: Account) -> None:
    data = holdings.export(world.merchant("other"))
    assert {name for name, found in data.items() if found} == {"account"}


def test_nothing_of_the_account_is_left(world: World, owner: Account) -> None:
    holdings.delete(owner)
    world.orders.carry_out()
    left = [(where, value) for where, value in rows() if ADDRESS in str(value) or MARK in str(value)]
    assert left == []
    home = using.config().home
    files = [path for path in home.rglob("*") if path.is_file() and ADDRESS.encode() in path.read_bytes()]
    assert files == []
    assert not list((home / "evidence").iterdir())
    assert not list((home / "reports").iterdir())
    seal = Seal.objects.get()
    assert (seal.state, seal.shop.origin, seal.shop.left_at is not None) == (
        "withdrawn",
        "https://sealed.example",
        True,
    )
    assert seal.publications.filter(kind="revoke", done_at__isnull=False).exists()


def test_a_deletion_that_fails_half_way_deletes_nothing(
    world: World, owner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise OSError("the disk is full")

    before = {path.name for path in (using.config().home / "evidence").iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(Account, "set_unusable_password", fails)
        with pytest.raises(OSError, match="full"):
            holdings.delete(owner)
    owner.refresh_from_db()
    assert (owner.email, owner.is_active, owner.shops.count()) == (ADDRESS, True, 3)
    assert {path.name for path in (using.config().home / "evidence").iterdir()} == before
    holdings.delete(owner)
    with pytest.raises(NotPossibleError, match="deleted already"):
        holdings.delete(owner)


def test_what_a_crash_left_of_a_deleted_shop_is_swept(world: World) -> None:
    stray = using.config().home / "evidence" / f"{'f' * 32}.evidence"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"of a shop that is gone")
    kept = world.sealed().audit
    assert kept is not None
    schedule.sweep()
    assert not stray.exists()
    assert kept.evidence.exists()


def test_an_address_that_nobody_confirmed_is_forgotten(world: World) -> None:
    for name, verified in (("never", False), ("did", True)):
        account = Account.objects.create_user(f"{name}@mail.example", "a long enough password")
        EmailAddress.objects.create(user=account, email=account.email, verified=verified, primary=True)
    world.now += timedelta(days=6)
    schedule.sweep()
    assert Account.objects.count() == 2
    world.now += timedelta(days=2)
    schedule.sweep()
    assert [each.email for each in Account.objects.all()] == ["did@mail.example"]
