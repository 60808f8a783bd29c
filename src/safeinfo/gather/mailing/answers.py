"""What came of going to an address in a message, in the words of OptOutExercised."""

from dataclasses import dataclass

from safeinfo.gather.guard import Fetched
from safeinfo.model.observations import GatherFailed

_GONE = frozenset({404, 410})
_NO, _UNAUTHORISED, _TROUBLE = 400, 401, 500
_OK, _MOVED = 200, 300
_DEAD = frozenset({"unreachable", "timeout", "certificate", "dns"})


@dataclass(frozen=True, slots=True)
class Answer:
    """`result` as OptOutExercised names it, `pages` gone through, and words for a person."""

    result: str
    pages: int = 1
    said: str = ""


def of_status(status: int, said: str) -> Answer:
    """Return what an HTTP status means for a way out: gone, or in trouble, is dead; turned away tells nothing."""
    if status in _GONE or status >= _TROUBLE:
        return Answer("dead", said=said)
    if status == _UNAUTHORISED:
        return Answer("login", said=said)
    return Answer("accepted" if _OK <= status < _MOVED else "unclear", said=said)


def of_fetched(fetched: Fetched) -> Answer:
    """Return what an answer to a request beside the browser means."""
    if fetched.failure in _DEAD:
        return Answer("dead", said=f"{fetched.failure}: {fetched.detail}")
    if fetched.failure and not fetched.status:
        return Answer("unclear", said=f"{fetched.failure}: {fetched.detail}")
    return of_status(fetched.status, f"HTTP {fetched.status}")


def of_failed(failed: GatherFailed | None) -> Answer:
    """Return what it means that the browser could show no page."""
    if failed is None:
        return Answer("unclear", said="no page came")
    said = f"{failed.reason}: {failed.detail}"
    if failed.reason in _DEAD:
        return Answer("dead", said=said)
    code = failed.detail.removeprefix("HTTP ")
    if failed.detail.startswith("HTTP ") and code.isdecimal() and failed.reason != "blocked":
        return of_status(int(code), said)
    return Answer("unclear", said=said)
