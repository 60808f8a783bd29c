"""The declaration as a form: it starts from what an audit saw and what was declared before, and ends as TOML."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from safeinfo.model.declaration import Declaration

_TABLES = ("data", "recipients", "mailings", "age_limits")


def text_of(declaration: Declaration) -> str:
    """Return a declaration as the TOML that `gather.declaration.parse` reads back to an equal one."""
    return "\n".join(_lines(declaration)) + "\n"


def _lines(declaration: Declaration) -> Iterator[str]:
    # Tables come last: in TOML every key after a table's head belongs to it.
    for each in fields(declaration):
        value = getattr(declaration, each.name)
        if each.name not in {*_TABLES, "safeguards"} and value not in (None, "", ()):
            yield f"{each.name} = {_value(value)}"
    if declaration.safeguards:
        yield from ("", "[safeguards]", *(f"{key} = {_value(text)}" for key, text in declaration.safeguards.items()))
    for name in _TABLES:
        for row in getattr(declaration, name):
            yield from ("", f"[[{name}]]")
            for each in fields(row):
                value = getattr(row, each.name)
                if value not in (None, "", ()):
                    yield f"{each.name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of data that an audit saw being asked for: in which forms, and whether it must be given."""

    kind: str
    forms: tuple[str, ...]
    required: bool
    labels: tuple[str, ...]


def asked_in(report: Mapping[str, Any] | None) -> list[Asked]:
    """Return what a report saw being asked for, by kind."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in report["fields"] if report else ():
        if row["personal"]:
            rows.setdefault(row["kind"], []).append(row)
    return [_asked(kind, found) for kind, found in sorted(rows.items())]


def _asked(kind: str, rows: Sequence[Mapping[str, Any]]) -> Asked:
    forms = tuple(dict.fromkeys(row["purpose"] for row in rows if row["purpose"]))
    labels = tuple(dict.fromkeys(row["label"] for row in rows if row["label"]))[:3]
    return Asked(kind, forms, any(row["required"] == "required" for row in rows), labels)


def hosts_in(report: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Return the other parties that a report saw personal data go to."""
    return [row for row in report["recipients"] if row["party"] == "third"] if report else []
