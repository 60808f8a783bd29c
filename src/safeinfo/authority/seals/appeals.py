"""Appeals of merchants: made once against each refusal, suspension or revocation, answered by somebody else."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from safeinfo.authority import clock, using
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import notices
from safeinfo.authority.seals.models import Appeal, Seal
from safeinfo.authority.seals.services import locked
from safeinfo.authority.seals.states import State

_AGAINST = frozenset({State.REFUSED, State.SUSPENDED, State.REVOKED})
_LONGEST = 5000


def may_appeal(seal: Seal) -> bool:
    """Tell whether there is something to appeal against, and nobody did."""
    return seal.state in _AGAINST and not seal.appeals.filter(made_at__gte=seal.since).exists()


def appeal(seal: Seal, text: str, actor: Account) -> Appeal:
    """Make an appeal; NotPossibleError where there is nothing to appeal against, or one is open."""
    words = text.strip()
    if not words or len(words) > _LONGEST:
        raise NotPossibleError("text", _("Say what we should look at again, in at most %s characters.") % _LONGEST)
    with transaction.atomic():
        seal = locked(seal)
        if seal.state not in _AGAINST:
            raise NotPossibleError("state", _("There is no refusal, suspension or revocation to appeal against."))
        if seal.appeals.filter(made_at__gte=seal.since).exists():
            raise NotPossibleError("made", _("You have appealed against this already."))
        made = Appeal.objects.create(
            seal=seal,
            against=seal.state,
            text=words,
            made_at=clock.now(),
            due_at=clock.now() + timedelta(days=using.config().appeal_days),
        )
        records.write(seal, "appealed", actor=actor, appeal=made.pk)
    return made


def answer(made: Appeal, reviewer: Account, text: str, *, upheld: bool) -> Appeal:
    """Answer an appeal; not by anybody who voted for what it is against. What follows from it is voted on as ever."""
    if not reviewer.is_reviewer:
        raise NotPossibleError("role", _("Only reviewers answer appeals."))
    if not text.strip():
        raise NotPossibleError("text", _("Write the answer."))
    with transaction.atomic():
        made = Appeal.objects.select_for_update().select_related("seal__shop__owner").get(pk=made.pk)
        if made.state != Appeal.State.OPEN:
            raise NotPossibleError("answered", _("Somebody answered this appeal before you."))
        if made.seal.votes.filter(reviewer=reviewer, at__lte=made.made_at).exists():
            raise NotPossibleError("own-vote", _("You voted on this seal; somebody else must answer."))
        if made.seal.shop.owner_id == reviewer.pk:
            raise NotPossibleError("own-shop", _("Nobody answers an appeal of their own."))
        made.state = Appeal.State.UPHELD if upheld else Appeal.State.DISMISSED
        made.answer, made.answered_at, made.answered_by = text.strip(), clock.now(), reviewer
        made.save()
        records.write(made.seal, f"appeal-{made.state}", actor=reviewer, why=made.answer, appeal=made.pk, public=True)
        notices.appeal_answered(made.seal, made.answer)
    return made
