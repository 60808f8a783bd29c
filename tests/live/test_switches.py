"""Every switch of the sample shop is caught in a real browser, and nothing else is.

Switches that break different things are thrown together (tests/shops/batches.py): every verdict of the shop must then
be that of its own switch, and every other that of the good shop. The findings that are not a pass, those for
information included, must be those of the good shop and those that the switches name, and no other.
"""

import pytest

from safeinfo.gather import GatherOptions, gather
from safeinfo.model.errors import SiteError
from tests.live.shops.auditing import GOOD, GOOD_FINDINGS, audit_shop, outcomes, told, told_of
from tests.shops import serve_shop
from tests.shops.batches import batches, expected_findings, expected_outcomes
from tests.shops.switches import SWITCHES

pytestmark = pytest.mark.live


@pytest.mark.parametrize("names", batches(), ids="+".join)
async def test_every_switch_is_caught_and_nothing_else(names, tmp_path):
    async with serve_shop(names) as shop:
        report = await audit_shop(shop, names, folder=tmp_path / "mail")
        missed = [edit for edit in shop.site.settings.edits if edit not in shop.site.applied]
    assert not missed
    assert outcomes(report) == expected_outcomes(GOOD, names), told(report)
    assert told_of(report) == expected_findings(GOOD_FINDINGS, names), told(report)


@pytest.mark.parametrize("name", sorted(name for name, switch in SWITCHES.items() if switch.unauditable))
async def test_a_shop_that_cannot_be_trusted_is_not_audited(name):
    async with serve_shop([name]) as shop:
        options = GatherOptions(allow_private=True, ca_file=shop.ca_file, http_port=shop.http_port)
        with pytest.raises(SiteError, match="certificate"):
            await gather(shop.url, options)
