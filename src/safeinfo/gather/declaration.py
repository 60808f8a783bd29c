"""Read a shop's declaration file (TOML; every key is told of in docs/declaration.md)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safeinfo.gather.tables import (
    KeyPath,
    Reader,
    Trouble,
    age,
    day,
    flag,
    hosts,
    number,
    one_of,
    paths,
    read_file,
    read_toml,
    rows,
    several_of,
    table,
    text,
    texts,
)
from safeinfo.model.declaration import (
    AgeLimitDeclared,
    DataDeclared,
    Declaration,
    MailingDeclared,
    RecipientDeclared,
)
from safeinfo.model.kinds import PERSONAL, Purpose

SAFEGUARDS = ("encryption", "access", "retention", "breach")
UNDER_13 = ("refused", "guardian", "not-addressed")
_ADVICE = "docs/declaration.md shows every key with an example; `safeinfo declare` asks and writes the file."


def load(path: Path) -> Declaration:
    """Return the declaration in a file; UsageError names file, line and key of what is wrong."""
    return parse(read_file(path, "declaration", _ADVICE), str(path))


def parse(written: str, source: str = "declaration") -> Declaration:
    """Return the declaration in a TOML text; UsageError as `load`."""
    trouble = Trouble(source, written, _ADVICE)
    declaration = Declaration(**read_toml(trouble, KEYS))
    _agree(trouble, declaration)
    return declaration


def _safeguards(trouble: Trouble, path: KeyPath, value: Any) -> dict[str, str]:
    return table(trouble, path, value, dict.fromkeys(SAFEGUARDS, text))


_DATA = {
    "kind": one_of(PERSONAL),
    "purpose": text,
    "reason": text,
    "forms": several_of(purpose.value for purpose in Purpose),
    "required": flag,
    "recipients": texts,
}
_RECIPIENT = {
    "organisation": text,
    "purpose": text,
    "hosts": hosts,
}
_MAILING = {"name": text, "sender": text, "frequency": text}
_AGE_LIMIT = {"minimum": age, "pages": paths}
KEYS: Mapping[str, Reader] = {
    "shop": text,
    "signed_by": text,
    "signed_on": day,
    "sells_goods": flag,
    "takes_orders": flag,
    "sold": flag,
    "sold_to": texts,
    "consent_asked_by_mail": flag,
    "consent_ledger": text,
    "customers": number,
    "data": rows(DataDeclared, _DATA, ("kind", "purpose")),
    "recipients": rows(RecipientDeclared, _RECIPIENT, ("organisation", "purpose")),
    "safeguards": _safeguards,
    "mailings": rows(MailingDeclared, _MAILING, ("name",)),
    "sends_mailings": flag,
    "under_13": one_of(UNDER_13),
    "directed_at_children": flag,
    "age_limits": rows(AgeLimitDeclared, _AGE_LIMIT, ("minimum", "pages")),
    "no_age_limits": flag,
}


def _agree(trouble: Trouble, declared: Declaration) -> None:
    """Refuse a declaration that contradicts itself."""
    if declared.takes_orders is False and declared.sells_goods:
        raise trouble.at(("sells_goods",), "says that goods are delivered, and `takes_orders` is false")
    if declared.sold is False and declared.sold_to:
        raise trouble.at(("sold_to",), "names buyers, and `sold` is false")
    if declared.consent_ledger and not declared.customers:
        raise trouble.at(("consent_ledger",), "needs `customers` too: how many there were when they were asked")
    if declared.sends_mailings is False and declared.mailings:
        raise trouble.at(("mailings",), "names mailings, and `sends_mailings` is false")
    if declared.no_age_limits and declared.age_limits:
        raise trouble.at(("age_limits",), "names pages, and `no_age_limits` is true")
