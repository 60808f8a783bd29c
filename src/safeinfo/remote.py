"""A log or an authority elsewhere, read through the guard: everything bounded, trouble as data."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from safeinfo.gather.guard import Guard
from safeinfo.seal.tiles import CHECKPOINT, LARGEST_BUNDLE, LARGEST_TILE, Reader, is_path
from safeinfo.seal.verify import Held

LARGEST_NOTE = 64 * 1024
REDIRECTS = 3
SECONDS = 20.0
MOST_ROUNDS = 96  # of looking what is needed and fetching it; a proof needs a tile or two a level


class Remote:
    """Fetches documents; one for one command. `ca_file` adds an authority to those that the machine trusts."""

    def __init__(self, guard: Guard, clock: Callable[[], datetime], ca_file: Path | None = None) -> None:
        self._guard, self._clock = guard, clock
        self._ca_file = str(ca_file) if ca_file else None

    async def get(self, url: str, most: int) -> Held:
        """Return what is at a URL, of at most `most` bytes; what went wrong is in `failure`."""
        found = await self._guard.fetch(
            url, max_bytes=most, max_redirects=REDIRECTS, timeout=SECONDS, ca_file=self._ca_file
        )
        if found.failure:
            return Held(failure=f"{found.failure} {found.detail}".strip(), at=self._clock())
        if found.status != 200:  # noqa: PLR2004 - RFC 9110
            return Held(failure=f"HTTP {found.status}", at=self._clock())
        return Held(found.body, self._clock())

    async def post(self, url: str, body: bytes, most: int) -> tuple[int, bytes, str]:
        """Return status (0: no answer), body and what went wrong of a POST; redirects are not followed."""
        found = await self._guard.fetch(
            url, "POST", max_bytes=most, max_redirects=0, timeout=SECONDS, ca_file=self._ca_file, body=body
        )
        return found.status, found.body, f"{found.failure} {found.detail}".strip()

    async def log_file(self, prefix: str, name: str) -> bytes | None:
        """Return a checkpoint, tile or bundle below a log's prefix; None if it cannot be had."""
        if not is_path(name):
            raise ValueError(f"{name[:80]!r} is no path of a log")
        held = await self.get(f"{prefix}/{name}", most_of(name))
        return None if held.failure else held.body


def most_of(name: str) -> int:
    """Return how many bytes a file of a log has at most."""
    if name == CHECKPOINT:
        return LARGEST_NOTE
    return LARGEST_BUNDLE if name.startswith("tile/entries/") else LARGEST_TILE


async def prefetched(remote: Remote, prefix: str, use: Callable[[Reader], object]) -> Reader:
    """Return a reader that has all the tiles that `use` asks for.

    `use` is called with a reader that knows too little, again and again: what it asked for in vain is fetched. It may
    raise; only what it reads counts.
    """
    held: dict[str, bytes | None] = {}
    for _ in range(MOST_ROUNDS):
        wanted: list[str] = []

        def read(name: str, wanted: list[str] = wanted) -> bytes | None:
            if name not in held:
                wanted.append(name)
            return held.get(name)

        with suppress(Exception):  # the real call, later, tells what it comes to
            use(read)
        if not wanted:
            break
        names = list(dict.fromkeys(wanted))
        found = await asyncio.gather(*(remote.log_file(prefix, name) for name in names))
        held.update(zip(names, found, strict=True))
    return held.get
