"""What the log holds: canonical JSON of a few kinds, each with exactly these members.

Nothing here can name a person: every member is a date, a number, a digest, an origin, a key, or a word of a closed
list. Origins of sealed shops are public already, in the directory and on the shop.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from safeinfo.seal import multibase, notes, strict, times
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import is_origin

LARGEST = 8192  # bytes of an entry of ours
MOST_ORIGINS = 32
GROUNDS = frozenset(
    {
        "requirements-not-met",
        "fraud",
        "childrens-data",
        "seal-misused",
        "merchant-request",
        "domain-control-lost",
        "cured",
        "appeal-upheld",
        "error-of-ours",
    }
)
OUTCOMES = frozenset({"upheld", "rejected", "settled", "withdrawn"})
PURPOSES = frozenset({"seal", "log", "witness"})
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{3,63}", re.ASCII)
_EDITION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
Test = Callable[[Any], bool]


def is_digest(value: object) -> bool:
    """Tell whether a value is a SHA-256 in lower-case hex."""
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def is_seal_id(value: object) -> bool:
    """Tell whether a value can be the identity of a seal: lower-case letters, digits and hyphens, 4 to 64 of them."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_edition(value: object) -> bool:
    """Tell whether a value names an edition of the requirements."""
    return isinstance(value, str) and _EDITION.fullmatch(value) is not None


def is_date(value: object) -> bool:
    """Tell whether a value is a date as the seal writes it."""
    try:
        return bool(times.read(value))
    except MalformedError:
        return False


def are_origins(value: object) -> bool:
    """Tell whether a value is a sorted list of 1 to 32 different exact https origins."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST_ORIGINS:
        return False
    exact = all(is_origin(each) and each.startswith("https://") for each in value)
    return exact and value == sorted(set(value))


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None and is_date(f"{value}T00:00:00Z")


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= strict.LARGEST_INTEGER


def _is_key(value: object) -> bool:
    try:
        if isinstance(value, str) and "+" in value:
            notes.NoteKey.from_vkey(value)
        else:
            multibase.from_multikey(value)
    except MalformedError:
        return False
    return True


def _one_of(words: frozenset[str]) -> Test:
    return lambda value: isinstance(value, str) and value in words


_ISSUED: dict[str, Test] = {
    "seal": is_seal_id,
    "origins": are_origins,
    "edition": is_edition,
    "claim": is_digest,
    "evidence": is_digest,
    "until": is_date,
}
_CHANGED: dict[str, Test] = {"seal": is_seal_id, "origins": are_origins, "ground": _one_of(GROUNDS)}
KINDS: Mapping[str, Mapping[str, Test]] = {
    "issue": _ISSUED,
    "renew": _ISSUED,
    "suspend": _CHANGED,
    "reinstate": _CHANGED,
    "revoke": _CHANGED,
    "refuse": {"day": _is_day, "count": _is_count},
    "edition": {"edition": is_edition, "digest": is_digest},
    "key": {"purpose": _one_of(PURPOSES), "key": _is_key, "from": is_date, "until": is_date},
    "complaint": {"seal": is_seal_id, "complaint": is_digest, "outcome": _one_of(OUTCOMES)},
    "misuse": {"origin": is_origin, "evidence": is_digest},
    "misuse-ended": {"origin": is_origin, "evidence": is_digest},
}


def entry(kind: str, at: datetime, **members: Any) -> bytes:
    """Return an entry of the log; MalformedError (reason `entry`) for a member that the kind does not have or allow.

    A `key` without an end leaves `until` out: None means the same.
    """
    given = {name.rstrip("_"): value for name, value in members.items() if value is not None}
    made = {"type": kind, "at": times.written(at), **given}
    check(made)
    return strict.canonical_read(made)


def check(value: Mapping[str, Any]) -> None:
    """Raise MalformedError (reason `entry`) unless a value is an entry of one of our kinds."""
    kind = value.get("type")
    members = KINDS.get(kind) if isinstance(kind, str) else None
    if members is None:
        raise MalformedError("entry", f"{kind!r} is no kind of log entry: {', '.join(KINDS)}")
    optional = {"until"} if kind == "key" else set()
    wanted = {"type", "at", *members}
    if not wanted - optional <= set(value) <= wanted or not is_date(value["at"]):
        raise MalformedError("entry", f"an entry {kind!r} has exactly the members {', '.join(sorted(wanted))}")
    for name, allowed in members.items():
        if name in value and not allowed(value[name]):
            raise MalformedError(
                "entry", f"{name} of an entry {kind!r} is not as it should be: {str(value[name])[:80]!r}"
            )


def read(data: bytes) -> dict[str, Any]:
    """Return an entry from its bytes; MalformedError if it is none of ours."""
    value = strict.parse(data, LARGEST)
    check(value)
    return value
