"""The life of a seal, as its services, its sweep and its jobs carry it out; a year passes in seconds."""

from datetime import timedelta

import pytest
from django.core import mail

from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import consequences, issuing
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Credential
from safeinfo.authority.seals.states import State
from safeinfo.authority.site import directory
from safeinfo.model.outcome import Outcome
from safeinfo.seal.errors import NotEarnedError
from tests.authority.world import DECLARATION, World

SHOP = "https://shop.example"


def test_from_application_to_seal(world: World) -> None:
    merchant = world.merchant()
    from safeinfo.authority.shops import services as shops

    shop = shops.add(merchant, "shop.example", "Tarn & Thistle")
    seal = seals.apply(shop, merchant)
    assert seal.state == State.APPLIED
    world.sweep()
    assert world.fresh(seal).state == State.APPLIED  # nothing moves before the domain is proved
    shops.looked(shops.challenge(shop, "http", merchant), world.look(shops.challenge(shop, "http", merchant)))
    world.sweep()
    assert world.fresh(seal).state == State.CONTROLLED
    shops.declare(shop, DECLARATION, merchant)
    world.sweep()
    assert world.fresh(seal).state == State.AUDITED
    ada, ben = world.reviewer("ada"), world.reviewer("ben")
    seals.vote(seal, "grant", ada, "All is as it should be.")
    assert world.fresh(seal).state == State.AUDITED
    with pytest.raises(NotPossibleError, match="another reviewer must be the second"):
        seals.vote(seal, "grant", ada, "All is as it should be, still.")
    seals.vote(seal, "grant", ben, "I looked as well.")
    world.orders.carry_out()
    seal = world.fresh(seal)
    assert seal.state == State.ISSUED
    shown = directory.current(seal)
    assert shown is not None
    assert shown.valid_until - world.now <= timedelta(days=7)
    assert (issuing.folder(world._config) / "public" / "staples" / "shop.example.json").exists()
    assert [m.subject for m in mail.outbox][-1] == "shop.example has the Safe Info seal"
    assert [r.act for r in records.history(seal, public=True)] == ["issued"]


def test_a_year_of_a_good_shop_never_lacks_a_fresh_credential(world: World) -> None:
    seal = world.sealed()
    for _ in range(52):
        world.passes(days=7, every=timedelta(days=1))
        seal = world.fresh(seal)
        shown = directory.current(seal)
        assert seal.state == State.ISSUED
        assert shown is not None
        assert seal.audit is not None
        assert seal.audit.audited_at is not None
        assert world.now - seal.audit.audited_at <= timedelta(days=8)
        assert shown.valid_until <= seal.audit.audited_at + timedelta(days=30)


def test_a_failure_is_told_cured_or_suspended_and_reinstated(world: World) -> None:
    seal = world.sealed()
    world.outcomes[SHOP] = {"SI-10": Outcome.FAILED}
    world.passes(days=8)
    seal = world.fresh(seal)
    assert seal.state == State.CURE
    assert seal.shown_state == State.ISSUED  # the public is not told before the cure period is over
    assert directory.current(seal) is not None
    assert not [r for r in records.history(seal, public=True) if "cure" in r.act]
    assert any("no longer met" in m.subject for m in mail.outbox)
    world.passes(days=11)
    seal = world.fresh(seal)
    assert seal.state == State.SUSPENDED
    assert directory.current(seal) is None
    assert not (issuing.folder(world._config) / "public" / "staples" / "shop.example.json").exists()
    world.outcomes.clear()
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    seal = world.fresh(seal)
    assert seal.state == State.ISSUED
    assert directory.current(seal) is not None


def test_a_failure_that_is_mended_in_time_leaves_no_trace_in_public(world: World) -> None:
    seal = world.sealed()
    world.outcomes[SHOP] = {"SI-03": Outcome.FAILED}
    world.passes(days=8)
    assert world.fresh(seal).state == State.CURE
    world.outcomes.clear()
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    seal = world.fresh(seal)
    assert seal.state == State.ISSUED
    assert seal.cure_until is None
    assert [r.act for r in records.history(seal, public=True)] == ["issued"]
    world.passes(days=30)
    assert world.fresh(seal).state == State.ISSUED


def test_a_childs_data_suspends_at_once(world: World) -> None:
    seal = world.sealed()
    world.outcomes[SHOP] = {"SI-07": Outcome.FAILED}
    world.passes(days=8)
    assert world.fresh(seal).state == State.SUSPENDED


def test_what_a_person_suspended_only_persons_reinstate(world: World) -> None:
    seal = world.sealed()
    ada, ben = world.reviewer("cy"), world.reviewer("dee")
    seals.vote(seal, "suspend", ada, "It shows prices that it does not charge.")
    world.orders.carry_out()
    assert world.fresh(seal).state == State.SUSPENDED
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    assert world.fresh(seal).state == State.SUSPENDED
    seals.vote(seal, "reinstate", ada, "It was cleared up by letter.")
    seals.vote(seal, "reinstate", ben, "It was cleared up by letter.")
    assert world.fresh(seal).stands
    assert directory.current(world.fresh(seal)) is None  # the log does not tell it yet
    world.orders.carry_out()
    assert directory.current(world.fresh(seal)) is not None
    world.orders.carry_out()
    assert directory.current(world.fresh(seal)) is not None
    seals.vote(seal, "revoke", ada, "It did the same again.")
    seals.vote(seal, "revoke", ben, "It did the same again.")
    world.orders.carry_out()
    assert world.fresh(seal).state == State.REVOKED
    world.passes(days=60)
    assert world.fresh(seal).state == State.REVOKED


def test_a_shop_that_cannot_be_audited_lapses_when_its_last_audit_is_too_old(world: World) -> None:
    seal = world.sealed()
    world.unreachable.add(SHOP)
    world.passes(days=29)
    assert world.fresh(seal).state == State.ISSUED
    world.passes(days=3)
    seal = world.fresh(seal)
    assert seal.state == State.EXPIRED
    assert directory.current(seal) is None
    world.unreachable.clear()
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    assert world.fresh(seal).state == State.ISSUED


def test_a_domain_that_is_lost_ends_the_seal(world: World) -> None:
    seal = world.sealed()
    world.answers[SHOP] = False
    world.passes(days=9)
    seal = world.fresh(seal)
    assert seal.state == State.EXPIRED
    assert "domain" in seal.why


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNTESTED])
def test_nobody_grants_what_failed_or_was_not_tested(world: World, outcome: Outcome) -> None:
    shop = world.shop(world.merchant())
    world.outcomes[SHOP] = {"SI-02": outcome}
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    seal = world.fresh(seal)
    assert seal.state == State.DECLARED
    assert any("asks for changes" in m.subject for m in mail.outbox)
    with pytest.raises(NotPossibleError):
        seals.vote(seal, "grant", world.reviewer("ada"), "They asked me nicely.")
    found = audits.results.findings(audits.results.decided(seal.audit))
    key = next(audits.results.id_of(r, f) for r, f in found if f["outcome"] == outcome)
    with pytest.raises(NotPossibleError, match="nobody settles it"):
        audits.settle(seal.audit, key, world.reviewer("ben"), "It looks fine to me.", passed=True)


def test_a_doubt_is_settled_with_a_reason_and_holds_for_the_same_finding(world: World) -> None:
    shop = world.shop(world.merchant())
    world.outcomes[SHOP] = {"SI-03": Outcome.CANT_TELL}
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    seal = world.fresh(seal)
    assert seal.state == State.AUDITED
    ada, ben = world.reviewer("ada"), world.reviewer("ben")
    with pytest.raises(NotPossibleError, match="SI-03"):
        seals.vote(seal, "grant", ada, "All is as it should be.")
    found = audits.results.findings(audits.results.decided(seal.audit))
    key = next(audits.results.id_of(r, f) for r, f in found if f["outcome"] == "cantTell")
    with pytest.raises(NotPossibleError, match="reason"):
        audits.settle(seal.audit, key, ada, "ok", passed=True)
    with pytest.raises(NotPossibleError, match="Only a reviewer"):
        audits.settle(seal.audit, key, shop.owner, "My shop is fine, of course.", passed=True)
    audits.settle(seal.audit, key, ada, "The courier calls before it delivers: needed.", passed=True)
    with pytest.raises(NotPossibleError, match="before you"):
        audits.settle(seal.audit, key, ben, "The courier calls before it delivers: needed.", passed=False)
    seals.vote(seal, "grant", ada, "All is as it should be.")
    seals.vote(seal, "grant", ben, "All is as it should be.")
    world.orders.carry_out()
    assert directory.current(world.fresh(seal)) is not None
    world.passes(days=40)
    assert world.fresh(seal).state == State.ISSUED


@pytest.mark.parametrize(
    ("quote", "adds", "holds"), [("words", "", True), ("words", " And more.", False), ("", "", False)]
)
def test_a_decision_holds_only_where_the_same_is_said_of_the_same_words(
    world: World, quote: str, adds: str, *, holds: bool
) -> None:
    shop = world.shop(world.merchant())
    world.outcomes[SHOP], world.quote = {"SI-03": Outcome.CANT_TELL}, quote
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    first = world.fresh(seal).audit
    found = audits.results.findings(audits.results.decided(first))
    key = next(audits.results.id_of(r, f) for r, f in found if f["outcome"] == "cantTell")
    audits.settle(first, key, world.reviewer("ada"), "The courier calls before it delivers.", passed=True)
    assert audits.standing(first)["SI-03"] == "passed"
    world.adds = adds
    world.now += timedelta(days=1)
    later = audits.ask(shop, Audit.Reason.MERCHANT, shop.owner)
    world.orders.carry_out()
    later.refresh_from_db()
    assert audits.standing(later)["SI-03"] == ("passed" if holds else "cantTell")


def test_orders_that_a_crash_lost_are_found_by_the_sweep(world: World) -> None:
    shop = world.shop(world.merchant())
    world.orders.lost = True
    seal = seals.apply(shop, shop.owner)
    assert world.orders.carry_out() == 0
    world.orders.lost = False
    world.passes(hours=6)
    assert world.fresh(seal).state == State.AUDITED
    world.orders.lost = True
    for name in ("ada", "ben"):
        seals.vote(seal, "grant", world.reviewer(name), "All is as it should be.")
    world.orders.carry_out()
    assert directory.current(world.fresh(seal)) is None  # not signed, so not shown
    world.orders.lost = False
    world.passes(hours=6)
    assert directory.current(world.fresh(seal)) is not None


def test_a_step_that_runs_twice_does_nothing_twice(world: World) -> None:
    seal = world.sealed()
    credential = seal.credentials.get()
    before = sorted(path.name for path in (issuing.folder(world._config) / "log").rglob("*"))
    body = credential.body
    Credential.objects.filter(pk=credential.pk).update(step=Credential.Step.CLAIMED, body="")
    issuing.issue(Credential.objects.get(pk=credential.pk))  # as after a crash before the row was written
    assert Credential.objects.get(pk=credential.pk).body == body
    assert sorted(path.name for path in (issuing.folder(world._config) / "log").rglob("*")) == before
    audit = seal.audit
    consequences.audit_over(audit)
    consequences.audit_over(audit)
    assert records.history(seal).filter(act="audit-considered").count() == 1


def test_the_second_shop_of_an_origin_is_refused_while_the_first_stands(world: World) -> None:
    world.sealed()
    other = world.shop(world.merchant("other"))
    with pytest.raises(NotPossibleError, match="another account"):
        seals.apply(other, other.owner)


def test_leaving_revokes_in_public(world: World) -> None:
    seal = world.sealed()
    seals.withdraw(seal, seal.shop.owner)
    world.orders.carry_out()
    seal = world.fresh(seal)
    assert seal.state == State.WITHDRAWN
    assert directory.current(seal) is None
    world.passes(days=10)
    assert world.fresh(seal).state == State.WITHDRAWN


def test_the_seal_is_checked_once_more_before_it_is_granted(world: World) -> None:
    shop = world.shop(world.merchant())
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    world.now += timedelta(days=31)
    seals_shop = world.fresh(seal).shop
    from safeinfo.authority.shops import services as shops

    control = seals_shop.controls.get()
    shops.looked(control, world.look(control))
    with pytest.raises(NotEarnedError, match="older"):
        seals.vote(seal, "grant", world.reviewer("ada"), "All is as it should be.")
