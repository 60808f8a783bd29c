"""What the authority keeps of each seal, and the credentials it shows: files, one a seal."""

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlsplit

from safeinfo.model.errors import UsageError
from safeinfo.seal import credential, entries, strict
from safeinfo.seal.files import PRIVATE, Files
from safeinfo.seal.files import replace as put

_LARGEST = 64 * 1024
_COUNTER = "private/number"


def staple_name(origin: str) -> str:
    """Return the name of the file that a shop fetches for an origin: its host, and its port if it has one."""
    return urlsplit(origin).netloc.replace(":", "_") + ".json"


@dataclass(frozen=True, slots=True)
class SealRecord:
    """A seal: `state` is new, issued, suspended or revoked; `count` is how many credentials it had."""

    seal: str
    origins: tuple[str, ...]
    state: str
    count: int
    place: credential.StatusPlace

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read a record."""
        value = strict.parse(data, _LARGEST)
        place = credential.StatusPlace(lists=value["lists"], indexes=value["indexes"])
        return cls(value["seal"], tuple(value["origins"]), value["state"], value["count"], place)

    def written(self) -> bytes:
        """Return the record as it is kept."""
        value: dict[str, Any] = {
            "seal": self.seal,
            "origins": list(self.origins),
            "state": self.state,
            "count": self.count,
            "lists": dict(self.place.lists),
            "indexes": dict(self.place.indexes),
        }
        return strict.canonical(value)

    def moved(self, state: str, count: int) -> "SealRecord":
        """Return the record in another state."""
        return replace(self, state=state, count=count)


class Shelf:
    """The records and shown credentials of an authority."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def read(self, seal: str) -> SealRecord | None:
        """Return a seal's record; None if there is none."""
        data = self._files.read(f"private/seals/{seal}.json") if entries.is_seal_id(seal) else None
        return None if data is None else SealRecord.read(data)

    def known(self, seal: str) -> SealRecord:
        """Return a seal's record; UsageError if there is none."""
        record = self.read(seal)
        if record is None:
            raise UsageError(f"there is no seal {seal[:80]!r}", "Give the identity of a seal that was issued.")
        return record

    def keep(self, record: SealRecord) -> None:
        """Keep a record durably."""
        put(self._files, f"private/seals/{record.seal}.json", record.written(), PRIVATE)

    def live_seal(self, origin: str) -> bool:
        """Tell whether a seal that is not revoked has this origin."""
        name = f"private/origins/{staple_name(origin)}"
        data = self._files.read(name)
        record = self.read(data.decode()) if data is not None else None
        return record is not None and record.state in {"issued", "suspended"} and origin in record.origins

    def credential(self, seal: str) -> dict[str, Any] | None:
        """Return the credential that is shown for a seal; None if there is none."""
        data = self._files.read(f"public/seals/{seal}.json")
        return None if data is None else strict.parse(data, credential.LARGEST)

    def show(self, seal: str, signed: bytes) -> None:
        """Put a signed credential in place, and note whose its origins are."""
        record = self.known(seal)
        for origin in record.origins:
            put(self._files, f"private/origins/{staple_name(origin)}", seal.encode(), PRIVATE)
        put(self._files, f"public/seals/{seal}.json", signed)

    def last_number(self) -> int:
        """Return the number of the last act that was finished."""
        data = self._files.read(_COUNTER)
        return int(data) if data else 0

    def count_acts(self, number: int) -> None:
        """Remember that acts up to a number are finished."""
        if number > self.last_number():
            put(self._files, _COUNTER, str(number).encode(), PRIVATE)
