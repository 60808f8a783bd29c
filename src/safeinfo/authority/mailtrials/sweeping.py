"""What of trials is due now: the receiver's pulse; trials to begin, to look at, to be used by an audit, to purge."""

from datetime import datetime, timedelta
from typing import Any

from safeinfo.authority import clock, using, work
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.mailtrials import deeds, liveness, planning, receiving, record, services
from safeinfo.authority.mailtrials.models import AFTER, Beat, Deed, MailTrial
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import STANDING, State
from safeinfo.authority.shops.services import controls_domain
from safeinfo.engine import Payload

TURN, BEAT = "mail-turn", "mail-beat"
_WANTING = STANDING | {State.DECLARED, State.AUDITED, State.SUSPENDED, State.EXPIRED}
_AGAIN = timedelta(days=1)  # after which signing up is tried once more
_SUPERSEDED = timedelta(days=30)  # after which the messages of a trial with a newer one are deleted


def mail_trials(now: datetime) -> None:
    """Do or ask for all of it; nothing is begun where this authority receives no mail."""
    if using.config().canary_domain:
        if liveness.due(now):
            work.ask(BEAT, f"{now:%Y%m%d%H%M}", {})
        _begin(now)
        _turn(now)
        _part(now)
    _use()
    _purge(now)


def beat(_payload: Payload) -> dict[str, Any]:
    """Look whether the receiver lives; take in what a crash lost between disk and database."""
    if liveness.due(clock.now()):
        liveness.beat()
        receiving.adopt()
    return {}


def turn(payload: Payload) -> dict[str, Any]:
    """Look at a trial."""
    services.turn(MailTrial.objects.select_related("shop").get(key=payload["trial"]))
    return {}


def _begin(now: datetime) -> None:
    """Begin a trial where a seal is applied for or held, and there was none for long; a bad one is for its merchant."""
    for seal in Seal.objects.filter(state__in=_WANTING).select_related("shop"):
        last = seal.shop.mail_trials.first()
        fresh = last is not None and last.why != MailTrial.Why.ENDED and not _is_old(last, now)
        if not fresh and not record.by_hand(seal.shop).exists() and not services.lacking(seal.shop):
            services.begin(seal.shop)


def _is_old(trial: MailTrial, now: datetime) -> bool:
    good = trial.outcome in {"passed", "inapplicable"} and trial.why != MailTrial.Why.FAILED
    long_ago = timedelta(days=using.config().mail_trial_days)
    return trial.over_at is not None and good and now - trial.over_at >= long_ago


def _turn(now: datetime) -> None:
    for trial in MailTrial.objects.filter(state=MailTrial.State.RUNNING):
        work.ask(TURN, f"{trial.key}-{now:%Y%m%d%H}", {"trial": trial.key})
    for trial in MailTrial.objects.filter(state=MailTrial.State.SIGNING).select_related("shop"):
        if not deeds.may(trial):
            services.end(trial, MailTrial.Why.ENDED)
            continue
        last = Deed.objects.filter(canary__trial=trial, what=Deed.What.SIGN_UP).last()
        if last is None or now - last.claimed_at >= _AGAIN:
            done = last is not None and last.done_at is not None
            attempt = (last.attempt if last is not None else 1) + done  # the same one where it was lost on the way
            key = f"{trial.key}-{attempt}-{now:%Y%m%d%H}"
            work.ask(deeds.SIGN_UP, key, {"trial": trial.key, "attempt": attempt}, partition=trial.shop.host)


def _part(now: datetime) -> None:
    """Let the addresses of trials that are over leave the shop's list: nobody is to write to them for ever."""
    over = MailTrial.objects.filter(state=MailTrial.State.OVER, purged_at=None, over_at__gt=now - AFTER)
    for trial in over.select_related("shop"):
        if deeds.may(trial):
            for due in filter(None, map(planning.parting, record.boxes_of(trial))):
                services.ask_for(trial, due, now)


def _use() -> None:
    """Ask for an audit with the record of each trial that is over; one under way must end first."""
    over = MailTrial.objects.filter(state=MailTrial.State.OVER, audit=None, purged_at=None).select_related("shop")
    for trial in over.exclude(why=MailTrial.Why.ENDED):
        shop = trial.shop
        seal = Seal.objects.filter(shop=shop).first()
        if seal is None or seal.state not in _WANTING or not controls_domain(shop):
            continue
        if shop.audits.exclude(state__in=(Audit.State.JUDGED, Audit.State.BROKEN)).exists():
            continue
        reason = Audit.Reason.MONITORING if seal.state in STANDING else Audit.Reason.APPLICATION
        MailTrial.objects.filter(pk=trial.pk).update(audit=audits.ask(shop, reason, trials=True))


def _purge(now: datetime) -> None:
    keep = timedelta(days=using.config().keep_mail_days)
    Beat.objects.filter(at__lt=now - keep).delete()
    for trial in MailTrial.objects.filter(state=MailTrial.State.OVER, purged_at=None).select_related("shop"):
        later = trial.shop.mail_trials.filter(pk__gt=trial.pk, state=MailTrial.State.OVER)
        newer = later.filter(record.TELLING).first()
        superseded = newer is not None and newer.over_at is not None and now - newer.over_at >= _SUPERSEDED
        if superseded or trial.shop.left_at is not None or (trial.over_at and now - trial.over_at >= keep):
            services.purge(trial)
