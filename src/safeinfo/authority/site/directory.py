"""Safe Sites: every shop that was ever sealed, with its state, dates and proof; and the programme's figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from safeinfo.authority import clock
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.records.models import Record
from safeinfo.authority.seals.models import Appeal, Credential, Seal
from safeinfo.authority.seals.services import lapses_at
from safeinfo.authority.seals.states import LISTED, STANDING, State
from safeinfo.model.requirement import Requirement
from safeinfo.requirements import IN_FORCE
from safeinfo.seal import display

SHOWN = {
    "sealed": STANDING,
    "suspended": frozenset({State.SUSPENDED}),
    "lapsed": frozenset({State.EXPIRED}),
    "revoked": frozenset({State.REVOKED}),
}


def listed(words: str = "", state: str = "") -> QuerySet[Seal]:
    """Return the seals that Safe Sites names, by words of the shop's name or address, and by state."""
    found = Seal.objects.filter(state__in=SHOWN.get(state, LISTED)).select_related("shop", "audit")
    for word in words.split()[:8]:
        found = found.filter(Q(shop__origin__icontains=word) | Q(shop__name__icontains=word))
    return found.order_by("shop__name", "pk")


def current(seal: Seal) -> Credential | None:
    """Return the credential that is shown now, if the seal stands and one is valid; nothing else makes a page green."""
    if not seal.stands or seal.publications.filter(kind="reinstate", done_at=None).exists():
        return None  # what the log does not tell yet is not shown
    now = clock.now()
    shown = seal.credentials.filter(step=Credential.Step.SHOWN, valid_from__lte=now, valid_until__gt=now)
    return shown.first()


def forged() -> QuerySet[Suspicion]:
    """Return the sites that show a seal without right, as a person confirmed; listed apart until it is gone."""
    return Suspicion.objects.filter(state=Suspicion.State.LISTED).order_by("-listed_at")


def lapses(seal: Seal) -> datetime | None:
    """Return when a standing seal lapses whose last look could not renew it; None where that renewed it.

    A failure that is being cured is not told in public (seal.md): then this is None as well.
    """
    return lapses_at(seal) if seal.state == State.ISSUED and seal.wanting_audit_id is not None else None


def outcomes(seal: Seal) -> list[tuple[Requirement, str]]:
    """Return what was decided of each requirement, and of the condition of keeping the seal where it was looked at.

    What failed is public once the cure period is over: the failing audit then speaks for a suspended seal.
    """
    if seal.audit is None:
        return []
    found = [(each, seal.audit.outcomes.get(each.id, "")) for each in IN_FORCE]
    speaks = seal.failed_audit if seal.state == State.SUSPENDED and seal.failed_audit else seal.audit
    shown = audits.conditions(speaks).get(display.REQUIREMENT.id)
    return [*found, (display.REQUIREMENT, shown)] if shown else found


@dataclass(frozen=True, slots=True)
class Figures:
    """The programme in numbers, as seal.md asks: nothing that makes us look better is all that is shown."""

    states: Mapping[str, int]
    oldest_audit: datetime | None
    refused: int
    suspended: int
    revoked: int
    complaints: Mapping[str, int]
    appeals: Mapping[str, int]
    audits: int
    forged: int


def figures() -> Figures:
    """Count."""
    states = dict(Seal.objects.filter(state__in=LISTED).values_list("state").annotate(Count("pk")).order_by())
    oldest = Audit.objects.filter(pk__in=Seal.objects.filter(state__in=STANDING).values("audit"))
    acts = dict(
        Record.objects.filter(act__in=("refused", "suspended", "revoked"))
        .values_list("act")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return Figures(
        states={name: sum(states.get(each.value, 0) for each in group) for name, group in SHOWN.items()},
        oldest_audit=oldest.order_by("audited_at").values_list("audited_at", flat=True).first(),
        refused=acts.get("refused", 0),
        suspended=acts.get("suspended", 0),
        revoked=acts.get("revoked", 0),
        complaints=_counted(Complaint.objects.exclude(state__in=("unconfirmed",))),
        appeals=_counted(Appeal.objects.all()),
        audits=Audit.objects.filter(state=Audit.State.JUDGED).count(),
        forged=forged().count(),
    )


def _counted(rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.values_list("state").annotate(Count("pk")).order_by("state"))
