"""Read a shop's ledger of consents to a sale (CSV; docs/declaration.md) and count what it comes to.

The ledger holds a row a customer, under a hash; only counts and the digest of the file go into the evidence.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from safeinfo.model.errors import UsageError

COLUMNS = ("customer", "notified_on", "answer", "answered_on", "sold_on")
MAX_BYTES = 512 * 2**20
_ANSWERS = {"yes", "no", ""}
_HASH = re.compile(r"[0-9a-f]{64}")
_ADVICE = "docs/declaration.md shows the ledger's columns with an example."


@dataclass(frozen=True, slots=True)
class Row:
    """One customer: when a notice went out, the answer to it with its day, and the day of a sale; None: none."""

    customer: str
    notified: date | None
    answer: str
    answered: date | None
    sold: date | None


def count(path: Path) -> dict[str, int | str]:
    """Return the fields of LedgerRead that a ledger comes to; UsageError names file, line and column."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: the ledger cannot be read ({error.strerror})", _ADVICE) from error
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{path}: no ledger is larger than {MAX_BYTES >> 20} MB", _ADVICE)
    totals: Counter[str] = Counter()
    known: set[str] = set()
    for row in _rows(raw, path):
        totals.update(_traits(row, known))
        known.add(row.customer)
    names = ("rows", "notified", "agreed", "refused", "silent", "sold", "sold_without_yes", "sold_before_yes")
    found = {name: totals[name] for name in (*names, "answered_before_notice", "repeated")}
    return {"digest": hashlib.sha256(raw).hexdigest(), **found}


def _traits(row: Row, known: set[str]) -> Iterator[str]:
    """Yield what a row counts as."""
    yield "rows"
    yield {"yes": "agreed", "no": "refused", "": "silent"}[row.answer]
    if row.notified:
        yield "notified"
    if row.sold:
        yield "sold"
    if row.sold and row.answer != "yes":
        yield "sold_without_yes"
    elif row.sold and (row.answered is None or row.sold < row.answered):
        yield "sold_before_yes"
    if row.answer and (row.answered is None or row.notified is None or row.answered < row.notified):
        yield "answered_before_notice"
    if row.customer in known:
        yield "repeated"


def _rows(raw: bytes, path: Path) -> Iterator[Row]:
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise UsageError(f"{path}, line 1: the columns must be {','.join(COLUMNS)}", _ADVICE)
        for row in reader:
            yield _row(row, f"{path}, line {reader.line_num}")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: the ledger is not UTF-8 text", _ADVICE) from error
    except csv.Error as error:
        raise UsageError(f"{path}: this is not CSV: {error}", _ADVICE) from error


def _row(row: dict[str, str], where: str) -> Row:
    if None in row or None in row.values():
        raise UsageError(f"{where}: a row has {len(COLUMNS)} columns", _ADVICE)
    given = {name: value.strip() for name, value in row.items()}
    if not _HASH.fullmatch(given["customer"]):
        raise UsageError(f"{where}: `customer` must be a hash in 64 hexadecimal digits, never an address", _ADVICE)
    if given["answer"] not in _ANSWERS:
        raise UsageError(f"{where}: `answer` must be yes, no or empty, not {given['answer']!r:.40}", _ADVICE)
    days = (_day(given[name], where, name) for name in ("notified_on", "answered_on", "sold_on"))
    notified, answered, sold = days
    return Row(given["customer"], notified, given["answer"], answered, sold)


def _day(text: str, where: str, column: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(
            f"{where}: `{column}` must be a day as 2026-11-23, or empty, not {text!r:.40}", _ADVICE
        ) from error
