"""The story that every authority must be able to tell, in acts: from signing up to revocation."""

import dataclasses
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, Playwright, expect

from safeinfo.authority.shops.declaring import text_of
from safeinfo.gather.browser.find import find_browser
from safeinfo.seal.records import staple_name
from tests.authority.live import people
from tests.authority.live.mail_trial import write_record
from tests.authority.live.stack import Authority, free_port, served
from tests.shops.declarations import GOOD as DECLARED
from tests.shops.serving import Shop
from tests.shops.settings import Edit
from tests.shops.switches import settings_for

MERCHANT, REVIEWER, SHOPPER = "ines@shop.example", "ben@seal.example", "ann@mail.example"
WELL_KNOWN = "/.well-known/safe-info.json"
LASTS = {"audit_pages": 60, "reaudit_days": 2.5, "cure_days": 2, "renew_days": 1}


@dataclass(slots=True)
class Story:
    """Who and what takes part, with the addresses of the shop's pages at the authority."""

    authority: Authority
    shop: Shop
    root: Page
    ben: Page
    merchant: Page
    shopper: Page
    desk: str = ""

    @property
    def host(self) -> str:
        return self.shop.url.removeprefix("https://")

    @property
    def page(self) -> str:
        return f"{self.authority.url}/seal/{self.host}"

    def put(self, path: str, body: str) -> None:
        """Put a file on the shop."""
        self.shop.site.settings.pages[path] = body  # type: ignore[index]

    def behave(self, *switches: str) -> None:
        """Let the shop behave as switches say from now on; what was put on it stays."""
        before = self.shop.site.settings
        marks = tuple(edit for edit in before.edits if edit.new.startswith("<a"))
        changed = settings_for(switches, "")
        self.shop.site.settings = dataclasses.replace(
            changed, pages={**changed.pages, **before.pages}, edits=(*changed.edits, *marks)
        )


@asynccontextmanager
async def begun(
    playwright: Playwright, home: Path, shop: Shop, *, workers: int = 1, **settings: object
) -> AsyncIterator[Story]:
    """Open everybody's browser at an authority that runs: its administrator, a reviewer, a merchant, a shopper."""
    write_record(home / "mail-trials" / staple_of(shop))
    browser = await playwright.chromium.launch(executable_path=find_browser(playwright.chromium.executable_path))
    receiver = {"canary_domain": "canary.example", "smtp_listen": f"127.0.0.1:{free_port()}"}
    with served(home, shop.ca_file, workers=workers, **LASTS, **receiver, **settings) as authority:
        root = await people.first_administrator(browser, authority)
        ben = await people.signed_up(browser, authority, REVIEWER)
        await people.name_reviewer(root, authority, REVIEWER)
        merchant = await people.signed_up(browser, authority, MERCHANT)
        yield Story(authority, shop, root, ben, merchant, await people.person(browser))
    await browser.close()


async def apply(story: Story) -> None:
    """Add the shop, prove its domain, declare, apply, and watch the audit begin."""
    page, authority = story.merchant, story.authority
    await page.goto(f"{authority.url}/desk/shops/new/")
    await page.get_by_label("Web address of the shop").fill(story.shop.url)
    await page.get_by_label("Name of the shop").fill("Tarn & Thistle")
    await people.press(page, "Add the shop")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tarn & Thistle")
    story.desk = page.url
    await page.get_by_role("link", name="A file on the shop").click()
    shown = page.locator("main pre code")
    await expect(shown).to_have_count(2)
    file, token = await shown.all_inner_texts()
    await people.press(page, "Look now")
    await expect(page.get_by_role("alert")).to_contain_text("answered 404, not 200")
    story.put(file.removeprefix(story.shop.url), token)
    await people.press(page, "Look now")
    await expect(page.locator("main .notice.passed")).to_have_text("The domain is proved.")
    await page.get_by_role("link", name="Declare").click()
    await page.get_by_text("As text (TOML)").click()
    await page.get_by_label("The declaration as TOML").fill(text_of(DECLARED))
    await people.press(page, "Store the text")
    await page.get_by_label("I have read the programme rules").check()
    await people.press(page, "Apply for the seal")
    await page.locator("main table a").first.click()
    await expect(page.locator("#live .lines li").first).to_be_visible(timeout=people.MILLISECONDS)


async def audited(story: Story) -> None:
    """Watch the audit to its end: nothing failed."""
    page = story.merchant
    await expect(page.locator("#live > p .badge.judged")).to_be_visible(timeout=people.MILLISECONDS)
    await expect(page.locator("#live details.passed")).to_have_count(9)
    await expect(page.locator("#live details.inapplicable")).to_have_count(1)
    await story.authority.mail_to(MERCHANT, "your application is being reviewed")


async def grant(story: Story) -> None:
    """Let two reviewers grant the seal, and put it on the shop."""
    await people.vote(story.root, story.authority, "grant", "audited")
    await people.vote(story.ben, story.authority, "grant", "issued")
    await story.authority.mail_to(MERCHANT, "has the Safe Info seal")
    await people.becomes(story.shopper, story.page, f"{story.host} holds the Safe Info seal")
    page = story.merchant
    await page.goto(f"{story.desk}seal/")
    snippet = await page.locator("main pre code").first.inner_text()
    picture = await page.request.get(f"{story.desk}seal/medium-light.svg")
    staple = await page.request.get(f"{story.authority.url}/staples/{staple_of(story.shop)}.json")
    assert picture.ok
    assert staple.ok
    story.put("/safe-info-seal.svg", await picture.text())
    story.put(WELL_KNOWN, await staple.text())
    settings = story.shop.site.settings
    mark = Edit("/", "</main>", f"{snippet}</main>")
    story.shop.site.settings = dataclasses.replace(settings, edits=(*settings.edits, mark))


def staple_of(shop: Shop) -> str:
    """Return how the shop's file is named, without `.json`."""
    return staple_name(shop.url).removesuffix(".json")


async def follow_mark(story: Story) -> None:
    """Let a shopper follow the mark of the shop, and the browser verify the seal."""
    page = story.shopper
    await page.goto(f"{story.shop.url}/")
    await page.locator(f'a[href="{story.page}"]').click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"{story.host} holds the Safe Info seal")
    await expect(page.locator("main .verdict.passed")).to_contain_text("You came from this shop.")
    await expect(page.locator("#verify [data-answer=true]")).to_be_visible()
    await expect(page.locator("#verify [data-said]")).to_have_text(["✓"] * 7)
    await expect(page.locator("main td .badge")).to_have_text(["passed"] * 4 + ["does not apply"] + ["passed"] * 5)


async def complain(story: Story) -> None:
    """Let a shopper find the shop in Safe Sites and complain, and a reviewer answer."""
    page, authority = story.shopper, story.authority
    await page.goto(f"{authority.url}/safe-sites/")
    await page.get_by_label("Address or name").fill("thistle")
    await people.press(page, "Search")
    await page.get_by_role("link", name="Tarn & Thistle").click()
    await page.get_by_role("link", name="Complain about this shop").click()
    await expect(page.locator("main [name=shop]")).to_have_value(story.shop.url)
    await page.locator("[name=text]").fill("They wrote to me although I had unsubscribed twice.")
    await page.locator("[name=email]").fill(SHOPPER)
    await people.press(page, "Send the complaint")
    await expect(page.locator("main")).to_contain_text("until then nobody reads it")
    followed = page.url
    mail = await authority.mail_to(SHOPPER, "/confirm/")
    await page.goto(re.search(rf"{authority.url}/complaints/\S+", mail)[0])  # type: ignore[index]
    await people.press(page, "Yes, I made it")
    await expect(page.locator("main")).to_contain_text("We answer by")
    ben = story.ben
    await ben.goto(f"{authority.url}/review/")
    await ben.locator("main").get_by_role("link", name=story.shop.url).click()
    await ben.get_by_label("Answer").fill("The record of the mail trial shows that mail stopped.")
    await people.press(ben, "Dismiss")
    await authority.mail_to(SHOPPER, "mail stopped")
    await people.becomes(page, followed, "The record of the mail trial shows that mail stopped.")
    await people.becomes(page, story.page, "dismissed")


async def fail_and_mend(story: Story) -> None:
    """Let the shop break a requirement: it is noticed, told, suspended, mended and reinstated."""
    authority, page = story.authority, story.shopper
    story.behave("national-id-unnamed")
    authority.let_pass(2.6)
    await authority.mail_to(MERCHANT, "a requirement is no longer met")
    await people.becomes(story.merchant, story.desk, "A requirement is no longer met.")
    await people.becomes(page, story.page, "holds the Safe Info seal")
    authority.let_pass(2.1)
    await authority.mail_to(MERCHANT, "the seal is suspended")
    await people.becomes(page, story.page, f"The seal of {story.host} is suspended")
    await people.becomes(page, f"{authority.url}/safe-sites/?state=suspended", "Tarn & Thistle")
    story.behave()
    await story.merchant.goto(story.desk)
    await story.merchant.get_by_label("With trials").check()
    await people.press(story.merchant, "Audit now")
    await authority.mail_to(MERCHANT, "the seal is reinstated")
    await people.becomes(page, story.page, "holds the Safe Info seal")


async def revoke(story: Story) -> None:
    """Let two reviewers revoke the seal."""
    await people.vote(story.ben, story.authority, "revoke", "issued")
    await people.vote(story.root, story.authority, "revoke", "revoked")
    await story.authority.mail_to(MERCHANT, "the seal is revoked")
    await people.becomes(story.shopper, story.page, f"The seal of {story.host} was revoked")
    await people.becomes(story.shopper, f"{story.authority.url}/safe-sites/?state=revoked", "Tarn & Thistle")
    await people.becomes(story.merchant, story.desk, "revoked")
