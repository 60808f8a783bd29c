"""The life of a trial: begun, looked at every hour, ended, used by an audit, its messages deleted when they are old."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from safeinfo.authority import clock, using, work
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.mailtrials import customers, deeds, liveness, planning, receiving, record
from safeinfo.authority.mailtrials.models import Beat, Canary, Deed, Letter, MailTrial, local_part
from safeinfo.authority.records import services as records
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.shops.services import controls_domain
from safeinfo.derive.mail import read_mail
from safeinfo.derive.mail.roles import roles_of
from safeinfo.model.outcome import Outcome

_ROLES = ("link", "one-click", "mailto", "late", "get", "control", "decoy", "decoy")
_JUDGED_EVERY = timedelta(days=1)  # where nothing came and nothing was done meanwhile
_REST = timedelta(days=1)  # between two trials of a shop


def lacking(shop: Shop) -> str:
    """Return what keeps a trial at a shop from being begun, one word for programs, "" if nothing does."""
    if not using.config().canary_domain:
        return "receiver"
    if not controls_domain(shop) or shop.left_at is not None:
        return "control"
    last = shop.mail_trials.first()
    if last is not None and last.over_at and clock.now() - last.over_at < _REST:
        return "rest"
    beat = Beat.objects.filter(held=True).last()
    if beat is None or clock.now() - beat.at > liveness.GAP:
        return "pulse"
    return ""


_WORDS = {
    "receiver": "This authority receives no mail: its setting canary_domain is empty.",
    "control": "A trial signs up for the shop's mail: prove its domain first.",
    "rest": "The last trial ended less than a day ago; mend what it showed, and begin another tomorrow.",
    "pulse": "The receiver of this authority does not answer at present; try again later.",
}


def begin(shop: Shop, actor: Account | None = None) -> MailTrial:
    """Begin a trial at a shop, or return the one under way; NotPossibleError with what is lacking.

    The same rule as for audits with trials: whoever applied has agreed to them, and the domain is proved.
    """
    running = shop.mail_trials.exclude(state=MailTrial.State.OVER).first()
    if running is not None:
        return running
    if lacks := lacking(shop):
        raise NotPossibleError(lacks, _WORDS[lacks])
    try:
        with transaction.atomic():
            trial = MailTrial.objects.create(key=secrets.token_hex(16), shop=shop)
            for number, role in enumerate(_ROLES, 1):
                Canary.objects.create(trial=trial, name=f"a{number}", role=role, local=local_part())
            records.write(trial, "mail-trial-begun", actor=actor, shop=shop.pk)
            work.ask_after_commit(
                deeds.SIGN_UP, f"{trial.key}-1", {"trial": trial.key, "attempt": 1}, partition=shop.host
            )
    except IntegrityError:
        return shop.mail_trials.exclude(state=MailTrial.State.OVER).get()
    return trial


def ask(shop: Shop, actor: Account) -> MailTrial:
    """Begin a trial as its merchant asks; NotPossibleError where the seal was not applied for."""
    from safeinfo.authority.seals.models import Seal  # noqa: PLC0415 - seals stand above trials
    from safeinfo.authority.seals.states import OVER  # noqa: PLC0415

    if not Seal.objects.filter(shop=shop).exclude(state__in=OVER).exists():
        raise NotPossibleError("applied", "Apply for the seal first: this agrees to trials.")
    return begin(shop, actor)


def read_letters(trial: MailTrial) -> int:
    """Read the messages that were not read yet: their kind, and what each address in them is for."""
    unread = Letter.objects.filter(canary__trial=trial, kind="").select_related("canary")
    for letter in unread:
        raw = receiving.raw_of(letter)
        read = read_mail(raw)
        letter.kind = "unread" if read.unread else read.kind
        wary = letter.canary.role == Canary.Role.CUSTOMER
        letter.roles = "\n".join(f"{role} {url}" for role, url in roles_of(raw, read, wary=wary).items())
        letter.save(update_fields=("kind", "roles"))
    return len(unread)


def ask_due(trial: MailTrial, boxes: Iterable[planning.Box]) -> bool:
    """Ask for the deeds that are due; True if there are any. What was lost on the way is asked for in another hour.

    Asked for twice, it is done once: the claim sees to that.
    """
    now = clock.now()
    found = planning.due(boxes, now, can_write=bool(using.config().mail))
    for each in found:
        ask_for(trial, each, now)
    return bool(found)


def ask_for(trial: MailTrial, due: planning.Due, now: datetime) -> None:
    """Ask for one deed."""
    payload = {"canary": due.box, "what": due.what, "attempt": due.attempt, "letter": due.letter}
    key = f"{due.box}-{due.what}-{due.attempt}-{now:%Y%m%d%H}"
    work.ask(deeds.DEED, key, payload, partition=trial.shop.host)


def turn(trial: MailTrial) -> MailTrial:
    """Look at a trial: read what came, do what is due, and end it where everything was seen."""
    if trial.state != MailTrial.State.RUNNING:
        return trial
    if trial.shop.left_at is not None or not controls_domain(trial.shop):
        return end(trial, MailTrial.Why.ENDED)
    new = read_letters(trial)
    customers.see_to(trial)
    boxes = record.boxes_of(trial)
    pending = ask_due(trial, boxes)
    if not new and not _is_stale(trial):
        return trial
    now, found = clock.now(), record.judged(trial)
    trial.outcome, trial.judged_at, trial.findings = found.outcome, now, found.rows()
    trial.save(update_fields=("outcome", "judged_at", "findings"))
    waits = customers.waits(trial, found.customers, now)
    passed_on = any(each.outcome is Outcome.FAILED for each in found.customers)
    why = "failed" if passed_on else planning.ending(found.findings, boxes, now, pending=pending, waits=waits)
    if why:
        return end(trial, why)
    longest = timedelta(days=using.config().longest_mail_trial_days)
    return end(trial, MailTrial.Why.LONG) if clock.now() - trial.began_at >= longest else trial


def _is_stale(trial: MailTrial) -> bool:
    judged = trial.judged_at
    if judged is None or clock.now() - judged >= _JUDGED_EVERY:
        return True
    return Deed.objects.filter(canary__trial=trial, done_at__gt=judged).exists()


def end(trial: MailTrial, why: str) -> MailTrial:
    """End a trial; what was seen stays until its retention is over."""
    with transaction.atomic():
        trial = MailTrial.objects.select_for_update().select_related("shop").get(pk=trial.pk)
        if not trial.is_over:
            trial.state, trial.why, trial.over_at = MailTrial.State.OVER, why, clock.now()
            trial.save()
            records.write(trial, "mail-trial-over", after=trial.state, why=why, outcome=trial.outcome)
    return trial


def purge(trial: MailTrial) -> None:
    """Delete the messages of a trial; that it was, and what it showed, stays."""
    for letter in Letter.objects.filter(canary__trial=trial):
        receiving.drop(letter)
        letter.delete()
    MailTrial.objects.filter(pk=trial.pk).update(purged_at=clock.now())


def is_running(shop: Shop) -> bool:
    """Tell whether a trial of a shop goes on."""
    return shop.mail_trials.exclude(state=MailTrial.State.OVER).exists()


def expected(shop: Shop, now: datetime) -> datetime:
    """Return before when a seal cannot be had, for the trial under way or one that began now."""
    running = shop.mail_trials.exclude(state=MailTrial.State.OVER).first()
    if running is None:
        return planning.earliest(now)
    return max(planning.earliest(running.began_at, record.boxes_of(running)), now)
