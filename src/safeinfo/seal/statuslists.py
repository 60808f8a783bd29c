"""The status lists that an authority keeps: which entries are taken, which bits are set, and the signed lists.

A seal gets one entry in a revocation list and another, not related, in a suspension list; each is drawn at random
among the free ones, so that an index tells nothing of order or of whose it is.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from safeinfo.seal import bits, credential, strict, times
from safeinfo.seal.errors import LogError
from safeinfo.seal.files import PRIVATE, Files, replace

TTL = timedelta(minutes=5)
LASTS = timedelta(days=1)  # a list is signed anew at least once a day
CROWDED = 2  # a list is full when one in CROWDED entries is taken: the drawing stays quick, and the crowd large
_STATE = "private/status"
Sign = Callable[[Mapping[str, Any], datetime], dict[str, Any]]
Below = Callable[[int], int]  # a random number below another


class StatusLists:
    """Lists 1, 2, … for each purpose, in files."""

    def __init__(self, files: Files, issuer: credential.Issuer, size: int = bits.FEWEST) -> None:
        """Open the lists; `size` is how many entries a new one gets, a multiple of 8."""
        self._files, self._issuer, self._size = files, issuer, size

    def url(self, purpose: str, number: int) -> str:
        """Return where a list is served."""
        return f"{self._issuer.authority}/{self.path(purpose, number)}"

    @staticmethod
    def path(purpose: str, number: int) -> str:
        """Return the path of a list below the authority's origin, and below `public/`."""
        return f"status/{purpose}/{number}.json"

    def numbers(self) -> list[int]:
        """Return the numbers of the lists there are."""
        names = self._files.names(_STATE)
        return sorted(int(name.removesuffix(".json")) for name in names if name.removesuffix(".json").isdigit())

    def allocate(self, below: Below) -> credential.StatusPlace:
        """Take a free entry in each list and return where; durable on return, so that none is ever given twice."""
        number = max(self.numbers(), default=0)
        state = self._state(number) if number else None
        if state is None or state.taken * CROWDED >= self._size:
            number, state = number + 1, _State.empty(self._size)
        indexes = {purpose: state.take(purpose, below) for purpose in credential.PURPOSES}
        state.taken += 1
        self._keep(number, state)
        return credential.StatusPlace(
            lists={purpose: self.url(purpose, number) for purpose in credential.PURPOSES}, indexes=indexes
        )

    def put(self, purpose: str, url: str, index: int, *, value: bool) -> int:
        """Set or clear a bit durably and return the list's number; LookupError for a list or entry never given."""
        number = self.number_of(url)
        state = self._state(number)
        if not 0 <= index < len(state.used[purpose]) * 8 or not bits.is_set(bytes(state.used[purpose]), index):
            raise LookupError(f"entry {index} of {url} was never given")
        bits.put(state.bits[purpose], index, value=value)
        self._keep(number, state)
        return number

    def number_of(self, url: str) -> int:
        """Return the number of the list that is served at a URL; LookupError if it is none of ours."""
        for number in self.numbers():
            if url in {self.url(purpose, number) for purpose in credential.PURPOSES}:
                return number
        raise LookupError(f"{url} is no list of ours")

    def render(self, number: int, sign: Sign, now: datetime) -> None:
        """Sign both lists of a number as they are now, and put them in place below `public/`."""
        state = self._state(number)
        for purpose in credential.PURPOSES:
            document = self._document(purpose, number, bytes(state.bits[purpose]), now)
            data = strict.canonical(sign(document, now))
            replace(self._files, f"public/{self.path(purpose, number)}", data)

    def _document(self, purpose: str, number: int, packed: bytes, now: datetime) -> dict[str, Any]:
        url = self.url(purpose, number)
        return {
            "@context": self._issuer.contexts,
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self._issuer.did,
            "validFrom": times.written(now),
            "validUntil": times.written(now + LASTS),
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": bits.encode(packed),
                "ttl": int(TTL.total_seconds() * 1000),
            },
        }

    def _state(self, number: int) -> "_State":
        data = self._files.read(f"{_STATE}/{number}.json")
        if data is None:
            raise LogError(f"the state of status list {number} is missing", "Restore private/status from a copy.")
        return _State.read(data)

    def _keep(self, number: int, state: "_State") -> None:
        replace(self._files, f"{_STATE}/{number}.json", state.written(), PRIVATE)


class _State:
    """Of one list: which entries are taken, and which bits are set, by purpose."""

    def __init__(self, used: dict[str, bytearray], values: dict[str, bytearray], taken: int) -> None:
        self.used, self.bits, self.taken = used, values, taken

    @classmethod
    def empty(cls, size: int) -> "_State":
        used, values = ({purpose: bytearray(size // 8) for purpose in credential.PURPOSES} for _ in range(2))
        return cls(used, values, 0)

    @classmethod
    def read(cls, data: bytes) -> "_State":
        value = strict.parse(data, 2**24)
        used, values = ({p: bytearray(bits.decode(value[part][p])) for p in credential.PURPOSES} for part in _PARTS)
        return cls(used, values, value["taken"])

    def written(self) -> bytes:
        parts = {
            part: {purpose: bits.encode(bytes(data)) for purpose, data in held.items()}
            for part, held in zip(_PARTS, (self.used, self.bits), strict=True)
        }
        return strict.canonical({**parts, "taken": self.taken})

    def take(self, purpose: str, below: Below) -> int:
        used = self.used[purpose]
        while True:
            index = below(len(used) * 8)
            if not bits.is_set(bytes(used[index >> 3 : (index >> 3) + 1]), index & 7):
                bits.put(used, index, value=True)
                return index


_PARTS = ("used", "bits")
