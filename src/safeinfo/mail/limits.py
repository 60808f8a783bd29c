"""How much mail is taken: sizes, recipients, and messages in an hour from one sender or to one address."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_HOUR = 3600.0
_MOST_NAMES = 10_000  # names counted at a time; the oldest is forgotten, which errs on the side of taking mail


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a receiver.

    `size` is bytes of one message, `recipients` of one message, `connections` at a time. `from_peer` and `to_address`
    are messages in an hour, from one network address and to one mailbox. `seconds` is for each command.
    """

    size: int = 10 * 2**20
    recipients: int = 20
    connections: int = 100
    from_peer: int = 600
    to_address: int = 120
    seconds: float = 60.0


class Counter:
    """Counts by name, within the hour that began with the first; `clock` is seconds that only grow."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = most, clock
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, name: str) -> bool:
        """Count one more; False where that is one too many."""
        now = self._clock()
        began, count = self._counts.get(name, (now, 0))
        if now - began >= _HOUR:
            began, count = now, 0
        if count >= self._most:
            return False
        self._counts[name] = (began, count + 1)
        if len(self._counts) > _MOST_NAMES:
            self._counts.popitem(last=False)
        return True
