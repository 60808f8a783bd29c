"""The durable work of the authority: every job by name, its steps, and the queues they run in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import close_old_connections

from safeinfo.authority import schedule
from safeinfo.authority.audits import faces, retests, steps
from safeinfo.authority.audits import services as audits
from safeinfo.authority.mailtrials import customers, deeds, sweeping
from safeinfo.authority.misuse import due, looking
from safeinfo.authority.misuse import services as misuse
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.seals import consequences, issuing, services
from safeinfo.authority.seals.models import Credential, Publication
from safeinfo.authority.shops import services as shops
from safeinfo.authority.shops.looking import look
from safeinfo.authority.shops.models import Control
from safeinfo.engine import Payload, define
from safeinfo.seal.errors import NotEarnedError

Step = Callable[[Payload], Payload | None]
AUDITS, LOG, WORK = "audits", "log", "work"
HOSTS = frozenset({AUDITS, LOG})  # one at a time for each partition: a shop's host, the log


def conclude(payload: Payload) -> dict[str, Any]:
    """Let the seal know what its audit came to."""
    consequences.audit_over(steps.audit_of(payload))
    return {}


def issue(payload: Payload) -> dict[str, Any]:
    """Log, sign and show a credential."""
    ordered = Credential.objects.filter(pk=payload["credential"]).first()
    if ordered is not None:
        try:
            issuing.issue(ordered)
        except NotEarnedError as error:
            services.not_earned(ordered, str(error))
    return {}


def publish(payload: Payload) -> dict[str, Any]:
    """Log an act, and let the public files follow."""
    publication = Publication.objects.filter(pk=payload["publication"], done_at=None).first()
    if publication is not None:
        issuing.carry_out(publication)
    return {}


def look_at(payload: Payload) -> dict[str, Any]:
    """Look whether a domain still holds the answer to its challenge."""
    control = Control.objects.select_related("shop").filter(pk=payload["control"]).first()
    if control is not None:
        shops.looked(control, look(control))
    return {}


def look_for_misuse(payload: Payload) -> dict[str, Any]:
    """Look whether a site still, or again, shows a seal without right."""
    suspicion = Suspicion.objects.filter(pk=payload["suspicion"], looks=payload["look"]).first()
    if suspicion is not None:
        misuse.looked(suspicion, suspicion.looks, looking.look(suspicion, suspicion.looks))
    return {}


def refresh(_payload: Payload) -> dict[str, Any]:
    """Sign the status lists and public documents anew."""
    issuing.refresh()
    return {}


def connected(step: Step) -> Step:
    """Give a step a database connection that is alive: its thread may hold one from before the database went away."""

    @wraps(step)
    def run(payload: Payload) -> Payload | None:
        close_old_connections()
        try:
            return step(payload)
        finally:
            close_old_connections()

    return run


def _define(name: str, *each: Step, queue: str, attempts: int = 3) -> None:
    define(name, *map(connected, each), queue=queue, attempts=attempts)


_define(audits.JOB, steps.walk, steps.decide, faces.compare, conclude, queue=AUDITS, attempts=2)
_define(services.ISSUE, issue, queue=LOG, attempts=5)
_define(services.PUBLISH, publish, queue=LOG, attempts=5)
_define(schedule.LOOK, look_at, queue=WORK)
_define(due.JOB, look_for_misuse, queue=AUDITS, attempts=2)
_define(retests.JOB, retests.look_again, queue=AUDITS, attempts=2)
_define(deeds.SIGN_UP, deeds.sign_up, queue=AUDITS, attempts=1)
_define(customers.JOB, customers.sign_up, queue=AUDITS, attempts=1)
_define(deeds.DEED, deeds.carry_out, queue=AUDITS, attempts=1)
_define(sweeping.TURN, sweeping.turn, queue=WORK)
_define(sweeping.BEAT, sweeping.beat, queue=WORK)
_define(schedule.REFRESH, refresh, queue=LOG, attempts=5)
