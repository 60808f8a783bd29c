"""What people do at the authority, in a browser: sign up, sign in, wait for what a page shall say."""

import re
import time

from playwright.async_api import Browser, Page, expect

from safeinfo.authority.site.templatetags.words import words
from tests.authority.live.stack import PASSWORD, PATIENCE, Authority

MILLISECONDS = PATIENCE * 1000
_A_LOOK = 500  # milliseconds for words to be there once a page is


async def person(browser: Browser) -> Page:
    """Open the browser of somebody who trusts the certificates of this machine."""
    context = await browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(MILLISECONDS)
    return await context.new_page()


async def first_administrator(browser: Browser, authority: Authority) -> Page:
    """Make the first administrator by the printed link, and sign in."""
    page = await person(browser)
    await page.goto(authority.first_link)
    await page.get_by_label("E-mail address").fill("root@seal.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await press(page, "Make the account")
    await page.get_by_label("Email").fill("root@seal.example")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await press(page, "Sign In")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")
    return page


async def signed_up(browser: Browser, authority: Authority, address: str) -> Page:
    """Sign up, with the code that came by mail."""
    page = await person(browser)
    await page.goto(f"{authority.url}/accounts/signup/")
    await page.get_by_label("Email").fill(address)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await press(page, "Sign Up")
    code = re.search(
        r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", await authority.mail_to(address, "code"), re.MULTILINE
    )
    assert code
    await page.locator("input[name=code]").fill(code[1])
    await page.locator("main form button[type=submit]").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")
    return page


async def name_reviewer(administrator: Page, authority: Authority, address: str) -> None:
    """Let an administrator make an account a reviewer's."""
    await administrator.goto(f"{authority.url}/admin/accounts/account/")
    await administrator.get_by_role("link", name=address).click()
    await administrator.get_by_label("Is reviewer").check()
    await administrator.get_by_role("button", name="Save", exact=True).click()
    await expect(administrator.locator(".messagelist")).to_contain_text("was changed successfully")


async def press(page: Page, name: str) -> None:
    """Press a button of the page itself."""
    await page.locator("main").get_by_role("button", name=name, exact=True).click()


async def vote(page: Page, authority: Authority, kind: str, after: str) -> None:
    """Vote on the one seal there is, as a reviewer; `after` is the seal's state then."""
    await page.goto(f"{authority.url}/review/seals/1/")
    await page.get_by_label("For what?").select_option(kind)
    await page.get_by_label("Reason").fill("All that was observed speaks for it.")
    await press(page, "Vote")
    await expect(page.locator("main .notice").first).to_contain_text(f"the seal is now: {words(after)}.")


async def becomes(page: Page, url: str, words: str) -> None:
    """Open a page again and again until it has the words; what it lacked is told where they never come."""
    end = time.monotonic() + PATIENCE
    while True:
        await page.goto(url)
        try:
            await expect(page.locator("main")).to_contain_text(words, timeout=_A_LOOK)
        except AssertionError:
            if time.monotonic() > end:
                raise
        else:
            return
