"""What can be done about a seal shown without right: count, suspect, look, decide, list, and take off the list."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safeinfo.authority import clock
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.misuse import words
from safeinfo.authority.misuse.models import Referral, Suspicion
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import STANDING
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import origin

_MOST_ORIGINS = 2_000  # counted on one day: a referrer is a header that anybody can send
_AGAIN = timedelta(days=7)  # until a site that shows, or may show, a seal is looked at again
_RETRY = timedelta(days=1)
_FORGOTTEN = timedelta(days=30)  # until a suspicion that came to nothing may come up again
_ABSENT = 3  # looks in a row without the seal after which a listed site is taken off, or a suspicion dropped
_SHORTEST_REASON = 10
_S = Suspicion.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at a front page came to; `trouble` says why there is nothing of it."""

    seen: Sequence[Mapping[str, str]] = ()
    digest: str = ""
    evidence_name: str = ""
    contact: str = ""
    trouble: str = ""


def came(from_: str) -> None:
    """Count a visitor who came to a seal's page from another origin; trouble with that never keeps the page back."""
    with suppress(MalformedError, DatabaseError):
        exact, day = origin(from_), clock.now().date()
        if is_sealed(exact):
            return
        counted = Referral.objects.filter(origin=exact, day=day)
        if counted.update(count=F("count") + 1):
            return
        if Referral.objects.filter(day=day).count() < _MOST_ORIGINS:
            with transaction.atomic():
                Referral.objects.get_or_create(origin=exact, day=day)
                counted.update(count=F("count") + 1)


def is_sealed(origin_: str) -> bool:
    """Tell whether an origin holds a seal that stands, under whatever account."""
    return Seal.objects.filter(shop__origin=origin_, state__in=STANDING).exists()


def suspect(origin_: str, because: str, now: datetime) -> Suspicion | None:
    """Have an origin looked at; None where its seal stands. What was looked at lately is not looked at again."""
    if is_sealed(origin_):
        return None
    with transaction.atomic():
        held, new = Suspicion.objects.select_for_update().get_or_create(
            origin=origin_, defaults={"because": because, "since": now, "look_at": now}
        )
        over = held.state in {_S.CLEAR, _S.DISMISSED, _S.GONE}
        pause = _FORGOTTEN if held.state == _S.DISMISSED else _AGAIN
        if not new and over and (held.looked_at is None or held.looked_at <= now - pause):
            held.state, held.look_at, held.absent, held.because = _S.WAITING, now, 0, because
            held.save()
    return held


def looked(suspicion: Suspicion, number: int, look: Look) -> Suspicion:
    """Store what the look of a `number` came to; a second time for the same number changes nothing."""
    now = clock.now()
    with transaction.atomic():
        held = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
        if held.looks != number:
            return held
        held.looks, held.looked_at, held.trouble = number + 1, now, look.trouble
        if look.seen and not is_sealed(held.origin):
            _seen(held, look, now)
        else:
            _absent(held, look, now)
        held.save()
    return held


def _seen(held: Suspicion, look: Look, now: datetime) -> None:
    held.absent, held.look_at = 0, now + _AGAIN
    held.contact = look.contact or held.contact
    if held.state == _S.LISTED:  # what a person confirmed stays what the list names
        _forget(held, look.evidence_name)
        return
    if held.evidence_name and held.evidence_name != look.evidence_name:
        _forget(held, held.evidence_name)
    held.seen, held.digest, held.evidence_name = [dict(each) for each in look.seen], look.digest, look.evidence_name
    if held.state == _S.WAITING:
        held.state = _S.SEEN
        records.write(held, "misuse-seen", after=held.state, origin=held.origin, digest=held.digest)
        if held.because == Suspicion.Because.STOPPED:
            words.take_it_down(held)


def _forget(held: Suspicion, name: str) -> None:
    """Delete the evidence of a look that nothing rests on, once that is certain."""
    path = held.evidence(name)
    transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)


def _absent(held: Suspicion, look: Look, now: datetime) -> None:
    """A look that saw no seal. One that could not look at all says little, so a listed site stays on for some more."""
    held.absent += 1
    is_over = held.absent >= _ABSENT or (not look.trouble and held.state != _S.LISTED) or is_sealed(held.origin)
    if not is_over:
        held.look_at = now + _RETRY
        return
    held.look_at, before = None, held.state
    held.state = _S.GONE if before == _S.LISTED else _S.CLEAR
    if before == _S.LISTED:
        records.write(held, "misuse-ended", before=before, after=held.state, origin=held.origin)
        key = f"misuse-ended-{held.pk}-{held.looks}"
        seals.publish("misuse-ended", key=key, origin=held.origin, evidence=held.digest)
        words.no_longer_listed(held)


def decide(suspicion: Suspicion, reviewer: Account, reason: str, *, digest: str, forged: bool) -> Suspicion:
    """Decide what was seen: list the site as one that shows a forged seal, or dismiss it. Only a person does that.

    `digest` is of the evidence that was looked at: where a later look has replaced it, the person must look again.
    """
    if not reviewer.is_reviewer:
        raise NotPossibleError("role", _("Only reviewers decide this."))
    if len(reason.strip()) < _SHORTEST_REASON:
        raise NotPossibleError("reason", _("Write the reason, so that others can follow it."))
    with transaction.atomic():
        held = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
        if held.state != _S.SEEN:
            raise NotPossibleError("state", _("This does not wait for a decision, or somebody decided it before you."))
        if held.digest != digest:
            raise NotPossibleError("digest", _("The site was looked at again meanwhile; reload the page."))
        if Seal.objects.filter(shop__origin=held.origin, shop__owner=reviewer).exists():
            raise NotPossibleError("own-shop", _("Nobody decides about a site of their own."))
        if forged and is_sealed(held.origin):
            raise NotPossibleError("sealed", _("The seal of this site stands now."))
        now = clock.now()
        held.reason, held.decided_at, held.decided_by = reason.strip(), now, reviewer
        held.state = _S.LISTED if forged else _S.DISMISSED
        held.listed_at = now if forged else held.listed_at
        held.look_at = now + _AGAIN if forged else None
        held.save()
        records.write(held, f"misuse-{held.state}", actor=reviewer, before=_S.SEEN, after=held.state, why=held.reason)
        if forged:
            seals.publish("misuse", key=f"misuse-{held.pk}-{held.looks}", origin=held.origin, evidence=held.digest)
            words.listed(held)
    return held
