"""Dates as the seal writes them: RFC 3339 in UTC with whole seconds, `2026-03-01T12:00:00Z`, and nothing else."""

import re
from datetime import UTC, datetime

from safeinfo.seal.errors import MalformedError

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def written(when: datetime) -> str:
    """Return a date as text, cut to whole seconds; ValueError for one without a zone."""
    if when.tzinfo is None:
        raise ValueError("a date of the seal needs a time zone")
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: object) -> datetime:
    """Return the date that a text names; MalformedError if it is written in any other way."""
    if not isinstance(text, str) or not _WRITTEN.fullmatch(text):
        raise MalformedError("date", "a date is not written as 2026-03-01T12:00:00Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise MalformedError("date", f"{text} is no date") from None
