"""A requirement, what it finds, and the verdict that follows."""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from safeinfo.model.evidence import View
from safeinfo.model.observations import Observation
from safeinfo.model.outcome import Outcome, worst
from safeinfo.model.remedies import SHARED, Remedy
from safeinfo.model.review import Settlement


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points: a page, there a selector, there a verbatim quote; each may be empty."""

    page: str = ""
    selector: str = ""
    quote: str = ""
    frame: str = ""


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence a person can check, and the observations that prove it.

    `name` is the kind of finding as a noun phrase in kebab case (`policy-link-missing`): rule id in SARIF, key
    of the remedy. A finding `for_information` is reported and never counts towards the verdict. `settled` says who
    decided what could not be told; its `outcome` is then the reviewer's.
    """

    name: str
    outcome: Outcome
    message: str
    cites: tuple[str, ...] = ()
    place: Place = NOWHERE
    for_information: bool = False
    settled: Settlement | None = None

    def __post_init__(self) -> None:
        if not self.cites and self.outcome is not Outcome.UNTESTED:
            raise ValueError(f"finding {self.name!r} is {self.outcome} but cites no observation")


@dataclass(frozen=True, slots=True)
class Requirement:
    """An ACT rule (W3C ACT Rules Format 1.1) with the function that decides it from what was observed."""

    id: str  # SI-01
    slug: str
    title: str
    asked: str  # what the source asks, in its words
    applicability: str
    expectations: tuple[str, ...]
    assumptions: str
    cannot_see: str
    needs: frozenset[type[Observation]]
    decide: Callable[[View], Iterable[Finding]]
    remedies: Mapping[str, Remedy] = field(default_factory=dict)  # by name of finding; "" is the general one
    shared: Mapping[str, Remedy] = field(default_factory=lambda: SHARED)  # what every requirement may advise

    @classmethod
    def from_text(
        cls, text: str, needs: Iterable[type[Observation]], decide: Callable[[View], Iterable[Finding]]
    ) -> Self:
        """Return a requirement whose words are TOML: the fields above by name, and `[remedies.<finding>]`."""
        words = tomllib.loads(text)
        remedies = {name: Remedy(**remedy) for name, remedy in words.pop("remedies", {}).items()}
        expectations = tuple(words.pop("expectations"))
        return cls(**words, expectations=expectations, needs=frozenset(needs), decide=decide, remedies=remedies)

    def own_remedy(self, finding: Finding) -> Remedy | None:
        """Return what to do about this very finding, None where only the general remedy is known."""
        return self.remedies.get(finding.name) or self.shared.get(finding.name)

    def remedy_for(self, finding: Finding) -> Remedy | None:
        """Return what to do about a finding: its own remedy, that of all requirements, or the general one."""
        return self.own_remedy(finding) or self.remedies.get("")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one requirement came to."""

    requirement: Requirement
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst outcome of the findings that count; cantTell where none does."""
        return worst(f.outcome for f in self.findings if not f.for_information)

    @property
    def identified(self) -> tuple[tuple[str, Finding], ...]:
        """Each finding with its id."""
        return tuple(zip(self.ids, self.findings, strict=True))

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each finding, in their order: `SI-03/reason-stated/1f0c2a9b`.

        It is made of the requirement, the finding's name and its place with the words quoted there, so that a new
        audit of an unchanged shop gives the same; where two findings share these, the sentence tells them apart.
        """
        first = [self._id(finding, "") for finding in self.findings]
        return tuple(
            self._id(finding, finding.message) if first.count(name) > 1 else name
            for name, finding in zip(first, self.findings, strict=True)
        )

    def _id(self, finding: Finding, more: str) -> str:
        place = finding.place
        said = f"{place.page}\n{place.frame}\n{place.selector}\n{place.quote}\n{more}"
        return f"{self.requirement.id}/{finding.name}/{hashlib.sha256(said.encode()).hexdigest()[:8]}"
