"""The proxy's log: every contact that was made or refused, for the audit's check that nothing was overlooked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(slots=True)
class Contact:
    """One connection or request through the proxy.

    `way` is "tunnel" (CONNECT: https, web sockets) or "http". `sent` and `received` are bytes on the wire, seen
    from the browser. `refused` is the guard's reason, or unreachable or timeout; `cut` why a running connection was
    ended: connection-bytes, total-bytes, idle, connection-time, or closed with the proxy.
    """

    host: str
    port: int
    way: str
    opened_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    address: str = ""
    sent: int = 0
    received: int = 0
    refused: str = ""
    detail: str = ""
    cut: str = ""
    closed_at: datetime | None = None

    def close(self) -> None:
        """Note the end, once."""
        self.closed_at = self.closed_at or datetime.now(UTC)
