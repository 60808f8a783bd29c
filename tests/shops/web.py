"""What every page handler of the shop uses: the site, rendering, sessions, forms."""

import fnmatch
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tests.shops.catalogue import DEPARTMENTS, PRODUCTS, money
from tests.shops.settings import Edit, Settings
from tests.shops.state import Memory, Session

HERE = Path(__file__).parent
COOKIE = "tt_session"
MONTH = 30 * 24 * 3600


@functools.cache
def environment() -> Environment:
    """Return the templates; a name that a template misses is an error."""
    return Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)


@functools.cache
def words(language: str) -> dict[str, Any]:
    """Return the shop's words in a language."""
    return tomllib.loads((HERE / "languages" / f"{language}.toml").read_text("utf-8"))


@dataclass(slots=True)
class Site:
    """One running shop: its settings, memory and the origins of its third parties by name."""

    settings: Settings
    memory: Memory = field(default_factory=Memory)
    origins: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    applied: set[Edit] = field(default_factory=set)  # edits that changed a page so far

    @property
    def words(self) -> dict[str, Any]:
        return words(self.settings.language)


def site_of(request: Request) -> Site:
    """Return the shop that serves a request."""
    site: Site = request.app.state.site
    return site


def session_of(request: Request) -> Session | None:
    """Return the visitor's session, or None: looking around needs none."""
    return site_of(request).memory.session(request.cookies.get(COOKIE, ""))


def start_session(request: Request, response: Response) -> Session:
    """Return the visitor's session, begun and set as a cookie of `response` if there was none."""
    if found := session_of(request):
        return found
    token, session = site_of(request).memory.begin()
    settings = site_of(request).settings
    response.set_cookie(
        COOKIE,
        token,
        max_age=MONTH,
        secure=settings.cookie_secure,
        httponly=settings.cookie_http_only,
        samesite=settings.cookie_same_site or None,  # type: ignore[arg-type]  # a Literal in Starlette
    )
    return session


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a template as a page of the shop, and apply the edits that switches ask for."""
    site = site_of(request)
    if site.settings.single_page and request.method == "GET" and "x-part" not in request.headers:
        template = "shell.html"
    session = session_of(request) or Session()
    html = (
        environment()
        .get_template(template)
        .render(
            t=site.words,
            lang=site.settings.language,
            layout=site.settings.layout,
            path=request.url.path,
            origin=site.url,
            origins=site.origins,
            session=session,
            count=sum(session.basket.values()),
            products=PRODUCTS,
            departments=DEPARTMENTS,
            money=money,
            **context,
        )
    )
    return HTMLResponse(edited(site, request.url.path, html), status)


def edited(site: Site, path: str, html: str) -> str:
    """Return a page with every edit for its path applied."""
    for edit in site.settings.edits:
        if fnmatch.fnmatchcase(path, edit.page):
            changed = edit.apply(html, fill(edit.new, site.origins))
            if changed != html:
                site.applied.add(edit)
            html = changed
    remake = site.settings.remake
    return remake(html) if remake else html


def fill(text: str, origins: Mapping[str, str]) -> str:
    """Put the origins of the third parties into `{name}` places."""
    for name, origin in origins.items():
        text = text.replace("{" + name + "}", origin)
    return text


def go(path: str) -> RedirectResponse:
    """Send a browser on after a form was handled."""
    return RedirectResponse(path, 303)


async def sent(request: Request) -> dict[str, str]:
    """Return the fields of a form that was sent, trimmed; files are ignored."""
    form = await request.form()
    return {key: value.strip() for key, value in form.items() if isinstance(value, str)}
