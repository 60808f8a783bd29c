"""What a mail trial shows of opting out: that mail stops, in time, while an untouched address still gets it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from safeinfo.derive.computed.collecting import collecting_forms
from safeinfo.derive.computed.coverage import walked_whole
from safeinfo.derive.computed.hidden import HIDDEN_FORMS
from safeinfo.derive.computed.messages import informational, is_of_shop
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Purpose
from safeinfo.model.mail_trials import AddressPlanted, MailWatched, OptOutExercised
from safeinfo.model.observations import DeclarationMade, MailSeen, PageSeen, Searched
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL
MAIL_NEEDS = frozenset({MailSeen, AddressPlanted, OptOutExercised, MailWatched, DeclarationMade})
_DAYS = 10  # business days in which mail must stop (standard, SI-06; 16 CFR 316.5)
_HOLIDAYS = 4  # more weekdays that may have been holidays where the shop is
ALIVE = timedelta(days=30)  # for which a link must work, and silence be watched (standard, SI-06)
_SATURDAY = 5
_SIGNING_UP = frozenset({Purpose.NEWSLETTER, Purpose.SIGNUP})
_LOOK, _UNCLEAR = "get", "unclear"
_REFUSED = {
    "login": "asks to log in",
    "payment": "asks for money",
    "asked-more": "asks for more than the address and preferences",
}


def effect(view: View) -> Iterator[Finding]:
    """Yield what came of each way out that was taken, and what has yet to be proven."""
    taken = [out for out in view.of(OptOutExercised) if out.way != _LOOK]
    kept = [out for out in taken if out.result in {"accepted", _UNCLEAR} and out.pages <= 1]
    for out in taken:
        if out not in kept:
            yield from _refused(view, out)
    stopped = [finding for out in kept for finding in _stopped(view, out)]
    yield from stopped
    yield from _by_a_look(view)
    cites = tuple(seen.id for seen, _ in informational(view))
    if not any(finding.name == "opt-out-effective" for finding in stopped):
        message = "That mail stops after opting out, at once and for good, needs a mail trial (--mail-trial)."
        yield Finding("effect-unproven", U, message, cites)
    if not taken:
        return
    proven = {finding.cites[0] for finding in stopped if finding.outcome is P}
    lived = [out for out in kept if out.result == "accepted" or out.id in proven]
    if old := [out for out in lived if _age(view, out) >= ALIVE]:
        message = f"A link to unsubscribe still worked {_age(view, old[0]).days} days after its message came."
        yield Finding("opt-out-lives", P, message, (old[0].id, old[0].message))
    else:
        message = "That a link to unsubscribe still works 30 days after its message came was not tried."
        yield Finding("opt-out-age-untried", U, message, cites)


def _refused(view: View, out: OptOutExercised) -> Iterator[Finding]:
    cites, where = (out.id, out.message), Place("", "", _subject(view, out))
    if out.result == _UNCLEAR:
        yield _unclear(out, where)
    elif out.result == "accepted":
        message = f"Opting out took {out.pages} pages; one is the most."
        yield Finding("opt-out-not-actionable", F, message, cites, where)
    elif out.way == "one-click":  # a header beside the link that every message needs: reported, never required
        message = f"The one-click opt-out of the header did not work ({out.result})."
        yield Finding("one-click-dead", P, message, cites, for_information=True)
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
        if doubt := _doubt(view, out, late, days):
            yield Finding("mail-after-opt-out", C, f"{words}, and {doubt}.", cites)
        else:
            yield Finding("mail-after-opt-out", F, f"{words}.", cites)
    elif seen := _silence_since(view, out):
        message = "Mail stopped within 10 business days of opting out, while an untouched address still got it."
        yield Finding("opt-out-effective", P, message, (out.id, out.message, *seen))
    elif out.result == _UNCLEAR:
        yield _unclear(out, Place("", "", _subject(view, out)))


def _doubt(view: View, out: OptOutExercised, late: list[MailSeen], days: int) -> str:
    """Return why it is not certain that the shop went on after a way out that it had accepted, "" if it is."""
    decoys = {each.address for each in view.of(AddressPlanted) if each.role == "decoy"}
    if out.result == _UNCLEAR:
        return "whether the way out was accepted could not be seen"
    if any(seen.address in decoys for seen in view.of(MailSeen)):
        return "an address that was told to nobody was written to as well: addresses are guessed"
    if not any(is_of_shop(view, seen) for seen in late):
        return "that the shop sent it is not known"
    return "holidays may lie between" if days <= _DAYS + _HOLIDAYS else ""


def _unclear(out: OptOutExercised, where: Place) -> Finding:
    message = f"Whether the shop accepted a way out ({out.way}) could not be seen, nor yet by mail that stopped."
    return Finding("opt-out-unclear", C, message, (out.id, out.message), where)


def _silence_since(view: View, out: OptOutExercised) -> tuple[str, ...]:
    """Return what shows that silence after a way out means something: late mail to an untouched address, the watch."""
    control = _control(view, out)
    watch = next((w for w in view.of(MailWatched) if control and _covers(w, out, control)), None)
    return (control.id, watch.id) if control and watch else ()


def _by_a_look(view: View) -> Iterator[Finding]:
    """Yield where mail stopped although the link was only opened, as scanners of mail do (for information)."""
    for out in view.of(OptOutExercised):
        late = any(seen.address == out.address and _late(out, seen) for seen, _ in informational(view))
        if out.way == _LOOK and not late and (seen := _silence_since(view, out)):
            message = "Only opening the link to unsubscribe, as programs that check mail do, ended the mailings."
            yield Finding("left-by-a-look", P, message, (out.id, out.message, *seen), for_information=True)


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
    """Yield that nothing is sent, where the shop declares so and who signed up was not written to for 30 days.

    Where nobody can sign up, no trial can bear the declaration out: then a person tells.
    """
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
    if made and not view.of(AddressPlanted) and (walk := _walk_without_sign_up(view)) is not None:
        message = (
            "The shop declares that it sends no mailings, and no form to sign up for any or for an account was found on"
            f" {walk.looked_at} pages. Whether those who order are written to must be told by a person."
        )
        yield Finding("nowhere-to-sign-up", C, message, (made[0].id, walk.id))


def _walk_without_sign_up(view: View) -> Searched | None:
    """Return the whole walk that met no form, shown or not, that an address can be given to for mail to come."""
    forms = (*collecting_forms(view), *view.once(HIDDEN_FORMS))
    if not view.of(PageSeen) or any(form.form.purpose in _SIGNING_UP for form in forms):
        return None
    return walked_whole(view)


def watched_from(watch: MailWatched, moment: datetime) -> bool:
    """Tell whether mailboxes were watched for 30 days from a moment on."""
    return watch.since <= moment and watch.until - moment >= ALIVE
