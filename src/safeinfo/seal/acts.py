"""An act of the authority on its way: stored before anything is done, removed when all of it is.

What a crash interrupts is found here and finished; the log is searched for the act's entry, so that nothing is logged
twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from safeinfo.seal import strict
from safeinfo.seal.files import PRIVATE, Files, write_many

_FOLDER = "private/acts"
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its log entry, the claim it makes (issue, renew), and how long the log was when it was stored."""

    number: int
    entry: Mapping[str, Any]
    since: int
    claim: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        """What kind of act it is: that of its entry."""
        return str(self.entry["type"])

    @property
    def seal(self) -> str:
        """The seal it is about; "" for none."""
        return str(self.entry.get("seal", ""))

    @property
    def logged(self) -> bytes:
        """The entry as the log holds it."""
        return strict.canonical(dict(self.entry))

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read a stored act."""
        value = strict.parse(data, _LARGEST)
        return cls(value["number"], value["entry"], value["since"], value.get("claim"))

    def written(self) -> bytes:
        """Return the act as it is stored."""
        claim = {"claim": self.claim} if self.claim is not None else {}
        return strict.canonical({"number": self.number, "entry": self.entry, "since": self.since, **claim})


def store(files: Files, acts: Iterable[Act]) -> None:
    """Write acts down durably, before anything else is done about them."""
    write_many(files, {_name(act): act.written() for act in acts}, PRIVATE)


def stored(files: Files) -> list[Act]:
    """Return the acts that are not finished, in their order."""
    found = []
    for name in files.names(_FOLDER):
        data = files.read(f"{_FOLDER}/{name}") if name.endswith(".json") else None
        if data is not None:
            found.append(Act.read(data))
    return sorted(found, key=lambda act: act.number)


def finish(files: Files, acts: Iterable[Act]) -> None:
    """Forget acts of which everything is done."""
    for act in acts:
        files.remove(_name(act))


def _name(act: Act) -> str:
    return f"{_FOLDER}/{act.number:012d}.json"
