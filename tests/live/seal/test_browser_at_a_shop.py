"""The verifier on the authority's own page, in a browser, with a shop's seal: yes, and after suspension no."""

import pytest
from playwright.async_api import async_playwright

from safeinfo.gather.browser.find import find_browser
from tests.unit.seal.served import SHOP, served

pytestmark = pytest.mark.live

LOOK = """
async ([shop, staple]) => {
  const {verify} = await import("/js/verify.min.js");
  const get = async url => {
    const answer = await fetch(url);
    if (!answer.ok) throw answer.status;
    return new Uint8Array(await answer.arrayBuffer());
  };
  const trust = await (await fetch("/.well-known/safe-info-trust.json")).json();
  return await verify(await get(staple), shop, trust, get);
}
"""


async def test_a_seal_is_looked_at_on_the_authoritys_page() -> None:
    with served() as site:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=find_browser(playwright.chromium.executable_path)
            )
            try:
                page = await browser.new_page(ignore_https_errors=True)
                await page.goto(site.authority)
                staple = f"/staples/{SHOP}_{site.port}.json"
                seen = await page.evaluate(LOOK, [site.shop, staple])
                assert seen["valid"] is True, seen
                assert (await page.evaluate(LOOK, ["https://other.localhost", staple]))["checks"]["origin"] == "no"
                site.world.authority().suspend("seal-0001", "fraud")
                after = await page.evaluate(LOOK, [site.shop, "/seals/seal-0001.json"])
                assert (after["valid"], after["checks"]["suspension"]) == (False, "no")
            finally:
                await browser.close()
