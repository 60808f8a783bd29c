"""What renews a seal, and what does not: a look that did not see everything, an audit that earns it no more."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits import steps
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import issuing, services, showing
from safeinfo.authority.seals.models import Credential, Seal
from safeinfo.authority.seals.states import State
from safeinfo.authority.site import directory
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Missed
from safeinfo.seal.errors import NotEarnedError
from tests.authority.test_pages import get, signed_in
from tests.authority.world import World

SHOP = "https://shop.example"
CHECKOUT = Missed(what="checkout", reason="timeout", url=f"{SHOP}/till", detail="")


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_a_look_that_missed_something_is_told_tried_again_and_never_renews(world: World) -> None:
    seal = world.sealed()
    good = seal.audit
    world.incomplete[SHOP] = (CHECKOUT,)
    world.passes(days=7)
    seal = world.fresh(seal)
    assert (seal.state, seal.audit, seal.wanting) == (State.ISSUED, good, 1)
    assert subjects()[-1] == "shop.example: our last look cannot renew the seal"
    assert f"- checkout timeout {SHOP}/till" in mail.outbox[-1].body
    assert seal.audit_at - world.now <= timedelta(days=1)  # looked at again sooner
    client = Client(headers={"host": "seal.localhost:8443"})
    assert "did not see the whole shop" in get(client, "/seal/shop.example")
    assert "cannot renew the seal" in get(signed_in(seal.shop.owner), f"/desk/shops/{seal.shop_id}/")
    assert "Looks that cannot renew a seal (1)" in " ".join(get(signed_in(world.reviewer("ada")), "/review/").split())
    world.passes(days=20)
    assert world.fresh(seal).wanting == 5  # on days 7, 8, 10, 14, 21
    assert directory.current(world.fresh(seal)) is not None  # the last complete audit still allows it
    world.passes(days=4)
    seal = world.fresh(seal)
    assert (seal.state, seal.why) == (State.EXPIRED, "Its last audit is too old.")
    assert directory.current(seal) is None


def test_a_complete_look_after_one_that_missed_something_renews(world: World) -> None:
    seal = world.sealed()
    world.incomplete[SHOP] = (CHECKOUT,)
    world.passes(days=8)
    world.incomplete.clear()
    world.passes(days=2)
    seal = world.fresh(seal)
    assert (seal.wanting, seal.wanting_audit) == (0, None)
    assert world.now - seal.audit.audited_at <= timedelta(days=2)
    world.passes(days=60)
    assert world.fresh(seal).state == State.ISSUED


def test_a_failure_is_not_cured_by_a_look_that_missed_something(world: World) -> None:
    seal = world.sealed()
    world.outcomes[SHOP] = {"SI-10": Outcome.FAILED}
    world.passes(days=8)
    world.outcomes.clear()
    world.incomplete[SHOP] = (CHECKOUT,)
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    assert world.fresh(seal).state == State.CURE
    assert directory.lapses(world.fresh(seal)) is None  # the public is told of no failure, nor of what hints at one
    world.incomplete.clear()
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    assert world.fresh(seal).state == State.ISSUED


def test_an_application_whose_audit_missed_something_is_told_what(world: World) -> None:
    shop = world.shop(world.merchant())
    world.incomplete[SHOP] = (CHECKOUT,)
    seal = services.apply(shop, shop.owner)
    world.orders.carry_out()
    assert world.fresh(seal).state == State.DECLARED
    assert subjects() == ["shop.example: the audit asks for changes"]
    assert "Not reached:" in mail.outbox[0].body


def test_an_audit_that_earns_the_seal_no_more_is_told_and_made_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = world.sealed()
    before = seal.credentials.count()

    def refuse(*_: object) -> None:
        raise NotEarnedError("failed", "SI-03 failed", "")

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "_issued", refuse)  # as after an upgrade that judges the same evidence otherwise
        world.passes(days=2, hours=12)
        seal = world.fresh(seal)
        assert seal.credentials.filter(step=Credential.Step.VOID).count() == 1
        assert seal.credentials.filter(step=Credential.Step.SHOWN).count() == before
        assert "SI-03 failed" in mail.outbox[-1].body
        assert records.history(seal).filter(act="not-renewed").count() == 1
        letters = len(mail.outbox)
        world.passes(days=3)
        assert records.history(seal).filter(act="not-renewed").count() > 2  # tried again every day
        assert len(mail.outbox) == letters  # and told once
    world.passes(days=1)  # audited anew at once, and renewed from that
    seal = world.fresh(seal)
    assert world.now - seal.audit.audited_at <= timedelta(days=1)
    assert seal.credentials.filter(step=Credential.Step.SHOWN).count() == before + 1
    assert directory.current(seal) is not None


def test_trouble_with_one_audit_does_not_keep_the_others_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = world.sealed(), world.sealed("https://other.example")
    real = showing.look

    def look(seal: Seal, audit: Audit) -> None:
        if seal.pk == first.pk:
            raise ValueError("an error of ours")
        real(seal, audit)

    world.orders.lost = True
    for seal in (first, second):
        asked = audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
        steps.walk({"audit": asked.key})
        steps.decide({"audit": asked.key})
    monkeypatch.setattr(showing, "look", look)
    world.sweep()
    waiting = Audit.objects.filter(considered_at=None)
    assert [each.shop_id for each in waiting] == [first.shop_id]
    monkeypatch.setattr(showing, "look", real)
    world.sweep()
    assert not waiting.all().exists()


def test_days_in_which_we_were_away_cost_no_shop_its_seal(world: World) -> None:
    seal = world.sealed()
    world.now += timedelta(days=9)  # no worker swept, no domain was looked at
    assert directory.current(world.fresh(seal)) is None  # the credential has run out, and the page says so
    world.sweep()
    assert world.fresh(seal).state == State.ISSUED
    world.sweep()
    assert directory.current(world.fresh(seal)) is not None
    assert "has lapsed" not in " ".join(subjects())


def test_a_domain_that_was_lost_while_we_were_away_ends_the_seal_once_we_have_looked(world: World) -> None:
    seal = world.sealed()
    world.answers[SHOP] = False
    world.now += timedelta(days=9)
    world.sweep()
    world.sweep()
    assert (world.fresh(seal).state, world.fresh(seal).why) == (State.EXPIRED, "Control of its domain was lost.")
