"""A second opinion: what a full Chromium takes the fields for that the walk has met.

Chromium writes its predictions into the page, so each page is loaded once more, in a browser of its own, as the same
visitor (cookies and storage of the walk), through the same policy proxy. What that load sends is the shop's answer to
the same address again; it is bounded in pages and time and kept in a ledger that nobody judges.
"""

import asyncio
from contextlib import suppress

from playwright.async_api import Error as PlaywrightError

from safeinfo.derive.dom import Document
from safeinfo.derive.leaks import Needles
from safeinfo.gather.browser import Browser, BrowserOptions, open_browser
from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.browser.find import find_full_browser
from safeinfo.gather.browser.shopper import Shopper
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.start import Start, trusted_keys
from safeinfo.gather.walk.state import Walk
from safeinfo.model.errors import SafeInfoError
from safeinfo.model.observations import OpinionsSeen
from safeinfo.model.opinion import Opinion

NO_CHROMIUM = "no full Chromium is on this machine (the headless shell has no autofill); install chromium"
_MOST_PAGES = 12
_SECONDS = 60.0
_WRITTEN_WITHIN = 3_000  # milliseconds: predictions come a moment after the form
_ATTRIBUTE = "autofill-prediction"


async def ask_again(walk: Walk) -> None:
    """Record what a full Chromium takes the fields of the walk's pages for, or why there is no such opinion."""
    pages = list(dict.fromkeys(look.page.url for look in walk.looks if look.personal))
    path = find_full_browser()
    if not pages or not path:
        reason = "" if path else NO_CHROMIUM
        walk.ledger.add(OpinionsSeen, url="", browser="", missing=reason or "no page asks for personal data")
        walk.progress("opinion", reason or "nothing to ask about")
        return
    asked: set[str] = set()
    reason = ""
    try:
        async with asyncio.timeout(_SECONDS):
            await _ask(walk, path, pages[:_MOST_PAGES], asked)
    except TimeoutError:
        reason = f"there was no time for it within {_SECONDS:g} s"
    except (SafeInfoError, PlaywrightError, CdpError) as error:
        reason = str(error).partition("\n")[0]
    for url in pages:
        if url not in asked:
            missing = reason or f"only {_MOST_PAGES} pages are asked about"
            walk.ledger.add(OpinionsSeen, url=url, browser="", missing=missing[:300])


async def _ask(walk: Walk, path: str, pages: list[str], asked: set[str]) -> None:
    proxy = walk.browser.proxy
    state = await walk.shopper.carried()
    pins = await trusted_keys(Start(walk.site), walk.guard, walk.options)
    apart = Ledger(walk.options.clock, Needles.build(walk.canaries.needles))
    settings = BrowserOptions(proxy=proxy, pins=pins, executable=path, predictions=True)
    async with open_browser(settings) as browser:
        shopper = await browser.new_shopper(apart, site=walk.site, language=walk.options.language, storage_state=state)
        for url in pages:
            walk.progress("opinion", url)
            await _page(walk, browser, shopper, url)
            asked.add(url)


async def _page(walk: Walk, browser: Browser, shopper: Shopper, url: str) -> None:
    visit = await shopper.open(url, role="other")
    if visit is None:
        walk.ledger.add(OpinionsSeen, url=url, browser=browser.name, missing="the page did not come a second time")
        return
    with suppress(PlaywrightError):
        await shopper.page.wait_for_selector(f"[{_ATTRIBUTE}]", state="attached", timeout=_WRITTEN_WITHIN)
    await visit.settle()
    await visit.capture("arrived", picture=False)
    opinions = tuple(opinion for document in visit.documents for opinion in opinions_in(document))
    missing = "" if opinions else "it wrote no prediction into the page"
    walk.ledger.add(OpinionsSeen, url=url, browser=browser.name, opinions=opinions, missing=missing)


def opinions_in(document: Document) -> list[Opinion]:
    """Return the predictions that Chromium has written into a saved document."""
    return [
        Opinion(
            frame=document.frame,
            selector=document.selector(node),
            name=node.attributes.get("name") or node.attributes.get("id") or "",
            said=(node.attributes.get(_ATTRIBUTE) or "")[:80],
        )
        for node in document.select(f"[{_ATTRIBUTE}]")
    ]
