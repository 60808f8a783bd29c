"""Evidence: all that was observed at one site, and the restricted view of it that a requirement gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from safeinfo.model.observations import Observation

O = TypeVar("O", bound=Observation)  # noqa: E741 - reads as "an observation type" below
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Observations in the order they were made, and the blobs they name by SHA-256.

    `site` is the origin that was audited, for example `https://shop.example`; `digest` is the SHA-256 of the
    evidence file, "" while it has none.
    """

    site: str
    observations: tuple[Observation, ...]
    blobs: Mapping[str, bytes]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Computed(Generic[T]):
    """Something worked out once from evidence and shared by requirements: a pure function of a view."""

    name: str
    needs: frozenset[type[Observation]]
    compute: Callable[["View"], T]


@dataclass(slots=True)
class _Shared:
    """What all views of one evidence share: the index by kind and the computed values."""

    evidence: Evidence
    by_kind: dict[type[Observation], tuple[Observation, ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


class View:
    """Evidence as one requirement may see it: it refuses every kind that was not declared as needed."""

    __slots__ = ("_needs", "_shared")

    def __init__(self, evidence: "Evidence | _Shared", needs: frozenset[type[Observation]]) -> None:
        self._shared = evidence if isinstance(evidence, _Shared) else _Shared(evidence)
        self._needs = needs

    def narrowed(self, needs: frozenset[type[Observation]]) -> "View":
        """Return a view of the same evidence with other needs; computed values are shared."""
        return View(self._shared, needs)

    @property
    def site(self) -> str:
        """The audited origin."""
        return self._shared.evidence.site

    def of(self, kind: type[O]) -> tuple[O, ...]:
        """Return every observation of a kind, in order; LookupError if the kind was not declared as needed."""
        if kind not in self._needs:
            raise LookupError(f"{kind.__name__} is not among the declared needs")
        found = self._shared.by_kind.get(kind)
        if found is None:
            found = tuple(o for o in self._shared.evidence.observations if type(o) is kind)
            self._shared.by_kind[kind] = found
        return found  # type: ignore[return-value]  # the index is by exact type

    def blob(self, digest: str) -> bytes:
        """Return a blob; KeyError if the evidence has none of that digest."""
        return self._shared.evidence.blobs[digest]

    def text(self, digest: str) -> str:
        """Return a blob that holds UTF-8 text."""
        return self.blob(digest).decode("utf-8", "replace")

    def once(self, computed: Computed[T]) -> T:
        """Return a computed value, worked out at its first use; LookupError if it needs more than this view."""
        if missing := computed.needs - self._needs:
            names = ", ".join(sorted(kind.__name__ for kind in missing))
            raise LookupError(f"{computed.name} needs {names}, which this requirement does not declare")
        if computed.name not in self._shared.values:
            self._shared.values[computed.name] = computed.compute(self.narrowed(computed.needs))
        value: T = self._shared.values[computed.name]
        return value
