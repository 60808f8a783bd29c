"""A browser for the whole run of these tests, and a server of a few pages for each of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiohttp import web

from safeinfo.derive.leaks import Needles
from safeinfo.gather.browser import Browser, BrowserOptions, Shopper, Visit, open_browser
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.gather.ledger import Ledger

CANARIES = {"email": "canary.q7x9@mail.example", "cc-number": "5555555555554444"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """A server on loopback: pages by path, handlers by path, and the bodies of what was posted to it."""

    port: int = 0
    pages: dict[str, str] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    received: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def elsewhere(self) -> str:
        """The same server as another site."""
        return f"http://localhost:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if handler := self.handlers.get(request.path):
            return await handler(request)
        if request.method == "GET" and request.path in self.pages:
            kind = "text/javascript" if request.path.endswith(".js") else "text/html"
            return web.Response(text=self.pages[request.path], content_type=kind)
        self.received.append((request.path, await request.read()))
        return web.Response(status=204 if request.method == "POST" else 404, text="")


@dataclass
class Shop:
    """A shopper at a site, with the ledger that is written."""

    site: Site
    shopper: Shopper
    ledger: Ledger

    async def open(self, html: str = "", path: str = "/", role: str = "home") -> Visit | None:
        if html:
            self.site.pages[path] = html
        return await self.shopper.open(self.site.url + path, role=role)


def node(visit: Visit, css: str) -> int:
    """The backend node id of the first element that matches, in any document of the last capture."""
    found = [element for document in visit.documents for element in document.select(css)]
    return int(found[0].attributes["data-si-node"] or 0)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with PolicyProxy(Guard(allow_private=True)) as proxy, open_browser(BrowserOptions(proxy=proxy)) as opened:
        yield opened


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    server = web.Server(made.answer)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


@pytest.fixture
async def shop(browser: Browser, site: Site) -> AsyncIterator[Shop]:
    ledger = Ledger(lambda: datetime.now(UTC), Needles.build(CANARIES))
    shopper = await browser.new_shopper(ledger, site=site.url)
    yield Shop(site, shopper, ledger)
    await shopper.close()
