"""The floor: a bare Playwright load of given pages, one after the other, in the browser that the audit uses.

`python -m benchmarks.bare FILE`: FILE has one URL a line; prints the seconds each page took, as JSON.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from playwright.async_api import async_playwright

from safeinfo.gather.browser.find import find_browser


async def load(urls: list[str]) -> list[float]:
    """Load each page up to its load event; return seconds a page."""
    seconds = []
    async with async_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(
            executable_path=find_browser(playwright.chromium.executable_path), args=flags
        )
        page = await (await browser.new_context(ignore_https_errors=True)).new_page()
        for url in urls:
            started = time.perf_counter()
            await page.goto(url, wait_until="load")
            seconds.append(time.perf_counter() - started)
        await browser.close()
    return seconds


if __name__ == "__main__":
    print(json.dumps(asyncio.run(load(Path(sys.argv[1]).read_text("utf-8").split()))))
