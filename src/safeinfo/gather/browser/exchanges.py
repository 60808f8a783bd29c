"""Record requests as exchanges, and the planted values that are in them."""

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

from safeinfo.derive.leaks import mask_header, mask_secrets, shape
from safeinfo.gather.browser.cookies import CookieWriter
from safeinfo.gather.browser.recorder import Recorder
from safeinfo.gather.browser.traffic import LARGEST_BODY, Request, Sent, Traffic, host_of
from safeinfo.gather.browser.values import ValueFinder
from safeinfo.gather.guard import Contact, PolicyProxy
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import ExchangeSeen

_CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
_RUN = frozenset({"script", "other"})  # a worker's script is told of as "other"
_COOKIES = frozenset({"cookie", "set-cookie"})
_BODY_WITHIN = 5.0  # seconds


class ExchangeWriter:
    """Writes the exchanges of one shopper; `proxy` knows the addresses that were dialled."""

    def __init__(self, ledger: Ledger, site: str, proxy: PolicyProxy | None) -> None:
        self._ledger = ledger
        self.site = site
        self._proxy = proxy
        self._last: dict[str, Contact] = {}  # host → the proxy's last contact with it
        self._read = 0  # contacts of the proxy's log that were read for it
        self.values = ValueFinder(ledger)
        self.cookies = CookieWriter(ledger, site, self.values)
        self._main: dict[tuple[str, str], Request] = {}  # (frame, loader) → the request that brought a document
        self.reached: dict[str, set[str]] = {}  # visit → addresses of scripts that were fetched, and hosts asked
        self.frames: dict[str, str] = {}  # frame id → its path of selectors

    def main_request(self, traffic: Traffic, frame_id: str, loader: str) -> Request | None:
        """Return the last hop of the request that brought a frame's document."""
        for request in reversed(traffic.requests):
            if request.loader == loader and request.frame_id == frame_id and request.via == "document":
                return request
        return self._main.get((frame_id, loader))

    def move(self, traffic: Traffic, frame_id: str, before: str, after: str) -> str:
        """Give the last navigation of the page, and what came after it, to a later visit; return its first address.

        `before` and `after` are ids of visits; with "" for `before` it does not matter whose it was.
        """
        start = None
        for index, request in enumerate(traffic.requests):
            if request.via == "document" and request.frame_id == frame_id:
                previous = traffic.requests[start] if start is not None else None
                if previous is None or previous.request_id != request.request_id:
                    start = index
        if start is None:
            return ""
        for request in traffic.requests[start:]:
            if not before or request.visit == before:
                request.visit = after
        return traffic.requests[start].url

    async def write(self, recorder: Recorder, traffic: Traffic, *, everything: bool) -> None:
        """Record requests in the order they began: those that are over, or `everything`."""
        traffic.pair()
        await _ask_bodies(recorder, traffic.requests)
        for request in traffic.take(everything=everything):
            if request.via == "document":
                self._main[(request.frame_id, request.loader)] = request
            self._write(request)
            await asyncio.sleep(0)  # a page may send much, and what it sends now has to be heard as well

    def _write(self, request: Request) -> None:
        body = b"\n".join(each.data for each in request.bodies)
        exchange = self._ledger.add(
            ExchangeSeen,
            visit=request.visit,
            phase=request.phase,
            method=request.method,
            url=self._clean(request.url),
            via=request.via,
            source=request.source,
            frame=self.frames.get(request.frame_id, ""),
            document_url=self._clean(request.document_url),
            initiator=self._clean(request.initiator),
            status=request.status,
            mime_type=str(request.response.get("mimeType", "")),
            request_headers=self._told(request.headers),
            response_headers=self._told(request.response_headers),
            body=self._blob(body) if body else None,
            body_size=request.body_size,
            body_unseen=request.body_unseen,
            address=self._address(request),
            protocol=str((request.response.get("securityDetails") or {}).get("protocol", "")),
            redirected_to=self._clean(request.redirected_to),
            failure=request.failure,
            top_level=request.top_level,
        )
        self.reached.setdefault(request.visit, set()).add(request.url if request.via in _RUN else host_of(request.url))
        self.values.find(request, exchange)
        self.cookies.from_response(request, exchange)

    def _clean(self, url: str) -> str:
        """Return an address without planted values and secrets."""
        return mask_secrets(str(self._ledger.masked(url)))

    def _blob(self, body: bytes) -> str:
        """Keep a body without the planted values and, if it is text, without what else is secret in it."""
        needles = self._ledger.needles
        masked = body if needles is None else needles.mask(body)
        try:
            return self._ledger.blob(mask_secrets(masked.decode("utf-8")))
        except UnicodeDecodeError:
            return self._ledger.blob(masked)

    def _told(self, headers: dict[str, str]) -> dict[str, str]:
        """Return headers as they are kept: no cookies, and of credentials their shape only."""
        return {
            name: shape(value) if name in _CREDENTIALS else mask_header(self._ledger.masked(value))
            for name, value in sorted(headers.items())
            if name not in _COOKIES
        }

    def _address(self, request: Request) -> str:
        """The address that was dialled: through the proxy only the proxy knows it."""
        if self._proxy is None:
            return str(request.response.get("remoteIPAddress", ""))
        contact = self._contact(request.url)
        return contact.address if contact is not None and not contact.refused else ""

    def contacts(self) -> list[Contact]:
        """Return the proxy's contacts that something was carried for."""
        return [each for each in (self._proxy.log if self._proxy else ()) if each.sent and not each.refused]

    def _contact(self, url: str) -> Contact | None:
        if self._proxy is None:
            return None
        host = (urlsplit(url).hostname or "").lower()
        for each in self._proxy.log[self._read :]:
            self._last[each.host.lower().strip("[]")] = each
        self._read = len(self._proxy.log)
        return self._last.get(host)

    def refusal(self, url: str) -> tuple[str, str] | None:
        """Return reason and detail if the guard refused the last contact with the host of `url`."""
        contact = self._contact(url)
        if contact is None or not contact.refused:
            return None
        if contact.refused in {"unreachable", "timeout", "dns"}:
            return ("timeout" if contact.refused == "timeout" else "unreachable"), contact.detail or contact.refused
        return "refused", f"{contact.refused}: {contact.detail}".rstrip(": ")


async def _ask_bodies(recorder: Recorder, requests: Iterable[Request]) -> None:
    """Fetch the bodies that did not come with their events."""
    missing = [each for each in requests if each.body_unseen and each.via != "websocket" and each.done]
    answers = await asyncio.gather(*(recorder.body(each.session, each.request_id) for each in missing))
    for request, answer in zip(missing, answers, strict=True):
        if text := answer.get("postData", ""):
            data = text.encode("utf-8", "surrogateescape")
            if len(data) > request.body_size:
                request.bodies = [Sent(data[:LARGEST_BODY], request.phase)]
                request.body_size = len(data)
        declared = request.headers.get("content-length", "")
        if declared.isdecimal():
            request.body_unseen = int(declared) != request.body_size
            request.body_size = int(declared)
