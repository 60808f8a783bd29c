"""What is collected without being typed: cookies that identify, things stored, calls that tell browsers apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.computed.findings import counted, listed
from safeinfo.model.evidence import View
from safeinfo.model.observations import CallSeen, CookieSeen, StorageSeen

PASSIVE_NEEDS = frozenset({CookieSeen, StorageSeen, CallSeen})
_YEAR = 31_536_000  # seconds
_LASTING = 86_400  # seconds: kept longer, a cookie can tell who comes back


@dataclass(frozen=True, slots=True)
class Passive:
    """One way of collecting without asking, in a sentence."""

    name: str
    message: str
    cites: tuple[str, ...]


def passive_collection(view: View) -> Iterator[Passive]:
    """Yield what was collected without asking."""
    cookies = [c for c in view.of(CookieSeen) if c.stored and (c.expires_in or 0) > _LASTING and "entropy" in c.value]
    if cookies:
        longest = max(c.expires_in or 0 for c in cookies) / _YEAR
        names = listed(c.name for c in cookies)
        number = counted(len({(c.name, c.domain) for c in cookies}), "cookie")
        message = f"{number} that can tell a visitor apart: {names}; the longest is kept {longest:.1f} years."
        yield Passive("identifier-cookies", message, tuple(c.id for c in cookies))
    stored = view.of(StorageSeen)
    if stored:
        number = counted(len({(s.origin, s.area, s.key) for s in stored}), "item")
        message = f"{number} kept in the browser's storage: {listed(s.key for s in stored)}."
        yield Passive("browser-storage", message, tuple(s.id for s in stored))
    calls = view.of(CallSeen)
    if calls:
        message = f"Scripts read what tells browsers apart: {listed(c.call for c in calls)}."
        yield Passive("fingerprinting-calls", message, tuple(c.id for c in calls))
