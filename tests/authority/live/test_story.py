"""The whole programme for real: `safeinfo serve`, the sample shop and a browser, from signing up to revocation."""

import asyncio
import json
import smtplib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from tests.authority.live import story as acts
from tests.authority.live.story import Story
from tests.shops import serve_shop

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
async def story(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    """Everybody at their place, and the seal granted to the sample shop."""
    home = tmp_path_factory.mktemp("authority") / "home"
    async with serve_shop() as shop, async_playwright() as playwright, acts.begun(playwright, home, shop) as made:
        await acts.apply(made)
        await acts.audited(made)
        await acts.grant(made)
        yield made


async def test_a_shopper_follows_the_mark_and_the_browser_verifies_the_seal(story: Story) -> None:
    await acts.follow_mark(story)


async def test_the_receiver_runs_along_and_knows_nobody(story: Story) -> None:
    host, _, port = story.authority.environment["SAFEINFO_SMTP_LISTEN"].rpartition(":")

    def said() -> list[int]:
        with smtplib.SMTP(host, int(port), timeout=60) as client:
            client.ehlo()
            return [client.mail("a@shop.example")[0], client.rcpt("anybody@canary.example")[0]]

    assert await asyncio.to_thread(said) == [250, 550]
    await story.merchant.goto(f"{story.desk}mail/")
    await expect(story.merchant.locator("main")).to_contain_text("put here by hand")


async def test_the_staple_of_the_shop_verifies_at_the_command_line(story: Story, tmp_path: Path) -> None:
    pins = await story.shopper.request.get(f"{story.authority.url}/.well-known/safe-info-trust.json")
    trust, both = tmp_path / "trust.json", tmp_path / "ca.pem"
    trust.write_bytes(await pins.body())
    both.write_bytes(story.shop.ca_file.read_bytes() + story.authority.ca_file.read_bytes())
    options = ("--trust", str(trust), "--allow-private", "--ca-file", str(both), "--json")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "safeinfo", "verify", story.shop.url, *options, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert json.loads(out)["valid"] is True, out
    assert process.returncode == 0


async def test_a_shopper_finds_the_shop_in_safe_sites_and_complains(story: Story) -> None:
    await acts.complain(story)


async def test_a_failure_is_noticed_suspends_the_seal_and_is_mended(story: Story) -> None:
    await acts.fail_and_mend(story)


async def test_two_reviewers_revoke_the_seal(story: Story) -> None:
    await acts.revoke(story)
