"""What is to be done next in a trial, and when it is over: pure, from its rows and the time.

The marks are those of the standard (SI-06): a way out is taken at once, mail is looked for after 48 hours and after ten
business days, and a link is followed when its message is 30 days old. What bars a way is believed only when it was
met again a day later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding

MAILINGS = frozenset({"informational", "transactional-with-offer"})
EXITS = frozenset({"link", "one-click", "mailto"})
DAY, OLD = timedelta(days=1), timedelta(days=30)
SOON = timedelta(hours=48)
SETTLED = timedelta(days=16)  # ten business days, the weekends between, and a day
_LOOKED = timedelta(
    days=28, hours=12
)  # the age at which it is looked whether a link is alive: a dead one shows in time
_LOOK_AGAIN = timedelta(hours=8)
TIMES = {"dead": 3, "login": 2, "payment": 2, "asked-more": 2}  # how often met until it is believed


@dataclass(frozen=True, slots=True)
class Seen:
    """A message: its row, kind, time, and which ways it offers (safeinfo.derive.mail.roles)."""

    pk: int
    kind: str
    at: datetime
    ways: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Done:
    """A deed: what, which attempt, when it was claimed, what came of it, on which message.

    `known`: it was seen to its end; what a crash left, or is under way, was not.
    """

    what: str
    attempt: int
    at: datetime
    result: str
    letter: int | None = None
    pages: int = 1
    known: bool = True


@dataclass(frozen=True, slots=True)
class Box:
    """An address: its row, role, messages and deeds in the order of time."""

    pk: int
    role: str
    letters: tuple[Seen, ...] = ()
    deeds: tuple[Done, ...] = ()

    @property
    def mailings(self) -> list[Seen]:
        """The messages that inform or advertise."""
        return [seen for seen in self.letters if seen.kind in MAILINGS]

    def done(self, what: str) -> list[Done]:
        """Every attempt at a deed."""
        return [each for each in self.deeds if each.what == what]


@dataclass(frozen=True, slots=True)
class Due:
    """A deed that is due."""

    box: int
    what: str
    attempt: int
    letter: int


def due(boxes: Iterable[Box], now: datetime, *, can_write: bool) -> list[Due]:
    """Return the deeds that are due; `can_write`: mail really leaves, so that a way out by mail can be taken."""
    return [each for box in boxes for each in _due(box, now, can_write=can_write)]


def _due(box: Box, now: datetime, *, can_write: bool) -> Iterator[Due]:
    asks = next((seen for seen in box.letters if "confirm" in seen.ways), None)
    if asks is not None and box.role != "decoy":
        yield from _again(box, "confirm", asks, now)
    if box.role in EXITS and (box.role != "mailto" or can_write):
        yield from _first(box, box.role, box.role, now)
    elif box.role == "get" and not box.done("get"):
        yield from _first(box, "get", "link", now)
    elif box.role == "late":
        yield from _late(box, now)


def _first(box: Box, what: str, way: str, now: datetime) -> Iterator[Due]:
    """Yield the deed on the first mailing that offers the way."""
    offers = next((seen for seen in box.mailings if way in seen.ways), None)
    if offers is not None:
        yield from _again(box, what, offers, now)


def _late(box: Box, now: datetime) -> Iterator[Due]:
    oldest = next((seen for seen in box.mailings if "link" in seen.ways), None)
    if oldest is None:
        return
    age = now - oldest.at
    if age >= OLD:
        yield from _again(box, "link", oldest, now)
    elif age >= _LOOKED:
        yield from _again(box, "alive", oldest, now, _LOOK_AGAIN)


def _again(box: Box, what: str, letter: Seen, now: datetime, after: timedelta = DAY) -> Iterator[Due]:
    """Yield a deed that was not done yet, or whose last attempt met what must be met again to be believed."""
    done = box.done(what)
    if not done:
        yield Due(box.pk, what, 1, letter.pk)
        return
    last = done[-1]
    if last.attempt < TIMES.get(last.result, 0) and now - last.at >= after:
        yield Due(box.pk, what, last.attempt + 1, last.letter or letter.pk)


def parting(box: Box) -> Due | None:
    """Return how an address leaves when its trial is over, once; None where it was taken off, or has no way out."""
    left = any(each.what in EXITS and each.result == "accepted" for each in box.deeds)
    offers = next((seen for seen in reversed(box.mailings) if seen.ways & {"link", "one-click"}), None)
    if box.role == "decoy" or left or box.done("part") or offers is None:
        return None
    return Due(box.pk, "part", 1, offers.pk)


def exits(box: Box) -> list[Done]:
    """Return the ways out of an address that count: done, or barred as often as must be to be believed.

    One that a crash left open does not: whether the shop was asked at all is not known, and it is not asked again.
    """
    found = []
    for what in ("link", "one-click", "mailto", "get"):
        done = box.done(what)
        if done and done[-1].known and done[-1].attempt >= TIMES.get(done[-1].result, 1):
            found.append(done[-1])
    looks = [each for each in box.done("alive") if each.result == "dead"]
    if len(looks) >= TIMES["dead"]:
        found.append(looks[-1])
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """What came to an address after it had left: mailings later than 48 hours, later than ten business days."""

    role: str
    what: str
    at: datetime
    result: str
    after_48_hours: int
    after_10_days: int


def marks(boxes: Iterable[Box]) -> list[Mark]:
    """Return the marks of every way out that was taken."""
    found = []
    for box in boxes:
        for done in box.deeds:
            if done.what in EXITS:
                late = [seen.at - done.at for seen in box.mailings if seen.at > done.at]
                soon, settled = sum(each > SOON for each in late), sum(each > SETTLED for each in late)
                found.append(Mark(box.role, done.what, done.at, done.result, soon, settled))
    return found


def ending(findings: Sequence[Finding], boxes: Sequence[Box], now: datetime, *, pending: bool, waits: bool) -> str:
    """Return why a trial is over ("failed", "silent", "shown"), "" where it goes on, by what SI-06 makes of it.

    `pending`: a deed is due. `waits`: it goes on for something else, unless something fails.
    """
    counted = [each for each in findings if not each.for_information]
    outcomes = {each.outcome for each in counted}
    if Outcome.FAILED in outcomes:
        return "failed"
    if waits:
        return ""
    if Outcome.INAPPLICABLE in outcomes:
        return "silent"
    names = {each.name for each in counted if each.outcome is Outcome.PASSED}
    if pending or Outcome.UNTESTED in outcomes or not {"opt-out-effective", "opt-out-lives"} <= names:
        return ""
    taken = [done for box in boxes if box.role in EXITS for done in box.deeds if done.what in EXITS]
    return "shown" if all(now - done.at >= SETTLED for done in taken) else ""


def earliest(began: datetime, boxes: Iterable[Box] = ()) -> datetime:
    """Return before when a trial cannot be over: 30 days after the first mailing that came, or that may come now."""
    came = [seen.at for box in boxes if box.role != "decoy" for seen in box.mailings]
    return min(came, default=began) + OLD + DAY
