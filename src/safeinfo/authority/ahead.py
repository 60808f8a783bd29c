"""What answers ahead of Django: the public files of the seal, and public pages that were rendered a moment ago.

A seal's files (staples, status lists, keys, pins, the log) are written when they change (seal.authority) and only read
here. A page that nobody is signed in on is kept for a second: shoppers who follow the same mark at the same time cost
one rendering. What a caller says of itself in `X-Forwarded-*` goes no further than here.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from safeinfo.authority.callers import Networks, caller, origin_of
from safeinfo.seal.files import Disk
from safeinfo.seal.tiles import CHECKPOINT

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Headers = list[tuple[str, str]]
_FOREVER, _A_WHILE, _BRIEFLY = "public, max-age=31536000, immutable", "public, max-age=300", "public, max-age=5"
_FORWARDED = "HTTP_X_FORWARDED_"


def ahead_of(django: Application, folder: Path, trusted: Networks, *, behind_proxy: bool) -> Application:
    """Return what the web server runs; `folder` is the seal's, `behind_proxy` whether a proxy speaks TLS for us."""
    return _called(_files(_Kept(django), folder), trusted, behind_proxy=behind_proxy)


def _called(inner: Application, trusted: Networks, *, behind_proxy: bool) -> Application:
    """Set who calls and by what scheme, so that nothing further in has to believe a header."""

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        told = environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = caller(environ.get("REMOTE_ADDR", ""), told, trusted)
        for name in [name for name in environ if name.startswith(_FORWARDED)]:
            del environ[name]
        environ.pop("HTTP_FORWARDED", None)
        if behind_proxy:
            environ["wsgi.url_scheme"] = "https"  # the public's origin is https, always: `base_url`
        return inner(environ, start)

    return answer


def _files(inner: Application, folder: Path) -> Application:
    """Answer the public files of the seal, readable by pages of every origin."""
    public, log = Disk(folder / "public"), Disk(folder / "log" / "public")

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith("/log/"):
            data, caching = _read(log, path.removeprefix("/log/")), _caching(path)
        elif path.startswith(("/staples/", "/status/", "/ns/", "/.well-known/")):
            data, caching = _read(public, path[1:]), _A_WHILE
        else:
            return inner(environ, start)
        if data is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return inner(environ, start)  # Django knows the words for it
        start(
            "200 OK",
            [
                ("Content-Type", _content_type(path)),
                ("Content-Length", str(len(data))),
                ("Cache-Control", caching),
                ("Access-Control-Allow-Origin", "*"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        return [data] if environ["REQUEST_METHOD"] == "GET" else []

    return answer


def _read(disk: Disk, name: str) -> bytes | None:
    try:
        return None if name.endswith(".new") else disk.read(name)  # what is being written is not there yet
    except (ValueError, OSError):  # no name of ours, or a folder
        return None


def _content_type(path: str) -> str:
    if path.startswith("/log/"):
        return "text/plain; charset=utf-8" if path == f"/log/{CHECKPOINT}" else "application/octet-stream"
    return "application/json"


def _caching(path: str) -> str:
    return _BRIEFLY if path == f"/log/{CHECKPOINT}" else _FOREVER


class _Page:
    """A page that was rendered, or is being rendered by the thread that holds `turn`."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.until = 0.0
        self.status = ""
        self.headers: Headers = []
        self.body = b""


class _Kept:
    """Keeps what Django rendered for nobody in particular, for a second. Only pages that set and read no cookie."""

    _SECONDS, _MOST, _LARGEST = 1.0, 500, 100_000
    _STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.NOT_FOUND})
    _OWN = ("/desk/", "/review/", "/accounts/", "/admin/", "/api/", "/complaints/", "/first/", "/language/", "/static/")

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._pages: OrderedDict[tuple[str, ...], _Page] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ or path.startswith(self._OWN):
            return self._inner(environ, start)
        page = self._page(_key(environ, path))
        with page.turn:
            if page.until < time.monotonic():
                self._render(page, environ)
            status, headers, body = page.status, page.headers, page.body
        start(status, headers)
        return [body]

    def _page(self, key: tuple[str, ...]) -> _Page:
        with self._lock:
            page = self._pages.pop(key, None) or _Page()
            self._pages[key] = page
            while len(self._pages) > self._MOST:
                self._pages.popitem(last=False)
        return page

    def _render(self, page: _Page, environ: Environ) -> None:
        def start(status: str, headers: Headers, _exc_info: Any = None) -> None:
            page.status, page.headers = status, headers

        found = self._inner(environ, start)
        try:
            page.body = b"".join(found)
        finally:
            if close := getattr(found, "close", None):
                close()
        named = {name.lower() for name, _ in page.headers}
        keep = int(page.status[:3]) in self._STATUSES and "set-cookie" not in named and len(page.body) < self._LARGEST
        page.until = time.monotonic() + self._SECONDS if keep else 0.0


def _key(environ: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Return what a page of nobody depends on: address, language, and where the visitor came from."""
    from_ = origin_of(environ.get("HTTP_REFERER", "")) if path.startswith("/seal/") else ""
    names = ("HTTP_HOST", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE")
    return (path, from_, *(str(environ.get(name, "")) for name in names))
