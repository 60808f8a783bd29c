"""What can be done with audits: ask for one, write its progress, keep what it came to, settle a finding."""

import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safeinfo.authority import clock, work
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits import results
from safeinfo.authority.audits.models import Audit, Progress, Settlement
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.shops.services import controls_domain
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Verdict

JOB = "audit"
_MOST_LINES = 2000  # of progress
_LONGEST_LINE = 500
_SHORTEST_REASON = 10


def ask(shop: Shop, reason: str, actor: Account | None = None, *, trials: bool = False) -> Audit:
    """Ask for an audit; the one that is under way already is returned instead of a second.

    Trials submit made-up data, so they need control of the domain; NotPossibleError without it.
    """
    if trials and not controls_domain(shop):
        raise NotPossibleError("control", _("Trials submit made-up data to the shop: prove its domain first."))
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop.pk)
        running = shop.audits.exclude(state__in=(Audit.State.JUDGED, Audit.State.BROKEN)).first()
        if running is not None:
            return running
        audit = Audit.objects.create(
            key=secrets.token_hex(16),
            shop=shop,
            reason=reason,
            trials=trials,
            declaration=shop.declarations.first(),
            asked_by=actor,
        )
        records.write(audit, "audit-asked", actor=actor, reason=reason, shop=shop.pk)
        work.ask_after_commit(JOB, audit.key, {"audit": audit.key}, partition=shop.host)
    return audit


def begin(audit: Audit) -> Audit:
    """Note that a worker walks now; one whose worker died begins anew."""
    with transaction.atomic():
        current = Audit.objects.select_for_update().get(pk=audit.pk)
        if not current.is_over:
            current.progress.all().delete()
            current.state, current.started_at = Audit.State.WALKING, clock.now()
            current.attempt += 1
            current.save(update_fields=("state", "started_at", "attempt"))
    # With all that the walk reads of it: it runs in a loop, in which Django reads no row.
    return Audit.objects.select_related("shop", "declaration__shop").get(pk=audit.pk)


def take(audit: Audit) -> bool:
    """Take what a walk gathered for the evidence of its audit; False where another walk was begun meanwhile.

    A worker that hung for so long that it was taken for dead may wake up, and must not write over what was judged.
    """
    with transaction.atomic():
        current = Audit.objects.select_for_update().get(pk=audit.pk)
        mine = not current.is_over and current.attempt == audit.attempt
        if mine:
            audit.fresh.replace(audit.evidence)
        else:
            audit.fresh.unlink(missing_ok=True)
    return mine


def note(audit: Audit, phase: str, detail: str) -> None:
    """Write a line of progress."""
    if audit.progress.count() < _MOST_LINES:
        Progress.objects.create(audit=audit, phase=phase, detail=detail[:_LONGEST_LINE])


def judged(audit: Audit, result: "results.Result") -> Audit:
    """Keep what an audit came to."""
    with transaction.atomic():
        audit = Audit.objects.select_for_update(of=("self",)).select_related("shop").get(pk=audit.pk)
        if audit.is_over:
            return audit
        audit.state, audit.ended_at = Audit.State.JUDGED, clock.now()
        audit.audited_at, audit.edition, audit.digest = result.audited_at, result.edition, result.digest
        audit.outcomes = dict(result.outcomes)
        audit.save()
        records.write(audit, "audited", after=audit.state, digest=audit.digest, outcomes=audit.outcomes)
    return audit


def broke(audit: Audit, trouble: str) -> Audit:
    """Note that an audit could not be carried out, and why; nothing of one that was begun anew since."""
    with transaction.atomic():
        attempt = audit.attempt
        audit = Audit.objects.select_for_update(of=("self",)).select_related("shop").get(pk=audit.pk)
        if not audit.is_over and audit.attempt == attempt:
            audit.state, audit.ended_at, audit.trouble = Audit.State.BROKEN, clock.now(), trouble
            audit.save()
            records.write(audit, "audit-broke", after=audit.state, why=trouble)
    return audit


def settle(audit: Audit, finding: str, reviewer: Account, reason: str, *, passed: bool) -> Settlement:
    """Settle a `cantTell` finding; NotPossibleError for any other outcome, one's own shop, or without a reason."""
    if not reviewer.is_reviewer:
        raise NotPossibleError("role", _("Only a reviewer settles findings."))
    if audit.shop.owner_id == reviewer.pk:
        raise NotPossibleError("own-shop", _("Nobody reviews a shop of their own."))
    if len(reason.strip()) < _SHORTEST_REASON:
        raise NotPossibleError("reason", _("Write the reason, so that others can follow it."))
    found = results.finding(audit, finding)
    if found is None:
        raise NotPossibleError("finding", _("The audit has no such finding."))
    if found["outcome"] != Outcome.CANT_TELL:
        raise NotPossibleError("outcome", _("What was seen decides this finding; nobody settles it."))
    with transaction.atomic():
        Audit.objects.select_for_update().get(pk=audit.pk)
        if audit.settlements.filter(finding=finding).exists():
            raise NotPossibleError("settled", _("Somebody settled this finding before you; reload the page."))
        settlement = Settlement.objects.create(
            audit=audit,
            finding=finding,
            said=_said(found),
            passed=passed,
            reason=reason.strip(),
            reviewer=reviewer,
            reviewer_name=reviewer.role_name,
        )
        records.write(audit, "finding-settled", actor=reviewer, why=reason.strip(), finding=finding, passed=passed)
    return settlement


def standing(audit: Audit) -> dict[str, str]:
    """Return the outcome of each requirement with settlements counted in, earlier ones of the same finding included."""
    data = results.report(audit)
    settled = settlements_for(audit)
    return {each["id"]: _with(each, settled) for each in data["requirements"]} if data else dict(audit.outcomes)


def conditions(audit: Audit) -> dict[str, str]:
    """Return the outcome of each condition of keeping the seal that was looked at, settlements counted in."""
    found = results.conditions(audit)
    settled = settlements_for(audit) if found else {}
    return {each["id"]: _with(each, settled) for each in found}


def keep_condition(audit: Audit, verdict: Verdict) -> None:
    """Keep what a condition came to; that one of them waits for a person is noted where it can be searched for."""
    results.keep_condition(audit, verdict)
    outcomes = [each["outcome"] for each in results.conditions(audit)]
    worst = min(outcomes, key=[each.value for each in Outcome].index, default="")
    doubtful = Outcome.CANT_TELL.value if Outcome.CANT_TELL.value in outcomes else worst
    Audit.objects.filter(pk=audit.pk).update(condition=doubtful)


def settlements_for(audit: Audit) -> dict[str, Settlement]:
    """Return settlements by finding: those of this audit, and earlier ones where it says the same of the same words.

    An id alone is not enough: it names a place, and what is found there may be another thing now. And a finding that
    quotes nothing (a page that did not come, an instrument that was dead) must be looked at anew each time.
    """
    found = {results.id_of(*each): each[1] for each in results.findings(results.decided(audit))}
    every = Settlement.objects.filter(audit__shop=audit.shop, audit__edition=audit.edition, audit__pk__lte=audit.pk)
    return {
        settlement.finding: settlement
        for settlement in every.order_by("audit_id", "id")
        if settlement.audit_id == audit.pk or _is_same(settlement, found.get(settlement.finding))
    }


def _is_same(settlement: Settlement, found: dict[str, Any] | None) -> bool:
    return found is not None and bool(found["quote"]) and settlement.said == _said(found)


def _said(found: dict[str, Any]) -> str:
    return hashlib.sha256(found["message"].encode()).hexdigest()


def _with(requirement: dict[str, Any], settled: dict[str, Settlement]) -> str:
    outcomes = []
    for found in requirement["findings"]:
        if found["for_information"]:
            continue
        outcome = found["outcome"]
        if outcome == Outcome.CANT_TELL and (settlement := settled.get(results.id_of(requirement, found))):
            outcome = Outcome.PASSED.value if settlement.passed else Outcome.FAILED.value
        outcomes.append(outcome)
    order = [each.value for each in Outcome]
    return min(outcomes, key=order.index, default=Outcome.CANT_TELL.value)
