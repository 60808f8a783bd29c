"""Certificates that the browser does not trust: each is answered by a check of our own, never by ignoring errors.

With a further authority (`--ca-file`) hosts may turn up on any page that only this authority vouches for. The browser
asks about each (CDP, Security.certificateError), and goes on only where the chain was verified with that authority.
"""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from safeinfo.gather.browser.cdp import Connection, Event

Vouch = Callable[[str, int], Awaitable[bool]]
COMMANDS: tuple[tuple[str, Event], ...] = (
    ("Security.enable", {}),
    ("Security.setOverrideCertificateErrors", {"override": True}),
)
ASKED = "Security.certificateError"
_UNKNOWN = "ERR_CERT_AUTHORITY_INVALID"  # the one fault that a further authority cures
_MOST_NOTED = 1_000
_PORTS = {"https": 443, "wss": 443}


class Vouching:
    """Answers the browser's questions about certificates with what `vouch` tells of a host and port."""

    def __init__(self, connection: Connection, vouch: Vouch) -> None:
        self._connection = connection
        self._vouch = vouch
        self._tasks: set[asyncio.Task[None]] = set()

    def asked(self, session: str, event: Event, refused: dict[str, str]) -> None:
        """Begin to find an answer; what was asked for waits for it.

        What is `refused` is noted there by its URL, with the error: the browser will say that it was aborted only.
        """
        task = asyncio.create_task(self._answer(session, event, refused))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, session: str, event: Event, refused: dict[str, str]) -> None:
        url, error = str(event.get("requestURL", "")), str(event.get("errorType", ""))
        trusted = error == _UNKNOWN and await self._holds(url)
        if not trusted and len(refused) < _MOST_NOTED:
            refused[url.partition("#")[0]] = f"net::{error}"
        answer = {"eventId": event["eventId"], "action": "continue" if trusted else "cancel"}
        self._connection.post("Security.handleCertificateError", answer, session)

    async def _holds(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            return False
        return bool(parts.hostname and port) and await self._vouch(str(parts.hostname), port)

    async def close(self) -> None:
        """Stop looking for answers."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
