"""A shop that shows the auditor another face than its visitors: put before a person, and told to nobody else."""

import dataclasses

import pytest
from django.conf import settings

from safeinfo.authority.audits import faces, results
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.config import load
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.seals import consequences
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.states import State
from safeinfo.authority.vantages import proxy_for
from safeinfo.gather import GatherOptions
from safeinfo.model.errors import SiteError, UsageError
from safeinfo.model.evidence import Evidence
from tests.authority.test_pages import get, signed_in
from tests.authority.world import World

SHOP = "https://shop.example"
FORM = '<form><label>E-mail <input name="mail" type="email"></label><button>Join</button></form>'
ASKS = FORM.replace("<button>", '<label>Phone <input name="phone" type="tel" required></label><button>')


def test_another_face_waits_for_a_reviewer_and_fails_only_by_them(world: World) -> None:
    seal = world.sealed()
    world.fronts[SHOP] = FORM
    world.passes(days=7)
    assert audits.conditions(world.fresh(seal).audit)["FACE"] == "passed"
    world.faces[SHOP] = ASKS
    world.passes(days=7)
    seal = world.fresh(seal)
    audit = seal.audit
    assert (seal.state, audits.conditions(audit)["FACE"]) == (State.ISSUED, "cantTell")
    reviewer = world.reviewer("ada")
    assert "Doubts in monitoring (1)" in " ".join(get(signed_in(reviewer), "/review/").split())
    page = get(signed_in(reviewer), f"/review/audits/{audit.key}/")
    assert "tel (phone), required: required" in page
    assert "asks the two visitors" not in get(signed_in(seal.shop.owner), f"/desk/audits/{audit.key}/")
    found = results.condition(audit, "same-face")
    key = results.id_of(found, next(each for each in found["findings"] if each["outcome"] == "cantTell"))
    audits.settle(audit, key, reviewer, "Visitors are asked for a number, we are not.", passed=False)
    consequences.settled(audit)
    assert world.fresh(seal).state == State.CURE
    assert "asks the two visitors" in get(signed_in(seal.shop.owner), f"/desk/audits/{audit.key}/")


def test_nothing_is_granted_to_another_face_before_a_person_told_why(world: World) -> None:
    shop = world.shop(world.merchant())
    world.fronts[SHOP], world.faces[SHOP] = FORM, ASKS
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    ada, ben = world.reviewer("ada"), world.reviewer("ben")
    with pytest.raises(NotPossibleError, match="FACE"):
        seals.vote(seal, "grant", ada, "All is as it should be.")
    audit = world.fresh(seal).audit
    found = results.condition(audit, "same-face")
    key = results.id_of(found, next(each for each in found["findings"] if each["outcome"] == "cantTell"))
    audits.settle(audit, key, ada, "They try a new form on every second visitor.", passed=True)
    seals.vote(seal, "grant", ada, "All is as it should be.")
    seals.vote(seal, "grant", ben, "All is as it should be.")
    assert world.fresh(seal).state == State.ISSUED


def test_a_second_visit_that_fails_holds_nobody_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_origin: str, _options: GatherOptions) -> Evidence:
        raise SiteError("the proxy does not answer", "")

    monkeypatch.setattr(faces, "gather", fails)
    seal = world.sealed()
    world.fronts[SHOP] = FORM
    world.passes(days=8)
    audit = world.fresh(seal).audit
    assert audits.conditions(audit)["FACE"] == "inapplicable"
    assert "the proxy does not answer" in results.condition(audit, "same-face")["findings"][0]["message"]


def test_it_can_be_switched_off_and_a_merchants_own_audits_go_without(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = world.sealed()
    asked = audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)
    world.orders.carry_out()
    assert results.condition(asked, "same-face") is None
    monkeypatch.setattr(settings, "SAFEINFO", dataclasses.replace(settings.SAFEINFO, second_visit=False))
    world.passes(days=8)
    assert results.condition(world.fresh(seal).audit, "same-face") is None


def test_the_proxy_is_checked_at_the_start() -> None:
    two = "http://proxy.example:3128, http://ann:secret@other.example:3128"
    config = load(environment={"SAFEINFO_VANTAGES": two, "SAFEINFO_VANTAGE_RESOLVERS": "192.0.2.53, [2001:db8::53]:53"})
    assert [proxy_for(config.vantages, number) for number in range(3)][::2] == ["http://proxy.example:3128"] * 2
    for name, wrong in (("VANTAGES", "socks5://proxy.example:1080"), ("VANTAGE_RESOLVERS", "dns.example")):
        with pytest.raises(UsageError, match=name.lower()):
            load(environment={f"SAFEINFO_{name}": wrong})
