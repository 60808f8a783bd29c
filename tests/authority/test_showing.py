"""SI-11 in the life of a seal: a mark shown wrongly is told, cured or suspended as another failure is."""

from django.core import mail
from django.test import Client

from safeinfo.authority.audits import results
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.seals import consequences
from safeinfo.authority.seals.states import State
from safeinfo.authority.site import directory
from safeinfo.seal import mark
from tests.authority.test_pages import get, signed_in
from tests.authority.world import World

SHOP = "https://shop.example"
BASE = "https://seal.localhost:8443"
BARE = '<img src="/m.svg" alt="Safe Info customer privacy seal for shop.example">'


def test_a_mark_that_leads_nowhere_is_cured_or_the_seal_is_suspended(world: World) -> None:
    seal = world.sealed()
    world.fronts[SHOP] = mark.snippet(SHOP, BASE)
    world.passes(days=8)
    seal = world.fresh(seal)
    assert (seal.state, audits.conditions(seal.audit)["SI-11"]) == (State.ISSUED, "passed")
    assert "SI-11" not in seal.audit.outcomes  # the edition's requirements are what they were
    world.fronts[SHOP] = BARE
    world.passes(days=7)
    seal = world.fresh(seal)
    assert seal.state == State.CURE
    assert "- SI-11 The seal is shown only where it was earned" in mail.outbox[-1].body
    page = get(signed_in(seal.shop.owner), f"/desk/audits/{seal.failed_audit.key}/")
    assert "it is not in a link" in page
    assert "it is not in a link" in get(signed_in(world.reviewer("ada")), f"/review/audits/{seal.failed_audit.key}/")
    client = Client(headers={"host": "seal.localhost:8443"})
    assert {each.id: said for each, said in directory.outcomes(seal)}["SI-11"] == "passed"
    world.passes(days=11)
    seal = world.fresh(seal)
    assert seal.state == State.SUSPENDED
    assert {each.id: said for each, said in directory.outcomes(seal)}["SI-11"] == "failed"
    assert "The seal is shown only where it was earned" in get(client, "/seal/shop.example")
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    assert world.fresh(seal).state == State.ISSUED  # a condition of keeping the seal, not of getting it back


def test_a_mark_that_is_not_shown_is_no_failure(world: World) -> None:
    seal = world.sealed()
    world.fronts[SHOP] = "<p>Welcome</p>"
    world.passes(days=30)
    assert world.fresh(seal).state == State.ISSUED
    assert audits.conditions(world.fresh(seal).audit)["SI-11"] == "inapplicable"


def test_what_only_may_be_the_mark_is_for_a_person_and_renews_meanwhile(world: World) -> None:
    seal = world.sealed()
    world.fronts[SHOP] = '<img src="/safe-info-seal.svg" alt="">'
    world.passes(days=8)
    seal = world.fresh(seal)
    assert (seal.state, audits.conditions(seal.audit)["SI-11"]) == (State.ISSUED, "cantTell")
    reviewer = world.reviewer("ada")
    assert "Doubts in monitoring (1)" in " ".join(get(signed_in(reviewer), "/review/").split())
    found = results.condition(seal.audit, "seal-display")
    key = results.id_of(found, found["findings"][0])
    audits.settle(seal.audit, key, reviewer, "It is the mark, and it leads nowhere.", passed=False)
    consequences.settled(seal.audit)
    assert world.fresh(seal).state == State.CURE


def test_the_requirement_page_says_what_the_condition_is(world: World) -> None:
    client = Client(headers={"host": "seal.localhost:8443"})
    assert "A mark that is not shown" in get(client, "/requirements/seal-display/")
    assert "SI-11" in get(client, "/requirements/")
