"""Attach to every page, frame and worker as it appears, and hold it until its network is recorded."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from safeinfo.gather.browser.cdp import CdpError, Connection, Event
from safeinfo.gather.browser.traffic import Traffic
from safeinfo.gather.browser.vouching import ASKED, COMMANDS, Vouch, Vouching

BINDING = "__safeinfo"
_CALLS = (resources.files(__package__) / "calls.js").read_text("utf-8")
# Installed in every document before its first script, so that what changed last is known whenever it is asked.
WATCH = """(globalThis.siWatch ??= (() => {
  const state = {last: performance.now(), scripted: document.getElementsByTagNameNS("*", "script").length > 0};
  const isScript = (node) => node.localName === "script" || !!(node.querySelector && node.querySelector("script"));
  new MutationObserver((records) => {
    state.last = performance.now();
    state.scripted ||= records.some((record) => Array.prototype.some.call(record.addedNodes, isScript));
  }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["class", "style", "hidden", "open", "src", "disabled", "value", "type", "aria-hidden"]});
  return state;
})())"""
WORLD = "safeinfo"  # name of the isolated world in a page that is ours
_BODY_INLINE = 64 * 1024  # bytes of a request body that come with the event; larger ones are asked for
_ATTACH: Event = {
    "autoAttach": True,
    "waitForDebuggerOnStart": True,
    "flatten": True,
    "filter": [{"type": "browser", "exclude": True}, {"type": "tab", "exclude": True}, {}],
}
_SOURCES = {
    "page": "page",
    "iframe": "frame",
    "worker": "worker",
    "shared_worker": "shared-worker",
    "service_worker": "service-worker",
}
_PAGES = frozenset({"page", "iframe"})


@dataclass(slots=True)
class Target:
    """A page, frame of another process or worker that is attached to; `ready` is set once it is recorded."""

    session: str
    id: str
    kind: str
    url: str
    context: str
    parent: str = ""
    opener: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    recorded: bool = False
    frames: dict[str, Event] = field(default_factory=dict)  # by frame id: as Page.frameNavigated told
    loaded: dict[str, set[str]] = field(default_factory=dict)  # by loader id: names of lifecycle events
    worlds: dict[str, int] = field(default_factory=dict)  # by frame id: the context of our world in it
    elapsed: asyncio.Event = field(default_factory=asyncio.Event)  # set once time that was let pass has passed
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    ended: str = ""  # how it went: crashed, closed, or held (given up because it no longer answers)

    def end(self, how: str) -> None:
        """Note that nothing can be done with it any more; the first cause stays."""
        self.ended = self.ended or how
        self.gone.set()

    @property
    def loader(self) -> str:
        """Id of the document that is in the page now, "" before the first."""
        return str(self.frames.get(self.id, {}).get("loaderId", ""))

    @property
    def source(self) -> str:
        """What an exchange of it is said to come from."""
        return _SOURCES.get(self.kind, "worker")


@dataclass(slots=True)
class Tap:
    """All that is recorded of one browser context."""

    context: str
    traffic: Traffic = field(default_factory=Traffic)
    targets: dict[str, Target] = field(default_factory=dict)  # by session
    errors: list[str] = field(default_factory=list)
    calls: dict[tuple[str, str, str], int] = field(default_factory=dict)  # (session, call, script) → count
    unattached: list[str] = field(default_factory=list)  # targets that could not be recorded
    moved: asyncio.Event = field(default_factory=asyncio.Event)  # set whenever a page navigates or loads


class Recorder:
    """The second client of the browser: everything it sees goes into the tap of its browser context.

    `vouch` tells of a host and port whether a certificate that the browser does not trust is to be trusted.
    """

    def __init__(self, connection: Connection, vouch: Vouch | None = None) -> None:
        self._connection = connection
        self._vouching = Vouching(connection, vouch) if vouch is not None else None
        self._taps: dict[str, Tap] = {}
        self.hosts: set[str] = (
            set()
        )  # asked by any shopper, or announced by a page: they explain what the proxy carried
        self._targets: dict[str, Target] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._handlers: dict[str, Callable[[Tap, Target, Event], None]] = {**_NETWORK, **_PAGE}
        connection.listen(self._event)

    async def start(self) -> None:
        """Begin to attach."""
        await self._connection.send("Target.setAutoAttach", _ATTACH)

    def tap(self, context: str) -> Tap:
        """Return the tap of a browser context; it exists as soon as anyone asks."""
        if context not in self._taps:
            self._taps[context] = Tap(context, Traffic(self.hosts))
        return self._taps[context]

    def forget(self, context: str) -> None:
        """Drop what was recorded of a context that is closed."""
        self._taps.pop(context, None)

    def target(self, target_id: str) -> Target | None:
        """Return the attached target of an id."""
        return next((each for each in self._targets.values() if each.id == target_id), None)

    async def close(self) -> None:
        """Stop what is still being prepared."""
        if self._vouching is not None:
            await self._vouching.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _event(self, session: str, method: str, params: Event) -> None:
        if method == "Target.attachedToTarget":
            self._attached(session, params)
        elif method == "Target.detachedFromTarget":
            self._detached(params["sessionId"])
        elif (target := self._targets.get(session)) is not None:
            self._told(self.tap(target.context), target, method, params)

    def _told(self, tap: Tap, target: Target, method: str, params: Event) -> None:
        if method == ASKED and self._vouching is not None:
            self._vouching.asked(target.session, params, tap.traffic.refused)
        elif target.gone.is_set() and method in _NETWORK:
            return  # given up: what a page still sends in its last moments is not looked at
        elif handler := self._handlers.get(method):
            handler(tap, target, params)
            if target.gone.is_set():
                self._connection.abandon(target.session)

    def _attached(self, parent: str, params: Event) -> None:
        about = params["targetInfo"]
        session = params["sessionId"]
        above = self._targets.get(parent)
        context = about.get("browserContextId") or (above.context if above else "")
        target = Target(
            session, about["targetId"], about["type"], about["url"], context, parent, about.get("openerId", "")
        )
        self._targets[session] = target
        self.tap(context).targets[session] = target
        self.tap(context).moved.set()
        task = asyncio.create_task(self._prepare(target))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _detached(self, session: str) -> None:
        target = self._targets.pop(session, None)
        if target is not None:
            target.end("closed")
            self._connection.abandon(session)
        if target is not None and (tap := self._taps.get(target.context)):
            tap.targets.pop(session, None)
            tap.traffic.ended(session)
            tap.moved.set()

    async def _prepare(self, target: Target) -> None:
        """Switch recording on, then let the target run; commands of one session are carried out in order."""
        commands = _commands(target.kind, COMMANDS if self._vouching is not None else ())
        replies = await asyncio.gather(
            *(self._connection.post(method, params, target.session) for method, params in commands),
            return_exceptions=True,
        )
        failed = [str(reply) for reply in replies[:1] if isinstance(reply, BaseException)]
        target.recorded = not failed
        target.ready.set()
        if failed and target.session in self._targets:
            self.tap(target.context).unattached.append(f"{target.kind} {target.url}: {failed[0]}")

    async def body(self, target_session: str, request_id: str) -> Event:
        """Ask for the body of a request that was too large to come with its event."""
        try:
            return await self._connection.send("Network.getRequestPostData", {"requestId": request_id}, target_session)
        except CdpError:
            return {}


def _commands(kind: str, more: Iterable[tuple[str, Event]]) -> list[tuple[str, Event]]:
    network: Event = {"maxPostDataSize": _BODY_INLINE, "maxTotalBufferSize": 2**20, "maxResourceBufferSize": 2**19}
    start: list[tuple[str, Event]] = [("Network.enable", network), ("Target.setAutoAttach", _ATTACH)]
    if kind in _PAGES:
        start += [
            ("Page.enable", {}),
            ("Page.setLifecycleEventsEnabled", {"enabled": True}),
            ("Runtime.enable", {}),
            ("Runtime.addBinding", {"name": BINDING}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": _CALLS, "runImmediately": True}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH, "worldName": WORLD, "runImmediately": True}),
            *more,
        ]
    return [*start, ("Runtime.runIfWaitingForDebugger", {})]


def _will_be_sent(tap: Tap, target: Target, event: Event) -> None:
    request = tap.traffic.begun(target.session, target.source, event)
    if request is not None:
        request.top_level = request.via == "document" and request.frame_id == target.id


def _frame_navigated(tap: Tap, target: Target, event: Event) -> None:
    frame = event["frame"]
    target.frames[frame["id"]] = frame
    tap.moved.set()


def _frame_detached(tap: Tap, target: Target, event: Event) -> None:
    if event.get("reason") != "swap":
        target.frames.pop(event["frameId"], None)
        target.worlds.pop(event["frameId"], None)
    tap.moved.set()


def _lifecycle(tap: Tap, target: Target, event: Event) -> None:
    if event["name"] in {"DOMContentLoaded", "load", "init"}:
        target.loaded.setdefault(event["loaderId"], set()).add(event["name"])
        tap.moved.set()


def _world_made(_tap: Tap, target: Target, event: Event) -> None:
    context = event["context"]
    if context.get("name") == WORLD:
        target.worlds[context.get("auxData", {}).get("frameId", "")] = context["id"]


def _within(tap: Tap, target: Target, event: Event) -> None:
    if (frame := target.frames.get(event["frameId"])) is not None:
        target.frames[event["frameId"]] = {**frame, "url": event["url"], "urlFragment": ""}  # it is in the address
    tap.moved.set()


def _crashed(tap: Tap, target: Target, _event: Event) -> None:
    target.end("crashed")
    tap.traffic.ended(target.session)
    tap.moved.set()


def _thrown(tap: Tap, _target: Target, event: Event) -> None:
    details = event["exceptionDetails"]
    words = details.get("exception", {}).get("description") or details.get("text", "")
    _note_error(tap, words)


def _console(tap: Tap, _target: Target, event: Event) -> None:
    if event.get("type") in {"error", "assert"}:
        _note_error(tap, " ".join(_spoken(each) for each in event.get("args", ())))


def _spoken(argument: Event) -> str:
    return str(argument.get("value", argument.get("description", "")))


def _note_error(tap: Tap, words: str) -> None:
    if len(tap.errors) < 20 and words:  # noqa: PLR2004 - as many as PageSeen.errors holds
        tap.errors.append(words[:500])


def _called(tap: Tap, target: Target, event: Event) -> None:
    if event.get("name") != BINDING:
        return
    call, _, script = str(event.get("payload", ""))[:2000].partition("\n")
    count, _, call = call.partition(" ")
    if count.isdecimal() and (len(tap.calls) < 500 or (target.session, call, script) in tap.calls):  # noqa: PLR2004
        key = (target.session, call[:80], script)
        tap.calls[key] = tap.calls.get(key, 0) + min(int(count), 10**6)


Handler = Callable[[Tap, Target, Event], Any]
_NETWORK: dict[str, Handler] = {
    "Network.requestWillBeSent": _will_be_sent,
    "Network.requestWillBeSentExtraInfo": lambda tap, _target, event: tap.traffic.sent_extra(event),
    "Network.responseReceived": lambda tap, _target, event: tap.traffic.answered(event),
    "Network.responseReceivedExtraInfo": lambda tap, _target, event: tap.traffic.received_extra(event),
    "Network.loadingFinished": lambda tap, _target, event: tap.traffic.finished(event),
    "Network.loadingFailed": lambda tap, _target, event: tap.traffic.failed(event),
    "Network.webSocketCreated": lambda tap, target, event: tap.traffic.socket_opened(
        target.session, target.source, event
    ),
    "Network.webTransportCreated": lambda tap, target, event: tap.traffic.socket_opened(
        target.session, target.source, event
    ),
    "Network.webSocketWillSendHandshakeRequest": lambda tap, _target, event: tap.traffic.socket_headers(event),
    "Network.webSocketHandshakeResponseReceived": lambda tap, _target, event: tap.traffic.socket_headers(event),
    "Network.webSocketFrameSent": lambda tap, _target, event: tap.traffic.socket_sent(event),
    "Network.webSocketClosed": lambda tap, _target, event: tap.traffic.socket_closed(event),
}
_PAGE: dict[str, Handler] = {
    "Page.frameNavigated": _frame_navigated,
    "Page.frameDetached": _frame_detached,
    "Page.lifecycleEvent": _lifecycle,
    "Page.navigatedWithinDocument": _within,
    "Runtime.executionContextCreated": _world_made,
    "Emulation.virtualTimeBudgetExpired": lambda _tap, target, _params: target.elapsed.set(),
    "Inspector.targetCrashed": _crashed,
    "Runtime.exceptionThrown": _thrown,
    "Runtime.consoleAPICalled": _console,
    "Runtime.bindingCalled": _called,
}
