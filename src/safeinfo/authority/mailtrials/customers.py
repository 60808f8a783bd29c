"""Trial customers of a shop that sells personal data (SI-05): who writes to them although they never said yes.

They have an account by the shop's own form, ask for no mail, and answer nothing to its notice: silence is a no. They
join a trial under way as soon as it is known that the shop sells, by its declaration or by its last audit.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from safeinfo.authority import clock, work
from safeinfo.authority.audits import results
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.mailtrials import deeds, planning, record
from safeinfo.authority.mailtrials.models import Canary, Deed, MailTrial, local_part
from safeinfo.authority.records import services as records
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.shops.services import declared
from safeinfo.derive.computed.senders import INDEPENDENT
from safeinfo.engine import Payload
from safeinfo.gather import mailing
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding

JOB = "mail-customers"
_AGAIN = timedelta(days=1)
SOLD = frozenset(  # findings of SI-05 where a sale is known
    {
        "consent-not-asked",
        "consent-unproven",
        "consent-ledger-sound",
        "ledger-inconsistent",
        "notice-not-to-all",
        "opt-out-only",
        "passed-on",
        "sold-without-yes",
        "stranger-wrote",
        "trial-not-over",
        "trial-not-passed-on",
    }
)


def sells(shop: Shop) -> bool:
    """Tell whether a shop sells personal data, by what it declares, or what its last audit read."""
    declaration = declared(shop)
    if declaration is not None and declaration.sold:
        return True
    audit = shop.audits.filter(state=Audit.State.JUDGED).first()
    judged = (results.report(audit) if audit is not None else None) or {"requirements": ()}
    consent = (each for each in judged["requirements"] if each["id"] == record.SALE_CONSENT)
    return any(found["name"] in SOLD for each in consent for found in each["findings"])


def see_to(trial: MailTrial) -> None:
    """Let customers join a trial of a shop that sells; ask once more, a day later, where its form took none."""
    mine = list(trial.canaries.filter(role=Canary.Role.CUSTOMER))
    if not mine and not sells(trial.shop):
        return
    if not mine:
        with transaction.atomic():
            number = trial.canaries.count()
            for each in range(1, INDEPENDENT + 1):
                Canary.objects.create(
                    trial=trial, name=f"a{number + each}", role=Canary.Role.CUSTOMER, local=local_part()
                )
            _ask(trial, 1)
        return
    last = _last(trial)
    if last is None:
        _ask(trial, 1)
    elif _may_try(trial, last) and clock.now() - last.claimed_at >= _AGAIN:
        _ask(trial, last.attempt + 1)


def _ask(trial: MailTrial, attempt: int) -> None:
    """Ask for their sign-up; asked twice, as where an order was lost, it is done once: the claim sees to that."""
    key = f"{trial.key}-{attempt}-{clock.now():%Y%m%d%H}"
    work.ask_after_commit(JOB, key, {"trial": trial.key, "attempt": attempt}, partition=trial.shop.host)


def _last(trial: MailTrial) -> Deed | None:
    mine = Deed.objects.filter(canary__trial=trial, canary__role=Canary.Role.CUSTOMER, what=Deed.What.SIGN_UP)
    return mine.last()


def _may_try(trial: MailTrial, last: Deed) -> bool:
    """Tell whether another attempt may follow: it was seen that the form took nobody, and not yet too often."""
    mine = trial.canaries.filter(role=Canary.Role.CUSTOMER)
    taken = Deed.objects.filter(canary__in=mine, what=Deed.What.SIGN_UP).exclude(result__in=("error", "refused"))
    return last.done_at is not None and last.attempt < deeds.ATTEMPTS and not taken.exists()


def sign_up(payload: Payload) -> dict[str, Any]:
    """Open the accounts; an attempt that a crash cut off is not made again, nobody knows how far it came."""
    trial = MailTrial.objects.select_related("shop").get(key=payload["trial"])
    if trial.state != MailTrial.State.RUNNING or not deeds.may(trial):
        return {}
    mine, attempt = list(trial.canaries.filter(role=Canary.Role.CUSTOMER)), payload["attempt"]
    if not deeds.claim_all(mine, attempt):
        return {}
    addresses = tuple(canary.address for canary in mine)
    came = asyncio.run(mailing.sign_up(trial.shop.origin, addresses, deeds.options(), account=True))
    with transaction.atomic():
        deeds.note(came, mine, attempt)
        records.write(trial, "trial-customers-signed-up", shop=trial.shop_id, results=sorted(came.results.values()))
    return {}


def waits(trial: MailTrial, shown: Sequence[Finding], now: datetime) -> bool:
    """Tell whether a trial must go on for its customers: they are to be watched for 30 days, or not yet taken."""
    until = watched_until(trial)
    if until is None:
        last = _last(trial)
        return trial.canaries.filter(role=Canary.Role.CUSTOMER).exists() and (last is None or _may_try(trial, last))
    return now < until and not any(each.outcome in {Outcome.PASSED, Outcome.FAILED} for each in shown)


def watched_until(trial: MailTrial) -> datetime | None:
    """Return until when the customers of a trial are watched; None where its shop has taken none."""
    mine = trial.canaries.filter(role=Canary.Role.CUSTOMER)
    planted = [at for canary in mine if (at := record.planted(trial, canary)) is not None]
    return max(planted) + planning.OLD + planning.DAY if planted else None
