"""The sweep: what is due now, by the rows that say when; called every minute by every worker, and by tests at will.

Each part asks for work by a key that is always the same for the same occasion, or changes a state that only allows it
once; several workers sweep one at a time. Waits are dates in rows, never sleeping threads.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import close_old_connections, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from safeinfo.authority import clock, holdings, using, work
from safeinfo.authority.api.models import Answer
from safeinfo.authority.audits import results, retests
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit, Progress
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.letters import services as letters
from safeinfo.authority.mailtrials.sweeping import mail_trials
from safeinfo.authority.misuse import due
from safeinfo.authority.records.models import Record
from safeinfo.authority.seals import consequences
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Credential, Publication, Seal
from safeinfo.authority.seals.states import STANDING, State
from safeinfo.authority.shops.models import Control, DeclarationVersion
from safeinfo.authority.shops.services import controls_domain
from safeinfo.seal.errors import BusyError
from safeinfo.seal.files import locked

LOOK, REFRESH = "look-at-domain", "refresh-status"
_log = logging.getLogger(__name__)
_LOOK_EVERY = timedelta(days=1)
_PROGRESS_KEPT = timedelta(days=7)
_STUCK_AFTER = timedelta(hours=1)  # beyond what an audit may take, tried twice
_REFUSALS_UNTIL = timedelta(days=60)  # that days are looked through for refusals that were not logged
_LOST_AFTER = timedelta(minutes=2)  # an order that was not carried out by then is asked for again


def sweep() -> None:
    """Do all that is due, unless another worker does so now; trouble with one part does not keep the others back."""
    with suppress(BusyError), locked(using.config().home / "workers" / "sweep.lock"):
        close_old_connections()
        now = clock.now()
        for part in _PARTS:
            try:
                part(now)
            except Exception:  # noqa: BLE001 - whatever it is, the other parts must be done
                _log.exception("the sweep's part %s failed; it is tried again with the next", part.__name__)
        close_old_connections()


def applications(now: datetime) -> None:
    """Take applications further whose domain was proved or that were declared meanwhile."""
    waiting = Q(state=State.APPLIED) & Exists(_holding(now))
    declared = DeclarationVersion.objects.filter(shop=OuterRef("shop"))
    for seal in Seal.objects.filter(waiting | Q(state=State.CONTROLLED) & Exists(declared)):
        _one(seals.advance, seal)


def _one(do: Callable[[Any], object], row: Any) -> None:
    """Do what is due for one row; trouble with it does not keep the others waiting."""
    try:
        do(row)
    except Exception:  # noqa: BLE001 - whatever it is, the other rows must be done
        _log.exception("%s failed for %s; it is tried again with the next sweep", do.__name__, row)


def _holding(now: datetime) -> QuerySet[Control]:
    """Return the proofs of control that hold, for the shop of a seal of an outer query (as `controls_domain` says)."""
    since = now - timedelta(days=using.config().control_days)
    return Control.objects.filter(shop=OuterRef("shop"), proved_at__isnull=False, held_at__gte=since)


def _not_looked_at(now: datetime) -> QuerySet[Control]:
    """Return the proofs of control, likewise, that nobody has looked at when they were due."""
    missed = Q(checked_at=None) | Q(checked_at__lte=now - 2 * _LOOK_EVERY)
    return Control.objects.filter(missed, shop=OuterRef("shop"), proved_at__isnull=False)


def domains(now: datetime) -> None:
    """Look again at every proved domain, once a day."""
    due = Control.objects.filter(proved_at__isnull=False, shop__left_at__isnull=True)
    for control in due.filter(Q(checked_at__lte=now - _LOOK_EVERY) | Q(checked_at=None)):
        work.ask(LOOK, f"{control.pk}-{now:%Y%m%d%H}", {"control": control.pk})


def monitoring(now: datetime) -> None:
    """Ask for the audits that are due."""
    for seal in Seal.objects.filter(state__in=STANDING, audit_at__lte=now).select_related("shop"):
        reason = Audit.Reason.CURE if seal.state == State.CURE else Audit.Reason.MONITORING
        trials = controls_domain(seal.shop)
        audits.ask(seal.shop, reason, trials=trials)
        Seal.objects.filter(pk=seal.pk, audit_at=seal.audit_at).update(
            audit_at=now + timedelta(days=using.config().reaudit_days)
        )


def cures(now: datetime) -> None:
    """Suspend the seals whose cure period is over and whose failure is not mended."""
    for seal in Seal.objects.filter(state=State.CURE, cure_until__lte=now):
        with transaction.atomic():
            current = seals.locked(seal)
            if current.state == State.CURE and current.cure_until and current.cure_until <= now:
                seals.suspend(current, "A requirement was not met, and not mended within the cure period.")


def renewals(now: datetime) -> None:
    """Order the credentials that are due; a seal whose audit is too old, or whose domain is lost, lapses.

    Where we did not look at a domain for days, because we were away, nothing lapses by that, and nothing is renewed
    before we have looked.
    """
    standing = Seal.objects.filter(state__in=STANDING).select_related("shop", "audit")
    oldest = now - timedelta(days=using.config().oldest_audit_days)
    past = Q(audit=None) | Q(audit__audited_at=None) | Q(audit__audited_at__lte=oldest) | Q(cure_until__lte=now)
    holds = Exists(_holding(now))
    for seal in standing.filter(past | ~holds & ~Exists(_not_looked_at(now))):
        _one(seals.expire, seal)
    for seal in standing.filter(holds, Q(renew_at=None) | Q(renew_at__lte=now)):
        with transaction.atomic():
            current = seals.locked(seal)
            if current.stands and (current.renew_at is None or current.renew_at <= now):
                seals.order_credential(current)


def refusals(now: datetime) -> None:
    """Log how many applications were refused on each day that is over, without names; once for each day."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    refused = Record.objects.filter(act="refused", at__gte=today - _REFUSALS_UNTIL, at__lt=today)
    for day, count in refused.annotate(day=TruncDate("at")).values_list("day").annotate(n=Count("pk")).order_by("day"):
        with transaction.atomic():
            seals.publish("refuse", key=f"refuse-{day:%Y-%m-%d}", day=f"{day:%Y-%m-%d}", count=count)


def status(now: datetime) -> None:
    """Have the status lists signed anew, every few hours."""
    work.ask(REFRESH, f"{now:%Y%m%d}-{now.hour // 4}", {}, partition="log")


def lost(now: datetime) -> None:
    """Ask again for what a crash may have lost between a commit and its order."""
    late = now - _LOST_AFTER
    for audit in Audit.objects.filter(state=Audit.State.WAITING, asked_at__lte=late).select_related("shop"):
        work.ask(audits.JOB, f"{audit.key}-{now:%Y%m%d%H}", {"audit": audit.key}, partition=audit.shop.host)
    _stuck(now)
    for credential in Credential.objects.filter(step__in=("claimed", "logged", "signed"), claimed_at__lte=late):
        work.ask(seals.ISSUE, f"{credential.key}-{now:%Y%m%d%H}", {"credential": credential.pk}, partition="log")
    for publication in Publication.objects.filter(done_at=None, at__lte=late):
        work.ask(seals.PUBLISH, f"{publication.pk}-{now:%Y%m%d%H}", {"publication": publication.pk}, partition="log")


def _stuck(now: datetime) -> None:
    """End the audits whose work an error of ours ended: while one runs, its shop can ask for no other."""
    late = now - _STUCK_AFTER - 2 * timedelta(seconds=using.config().audit_seconds)
    for audit in Audit.objects.filter(state=Audit.State.WALKING, started_at__lte=late):
        audits.broke(audit, "It ended by an error of ours, which says nothing about the shop.")


def considered(_now: datetime) -> None:
    """Draw the consequences of audits that are over and whose worker died just before."""
    over = Audit.objects.filter(considered_at=None, state__in=(Audit.State.JUDGED, Audit.State.BROKEN))
    for audit in over.select_related("shop").order_by("id"):
        _one(consequences.audit_over, audit)


def posted(now: datetime) -> None:
    """Send the letters that a crash, or a mail server that was away, left unsent."""
    letters.left(now)


def retention(now: datetime) -> None:
    """Delete what is past its retention (docs/authority.md): evidence, complaints, progress, sessions."""
    config = using.config()
    Progress.objects.filter(at__lte=now - _PROGRESS_KEPT).delete()
    Session.objects.filter(expire_date__lte=now).delete()
    Answer.objects.filter(at__lte=now - timedelta(days=1)).delete()
    in_use = Seal.objects.filter(audit__isnull=False).values("audit")
    old = Audit.objects.filter(ended_at__lte=now - timedelta(days=config.keep_evidence_days), purged_at=None)
    for audit in old.exclude(pk__in=in_use):
        Audit.objects.filter(pk=audit.pk).update(purged_at=now)
    results.forget_strays()
    holdings.forget_unconfirmed(now)
    week = now - timedelta(days=7)
    Complaint.objects.filter(state=Complaint.State.UNCONFIRMED, made_at__lte=week).delete()
    answered = Complaint.objects.filter(answered_at__lte=now - timedelta(days=config.keep_complaints_days))
    answered.exclude(email="").update(email="", text="", answer="")


_PARTS: tuple[Callable[[datetime], None], ...] = (
    applications,
    domains,
    considered,
    cures,
    renewals,
    monitoring,
    refusals,
    status,
    lost,
    retests.lost,
    posted,
    due.suspected,
    due.looks,
    mail_trials,
    retention,
    due.forgotten,
)
