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
    with pytest.raises(SiteError, match="seen enough"):
        asyncio.run(_real(services.begin(Audit.objects.get(pk=asked.pk))))
    assert given == [("https://shop.example", "Tarn", given[0][2])]
    assert given[0][2]
