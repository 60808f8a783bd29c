"""A second look at one finding: what it tells, what it cannot, and that it changes nothing."""

from typing import Any

import pytest

from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.audits import results, retests
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit, Retest
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.seals.states import State
from safeinfo.gather import GatherOptions
from safeinfo.model.errors import SiteError
from safeinfo.model.evidence import Evidence
from safeinfo.model.outcome import Outcome
from tests.authority.test_api import Program
from tests.authority.test_pages import get, signed_in
from tests.authority.world import World, front_page

SHOP = "https://shop.example"


class Site:
    """What a second look meets, in the place of a browser."""

    def __init__(self, world: World) -> None:
        self.world, self.asked = world, list[GatherOptions]()

    async def gather(self, origin: str, options: GatherOptions) -> Evidence:
        self.asked.append(options)
        if SHOP in self.world.unreachable:
            raise SiteError("the shop could not be audited", "Is it running?")
        page, blobs = front_page(SHOP, "<p>Welcome</p>", self.world.now)
        return Evidence(SHOP, page, blobs, f"{len(self.asked):064x}")


@pytest.fixture
def site(world: World, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(world)
    monkeypatch.setattr(retests, "gather", made.gather)
    monkeypatch.setattr(retests, "judge", world._judge)
    return made


def failed(world: World) -> tuple[Audit, str]:
    world.outcomes[SHOP] = {"SI-03": Outcome.FAILED}
    shop = world.shop(world.merchant())
    audit = audits.ask(shop, Audit.Reason.MERCHANT, shop.owner)
    world.orders.carry_out()
    audit.refresh_from_db()
    found = results.findings(results.decided(audit))
    return audit, next(results.id_of(*each) for each in found if each[1]["outcome"] == "failed")


def test_a_finding_that_was_mended_is_gone_and_the_verdict_stands(world: World, site: Site) -> None:
    audit, finding = failed(world)
    merchant = signed_in(audit.shop.owner)
    assert "Look again at this finding only" in get(merchant, f"/desk/audits/{audit.key}/")
    answer = merchant.post(f"/desk/audits/{audit.key}/again/", {"finding": finding}, secure=True)
    assert answer.status_code == 302
    world.orders.carry_out()
    first = Retest.objects.get()
    assert first.state == "still"
    assert first.said
    assert site.asked[0].only == ((f"{SHOP}/", "home"),)
    world.outcomes.clear()
    again = retests.ask(audit, finding, audit.shop.owner)
    assert retests.ask(audit, finding, audit.shop.owner).pk == again.pk  # a double click
    world.orders.carry_out()
    again.refresh_from_db()
    assert again.state == "gone"
    assert "no longer found" in get(merchant, f"/desk/audits/{audit.key}/")
    audit.refresh_from_db()
    assert audits.standing(audit)["SI-03"] == "failed"
    assert Audit.objects.count() == 1


def test_a_second_look_cures_nothing(world: World, site: Site) -> None:
    seal = world.sealed()
    world.outcomes[SHOP] = {"SI-03": Outcome.FAILED}
    world.passes(days=7)
    seal = world.fresh(seal)
    audit, world.outcomes[SHOP] = seal.failed_audit, {}
    found = results.findings(results.decided(audit))
    key = next(results.id_of(*each) for each in found if each[1]["outcome"] == "failed")
    retests.ask(audit, key, seal.shop.owner)
    world.orders.carry_out()
    assert Retest.objects.get().state == "gone"
    assert world.fresh(seal).state == State.CURE


def test_a_shop_that_does_not_answer_tells_nothing(world: World, site: Site) -> None:
    audit, finding = failed(world)
    world.unreachable.add(SHOP)
    retests.ask(audit, finding, audit.shop.owner)
    world.orders.carry_out()
    made = Retest.objects.get()
    assert (made.state, made.said) == ("untold", "the shop could not be audited Is it running?")


def test_what_cannot_be_looked_at_alone_says_so(world: World, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    audit, finding = failed(world)
    passed = next(
        results.id_of(*each) for each in results.findings(results.decided(audit)) if each[1]["outcome"] == "passed"
    )
    for key, words in ((passed, "Only a finding that failed"), ("none", "no such finding")):
        with pytest.raises(NotPossibleError, match=words):
            retests.ask(audit, key, audit.shop.owner)
    for page, words in (({"role": "checkout"}, "only by shopping"), ({"url": f"{SHOP}/other"}, "more than one page")):
        data = results.report(audit)
        pages = [data["coverage"]["pages"][0] | page]
        changed = data | {"coverage": data["coverage"] | {"pages": pages}}
        monkeypatch.setattr(results, "report", lambda _audit, changed=changed: changed)
        with pytest.raises(NotPossibleError, match=words):
            retests.ask(audit, finding, audit.shop.owner)
        monkeypatch.setattr(results, "report", lambda _audit, data=data: data)


def test_a_shop_has_ten_second_looks_an_hour(world: World, site: Site) -> None:
    audit, finding = failed(world)
    for _ in range(10):
        retests.ask(audit, finding, audit.shop.owner)
        world.orders.carry_out()
    with pytest.raises(NotPossibleError, match="10 second looks an hour"):
        retests.ask(audit, finding, audit.shop.owner)


def test_the_api_asks_for_a_second_look(world: World, site: Site) -> None:
    audit, finding = failed(world)
    program = Program(accounts.make_token(audit.shop.owner, "ci")[0])
    status, made = program.ask("POST", f"/audits/{audit.key}/retests", {"finding": finding})
    assert (status, made["state"]) == (202, "waiting")
    world.orders.carry_out()
    assert program.ask("GET", f"/retests/{made['key']}")[1]["state"] == "still"
    other = Program(accounts.make_token(world.merchant("other"), "ci")[0])
    assert other.ask("GET", f"/retests/{made['key']}")[0] == 404


def test_an_order_that_a_crash_lost_is_asked_for_again(world: World, site: Site) -> None:
    audit, finding = failed(world)
    world.orders.lost = True
    retests.ask(audit, finding, audit.shop.owner)
    world.orders.lost = False
    world.passes(minutes=30)
    assert Retest.objects.get().state == "still"


REQUIREMENT = {"id": "SI-03"}
FOUND = {"name": "reason-missing", "page": f"{SHOP}/join", "selector": "#tel", "quote": "Phone", "outcome": "failed"}
PAGE = {"url": f"{SHOP}/join", "status": 200}


def now(*findings: dict[str, Any], page: dict[str, Any] = PAGE) -> dict[str, Any]:
    whole = [{"for_information": False, "message": "It says so."} | each for each in findings]
    return {"coverage": {"pages": [page]}, "requirements": [{"id": "SI-03", "findings": whole}]}


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (now(), "gone"),
        (now(FOUND), "still"),
        (now(FOUND | {"selector": "#phone"}), "still"),  # moved, with the same words
        (now(FOUND | {"quote": "Telephone"}), "still"),  # reworded, in the same place
        (now(FOUND | {"selector": "#fax", "quote": "Fax"}), "gone"),  # another field's
        (now(FOUND | {"outcome": "passed"}), "gone"),
        (now(FOUND | {"name": "typing-dead", "outcome": "cantTell"}), "untold"),
        (now(FOUND | {"page": f"{SHOP}/elsewhere"}), "gone"),
        (now(page=PAGE | {"status": 503}), "untold"),
        (now(page=PAGE | {"url": f"{SHOP}/login"}), "untold"),
    ],
)
def test_what_a_finding_has_come_to(after: dict[str, Any], said: str) -> None:
    assert retests.compared(REQUIREMENT, FOUND, after)[0] == said
