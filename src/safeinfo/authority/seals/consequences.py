"""What an audit means for the seal of its shop: an application goes on, a seal stands, is warned, or is suspended.

Nothing here decides whether a requirement is met: that is the audit's, and a reviewer's for what it cannot tell.
"""

from datetime import timedelta

from django.db import transaction

from safeinfo.authority import clock, using
from safeinfo.authority.audits import results
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.mailtrials import services as trials
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import notices, showing
from safeinfo.authority.seals.models import Credential, Seal
from safeinfo.authority.seals.services import GOOD, change, hold_origin, is_taken, lapses_at, reinstate, spend, suspend
from safeinfo.authority.seals.states import STANDING, Act, State
from safeinfo.authority.shops.services import controls_domain
from safeinfo.model.outcome import Outcome
from safeinfo.seal import faces

_BY_MAIL = "SI-06"
_AT_ONCE = frozenset({"SI-07"})  # a child's data: no cure period (seal.md, Life of a seal)


def audit_over(audit: Audit) -> None:
    """Draw the consequences of an audit for the shop's seal, once; safe to repeat."""
    known = Seal.objects.filter(shop=audit.shop_id).first()
    if known is not None and audit.considered_at is None:
        showing.look(known, audit)
    with transaction.atomic():
        seal = _seal_of(audit)
        over = Audit.objects.filter(pk=audit.pk, considered_at=None, state__in=(Audit.State.JUDGED, Audit.State.BROKEN))
        if not over.update(considered_at=clock.now()) or seal is None or seal.state in _ENDED:
            return
        audit.refresh_from_db()
        records.write(seal, "audit-considered", audit=audit.pk)
        if audit.state == Audit.State.BROKEN:
            _broken(seal, audit)
        else:
            _judged(seal, audit)


_ENDED = frozenset({State.REVOKED, State.WITHDRAWN})


def settled(audit: Audit) -> None:
    """Look again at what an audit means, now that a finding of it was settled."""
    with transaction.atomic():
        seal = _seal_of(audit)
        newest = audit.shop.audits.filter(state=Audit.State.JUDGED).first()
        if seal is None or newest is None or newest.pk != audit.pk:
            return
        if seal.state in STANDING | {State.SUSPENDED, State.EXPIRED}:
            _judged(seal, audit)


def _seal_of(audit: Audit) -> Seal | None:
    hold_origin(audit.shop)  # the shop first, then its seal, as everywhere: two orders could wait for each other
    return Seal.objects.select_for_update().select_related("shop").filter(shop=audit.shop_id).first()


def _broken(seal: Seal, audit: Audit) -> None:
    """A shop that could not be looked at keeps its seal until the last good audit is too old, not longer."""
    if seal.stands:
        seal.audit_at = clock.now() + timedelta(days=1)
        seal.save(update_fields=("audit_at",))
    notices.audit_broke(seal, audit)


def _judged(seal: Seal, audit: Audit) -> None:
    outcomes = audits.standing(audit)
    if seal.state in {State.DECLARED, State.AUDITED}:
        _application(seal, audit, outcomes)
        return
    if seal.state in STANDING:  # how it is shown is a condition of keeping the seal, not of getting it back
        outcomes |= audits.conditions(audit)
    failed = sorted(key for key, outcome in outcomes.items() if outcome == Outcome.FAILED)
    open_ = sorted(key for key in audits.standing(audit) if outcomes[key] not in GOOD | {Outcome.FAILED})
    missed = results.unreached(audit)
    if seal.state in STANDING:
        _monitoring(seal, audit, failed, open_, missed)
    elif seal.state in {State.SUSPENDED, State.EXPIRED} and not (failed or open_ or missed):
        face = audits.conditions(audit).get(faces.REQUIREMENT.id)
        if face is None or face in GOOD:
            _mended(seal, audit)


def _application(seal: Seal, audit: Audit, outcomes: dict[str, str]) -> None:
    bad = {key: value for key, value in outcomes.items() if value in {Outcome.FAILED, Outcome.UNTESTED}}
    missed = results.unreached(audit)
    seal.audit = audit
    spend(seal, "a newer audit")
    if bad or missed:
        change(seal, Act.FALL_BACK, why="", requirements=bad, missed=missed)
        if set(bad) == {_BY_MAIL} and bad[_BY_MAIL] == Outcome.UNTESTED and not missed and trials.is_running(seal.shop):
            notices.mail_is_watched(seal, audit, trials.expected(seal.shop, clock.now()))
        else:
            notices.to_be_mended(seal, audit, bad, missed)
        return
    if seal.state == State.DECLARED:
        change(seal, Act.AUDIT)
    seal.save()
    notices.in_review(seal, audit)


def _monitoring(seal: Seal, audit: Audit, failed: list[str], open_: list[str], missed: list[str]) -> None:
    config = using.config()
    seal.audit_at = clock.now() + timedelta(days=config.reaudit_days)
    if not (failed or open_ or missed):
        _good(seal, audit)
    elif _AT_ONCE & set(failed):
        seal.failed_audit = audit
        suspend(
            seal,
            "It collected a child's data without a guardian, or did not keep children out.",
            audit=audit,
            ground="childrens-data",
        )
    elif failed and seal.state == State.ISSUED:
        seal.failed_audit = audit
        seal.cure_until = clock.now() + timedelta(days=config.cure_days)
        change(seal, Act.WARN, audit=audit.pk, requirements=failed)
        notices.cure_started(seal, audit, failed)
    elif failed:
        seal.save()  # told already; the cure period goes on
    else:
        _wanting(seal, audit, open_, missed)


def _good(seal: Seal, audit: Audit) -> None:
    seal.audit, seal.failed_audit, seal.cure_until = audit, None, None
    seal.wanting_audit, seal.wanting = None, 0
    newest = seal.credentials.first()
    if newest is not None and newest.step == Credential.Step.VOID:
        seal.renew_at = clock.now()  # the last one could not be made; this audit may earn it
    if seal.state == State.CURE:
        change(seal, Act.CURE, audit=audit.pk)
        notices.cured(seal, audit)
    seal.save()


def _wanting(seal: Seal, audit: Audit, open_: list[str], missed: list[str]) -> None:
    """Nothing failed, and yet this audit cannot renew the seal: a skipped look is an expiry, never a green seal.

    The seal lives on what the last good audit allows. The shop is looked at again sooner: after one day, two, four.
    """
    if seal.wanting_audit_id != audit.pk:  # else a finding of it was settled, and others are open
        pause = min(2**seal.wanting, using.config().reaudit_days)
        seal.wanting_audit, seal.wanting = audit, min(seal.wanting + 1, 10)
        if missed:
            seal.audit_at = clock.now() + timedelta(days=pause)
        records.write(seal, "not-renewed", audit=audit.pk, requirements=open_, missed=missed[:20])
        notices.not_renewed(seal, audit, open_, missed, lapses_at(seal))
    seal.save()


def _mended(seal: Seal, audit: Audit) -> None:
    last = records.history(seal).filter(act=Act.SUSPEND.value).last()
    if seal.state == State.SUSPENDED and last is not None and last.actor_name != records.PROGRAMME:
        return  # a person suspended it, so persons must reinstate it
    if not controls_domain(seal.shop) or is_taken(seal.shop):
        return
    seal.wanting_audit, seal.wanting = None, 0
    reinstate(seal, "A later audit met every requirement.", audit=audit)
