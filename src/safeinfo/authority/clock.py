"""The time, in one place: tests and a tried-out authority can move it, nobody else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

Clock = Callable[[], datetime]


def system() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


def moved_by(path: Path) -> Clock:
    """Return a clock that is ahead by as many seconds as the file says; only for an authority that is tried out."""

    def read() -> datetime:
        try:
            ahead = float(path.read_text("ascii"))
        except (OSError, ValueError):
            ahead = 0.0
        return system() + timedelta(seconds=ahead)

    return read


_current: list[Clock] = [system]


def now() -> datetime:
    """Return the time by the clock in use."""
    return _current[-1]()


def use(clock: Clock) -> None:
    """Set the clock of this process."""
    _current[:] = [clock]


@contextmanager
def at(clock: Clock) -> Iterator[None]:
    """Use another clock within a block; blocks may stand within each other."""
    _current.append(clock)
    try:
        yield
    finally:
        _current.pop()
