"""Requests of one browser context, put together from the events of all its pages, frames and workers."""

import asyncio
import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from safeinfo.gather.browser.cdp import Event

MOST_REQUESTS = 20_000  # kept at a time; beyond that only counted
FLOOD = 3_000  # requests of one visit, and
FLOOD_BYTES = 32 * 2**20  # bytes of their bodies, after which its page is given up: shops send a tenth of that
MOST_FRAMES = 2_000  # kept of one web socket
LARGEST_BODY = 4 * 2**20  # bytes kept of one body
_VIA = {
    "Document": "document",
    "Script": "script",
    "Stylesheet": "stylesheet",
    "Image": "image",
    "Font": "font",
    "Fetch": "fetch",
    "XHR": "xhr",
    "Ping": "ping",
    "WebSocket": "websocket",
    "EventSource": "event-stream",
    "Media": "media",
    "Manifest": "manifest",
    "Preflight": "preflight",
    "TextTrack": "media",
    "CSPViolationReport": "ping",
}
LASTING = frozenset({"websocket", "event-stream", "media", "ping"})  # a page is quiet although these are open


@dataclass(slots=True)
class Sent:
    """Bytes that left in a request: its body, or a frame of a web socket; `phase` is when."""

    data: bytes
    phase: str


@dataclass(slots=True)
class Request:
    """One hop of one request as the browser told of it; a redirect begins another."""

    session: str
    request_id: str
    url: str
    method: str
    via: str
    source: str
    phase: str
    visit: str
    frame_id: str = ""
    loader: str = ""
    document_url: str = ""
    initiator: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    bodies: list[Sent] = field(default_factory=list)
    body_kept: int = 0  # bytes of `bodies`
    body_size: int = 0
    body_unseen: bool = False
    response: Event = field(default_factory=dict)
    response_headers: dict[str, str] = field(default_factory=dict)
    set_cookies: tuple[str, ...] = ()
    blocked_cookies: tuple[Event, ...] = ()
    redirected_to: str = ""
    failure: str = ""
    has_extra: bool | None = None
    done: bool = False
    top_level: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def status(self) -> int:
        """HTTP status; 0 without a response."""
        return int(self.response.get("status", 0))


def host_of(url: str) -> str:
    """Return the host that a URL names, "" if it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def plain_headers(headers: Mapping[str, Any]) -> dict[str, str]:
    """Return headers with lower-case names and text values, without the pseudo headers of HTTP/2."""
    return {name.lower(): str(value) for name, value in headers.items() if not name.startswith(":")}


class Traffic:
    """Collects requests from events; `phase` and `visit` are stamped on what begins from now on."""

    def __init__(self, hosts: set[str] | None = None) -> None:
        self.phase = "arriving"
        self.hosts = set() if hosts is None else hosts  # all that were asked; shared by the shoppers on one proxy
        self.visit = ""
        self.flooded = asyncio.Event()  # set once a visit has sent more than can be looked at
        self._of_visit = self._bytes_of_visit = 0
        self.requests: list[Request] = []
        self.unlisted = 0
        self.refused: dict[str, str] = {}  # by URL: why a certificate was not trusted
        self.cookie_names: set[str] = set()  # of all cookies that responses have set
        self.changed = asyncio.Event()  # set whenever a request begins or ends
        self.rested = time.monotonic()  # when that was last
        self._open: dict[str, Request] = {}  # by request id: a worker's script begins in its page and ends in itself
        self._hops: dict[str, list[Request]] = {}
        self._sent_extra: dict[str, list[Event]] = {}
        self._received_extra: dict[str, list[Event]] = {}

    def _change(self) -> None:
        self.rested = time.monotonic()
        self.changed.set()

    def in_flight(self, longest: float) -> int:
        """Count requests under way that a page waits for: none that lasts by nature or is older than `longest` s."""
        since = time.monotonic() - longest
        return sum(1 for each in self._open.values() if each.via not in LASTING and each.began > since)

    def begin_visit(self, visit: str) -> None:
        """Stamp what begins from now on with a visit, and count anew."""
        self.visit = visit
        self._of_visit = self._bytes_of_visit = 0
        self.flooded.clear()

    def _count(self, requests: int, size: int) -> None:
        self._of_visit += requests
        self._bytes_of_visit += size
        if self._of_visit > FLOOD or self._bytes_of_visit > FLOOD_BYTES:
            self.flooded.set()

    def distrusted(self) -> str:
        """Return the certificate error of a page's own document that was refused since the last flush; "" if none."""
        refused = (self.refused.get(each.url.partition("#")[0], "") for each in self.requests if each.top_level)
        return next(filter(None, refused), "")

    def moving(self, session: str, longest: float) -> bool:
        """Tell whether a page's next document was asked for, at most `longest` s ago, and nothing of it has come."""
        since = time.monotonic() - longest
        return any(
            each.top_level and each.session == session and not each.response and each.began > since
            for each in self._open.values()
        )

    def begun(self, session: str, source: str, event: Event) -> Request | None:
        """Take `Network.requestWillBeSent`; return the request, None if there are too many."""
        key = event["requestId"]
        if "redirectResponse" in event and key in self._open:
            self._redirected(self._open[key], event)
        sent = event["request"]
        if sent["url"].startswith(("data:", "blob:", "about:", "chrome-error:")):
            return None
        if len(self.requests) >= MOST_REQUESTS:
            self.unlisted += 1
            return None
        request = Request(
            session,
            event["requestId"],
            sent["url"] + sent.get("urlFragment", ""),
            sent["method"],
            _VIA.get(event.get("type", ""), "other"),
            source,
            self.phase,
            self.visit,
            frame_id=event.get("frameId", ""),
            loader=event.get("loaderId", ""),
            document_url=event.get("documentURL", ""),
            initiator=initiator_of(event.get("initiator", {})),
            headers=plain_headers(sent.get("headers", {})),
        )
        self._take_body(request, sent)
        self._count(1, request.body_size)
        self._list(key, request)
        return request

    def _list(self, key: str, request: Request) -> None:
        self.requests.append(request)
        self.hosts.add(host_of(request.url))
        self._open[key] = request
        self._hops.setdefault(key, []).append(request)
        self._change()

    def _take_body(self, request: Request, sent: Event) -> None:
        if not sent.get("hasPostData"):
            return
        parts = [part.get("bytes") for part in sent.get("postDataEntries", ())]
        seen = [base64.b64decode(part) for part in parts if part is not None]
        if seen:
            whole = b"".join(seen)
            request.body_size = len(whole)
            request.bodies = [] if self.flooded.is_set() else [Sent(whole[:LARGEST_BODY], self.phase)]
            parts = [*parts, None] if self.flooded.is_set() else parts
        request.body_unseen = len(seen) < max(len(parts), 1)

    def _redirected(self, request: Request, event: Event) -> None:
        request.redirected_to = event["request"]["url"]
        request.has_extra = event.get("redirectHasExtraInfo")
        self._answer(request, event["redirectResponse"])
        self._end(request)

    def answered(self, event: Event) -> None:
        """Take `Network.responseReceived`."""
        request = self._open.get(event["requestId"])
        if request is not None:
            request.has_extra = event.get("hasExtraInfo")
            self._answer(request, event["response"])

    def _answer(self, request: Request, response: Event) -> None:
        request.response = response
        request.response_headers = plain_headers(response.get("headers", {}))
        if sent := response.get("requestHeaders"):
            request.headers |= plain_headers(sent)
        self._change()

    def finished(self, event: Event) -> None:
        """Take `Network.loadingFinished`."""
        if (request := self._open.get(event["requestId"])) is not None:
            self._end(request)

    def failed(self, event: Event) -> None:
        """Take `Network.loadingFailed`."""
        if (request := self._open.get(event["requestId"])) is not None:
            error = self.refused.get(request.url.partition("#")[0]) or event.get("errorText", "")
            blocked = event.get("blockedReason", "")
            cors = event.get("corsErrorStatus", {}).get("corsError", "")
            request.failure = " ".join(part for part in (error, blocked, cors) if part)
            self._end(request)

    def _end(self, request: Request) -> None:
        request.done = True
        self._open.pop(request.request_id, None)
        self._change()

    def sent_extra(self, event: Event) -> None:
        """Take `Network.requestWillBeSentExtraInfo`: the headers that really left, cookies among them."""
        if event["requestId"] in self._hops or len(self._sent_extra) < MOST_REQUESTS:
            self._sent_extra.setdefault(event["requestId"], []).append(event)

    def received_extra(self, event: Event) -> None:
        """Take `Network.responseReceivedExtraInfo`: the headers that really came, every Set-Cookie among them."""
        if event["requestId"] in self._hops or len(self._received_extra) < MOST_REQUESTS:
            self._received_extra.setdefault(event["requestId"], []).append(event)
        for line in str(plain_headers(event["headers"]).get("set-cookie", "")).split("\n"):
            self.cookie_names.add(line.partition("=")[0].strip())

    def socket_opened(self, session: str, source: str, event: Event) -> None:
        """Take `Network.webSocketCreated` or `Network.webTransportCreated`."""
        number = event.get("requestId") or event["transportId"]
        initiator = initiator_of(event.get("initiator", {}))
        request = Request(
            session, number, event["url"], "GET", "websocket", source, self.phase, self.visit, initiator=initiator
        )
        request.body_unseen = "transportId" in event
        self._list(number, request)

    def socket_headers(self, event: Event) -> None:
        """Take the handshake of a web socket, as sent or as answered."""
        request = self._open.get(event["requestId"])
        if request is None:
            return
        if "response" in event:
            request.response = event["response"]
            request.response_headers = plain_headers(event["response"].get("headers", {}))
            request.headers |= plain_headers(event["response"].get("requestHeaders") or {})
        else:
            request.headers |= plain_headers(event["request"].get("headers", {}))

    def socket_sent(self, event: Event) -> None:
        """Take `Network.webSocketFrameSent`; opcode 1 is text, everything else comes as base64 (RFC 6455, 5.2)."""
        request = self._open.get(event["requestId"])
        if request is None:
            return
        frame = event["response"]
        text = frame.get("payloadData", "")
        data = text.encode("utf-8", "replace") if frame.get("opcode") == 1 else base64.b64decode(text)
        request.body_size += len(data)
        self._count(0, len(data))
        if request.body_kept + len(data) <= LARGEST_BODY and len(request.bodies) < MOST_FRAMES:
            request.body_kept += len(data)
            request.bodies.append(Sent(data, self.phase))
        else:
            request.body_unseen = True

    def socket_closed(self, event: Event) -> None:
        """Take `Network.webSocketClosed`."""
        self.finished(event)

    def ended(self, session: str) -> None:
        """A page or worker is gone, and its open requests with it."""
        for request in [each for each in self._open.values() if each.session == session]:
            self._end(request)

    def pair(self) -> None:
        """Give each hop the headers that were really sent and received: they are told of apart and in order."""
        for number, hops in self._hops.items():
            told = [hop for hop in hops if hop.has_extra is not False]
            for hop, extra in zip(told, self._sent_extra.get(number, ()), strict=False):
                hop.headers |= plain_headers(extra["headers"])
            for hop, extra in zip(told, self._received_extra.get(number, ()), strict=False):
                _take_received(hop, extra)

    def take(self, *, everything: bool) -> list[Request]:
        """Return and forget requests in the order they began: those that are over, or `everything`."""
        self.pair()
        taken = [each for each in self.requests if everything or each.done]
        self.requests = [] if everything else [each for each in self.requests if not each.done]
        for request in taken:
            hops = self._hops.get(request.request_id, [])
            if all(hop.done for hop in hops) or everything:
                self._hops.pop(request.request_id, None)
                self._sent_extra.pop(request.request_id, None)
                self._received_extra.pop(request.request_id, None)
        return taken


def _take_received(request: Request, extra: Event) -> None:
    headers = plain_headers(extra["headers"])
    request.response_headers |= headers
    request.set_cookies = tuple(line for line in headers.get("set-cookie", "").split("\n") if line)
    request.blocked_cookies = tuple(extra.get("blockedCookies", ()))


def initiator_of(initiator: Event) -> str:
    """Return the URL of the script that asked for something, "" if none is known."""
    stack = initiator.get("stack")
    while stack:
        for frame in stack.get("callFrames", ()):
            if frame.get("url"):
                return str(frame["url"])
        stack = stack.get("parent")
    return str(initiator.get("url", "")) if initiator.get("type") == "script" else ""
