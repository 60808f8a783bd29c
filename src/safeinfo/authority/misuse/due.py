"""What of misuse is due: whom to suspect, whom to look at (again), what to forget. Called by the sweep."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from safeinfo.authority import using, work
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.misuse.models import Referral, Suspicion
from safeinfo.authority.misuse.services import suspect
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import LISTED, STANDING, State

JOB = "look-for-misuse"
_STOPPED = (LISTED - STANDING) | {State.WITHDRAWN}
_TIME_TO_TAKE_DOWN = timedelta(days=1)
_WATCHED = timedelta(days=400)  # that a shop is looked at after its seal has ended
_AGAIN = timedelta(days=7)
_COUNTED, _VISITORS = timedelta(days=7), 3  # so many visitors within that time make a look worth while
_MOST = 50  # newly suspected, and looked at, in one sweep
_COUNTS_KEPT = timedelta(days=60)
_S = Suspicion.State


def suspected(now: datetime) -> None:
    """Suspect the shops whose seal has ended, origins that visitors come from, and those that complaints name."""
    stopped = Seal.objects.filter(
        ~Exists(_busy(now, "shop__origin")),
        state__in=_STOPPED,
        issued_at__isnull=False,
        public_since__lte=now - _TIME_TO_TAKE_DOWN,
        public_since__gte=now - _WATCHED,
    )
    for origin in stopped.values_list("shop__origin", flat=True)[:_MOST]:
        suspect(origin, Suspicion.Because.STOPPED, now)
    named = Complaint.objects.filter(~Exists(_busy(now, "origin")), state=Complaint.State.OPEN)
    for origin in named.values_list("origin", flat=True)[:_MOST]:
        suspect(origin, Suspicion.Because.COMPLAINT, now)
    seen = Referral.objects.filter(~Exists(_busy(now, "origin")), day__gte=(now - _COUNTED).date()).order_by()
    often = seen.values("origin").annotate(all=Sum("count")).filter(all__gte=_VISITORS).order_by("-all")
    for origin in often.values_list("origin", flat=True)[:_MOST]:
        suspect(origin, Suspicion.Because.REFERRAL, now)


def _busy(now: datetime, field: str) -> QuerySet[Suspicion]:
    """Return the suspicions about the origin in a field of an outer query that are under way, or were looked at."""
    under_way = Q(state__in=(_S.WAITING, _S.SEEN, _S.LISTED)) | Q(looked_at__gt=now - _AGAIN)
    return Suspicion.objects.filter(under_way, origin=OuterRef(field))


def looks(now: datetime) -> None:
    """Ask for the looks that are due; each is asked for by its number, so that it is made once."""
    due = Suspicion.objects.filter(look_at__lte=now, state__in=(_S.WAITING, _S.SEEN, _S.LISTED))
    for each in due.order_by("look_at")[:_MOST]:
        payload = {"suspicion": each.pk, "look": each.looks}
        work.ask(JOB, f"{each.pk}-{each.looks}-{now:%Y%m%d}", payload, partition=each.host)


def forgotten(now: datetime) -> None:
    """Forget old counts, suspicions that came to nothing, and evidence past its retention."""
    Referral.objects.filter(day__lt=(now - _COUNTS_KEPT).date()).delete()
    old = now - timedelta(days=using.config().keep_evidence_days)
    over = Suspicion.objects.filter(state__in=(_S.CLEAR, _S.DISMISSED, _S.GONE))
    for each in over.filter(looked_at__lte=old):
        if each.evidence_name:
            each.evidence().unlink(missing_ok=True)
        each.delete()
