"""What the walk is handed: an audit with all that is read of it within a loop, where Django reads no row."""

import asyncio

import pytest

from safeinfo.authority.audits import services, steps
from safeinfo.authority.audits.models import Audit
from safeinfo.model.errors import SiteError
from tests.authority.world import World

_real = steps._gather  # before the world puts its own in the place of it


def test_the_walk_reads_its_declaration_without_the_database(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given = []

    async def gather(site: str, options: object, _progress: object) -> None:
        given.append((site, options.declaration.shop, options.declaration_source))  # type: ignore[attr-defined]
        raise SiteError("seen enough", "")

    monkeypatch.setattr(steps, "gather", gather)
    monkeypatch.setattr(steps, "controls_domain", lambda _shop: True)
    shop = world.shop(world.merchant())
    asked = services.ask(shop, Audit.Reason.MERCHANT)
    audit = services.begin(Audit.objects.get(pk=asked.pk))
    with pytest.raises(SiteError, match="seen enough"):
        asyncio.run(_real(audit, steps._options(audit)))
    assert given == [("https://shop.example", "Tarn", given[0][2])]
    assert given[0][2]


def test_a_walk_that_was_overtaken_writes_nothing_over(world: World) -> None:
    shop = world.shop(world.merchant())
    slow = services.begin(services.ask(shop, Audit.Reason.MERCHANT))
    again = services.begin(Audit.objects.get(pk=slow.pk))
    assert (slow.attempt, again.attempt) == (1, 2)
    slow.fresh.parent.mkdir(parents=True, exist_ok=True)
    slow.fresh.write_bytes(b"slow")
    again.fresh.write_bytes(b"again")
    assert services.take(again) is True
    assert services.take(slow) is False
    assert again.evidence.read_bytes() == b"again"
    assert services.broke(slow, "its browser died").state == "walking"
    assert services.broke(again, "its browser died").state == "broken"
    assert [path.name for path in again.evidence.parent.iterdir()] == [again.evidence.name]


def test_an_audit_that_an_error_of_ours_ended_does_not_hold_its_shop_for_ever(world: World) -> None:
    shop = world.shop(world.merchant())
    world.orders.lost = True  # nobody carries it on
    asked = services.begin(services.ask(shop, Audit.Reason.MERCHANT))
    world.passes(minutes=30)
    assert services.ask(shop, Audit.Reason.MERCHANT).pk == asked.pk
    world.passes(hours=1)
    asked.refresh_from_db()
    assert (asked.state, "error of ours" in asked.trouble) == ("broken", True)
    assert services.ask(shop, Audit.Reason.MERCHANT).pk != asked.pk
