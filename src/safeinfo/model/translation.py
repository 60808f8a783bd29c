"""The words of a requirement in another language than the English in which it is written."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from safeinfo.model.remedies import Remedy
from safeinfo.model.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Common:
    """What all requirements have in common, in one language: `headings` by the English, `remedies` by finding."""

    headings: Mapping[str, str] = field(default_factory=dict)
    remedies: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what TOML says: the fields above by name."""
        return cls(**tomllib.loads(text))

    def heading(self, english: str) -> str:
        """Return a heading in this language; the English where it has none."""
        return self.headings.get(english, english)


@dataclass(frozen=True, slots=True)
class Translation:
    """What `Requirement` calls by the same names, and the text of each remedy by name of finding ("" in general)."""

    title: str
    asked: str
    applicability: str
    expectations: tuple[str, ...]
    assumptions: str
    cannot_see: str
    remedies: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what TOML says: the fields above by name."""
        words = tomllib.loads(text)
        return cls(**(words | {"expectations": tuple(words["expectations"])}))

    def of(self, requirement: Requirement, common: Common) -> Requirement:
        """Return the requirement in these words; snippets stay, and so does a remedy that has none."""
        return replace(
            requirement,
            title=self.title,
            asked=self.asked,
            applicability=self.applicability,
            expectations=self.expectations,
            assumptions=self.assumptions,
            cannot_see=self.cannot_see,
            remedies=_said(requirement.remedies, self.remedies),
            shared=_said(requirement.shared, common.remedies),
        )


def _said(remedies: Mapping[str, Remedy], words: Mapping[str, str]) -> dict[str, Remedy]:
    return {name: replace(remedy, text=words.get(name, remedy.text)) for name, remedy in remedies.items()}
