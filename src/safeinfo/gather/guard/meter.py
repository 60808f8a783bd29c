"""Counting what passes, and cutting what takes too much or too long."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from safeinfo.gather.guard.contacts import Contact
from safeinfo.gather.guard.limits import Limits
from safeinfo.gather.guard.refusal import Refused


@dataclass(slots=True, eq=False)
class Flow:
    """One running connection: its log entry, when it last moved, and how to end it."""

    contact: Contact
    end: Callable[[], None]
    meter: "Meter"
    started: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    moved: float = 0.0

    def __post_init__(self) -> None:
        self.moved = self.started

    def sent(self, size: int) -> bool:
        """Count bytes from the browser; False if they are the last straw."""
        self.contact.sent += size
        return self.meter.count(self, size)

    def received(self, size: int) -> bool:
        """Count bytes to the browser; False if they are the last straw."""
        self.contact.received += size
        return self.meter.count(self, size)

    def cut(self, reason: str) -> None:
        """End the connection and say why."""
        self.contact.cut = self.contact.cut or reason
        self.end()


class Meter:
    """All flows of one proxy, under the limits of its guard."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.total = 0
        self.opened = 0
        self.flows: set[Flow] = set()

    def open(self, contact: Contact, end: Callable[[], None]) -> Flow:
        """Start a flow; raise Refused with reason limit if there are too many, or too much has passed already."""
        if len(self.flows) >= self.limits.connections or self.opened >= self.limits.total_connections:
            raise Refused("limit", "too many connections")
        if self.total >= self.limits.total_bytes:
            raise Refused("limit", "the audit has taken all the bytes it may")
        self.opened += 1
        flow = Flow(contact, end, self)
        self.flows.add(flow)
        return flow

    def close(self, flow: Flow) -> None:
        """End the count of a flow."""
        self.flows.discard(flow)
        flow.contact.close()

    def count(self, flow: Flow, size: int) -> bool:
        """Add bytes; cut the flow and return False if it, or all together, exceed what they may."""
        self.total += size
        flow.moved = asyncio.get_running_loop().time()
        if flow.contact.sent + flow.contact.received > self.limits.connection_bytes:
            flow.cut("connection-bytes")
            return False
        if self.total > self.limits.total_bytes:
            flow.cut("total-bytes")
            return False
        return True

    async def watch(self) -> None:
        """Cut what stands still or lasts too long, until cancelled."""
        pace = min(1.0, self.limits.idle_seconds / 4, self.limits.connection_seconds / 4)
        while True:
            await asyncio.sleep(pace)
            self.cut_overdue(asyncio.get_running_loop().time())

    def cut_overdue(self, now: float) -> None:
        """Cut the flows that stood still or lasted too long at `now` (the loop's clock)."""
        for flow in tuple(self.flows):
            if now - flow.moved > self.limits.idle_seconds:
                flow.cut("idle")
            elif now - flow.started > self.limits.connection_seconds:
                flow.cut("connection-time")
