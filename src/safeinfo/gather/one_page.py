"""One page looked at in the browser, without a walk: what `safeinfo inspect` reads from a URL."""

from pathlib import Path

from safeinfo.derive.dom import Document
from safeinfo.derive.leaks import Needles
from safeinfo.gather.browser import BrowserOptions, open_browser
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.options import GatherOptions
from safeinfo.gather.start import Start, trusted_keys, vouching


async def look_at(url: str, *, allow_private: bool = False, ca_file: Path | None = None) -> tuple[Document, ...]:
    """Return the documents of a page as a visitor gets them, the page's own first; SiteError if there are none."""
    options = GatherOptions(allow_private=allow_private, ca_file=ca_file)
    ledger = Ledger(options.clock, Needles.build({}))
    guard = Guard(allow_private=allow_private)
    start = await Start.parse(url).found(guard, options)
    pins = await trusted_keys(start, guard, options)
    async with (
        PolicyProxy(guard) as proxy,
        open_browser(BrowserOptions(proxy, pins, vouching(guard, options))) as browser,
    ):
        shopper = await browser.new_shopper(ledger, site=start.origin)
        try:
            visit = await shopper.open(start.url, role="other")
            if visit is None:
                raise start.error(ledger)
            await visit.settle()
            await visit.capture("arrived", picture=False)
            return tuple(visit.documents)
        finally:
            await shopper.close()
