"""Writing the audit record, always in the transaction of the act itself."""

from typing import Any

from django.db import models, transaction

from safeinfo.authority.records.models import Record

PROGRAMME = "the programme"


def subject_of(row: models.Model) -> str:
    """Return how the record names a row: `shop:12`."""
    return f"{type(row).__name__.lower()}:{row.pk}"


def write(
    row: models.Model,
    act: str,
    *,
    actor: Any = None,
    before: str = "",
    after: str = "",
    why: str = "",
    public: bool = False,
    **details: Any,
) -> Record:
    """Record an act; an error of ours where no transaction is open, for then the act could stand without it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{act} is recorded outside a transaction")
    return Record.objects.create(
        actor=actor,
        actor_name=actor.role_name if actor is not None else PROGRAMME,
        subject=subject_of(row),
        act=act,
        before=before,
        after=after,
        why=why,
        public=public,
        details=details,
    )


def history(row: models.Model, *, public: bool = False) -> models.QuerySet[Record]:
    """Return what was done to a row, oldest first; with `public` only what everybody may see."""
    found = Record.objects.filter(subject=subject_of(row))
    return found.filter(public=True) if public else found
