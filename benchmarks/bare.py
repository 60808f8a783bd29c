"""The floor: a bare Playwright load of given pages, one after the other, in the browser that the audit uses.

`python -m benchmarks.bare FILE BROWSER MILLISECONDS`: FILE has one URL a line. Of Safe Info it imports nothing.
Each page is loaded up to its load event; with MILLISECONDS above 0 it is then waited for until its DOM was still for
so long since that event, as the audit waits. A page without any script is not waited for, as the audit does not.
"""

import asyncio
import os
import sys
from pathlib import Path

from playwright.async_api import async_playwright

_WATCH = """globalThis.stillSince = 0;
new MutationObserver(() => { stillSince = performance.now(); }).observe(document,
  {subtree: true, childList: true, characterData: true, attributes: true});"""
_STILL = """(quiet) => new Promise((done) => {
  if (!document.scripts.length && !document.querySelector("iframe,frame,object,embed")) return done();
  const loaded = performance.getEntriesByType("navigation")[0].loadEventEnd || performance.now();
  const look = () => {
    const rest = performance.now() - Math.max(stillSince, loaded);
    if (rest >= quiet) done(); else setTimeout(look, quiet - rest);
  };
  look();
})"""


async def load(urls: list[str], executable: str, quiet: float) -> None:
    """Load each page, and wait until it is still."""
    async with async_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=executable, args=flags)
        page = await (await browser.new_context(ignore_https_errors=True)).new_page()
        if quiet:
            await page.add_init_script(_WATCH)
        for url in urls:
            await page.goto(url, wait_until="load")
            if quiet:
                await page.evaluate(_STILL, quiet)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(load(Path(sys.argv[1]).read_text("utf-8").split(), sys.argv[2], float(sys.argv[3])))
