"""The browser's verifier gives the same answers as Python's, on every case, under a strict Content-Security-Policy."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from importlib.resources import files

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from safeinfo.gather.browser.find import find_browser
from tests.unit.seal.cases import cases

pytestmark = pytest.mark.live

FOLDER = files("safeinfo.seal").joinpath("browser")
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
RUN = """
async ([script, cases]) => {
  const {verify} = await import(script), bytes = s => Uint8Array.from(atob(s), c => c.charCodeAt()), found = {};
  for (const c of cases) {
    const get = async url => url in c.lists ? bytes(c.lists[url]) : Promise.reject("404");
    found[c.name] = await verify(bytes(c.staple), c.origin, c.trust, get, Date.parse(c.now));
  }
  return found;
}
"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async def answer(request: web.Request) -> web.Response:
        name = request.path.lstrip("/")
        headers = {"Content-Security-Policy": POLICY}
        if name.endswith(".js"):
            body = FOLDER.joinpath(name).read_text("utf-8")
            return web.Response(text=body, content_type="text/javascript", headers=headers)
        return web.Response(text="<!doctype html><title>verify</title>", content_type="text/html", headers=headers)

    application = web.Application()
    application.router.add_get("/{name:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(playwright.chromium.executable_path))
        try:
            opened = await browser.new_page()
            await opened.goto(f"http://127.0.0.1:{port}/")
            yield opened
        finally:
            await browser.close()
            await runner.cleanup()


async def test_both_verifiers_agree(page: Page) -> None:
    given = [case.as_json() for case in cases()]
    for script in ("/verify.js", "/verify.min.js"):
        found = await page.evaluate(RUN, [script, given])
        wrong = {
            case["name"]: found[case["name"]]["checks"]
            for case in given
            if found[case["name"]]["checks"] != case["answers"]
        }
        assert wrong == {}, script
        for case in cases():
            valid = False if "no" in case.answers.values() else None if case.wrong else True
            assert found[case.name]["valid"] is valid


def test_what_is_served_is_small_and_is_what_the_manifest_says() -> None:
    manifest = json.loads(FOLDER.joinpath("manifest.json").read_text("utf-8"))
    for name, said in manifest.items():
        body = FOLDER.joinpath(name).read_bytes()
        digest = base64.b64encode(hashlib.sha384(body).digest()).decode()
        assert said == {
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "integrity": f"sha384-{digest}",
        }, "run `sh tools/verifier.sh` after a change of verify.js"
    assert manifest["verify.min.js"]["bytes"] <= 4096
