"""What a merchant and reviewers see of a trial: dates, kinds and counts; no address, and nothing that was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safeinfo.authority import clock, using
from safeinfo.authority.mailtrials import customers, planning, record, services
from safeinfo.authority.mailtrials.models import Canary, Deed, MailTrial
from safeinfo.authority.mailtrials.planning import Box, Mark
from safeinfo.authority.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Came:
    """How many messages of a kind came, from when to when."""

    kind: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, a word for templates, and when at the earliest."""

    what: str
    at: datetime | None = None


def came(boxes: Iterable[Box]) -> list[Came]:
    """Count the messages that came, by kind; those to addresses that nobody was told are a kind of their own."""
    by_kind: dict[str, list[datetime]] = {}
    for box in boxes:
        for seen in box.letters:
            by_kind.setdefault("decoy" if box.role == Canary.Role.DECOY else seen.kind or "unread", []).append(seen.at)
    return [Came(kind, len(times), min(times), max(times)) for kind, times in sorted(by_kind.items())]


def coming(trial: MailTrial, boxes: list[Box], now: datetime) -> list[Next]:
    """Return what comes next in a trial that is not over."""
    if trial.state == MailTrial.State.SIGNING:
        return [Next("sign-up"), Next("end", planning.earliest(now))]
    mailings = [seen.at for box in boxes if box.role != Canary.Role.DECOY for seen in box.mailings]
    if not mailings:
        return [Next("mailing"), Next("end", planning.earliest(now))]
    watched = customers.watched_until(trial)
    left = [done.at for box in boxes if box.role in planning.EXITS for done in planning.exits(box)]
    settled = max(left, default=now) + planning.SETTLED
    ways = [Next("settled", settled)] if settled > now else []
    if settled <= now and not any(
        seen.at >= settled for box in boxes if box.role == "control" for seen in box.mailings
    ):
        ways.append(Next("another"))
    late = next((box for box in boxes if box.role == Canary.Role.LATE), None)
    if late is not None and late.mailings and not late.done("link"):
        ways.append(Next("old", late.mailings[0].at + planning.OLD))
    if watched is not None and watched > now:
        ways.append(Next("customers", watched))
    return [*ways, Next("end", max(filter(None, (now, watched, planning.earliest(now, boxes)))))]


def lacks(shop: Shop) -> dict[str, Any]:
    """Return what keeps a shop from being tried."""
    receives = bool(using.config().canary_domain)
    return {"lacking": services.lacking(shop), "receives": receives, "by_hand": record.by_hand(shop).exists()}


def of(shop: Shop) -> dict[str, Any]:
    """Return all that is shown of the last trial of a shop; `trial` is None where there was none."""
    now = clock.now()
    trial = shop.mail_trials.first()
    boxes = record.boxes_of(trial) if trial is not None else []
    shown: dict[str, Any] = {
        "trial": trial,
        **lacks(shop),
        "expected": services.expected(shop, now),
        "signed": [box for box in boxes if box.role != Canary.Role.CUSTOMER and _is_signed(box)],
        "customers": sum(box.role == Canary.Role.CUSTOMER and _is_signed(box) for box in boxes),
        "came": came(boxes),
        "marks": planning.marks(boxes),
        "coming": coming(trial, boxes, now) if trial is not None and not trial.is_over else [],
    }
    return shown


def _is_signed(box: Box) -> bool:
    return any(done.result == "accepted" for done in box.done(Deed.What.SIGN_UP))


def as_json(shop: Shop) -> dict[str, Any]:
    """Return the same for programs, with days in place of times."""
    shown = of(shop)
    trial: MailTrial | None = shown["trial"]
    return {
        "state": trial.state if trial else "",
        "why": trial.why if trial else "",
        "outcome": trial.outcome if trial else "",
        "lacking": shown["lacking"] if trial is None else "",
        "began_on": _day(trial.began_at) if trial else None,
        "signed_up": len(shown["signed"]),
        "trial_customers": shown["customers"],
        "over_on": _day(trial.over_at) if trial else None,
        "not_before": _day(shown["expected"]),
        "came": [
            {"kind": each.kind, "count": each.count, "first_on": _day(each.first), "last_on": _day(each.last)}
            for each in shown["came"]
        ],
        "ways_out": [_mark(each) for each in shown["marks"]],
        "coming": [{"what": each.what, "on": _day(each.at)} for each in shown["coming"]],
        "findings": trial.findings if trial else [],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "way": mark.what,
        "on": _day(mark.at),
        "result": mark.result,
        "mailings_after_48_hours": mark.after_48_hours,
        "mailings_after_10_business_days": mark.after_10_days,
    }


def _day(when: datetime | None) -> str | None:
    return f"{when:%Y-%m-%d}" if when else None
