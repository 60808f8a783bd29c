"""Open an address in a page, and say what came of it when that is not a page."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from safeinfo.gather.browser.cdp import CdpError, Connection, Event
from safeinfo.gather.browser.recorder import Tap, Target
from safeinfo.gather.browser.traffic import Request

ANSWER_WITHIN = 30.0  # seconds until the first byte of a page
LOAD_WITHIN = 12.0  # seconds until its load event; after that it is taken as it is
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_BLOCKED = frozenset({403, 406, 429, 503})
_REFUSALS = frozenset({401, 403})  # RFC 9110, 15.5.2 and 15.5.4
_REFUSED_HEADER = "safe-info-refused"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an address could not be opened; `reason` as GatherFailed names it."""

    reason: str
    detail: str = ""


async def navigate(connection: Connection, tap: Tap, target: Target, url: str) -> Trouble | None:
    """Go to `url`; None once a document has come, whatever its status, and is the one in the page."""
    left = target.loader
    moving = connection.post("Page.navigate", {"url": url, "transitionType": "link"}, target.session)
    gone = asyncio.ensure_future(target.gone.wait())
    waiting: set[asyncio.Future[Any]] = {moving, gone}
    done, _ = await asyncio.wait(waiting, timeout=ANSWER_WITHIN, return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    if moving not in done:
        if gone in done:
            return Trouble("crashed", "the page's process ended")
        connection.post("Page.stopLoading", {}, target.session)
        return Trouble("timeout", f"no answer within {ANSWER_WITHIN:g} s")
    try:
        answer = moving.result()
    except CdpError as error:
        return Trouble("error", str(error))
    if (trouble := _failed(answer)) is None and "loaderId" in answer:  # none: another place of the same document
        # The answer may come before the event that names the document: until then the page seems to be the old one.
        await until(tap, lambda: target.loader != left or target.gone.is_set(), LOAD_WITHIN)
    return trouble


def _failed(answer: Event) -> Trouble | None:
    error = answer.get("errorText", "")
    if answer.get("isDownload"):
        return Trouble("not-html", "it is a file to download")
    if not error:
        return None
    if "CERT" in error or "SSL" in error:
        return Trouble("certificate", error)
    if error == "net::ERR_ABORTED":
        return Trouble("not-html", "nothing to show came: a download, or no content")
    if "TIMED_OUT" in error:
        return Trouble("timeout", error)
    if error in {"net::ERR_TOO_MANY_REDIRECTS", "net::ERR_UNSAFE_REDIRECT", "net::ERR_INVALID_REDIRECT"}:
        return Trouble("error", error)
    if error == "net::ERR_HTTP_RESPONSE_CODE_FAILURE":
        return Trouble("http-status", error)
    return Trouble("unreachable", error)


async def loaded(tap: Tap, target: Target, within: float = LOAD_WITHIN) -> bool:
    """Wait for the load event of the document that is in a page; False if it did not come in time."""

    def is_loaded() -> bool:
        return "load" in target.loaded.get(target.loader, ())

    return await until(tap, lambda: is_loaded() or target.gone.is_set(), within)


async def until(tap: Tap, holds: Callable[[], bool], within: float) -> bool:
    """Wait until something holds that page events change; False after `within` seconds."""
    end = time.monotonic() + within
    while not holds():
        tap.moved.clear()
        if (left := end - time.monotonic()) <= 0:
            return False
        try:
            async with asyncio.timeout(left):
                await tap.moved.wait()
        except TimeoutError:
            return holds()
    return True


def judged(request: Request | None, *, answers: bool = False) -> Trouble | None:
    """Say what is wrong with the document that came, by its status and kind; None if nothing is.

    With `answers` the statuses by which a shop refuses one visitor (401, 403) are nothing wrong.
    """
    if request is None:
        return None
    if reason := request.response_headers.get(_REFUSED_HEADER, ""):
        return Trouble("refused", reason)
    status = request.status
    if status >= 400 and not (answers and status in _REFUSALS):  # noqa: PLR2004 - RFC 9110, 15.5
        if status in {401, 407}:
            return Trouble("login-needed", f"HTTP {status}")
        return Trouble("blocked" if status in _BLOCKED else "http-status", f"HTTP {status}")
    kind = str(request.response.get("mimeType", "")).lower()
    if kind and kind not in _HTML:
        return Trouble("not-html", kind)
    return None


def headers_of(request: Request | None) -> Mapping[str, str]:
    """Return the response headers of a document, without its cookies."""
    if request is None:
        return {}
    return {name: value for name, value in request.response_headers.items() if name != "set-cookie"}
