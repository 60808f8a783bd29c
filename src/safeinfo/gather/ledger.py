"""The ledger: observations numbered, timed and masked as they are made, and the blobs they name."""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from safeinfo.derive.leaks import mask_tokens
from safeinfo.model.evidence import Evidence
from safeinfo.model.mail_trials import AddressPlanted, LedgerRead, MailWatched, OptOutExercised
from safeinfo.model.observations import (
    BannerSeen,
    CallSeen,
    CookieSeen,
    DeclarationMade,
    ExchangeSeen,
    FieldTyped,
    GatherFailed,
    GatheringDone,
    InstrumentChecked,
    MailSeen,
    Observation,
    OpinionsSeen,
    PageSeen,
    Searched,
    StorageSeen,
    TextSeen,
    TransportSeen,
    TrialRun,
    ValueSeen,
)

K = TypeVar("K", bound=Observation)
NAMES: Mapping[type[Observation], str] = {
    AddressPlanted: "address",
    BannerSeen: "banner",
    CallSeen: "call",
    CookieSeen: "cookie",
    DeclarationMade: "declaration",
    ExchangeSeen: "exchange",
    FieldTyped: "typed",
    GatherFailed: "failure",
    GatheringDone: "done",
    InstrumentChecked: "instrument",
    LedgerRead: "ledger",
    MailSeen: "mail",
    OpinionsSeen: "opinion",
    MailWatched: "watch",
    OptOutExercised: "opt-out",
    PageSeen: "page",
    Searched: "search",
    StorageSeen: "storage",
    TextSeen: "text",
    TransportSeen: "transport",
    TrialRun: "trial",
    ValueSeen: "value",
}
_SHORTEST_MASKED = 4  # characters: a value shorter than that is not looked for anyway
_REMEMBERED = 20_000  # strings whose masked form is kept: header names and values come again and again


class Mask(Protocol):
    """What replaces planted values by mask tokens: `derive.leaks.Needles`."""

    def mask(self, data: bytes) -> bytes:
        """Return `data` with each value replaced."""


class Ledger:
    """Takes observations in the order in which they are made.

    `clock` returns aware UTC times. Strings in observations and text blobs pass the needles' mask, and lose the web
    tokens in them.
    """

    def __init__(self, clock: Callable[[], datetime], needles: Mask | None = None) -> None:
        self.clock = clock
        self.needles = needles
        self._observations: list[Observation] = []
        self._blobs: dict[str, bytes] = {}
        self._masked_blobs: dict[str, str] = {}  # digest of what was given → digest of what is kept of it
        self._counts: Counter[str] = Counter()
        self._masked: dict[str, str] = {}

    def add(self, kind: type[K], /, **fields: Any) -> K:
        """Record one observation and return it, with its id (`page-3`) and time."""
        name = NAMES[kind]
        self._counts[name] += 1
        clean = {key: self.masked(value) for key, value in fields.items()}
        observation = kind(id=f"{name}-{self._counts[name]}", seen_at=self.clock(), **clean)
        self._observations.append(observation)
        return observation

    def number(self, name: str) -> int:
        """Return the next number of a series that is not an observation's, from 1 on."""
        self._counts[name] += 1
        return self._counts[name]

    def blob(self, data: bytes | str, *, text: bool = True) -> str:
        """Keep a blob and return its digest; `text` blobs are masked, pictures and such are not."""
        raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
        digest = hashlib.sha256(raw).hexdigest()
        if not text or self.needles is None:
            self._blobs[digest] = raw
            return digest
        if digest not in self._masked_blobs:  # a page is often saved twice as it was
            masked = mask_tokens(self.needles.mask(raw))
            self._masked_blobs[digest] = hashlib.sha256(masked).hexdigest()
            self._blobs[self._masked_blobs[digest]] = masked
        return self._masked_blobs[digest]

    def read(self, digest: str) -> bytes:
        """Return a blob as it was kept; KeyError if there is none."""
        return self._blobs[digest]

    def masked(self, value: Any) -> Any:
        """Return a value with every string in it masked; tuples, mappings and records are gone through."""
        if isinstance(value, str):
            return self._masked_text(value)
        if isinstance(value, tuple | list):
            return tuple(self.masked(each) for each in value)
        if isinstance(value, Mapping):
            return {self.masked(key): self.masked(each) for key, each in value.items()}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changes = {each.name: self.masked(getattr(value, each.name)) for each in dataclasses.fields(value)}
            return dataclasses.replace(value, **changes)
        return value

    def of(self, kind: type[K]) -> tuple[K, ...]:
        """Return what was recorded of one kind so far."""
        return tuple(each for each in self._observations if type(each) is kind)

    def evidence(self, site: str) -> Evidence:
        """Return all that was recorded; the digest comes with the file."""
        return Evidence(site, tuple(self._observations), dict(self._blobs))

    def _masked_text(self, text: str) -> str:
        if self.needles is None or len(text) < _SHORTEST_MASKED:
            return text
        known = self._masked.get(text)
        if known is None:
            if len(self._masked) > _REMEMBERED:
                self._masked.clear()
            raw = text.encode("utf-8", "surrogatepass")
            masked = mask_tokens(self.needles.mask(raw))
            known = text if masked == raw else masked.decode("utf-8", "replace")
            self._masked[text] = known
        return known
