"""A client of the Chrome DevTools Protocol over a web socket, with flattened sessions.

https://chromedevtools.github.io/devtools-protocol/: a message carries `sessionId` to reach a page, frame or worker.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

import aiohttp

LARGEST_MESSAGE = 512 * 2**20  # bytes; a snapshot of a page of 30 MB stays below
REPLY_WITHIN = 30.0  # seconds
Event = dict[str, Any]
Listener = Callable[[str, str, Event], None]


class CdpError(Exception):
    """The browser refused a command, did not answer in time, or is gone."""


class Connection:
    """One web socket to a browser; `on_event` is called with session id ("" for the browser), method, params."""

    def __init__(self, client: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._client = client
        self._socket = socket
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Event]] = {}
        self._asked: dict[int, str] = {}  # number of a command → its session
        self._abandoned: set[str] = set()
        self._listener: Listener = lambda _session, _method, _params: None
        self._reader = asyncio.create_task(self._read())
        self.closed = asyncio.Event()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect to `ws://…/devtools/browser/…`; CdpError if that fails."""
        client = aiohttp.ClientSession()
        try:
            socket = await client.ws_connect(url, max_msg_size=LARGEST_MESSAGE, compress=0, autoping=True)
        except (aiohttp.ClientError, OSError) as error:
            await client.close()
            raise CdpError(f"no connection to the browser: {error}") from error
        return cls(client, socket)

    def listen(self, listener: Listener) -> None:
        """Set who is told of events."""
        self._listener = listener

    def post(self, method: str, params: Event | None = None, session: str = "") -> asyncio.Future[Event]:
        """Send a command and return the future of its result, so that several can be under way at once."""
        number = next(self._ids)
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        if self.closed.is_set() or session in self._abandoned:
            future.set_exception(CdpError("the browser is gone" if self.closed.is_set() else "the page is gone"))
            future.exception()  # seen: nobody may be waiting for it
            return future
        self._waiting[number] = future
        self._asked[number] = session
        message: Event = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        task = asyncio.ensure_future(self._socket.send_str(json.dumps(message)))
        task.add_done_callback(lambda done: self._sent(number, done))
        return future

    async def send(
        self, method: str, params: Event | None = None, session: str = "", within: float = REPLY_WITHIN
    ) -> Event:
        """Send a command and wait for its result; CdpError if it is refused or takes more than `within` seconds."""
        try:
            async with asyncio.timeout(within):
                return await self.post(method, params, session)
        except TimeoutError as error:
            raise CdpError(f"{method}: no answer within {within:g} s") from error

    def abandon(self, session: str) -> None:
        """A page crashed or is closed: whoever waits for its answer, or asks it from now on, gets CdpError."""
        self._abandoned.add(session)
        for number in [number for number, asked in self._asked.items() if asked == session]:
            self._settle(number, CdpError("the page is gone"))

    async def close(self) -> None:
        """Close the web socket; whoever still waits gets CdpError."""
        await self._socket.close()
        await self._client.close()
        with suppress(asyncio.CancelledError):
            await self._reader

    def _sent(self, number: int, done: asyncio.Future[None]) -> None:
        if done.cancelled() or (error := done.exception()) is None:
            return
        self._settle(number, CdpError(f"the browser is gone: {error}"))

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(json.loads(message.data))
        finally:
            self.closed.set()
            for number in tuple(self._waiting):
                self._settle(number, CdpError("the browser is gone"))

    def _take(self, message: Event) -> None:
        number = message.get("id")
        if number is None:
            self._listener(message.get("sessionId", ""), message["method"], message.get("params", {}))
            return
        self._asked.pop(number, None)
        if "error" in message:
            self._settle(number, CdpError(message["error"].get("message", "refused")))
        elif (future := self._waiting.pop(number, None)) is not None and not future.done():
            future.set_result(message.get("result", {}))

    def _settle(self, number: int, error: CdpError) -> None:
        self._asked.pop(number, None)
        future = self._waiting.pop(number, None)
        if future is not None and not future.done():
            future.set_exception(error)
            future.exception()  # seen: nobody may be waiting for it
