"""What a mail trial shows of opting out: that mail stops, in time, while an untouched address still gets it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from safeinfo.derive.computed.messages import informational
from safeinfo.model.evidence import View
from safeinfo.model.mail_trials import AddressPlanted, MailWatched, OptOutExercised
from safeinfo.model.observations import DeclarationMade, MailSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL
MAIL_NEEDS = frozenset({MailSeen, AddressPlanted, OptOutExercised, MailWatched, DeclarationMade})
_DAYS = 10  # business days in which mail must stop (standard, SI-06; 16 CFR 316.5)
_HOLIDAYS = 4  # more weekdays that may have been holidays where the shop is
ALIVE = timedelta(days=30)  # for which a link must work, and silence be watched (standard, SI-06)
_SUNDAY, _SATURDAY = 6, 5
_REFUSED = {
    "login": "asks to log in",
    "payment": "asks for money",
    "asked-more": "asks for more than the address and preferences",
}


def effect(view: View) -> Iterator[Finding]:
    """Yield what came of each way out that was taken, and what has yet to be proven."""
    taken = view.of(OptOutExercised)
    kept = [out for out in taken if out.result == "accepted" and out.pages <= 1]
    for out in taken:
        if out not in kept:
            yield from _refused(view, out)
    stopped = [finding for out in kept for finding in _stopped(view, out)]
    yield from stopped
    cites = tuple(seen.id for seen, _ in informational(view))
    if not any(finding.name == "opt-out-effective" for finding in stopped):
        message = "That mail stops after opting out, at once and for good, needs a mail trial (--mail-trial)."
        yield Finding("effect-unproven", U, message, cites)
    if not taken:
        return
    if old := [out for out in kept if _age(view, out) >= ALIVE]:
        message = f"A link to unsubscribe still worked {_age(view, old[0]).days} days after its message came."
        yield Finding("opt-out-lives", P, message, (old[0].id, old[0].message))
    else:
        message = "That a link to unsubscribe still works 30 days after its message came was not tried."
        yield Finding("opt-out-age-untried", U, message, cites)


def _refused(view: View, out: OptOutExercised) -> Iterator[Finding]:
    cites, where = (out.id, out.message), Place("", "", _subject(view, out))
    if out.result == "accepted":
        message = f"Opting out took {out.pages} pages; one is the most."
        yield Finding("opt-out-not-actionable", F, message, cites, where)
    elif out.result in _REFUSED:
        yield Finding("opt-out-not-actionable", F, f"The way out {_REFUSED[out.result]}.", cites, where)
    elif _age(view, out) <= ALIVE:
        message = f"The way out ({out.way}) did not work {_age(view, out).days} days after its message came."
        yield Finding("opt-out-dead", F, message, cites, where)


def _stopped(view: View, out: OptOutExercised) -> Iterator[Finding]:
    """Judge what came to an address after it opted out; silence counts where a control address was still written to."""
    late = [seen for seen, _ in informational(view) if seen.address == out.address and _late(out, seen)]
    if late:
        worst = max(late, key=lambda seen: _weekdays(out.at, seen.received_at))
        days = _weekdays(out.at, worst.received_at)
        words = (
            f"«{worst.subject or worst.source}» came {days} weekdays after opting out; 10 business days are the most"
        )
        cites = (out.id, out.message, worst.id)
        if days > _DAYS + _HOLIDAYS:
            yield Finding("mail-after-opt-out", F, f"{words}.", cites)
        else:
            yield Finding("mail-after-opt-out", C, f"{words}, and holidays may lie between.", cites)
        return
    control = _control(view, out)
    watch = next((w for w in view.of(MailWatched) if control and _covers(w, out, control)), None)
    if control and watch:
        message = "Mail stopped within 10 business days of opting out, while an untouched address still got it."
        yield Finding("opt-out-effective", P, message, (out.id, out.message, control.id, watch.id))


def _control(view: View, out: OptOutExercised) -> MailSeen | None:
    """Return a mailing that came to an untouched address after the days in which mail had to stop."""
    touched = {each.address for each in view.of(OptOutExercised)}
    signed_up = {each.address for each in view.of(AddressPlanted) if each.role in {"control", "subscriber"}} - touched
    came = (seen for seen, _ in informational(view) if seen.address in signed_up and _late(out, seen))
    return next(came, None)


def _covers(watch: MailWatched, out: OptOutExercised, control: MailSeen) -> bool:
    return watch.since <= out.at and control.received_at is not None and control.received_at <= watch.until


def _late(out: OptOutExercised, seen: MailSeen) -> bool:
    return seen.received_at is not None and _weekdays(out.at, seen.received_at) > _DAYS


def _weekdays(start: datetime, end: datetime | None) -> int:
    """Return how many Mondays to Fridays lie after the day of `start`, up to and including that of `end`."""
    if end is None or end <= start:
        return 0
    days = (end.date() - start.date()).days
    return sum((start.date() + timedelta(days=n)).weekday() < _SATURDAY for n in range(1, days + 1))


def _age(view: View, out: OptOutExercised) -> timedelta:
    """Return how old the message was whose way out was taken; no time at all where that is not on record."""
    came = next((seen.received_at for seen in view.of(MailSeen) if seen.id == out.message), None)
    return out.at - came if came else timedelta()


def _subject(view: View, out: OptOutExercised) -> str:
    return next((seen.subject for seen in view.of(MailSeen) if seen.id == out.message), "")


def silence(view: View) -> Iterator[Finding]:
    """Yield that nothing is sent, where the shop declares so and who signed up was not written to for 30 days."""
    made = [each for each in view.of(DeclarationMade) if each.declaration.sends_mailings is False]
    for watch in view.of(MailWatched):
        planted = [
            each
            for each in view.of(AddressPlanted)
            if each.role in {"subscriber", "control"} and watched_from(watch, each.planted_at)
        ]
        if made and planted:
            message = (
                "The shop declares that it sends no mailings, and addresses that signed up stayed silent for 30 days."
            )
            cites = (made[0].id, *(each.id for each in planted), watch.id)
            yield Finding("none-sent", Outcome.INAPPLICABLE, message, cites)
            return


def watched_from(watch: MailWatched, moment: datetime) -> bool:
    """Tell whether mailboxes were watched for 30 days from a moment on."""
    return watch.since <= moment and watch.until - moment >= ALIVE
