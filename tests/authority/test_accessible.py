"""Every page in a browser: what axe-core finds (WCAG 2.2 A and AA, its best practices), width, keyboard, no script."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route, async_playwright

from safeinfo.gather.browser.find import find_browser
from tests.authority.rendered import BASE, Rendered, fill, pages, static

if TYPE_CHECKING:
    from tests.authority.world import World

pytestmark = pytest.mark.live

_NARROW, _WIDE = 360, 1280
# Language, colours and width: each is looked at in both of its values, on every page.
Colours = Literal["light", "dark"]
LOOKS: tuple[tuple[str, Colours, int], ...] = (("en", "light", _WIDE), ("de", "dark", _NARROW))
_RULES = {
    "preload": False,  # of style sheets and sound, for two rules: one is off, and we have none of the other
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What a keyboard must reach: every link, control and opener that is shown, each with a ring around it.
_REACHABLE = """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(each => !each.disabled && each.checkVisibility() && each.tabIndex >= 0).length"""
_FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    if (at === document.body) return null;
    at.dataset.reached = "1";
    const box = at.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return [at.tagName, ring, box.right > 0 && box.left < innerWidth && box.width > 0];
}"""
_REACHED = "[...document.querySelectorAll('[data-reached]')].filter(each => each.matches('a, button, input, select, textarea, summary')).length"  # noqa: E501 - one expression


@dataclass
class Shown:
    """A tab that is given pages as they were rendered, instead of asking a server."""

    tab: Page
    page: Rendered | None = None
    asked: list[str] = field(default_factory=list)

    async def show(self, page: Rendered) -> None:
        self.page = page
        await self.tab.goto(page.url)

    async def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if not route.request.url.startswith(BASE):
            self.asked.append(route.request.url)
        if route.request.is_navigation_request() and self.page is not None:
            await route.fulfill(content_type="text/html; charset=utf-8", body=self.page.html)
        elif file := static(path):
            await route.fulfill(content_type=file[0], body=file[1])
        else:
            await route.fulfill(status=404, body="")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path)
        yield browser
        await browser.close()


@cache
def _made() -> dict[str, list[Rendered]]:
    return {}


@pytest.fixture
def rendered(request: pytest.FixtureRequest) -> dict[str, list[Rendered]]:
    """Every page by language; made once, and before there is a loop, for the database is asked without one."""
    if not _made():
        world: World = request.getfixturevalue("world")
        fill(world)
        _made().update((language, pages(world, language)) for language, *_ in LOOKS)
    return _made()


async def shown(browser: Browser, colours: Colours, width: int, **options: Any) -> Shown:
    context = await browser.new_context(
        bypass_csp=True, base_url=BASE, color_scheme=colours, viewport={"width": width, "height": 800}, **options
    )
    await context.add_init_script(Axe().axe_script)
    made = Shown(await context.new_page())
    await context.route("**/*", made.answer)
    return made


async def violations(tab: Page) -> list[dict[str, Any]]:
    """Return what axe-core finds wrong with a page that is shown."""
    told = "options => axe.run(document, options).then(told => told.violations)"
    found: list[dict[str, Any]] = await tab.evaluate(told, _RULES)
    return found


async def test_what_is_wrong_with_a_page_would_be_found(browser: Browser) -> None:
    view = await shown(browser, "light", _NARROW)
    bad = "<html><body><main><h1>Page</h1><input><p style='color: #ccc; background: #fff; width: 900px'>Pale</p>"
    await view.show(Rendered("bad", "/bad/", 200, "", bad))
    assert {"html-has-lang", "label", "color-contrast"} <= {each["id"] for each in await violations(view.tab)}
    assert await view.tab.evaluate("document.documentElement.scrollWidth - innerWidth") > 0


async def test_every_page_is_accessible_and_fits(browser: Browser, rendered: dict[str, list[Rendered]]) -> None:
    found = []
    assert min(map(len, rendered.values())) > 50
    for language, colours, width in LOOKS:
        view = await shown(browser, colours, width)
        for page in rendered[language]:
            await view.show(page)
            assert not {"<audio", "<video"} & set(page.html.split()), "what axe-core must load before it looks"
            found += [
                f"{page.name} ({colours}, {width}): {each['id']}: {node['target']} {node['html'][:200]}"
                for each in await violations(view.tab)
                for node in each["nodes"]
            ]
            wider = await view.tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{page.name} is {wider} pixels wider than {width}"] if wider > 0 else []
        assert not view.asked
        await view.tab.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "name", ["home", "complaints-new", "seal-sealed", "safe-sites", "shop-suspended", "declaration"]
)
async def test_all_that_can_be_used_is_reached_by_the_keyboard(
    browser: Browser, rendered: dict[str, list[Rendered]], name: str
) -> None:
    view = await shown(browser, "light", _WIDE)
    await view.show(next(page for page in rendered["en"] if page.name == f"{name}-en"))
    wanted = await view.tab.evaluate(_REACHABLE)
    for _ in range(wanted + 20):
        await view.tab.keyboard.press("Tab")
        at = await view.tab.evaluate(_FOCUSED)
        if at is None:
            break
        assert at[1], f"{at[0]} shows no ring"
        assert at[2], f"{at[0]} is not on the page"
    assert await view.tab.evaluate(_REACHED) == wanted > 10


async def test_without_scripts_a_page_says_all_that_it_says(
    browser: Browser, rendered: dict[str, list[Rendered]]
) -> None:
    view = await shown(browser, "light", _WIDE, java_script_enabled=False)
    for page in rendered["en"]:
        await view.show(page)
        assert await view.tab.locator("main h1").is_visible(), page.name
    await view.show(next(page for page in rendered["en"] if page.name == "seal-sealed-en"))
    assert "The check needs JavaScript" in await view.tab.locator("main").inner_text()
    assert "holds the Safe Info seal" in await view.tab.locator("main").inner_text()
