"""The life of a seal: each change of state is one function here, checked, recorded, logged where the public sees it.

Nothing here decides whether a requirement is met: that is the audit's, and a reviewer's for what it cannot tell.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safeinfo.authority import clock, using, work
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import issuing, notices
from safeinfo.authority.seals.models import Credential, Publication, Seal, Vote
from safeinfo.authority.seals.states import LISTED, STANDING, Act, State, after
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.shops.services import controls_domain
from safeinfo.model.outcome import Outcome
from safeinfo.seal import faces

ISSUE, PUBLISH = "issue-credential", "publish-change"
_PUBLIC = frozenset({Act.ISSUE, Act.SUSPEND, Act.REINSTATE, Act.EXPIRE, Act.REVOKE, Act.WITHDRAW})
GOOD = frozenset({Outcome.PASSED.value, Outcome.INAPPLICABLE.value})


def change(seal: Seal, act: Act, *, actor: Account | None = None, why: str = "", **details: Any) -> Seal:
    """Carry out an act on a locked seal, in the caller's transaction; NotPossibleError where its state forbids it."""
    before, shown = State(seal.state), seal.shown_state
    seal.state = after(before, act)
    if seal.shown_state != shown:
        seal.public_since = clock.now()
    if seal.state != before:
        seal.since = clock.now()
        seal.why = why
    seal.save()
    public = act in _PUBLIC and bool({before, State(seal.state)} & LISTED)
    records.write(
        seal, act.value, actor=actor, before=before.value, after=seal.state, why=why, public=public, **details
    )
    return seal


def locked(seal: Seal) -> Seal:
    """Return the seal as it is now, held until the transaction ends; its shop first, as everywhere."""
    Shop.objects.select_for_update().get(pk=seal.shop_id)
    return Seal.objects.select_for_update().select_related("shop").get(pk=seal.pk)


def hold_origin(shop: Shop) -> None:
    """Hold every shop of an origin until the transaction ends, so that one seal at most comes to stand for it."""
    list(Shop.objects.select_for_update().filter(origin=shop.origin).order_by("pk"))


def is_taken(shop: Shop) -> bool:
    """Tell whether a seal stands for the shop's origin under another account."""
    return Seal.objects.filter(shop__origin=shop.origin, state__in=STANDING).exclude(shop=shop).exists()


def apply(shop: Shop, actor: Account) -> Seal:
    """Apply for the seal; a merchant applies again after a refusal or a withdrawal."""
    with transaction.atomic():
        hold_origin(shop)
        if is_taken(shop):
            raise NotPossibleError(
                "taken", _("%s holds a seal under another account; write to us if that is wrong.") % shop.origin
            )
        seal = Seal.objects.select_for_update().filter(shop=shop).first()
        if seal is None:
            seal = Seal.objects.create(shop=shop)
            records.write(seal, "applied", actor=actor, after=seal.state)
        elif seal.state in {State.REFUSED, State.WITHDRAWN}:
            seal.applied_at = clock.now()
            change(seal, Act.REAPPLY, actor=actor)
        else:
            raise NotPossibleError("applied", _("You have applied for this shop already."))
    return advance(seal)


def advance(seal: Seal) -> Seal:
    """Take an application as far as what is proved and declared allows; ends with an audit being asked for."""
    with transaction.atomic():
        seal = locked(seal)
        if seal.state == State.APPLIED and controls_domain(seal.shop):
            change(seal, Act.CONTROL)
        if seal.state == State.CONTROLLED and seal.shop.declarations.exists():
            change(seal, Act.DECLARE)
            audits.ask(seal.shop, Audit.Reason.APPLICATION, trials=controls_domain(seal.shop))
    return seal


def vote(seal: Seal, kind: str, reviewer: Account, reason: str, *, seen: str | None = None) -> Seal:
    """Cast a reviewer's vote; the second different one (the first, for a suspension) carries the act out.

    `seen` is what the reviewer had before their eyes (`Seal.seen`): a vote on what has changed meanwhile is not taken.
    """
    if not reviewer.is_reviewer:
        raise NotPossibleError("role", _("Only reviewers vote."))
    if seal.shop.owner_id == reviewer.pk:
        raise NotPossibleError("own-shop", _("Nobody votes on a shop of their own."))
    if len(reason.strip()) < 10:  # noqa: PLR2004 - a word or two is no reason
        raise NotPossibleError("reason", _("Write the reason, so that others can follow it."))
    with transaction.atomic():
        hold_origin(seal.shop)
        seal = locked(seal)
        if seen is not None and seen != seal.seen:
            raise NotPossibleError("changed", _("The seal or its audit changed since you opened the page; look again."))
        _may(seal, kind)
        if seal.votes.filter(kind=kind, reviewer=reviewer, spent=False).exists():
            raise NotPossibleError("voted", _("You have voted already; another reviewer must be the second."))
        Vote.objects.create(seal=seal, audit=seal.audit, kind=kind, reviewer=reviewer, reason=reason.strip())
        records.write(seal, f"voted-{kind}", actor=reviewer, why=reason.strip())
        open_votes = seal.votes.filter(kind=kind, spent=False)
        needed = 1 if kind == Vote.Kind.SUSPEND else 2
        if open_votes.count() >= needed:
            open_votes.update(spent=True)
            _carry_out(seal, kind, reviewer, reason.strip())
    return seal


_VOTE_ACTS = {
    Vote.Kind.GRANT: Act.ISSUE,
    Vote.Kind.REFUSE: Act.REFUSE,
    Vote.Kind.REVOKE: Act.REVOKE,
    Vote.Kind.SUSPEND: Act.SUSPEND,
    Vote.Kind.REINSTATE: Act.REINSTATE,
}


def _may(seal: Seal, kind: str) -> None:
    act = _VOTE_ACTS.get(Vote.Kind(kind)) if kind in Vote.Kind.values else None
    if act is None:
        raise NotPossibleError("kind", _("There is no such vote: %s.") % kind)
    after(State(seal.state), act)
    if act in {Act.ISSUE, Act.REINSTATE}:
        if seal.audit is None or (wanting := unmet(seal)):
            names = ", ".join(wanting) if seal.audit is not None else _("all, for there is no audit")
            raise NotPossibleError("unmet", _("Requirements are not met, or not settled: %s.") % names)
        if not controls_domain(seal.shop):
            raise NotPossibleError("control", _("Control of the domain is not proved at present."))
        if is_taken(seal.shop):
            raise NotPossibleError("taken", _("A seal stands for this address under another account."))
        issuing.check(seal)


def unmet(seal: Seal) -> list[str]:
    """Return the ids of what the seal's audit, with settlements, does not show to be met: requirements, and the face.

    Where a plain visitor was shown something else than the auditor, nothing is granted before a person has told why.
    """
    if seal.audit is None:
        return []
    outcomes = audits.standing(seal.audit)
    shown = audits.conditions(seal.audit).get(faces.REQUIREMENT.id)
    if shown is not None:
        outcomes |= {faces.REQUIREMENT.id: shown}
    return sorted(key for key, outcome in outcomes.items() if outcome not in GOOD)


def _carry_out(seal: Seal, kind: str, reviewer: Account, reason: str) -> None:
    if kind == Vote.Kind.GRANT:
        issue(seal, actor=reviewer)
    elif kind == Vote.Kind.REFUSE:
        spend(seal, "refused")
        change(seal, Act.REFUSE, actor=reviewer, why=reason)
        notices.refused(seal)
    elif kind == Vote.Kind.SUSPEND:
        suspend(seal, reason, actor=reviewer)
    elif kind == Vote.Kind.REINSTATE:
        reinstate(seal, reason, actor=reviewer)
    else:
        revoke(seal, reason, actor=reviewer)


def issue(seal: Seal, *, actor: Account | None = None) -> Seal:
    """Issue the seal for the first time after an application; within a transaction that holds the seal."""
    now = clock.now()
    seal.issued_at = seal.issued_at or now
    seal.audit_at = now + timedelta(days=using.config().reaudit_days)
    change(seal, Act.ISSUE, actor=actor)
    order_credential(seal)
    notices.issued(seal)
    return seal


def order_credential(seal: Seal) -> Credential:
    """Claim the next credential of a standing seal; the durable work that logs, signs and shows it is asked for."""
    now = clock.now()
    claimed = seal.credentials.exclude(step__in=(Credential.Step.SHOWN, Credential.Step.VOID)).first()
    if claimed is not None and claimed.valid_until > now:
        return claimed
    number = seal.credentials.count() + 1
    credential = Credential.objects.create(
        seal=seal,
        audit=seal.audit,
        key=f"{seal.pk}-{number}",
        claimed_at=now,
        valid_from=now,
        valid_until=until(seal, now),
    )
    seal.renew_at = min(now + timedelta(days=using.config().renew_days), credential.valid_until)
    seal.save(update_fields=("renew_at",))
    work.ask_after_commit(ISSUE, credential.key, {"credential": credential.pk}, partition="log")
    return credential


def until(seal: Seal, now: datetime) -> datetime:
    """Return until when a credential may hold: seven days at most, and never beyond what its audit allows."""
    if seal.audit is None or seal.audit.audited_at is None:
        return now
    return min(now + timedelta(days=using.config().credential_days), lapses_at(seal))


def suspend(
    seal: Seal,
    why: str,
    *,
    actor: Account | None = None,
    audit: Audit | None = None,
    ground: str = "requirements-not-met",
) -> Seal:
    """Suspend a standing seal; within a transaction that holds it. The public sees it as soon as it is published."""
    seal.cure_until = seal.renew_at = None
    change(seal, Act.SUSPEND, actor=actor, why=why, audit=audit.pk if audit else None)
    _publish(seal, "suspend", ground)
    notices.suspended(seal)
    return seal


def reinstate(seal: Seal, why: str, *, actor: Account | None = None, audit: Audit | None = None) -> Seal:
    """Reinstate a suspended or lapsed seal; within a transaction that holds it."""
    if audit is not None:
        seal.audit = audit
    seal.failed_audit = None
    seal.audit_at = clock.now() + timedelta(days=using.config().reaudit_days)
    change(seal, Act.REINSTATE, actor=actor, why=why, audit=seal.audit.pk if seal.audit else None)
    _publish(seal, "reinstate", "cured")
    order_credential(seal)
    notices.reinstated(seal)
    return seal


def revoke(seal: Seal, why: str, *, actor: Account | None = None, ground: str = "requirements-not-met") -> Seal:
    """Revoke a seal for good; within a transaction that holds it."""
    seal.cure_until = seal.renew_at = seal.audit_at = None
    spend(seal, "revoked")
    change(seal, Act.REVOKE, actor=actor, why=why)
    _publish(seal, "revoke", ground)
    notices.revoked(seal)
    return seal


def withdraw(seal: Seal, actor: Account) -> Seal:
    """Take a shop out of the programme, as its merchant asks."""
    with transaction.atomic():
        seal = locked(seal)
        public = seal.is_listed
        seal.cure_until = seal.renew_at = seal.audit_at = None
        spend(seal, "withdrawn")
        change(seal, Act.WITHDRAW, actor=actor, why="The merchant left the programme.")
        if public:
            _publish(seal, "revoke", "merchant-request")
    return seal


def expire(seal: Seal) -> Seal:
    """Let a seal lapse whose last good audit is too old, or whose domain is no longer proved."""
    with transaction.atomic():
        seal = locked(seal)
        if seal.stands:
            seal.cure_until = seal.renew_at = None
            why = "Its last audit is too old." if controls_domain(seal.shop) else "Control of its domain was lost."
            change(seal, Act.EXPIRE, why=why)
            notices.expired(seal)
    return seal


def not_earned(ordered: Credential, said: str) -> None:
    """Void a credential that its audit does not earn any more, and look at the shop again; its merchant is told."""
    with transaction.atomic():
        seal = locked(ordered.seal)
        ordered = Credential.objects.select_for_update().get(pk=ordered.pk)
        if ordered.step in {Credential.Step.SHOWN, Credential.Step.VOID}:
            return
        ordered.step = Credential.Step.VOID
        ordered.save(update_fields=("step",))
        told = _is_told(ordered, said)
        records.write(seal, "not-renewed", why=said, credential=ordered.key)
        if seal.stands:
            now = clock.now()
            seal.audit_at, seal.renew_at = now, now + timedelta(days=1)
            seal.save(update_fields=("audit_at", "renew_at"))
            if not told:  # tried again every day, and told once
                notices.not_renewed(seal, seal.audit, [], [said], lapses_at(seal))


def _is_told(ordered: Credential, said: str) -> bool:
    """Tell whether the last one before it was not made either, and for the same reason."""
    before = ordered.seal.credentials.exclude(pk=ordered.pk).first()
    last = records.history(ordered.seal).filter(act="not-renewed").last()
    return before is not None and before.step == Credential.Step.VOID and last is not None and last.why == said


def lapses_at(seal: Seal) -> datetime:
    """Return when a standing seal ends by itself if no later audit is good: its last good one is too old then."""
    if seal.audit is None or seal.audit.audited_at is None:
        return clock.now()
    lapses: datetime = seal.audit.audited_at + timedelta(days=using.config().oldest_audit_days)
    return min(lapses, seal.cure_until) if seal.cure_until else lapses


def _publish(seal: Seal, kind: str, ground: str) -> None:
    publish(kind, seal=seal, ground=ground)


def publish(kind: str, *, seal: Seal | None = None, key: str = "", **members: Any) -> Publication:
    """Order that an entry be logged and the public files follow; within the transaction of the act.

    What was ordered under a `key` before is returned, and not ordered again.
    """
    given = {"seal": seal, "kind": kind, "members": members, "at": clock.now()}
    if key:
        publication, new = Publication.objects.get_or_create(key=key, defaults=given)
    else:
        publication, new = Publication.objects.create(**given), True
    if new:
        work.ask_after_commit(PUBLISH, str(publication.pk), {"publication": publication.pk}, partition="log")
    return publication


def spend(seal: Seal, why: str) -> None:
    """Votes for an earlier state of things do not count for a later one."""
    if seal.votes.filter(spent=False).update(spent=True):
        records.write(seal, "votes-lapsed", why=why)
