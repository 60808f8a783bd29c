"""Starting and stopping a shop: a thread of its own with every listener, ports chosen by the system."""

import asyncio
import contextlib
import ssl
import tempfile
import threading
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOL_SOCKET, socket

import uvicorn
from aiohttp import web
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from trustme import CA

from tests.shops import certificates
from tests.shops.application import application
from tests.shops.mails import NAME as LETTERS
from tests.shops.parties import NAMES, Parties, runner
from tests.shops.received import Received
from tests.shops.settings import Settings
from tests.shops.state import Letter
from tests.shops.switches import settings_for
from tests.shops.web import Site

HOST = "shop.localhost"
LONGEST_START = 20.0


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that is being served.

    `url` and `http_url` are origins without a slash at the end; `hosts` are the third parties' origins by name;
    `ca_file` is what a client must trust; `requests` is what every host received, `outbox` what the shop wrote.
    """

    url: str
    http_url: str
    ca_file: Path
    hosts: dict[str, str]
    requests: list[Received]
    outbox: list[Letter]
    site: Site

    @property
    def http_port(self) -> int:
        """The port of the plain-http listener."""
        return int(self.http_url.rpartition(":")[2])

    @property
    def port(self) -> int:
        """The port of the shop itself."""
        return int(self.url.rpartition(":")[2])

    def received(self, name: str) -> list[Received]:
        """Return what one of the third parties received."""
        return [r for r in self.requests if r.host == NAMES[name]]


@contextlib.contextmanager
def shop_served(switches: Collection[str] = (), variant: str = "", *, port: int = 0) -> Iterator[Shop]:
    """Serve the shop, with the named switches and variant, until the block is left.

    KeyError for a switch or variant that does not exist; OSError if `port` is taken (0: any free port).
    """
    settings = settings_for(switches, variant)
    with tempfile.TemporaryDirectory(prefix="sample-shop-") as folder, _sockets(port) as sockets:
        thread = _Thread(settings, sockets, Path(folder))
        try:
            yield thread.begin()
        finally:
            thread.end()


@contextlib.asynccontextmanager
async def serve_shop(switches: Collection[str] = (), variant: str = "", *, port: int = 0) -> AsyncIterator[Shop]:
    """Serve the shop as `shop_served` does, without holding up the caller's event loop."""
    serving = shop_served(switches, variant, port=port)
    shop = await asyncio.to_thread(serving.__enter__)
    try:
        yield shop
    finally:
        await asyncio.to_thread(serving.__exit__, None, None, None)


@contextlib.contextmanager
def _sockets(port: int) -> Iterator[tuple[socket, socket, socket]]:
    """Bind the shop's, the third parties' and the plain listener's sockets on loopback."""
    with contextlib.ExitStack() as stack:
        yield tuple(stack.enter_context(_bound(number)) for number in (port, 0, 0))  # type: ignore[misc]


def _bound(port: int) -> socket:
    listener = socket(AF_INET)
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


class _Thread:
    """The event loop that serves, in a thread of its own."""

    def __init__(self, settings: Settings, sockets: tuple[socket, socket, socket], folder: Path) -> None:
        self.settings, self.sockets, self.folder = settings, sockets, folder
        self.shop: Shop | None = None
        self.error: BaseException | None = None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, name="sample-shop", daemon=True)

    def begin(self) -> Shop:
        self.thread.start()
        if not self.ready.wait(LONGEST_START):
            raise TimeoutError("the sample shop did not start")
        if self.shop is None:
            raise RuntimeError("the sample shop did not start") from self.error
        return self.shop

    def end(self) -> None:
        if self.thread.is_alive() and self.shop is not None:
            self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(LONGEST_START)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - handed to the caller's thread by begin()
            self.error = error
        finally:
            self.ready.set()

    async def _serve(self) -> None:
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        secure, parties, plain = self.sockets
        port, party_port, plain_port = (s.getsockname()[1] for s in self.sockets)
        origins = {name: f"https://{host}:{party_port}" for name, host in NAMES.items()}
        origins |= {"plain": f"http://images.localhost:{plain_port}", "shop_plain": f"http://{HOST}:{plain_port}"}
        site = Site(self.settings, origins=origins, url=f"https://{HOST}:{port}")
        requests: list[Received] = []
        ca = certificates.authority()
        context, others = self._certificates(ca)
        app = application(site, requests)
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(_listening(app, secure, context))
            await stack.enter_async_context(_listening(_plain(site, app), plain, None))
            await stack.enter_async_context(_third_parties(requests, parties, others))
            self.shop = Shop(
                url=site.url,
                http_url=origins["shop_plain"],
                ca_file=certificates.write_authority(ca, self.folder),
                hosts=origins,
                requests=requests,
                outbox=site.memory.outbox,
                site=site,
            )
            self.ready.set()
            await self.stop.wait()

    def _certificates(self, ca: CA) -> tuple[ssl.SSLContext, ssl.SSLContext]:
        """Return what the shop and the third parties are served with: one key, so that pinning one admits all."""
        hosts = (HOST, "localhost", "127.0.0.1", LETTERS, *NAMES.values())
        own = theirs = certificates.issue(ca, hosts, self.settings.certificate)
        if self.settings.party_certificate:
            theirs = certificates.issue(ca, hosts, self.settings.party_certificate)
        return certificates.server_context(own, old_tls=self.settings.old_tls), certificates.server_context(theirs)


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@contextlib.asynccontextmanager
async def _listening(app, listener: socket, context: ssl.SSLContext | None) -> AsyncIterator[None]:
    """Run uvicorn on a bound socket."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    config.load()
    config.ssl = context
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await server.up.wait()
    try:
        yield
    finally:
        for connection in list(server.server_state.connections):
            connection.transport.abort()  # type: ignore[union-attr]  # every protocol of uvicorn has one
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def _third_parties(requests: list[Received], listener: socket, context: ssl.SSLContext) -> AsyncIterator[None]:
    others = runner(Parties(requests))
    await others.setup()
    await web.SockSite(others, listener, ssl_context=context).start()
    try:
        yield
    finally:
        await others.cleanup()


def _plain(site: Site, shop):
    """Return what answers plain http: the way to https, or the shop itself where a switch wants it so."""

    async def answer(scope, receive, send):
        if scope["type"] != "http":
            return
        request = Request(scope)
        host = request.headers.get("host", "").partition(":")[0]
        if host != HOST and host not in {"localhost", "127.0.0.1"}:
            response: Response = PlainTextResponse("a picture, let us say")
        elif site.settings.http == "serve" or (
            site.settings.http == "serve-scripts" and request.url.path.endswith(".js")
        ):
            await shop(scope, receive, send)
            return
        else:
            response = RedirectResponse(f"{site.url}{request.url.path}", 308)
        await response(scope, receive, send)

    return answer
