"""Progress on standard error: one living line on a terminal, plain lines elsewhere."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.text import Text

from safeinfo.report.text import clean

if TYPE_CHECKING:
    from rich.status import Status


class Progress:
    """Shows phases and pages as they come; a context manager that is called with a phase and a detail."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = Console(file=sys.stderr, highlight=False, markup=False, emoji=False, quiet=quiet)
        self._status: Status | None = None
        self._started = time.monotonic()
        self._last = ""

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._console.quiet:
            self._status = self._console.status("starting …")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def __call__(self, phase: str, detail: str = "") -> None:
        """Say what is being done: `phase` in a word or two, `detail` the page or thing."""
        seconds = int(time.monotonic() - self._started)
        line = Text.assemble((f"{seconds:>4} s  ", "dim"), (f"{phase:<10} ", "bold"), clean(detail)[:200])
        if self._status:
            self._status.update(line)
        elif line.plain[8:] != self._last:
            self._last = line.plain[8:]
            self._console.print(line, soft_wrap=True)
