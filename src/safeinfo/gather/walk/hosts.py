"""How the hosts are reached that serve the shop's pages or get its forms: looked at beside the walk, each once."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from safeinfo.gather import transport
from safeinfo.gather.guard import Guard
from safeinfo.gather.ledger import Ledger
from safeinfo.model.observations import GatherFailed

_MOST = 12  # hosts of one audit
_DEFAULT_PORTS = {"https": 443, "http": 80, "wss": 443}


class Hosts:
    """Looks at each host in a task of its own; `finish` waits for all."""

    def __init__(self, guard: Guard, ledger: Ledger, ca_file: Path | None, http_port: int) -> None:
        self._guard = guard
        self._ledger = ledger
        self._ca_file = str(ca_file) if ca_file else None
        self._http_port = http_port
        self._tasks: dict[tuple[str, int], asyncio.Task[object]] = {}
        self.left_out = 0

    def watch(self, url: str) -> None:
        """Look at the host of a URL unless that was begun; a port of plain http stands for the usual one of https."""
        try:
            parts = urlsplit(url)
            port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError:
            return
        host = parts.hostname or ""
        if not host or not port:
            return
        key = (host, 443 if parts.scheme == "http" and port == self._http_port else port)
        if key in self._tasks:
            return
        if len(self._tasks) >= _MOST:
            self.left_out += 1
            return
        look = transport.look(*key, self._guard, self._ledger, self._ca_file, http_port=self._http_port)
        self._tasks[key] = asyncio.create_task(look)

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so many seconds; what is not done then is recorded as missed."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks.values(), timeout=max(0.1, seconds))
        for (host, port), task in self._tasks.items():
            if task in late:
                task.cancel()
                self._ledger.add(GatherFailed, what="transport", reason="timeout", url=f"https://{host}:{port}/")
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def cancel(self) -> None:
        """End at once."""
        for task in self._tasks.values():
            task.cancel()
