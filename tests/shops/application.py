"""The shop as an ASGI application: its routes, the security headers, the record of what it received."""

import mimetypes

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.shops import browsing, checkout, customers, gate, post
from tests.shops.received import Received
from tests.shops.web import Site, page

OWN = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OPEN = (
    "default-src 'self' https: http: ws: wss: data: blob: 'unsafe-inline'; form-action *; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def application(site: Site, requests: list[Received]) -> ASGIApp:
    """Return the shop; what it receives is appended to `requests`."""
    routes = [*browsing.ROUTES, *checkout.ROUTES, *customers.ROUTES, *post.ROUTES, *gate.ROUTES]
    app = Starlette(routes=[_gated(route) for route in routes], exception_handlers={404: _missing})
    app.state.site = site
    return Recorder(Faults(Headers(app, site), site), requests)


def _gated(route: Route) -> Route:
    if not route.path.startswith("/shop/"):
        return route
    return Route(route.path, gate.behind_gate(route.endpoint))


async def _missing(request: Request, _: Exception) -> Response:
    return page(request, "missing.html", status=404)


class Headers:
    """Adds the security headers, as the settings change them."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, settings = app, site.settings
        csp = OPEN if settings.third_parties else OWN
        if settings.card_frame:
            csp += f"; frame-src {site.origins['cards']}"
        self.headers = HEADERS | {"content-security-policy": csp} | dict(settings.headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = list(message["headers"]) + [
                    (name.encode(), value.encode())
                    for name, value in self.headers.items()
                    if value and name.encode() not in present
                ]
            await send(message)

        await self.app(scope, receive, with_headers)


class Faults:
    """Answers paths that a switch took away or replaced."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        settings = self.site.settings
        if path in settings.gone:
            await Response("Not found", 404, media_type="text/html")(scope, receive, send)
        elif path in settings.pages:
            kind = "text/html" if "." not in path else mimetypes.guess_type(path)[0] or "text/plain"
            await Response(settings.pages[path], media_type=kind)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class Recorder:
    """Keeps every request with its body."""

    def __init__(self, app: ASGIApp, requests: list[Received]) -> None:
        self.app, self.requests = app, requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope.get("query_string", b"").decode("latin-1")
        target = scope["path"] + (f"?{query}" if query else "")
        entry = Received(headers.get("host", "").partition(":")[0], scope["method"], target, headers)
        self.requests.append(entry)

        async def noted() -> Message:
            message = await receive()
            entry.body += message.get("body", b"")
            return message

        await self.app(scope, noted, send)
