"""How much a walk may still do."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

_FOR_THE_END = 4.0  # seconds kept for what is done after the last page
_LEAST = 3.0  # seconds below which another page is not begun


@dataclass(slots=True)
class Budget:
    """Pages and seconds of one walk; `ends_at` is the event loop's time."""

    max_pages: int
    ends_at: float
    pages: int = 0
    refused: int = 0  # pages that were asked for after the budget was used up
    clock: Callable[[], float] = field(default_factory=lambda: asyncio.get_running_loop().time)

    @classmethod
    def of(cls, max_pages: int, seconds: float) -> "Budget":
        """Begin now."""
        loop = asyncio.get_running_loop()
        return cls(max_pages, loop.time() + seconds, clock=loop.time)

    @property
    def left(self) -> float:
        """Seconds left for pages."""
        return max(0.0, self.ends_at - self.clock() - _FOR_THE_END)

    @property
    def spent(self) -> str:
        """What is used up: "pages", "time" or ""."""
        if self.pages >= self.max_pages:
            return "pages"
        return "time" if self.left < _LEAST else ""

    def take(self) -> bool:
        """Take one page; False, and counted, if there is none left."""
        if self.spent:
            self.refused += 1
            return False
        self.pages += 1
        return True
