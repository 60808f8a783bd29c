"""Every switch of the sample shop is caught in a real browser, and nothing else is.

Switches that break different things are thrown together (tests/shops/batches.py): every verdict of the shop must then
be that of its own switch, and every other that of the good shop.
"""

import pytest

from safeinfo.gather import GatherOptions, gather
from safeinfo.model.errors import SiteError
from tests.live.shops.auditing import GOOD, audit_shop, outcomes, told
from tests.shops import serve_shop
from tests.shops.batches import batches, expected_outcomes
from tests.shops.switches import SWITCHES

pytestmark = pytest.mark.live


@pytest.mark.parametrize("names", batches(), ids="+".join)
async def test_every_switch_is_caught_and_nothing_else(names, tmp_path):
    async with serve_shop(names) as shop:
        report = await audit_shop(shop, names, folder=tmp_path / "mail")
        missed = [edit for edit in shop.site.settings.edits if edit not in shop.site.applied]
    assert not missed
    assert outcomes(report) == expected_outcomes(GOOD, names), told(report)
    found = {(finding.name, finding.outcome.value) for verdict in report.verdicts for finding in verdict.findings}
    wanted = {(finding, SWITCHES[name].outcome) for name in names for finding in SWITCHES[name].findings}
    assert not wanted - found, told(report)


@pytest.mark.parametrize("name", sorted(name for name, switch in SWITCHES.items() if switch.unauditable))
async def test_a_shop_that_cannot_be_trusted_is_not_audited(name):
    async with serve_shop([name]) as shop:
        options = GatherOptions(allow_private=True, ca_file=shop.ca_file, http_port=shop.http_port)
        with pytest.raises(SiteError, match="certificate"):
            await gather(shop.url, options)
