"""A look at a domain by a challenge as it comes from the database, its shop not read yet."""

import pytest

from safeinfo.authority.shops import looking, services
from safeinfo.authority.shops.looking import look  # before the world puts its own in the place of it
from safeinfo.authority.shops.models import Control
from tests.authority.world import World


async def _nothing(_name: str) -> tuple[str, ...]:
    return ()


def test_a_challenge_read_alone_can_be_looked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = world.merchant()
    shop = services.add(merchant, "https://shop.example", "Tarn")
    made = services.challenge(shop, "dns", merchant)
    monkeypatch.setattr(looking.WORLD, "texts", lambda: _nothing)
    seen = look(Control.objects.get(pk=made.pk))
    assert "no TXT record at _safe-info-challenge.shop.example" in seen.said
