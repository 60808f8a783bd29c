"""The good shop has nothing that fails and nothing that a person must judge, in every make of it."""

import pytest

from tests.live.shops.auditing import GOOD, GOOD_FINDINGS, audit_shop, bad_findings, outcomes, told, told_of
from tests.shops import serve_shop
from tests.shops.variants import VARIANTS

pytestmark = pytest.mark.live


async def test_all_that_can_be_seen_passes_where_forms_may_be_submitted():
    async with serve_shop() as shop:
        report = await audit_shop(shop)
    assert outcomes(report) == GOOD, told(report)
    assert told_of(report) == GOOD_FINDINGS, told(report)
    assert report.coverage.complete
    assert report.coverage.stopped_at == ""


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "undeclared"])
async def test_looking_alone_finds_nothing_wrong(declared):
    async with serve_shop() as shop:
        report = await audit_shop(shop, trials=False, declared=declared)
        assert not shop.outbox
        assert not shop.site.memory.accounts
    assert not bad_findings(report), told(report)
    assert all(report.coverage.reached[place] for place in ("home", "policy", "product", "cart", "checkout", "contact"))
    assert "checkout" in report.coverage.stopped_at


@pytest.mark.parametrize("variant", sorted(VARIANTS))
async def test_every_other_make_of_it_is_as_good(variant):
    async with serve_shop((), variant) as shop:
        report = await audit_shop(shop, trials=False)
    assert not bad_findings(report), told(report)
    assert all(report.coverage.reached[place] for place in ("home", "policy", "product", "cart", "checkout"))
