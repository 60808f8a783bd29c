"""The door of the department for adults: asked before anything of it is sent, and a refusal stays."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.shops.catalogue import PRODUCTS
from tests.shops.state import age
from tests.shops.web import go, page, sent, session_of, site_of, start_session

OVERLAY = "".join(
    [
        '<div style="position:fixed;inset:0;background:#fff;padding:4rem 1rem;z-index:9" role="dialog">',
        '<h2>Before you go on</h2>\n<form class="fields" method="post" action="/age">',
        '<input type="hidden" name="back" value="/shop/cellar"><p>Please tell us your date of birth.</p>\n',
        *(
            f'<p class="field"><label for="{part}">{part.title()}</label><input type="text" id="{part}" name="{part}" '
            f'autocomplete="bday-{part}" maxlength="4" required></p>\n'
            for part in ("day", "month", "year")
        ),
        '<p><button type="submit">Continue</button></p>\n</form></div>\n</main>',
    ]
)

Handler = Callable[[Request], Awaitable[Response]]


def behind_gate(handler: Handler) -> Handler:
    """Wrap a page handler: pages of the cellar meet the gate first."""

    async def guarded(request: Request) -> Response:
        if request.path_params.get("department") != "cellar":
            return await handler(request)
        if site_of(request).settings.gate == "missing":
            return await handler(request)
        if site_of(request).settings.gate == "deep-link-open" and "slug" in request.path_params:
            return await handler(request)
        session = session_of(request)
        answer = session.cellar if session else ""
        if answer == "open":
            return await handler(request)
        if not answer and site_of(request).settings.gate == "overlay":
            return covered(await handler(request))
        return shut(request) if answer == "closed" else ask(request, request.url.path)

    return guarded


def covered(response: Response) -> Response:
    """Lay the question over a page that was sent whole."""
    html = bytes(response.body).decode().replace("</main>", OVERLAY)
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return HTMLResponse(html, response.status_code, headers)


def ask(request: Request, back: str, *, problem: bool = False) -> Response:
    return page(request, "gate.html", back=back, problem=problem)


def shut(request: Request) -> Response:
    return page(request, "gate_shut.html", status=site_of(request).settings.shut_status)


async def answer(request: Request) -> Response:
    form = await sent(request)
    settings = site_of(request).settings
    back = form.get("back", "") if form.get("back", "").startswith("/shop/cellar") else "/shop/cellar"
    before = session_of(request)
    if before and before.cellar == "closed" and settings.gate != "forgetful":
        return shut(request)
    born = birth_date(form)
    if born is None:
        return ask(request, back, problem=True)
    old_enough = age(born, datetime.now(UTC).date()) >= settings.gate_age or settings.gate == "forgiving"
    if not old_enough and settings.gate == "forgetful":
        return shut(request)
    response = go(back)
    session = start_session(request, response)
    session.cellar = "open" if old_enough else "closed"
    if not old_enough:
        for key in [key for key in session.basket if PRODUCTS[key[0]].adults_only]:
            del session.basket[key]
    return response


def birth_date(form: dict[str, str]) -> date | None:
    """Return the day that was given, or None if there is no such day."""
    try:
        born = date(int(form["year"]), int(form["month"]), int(form["day"]))
    except (KeyError, ValueError):
        return None
    return born if date(1900, 1, 1) <= born <= datetime.now(UTC).date() else None


ROUTES = [Route("/age", answer, methods=["POST"])]
