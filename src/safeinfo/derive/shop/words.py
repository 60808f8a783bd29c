"""The words of shops (the TOML files beside); they are folded when they are first asked for."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any

from safeinfo.derive.links.phrases import Phrases, fold

_SHORT = 4  # letters; a word this short names a control only where it leads a short label
_SHORT_LABEL = 3  # words
_GAP = "…"
_DIGITS = re.compile(r"\d+")
_LATIN_ONLY = re.compile(r"[\W\d_a-zΑ-ωа-яѐ-џ]+", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")


def _is_short(term: str) -> bool:
    folded = fold(term)
    return (
        len(folded) <= _SHORT and " " not in folded and not term.endswith("*") and bool(_LATIN_ONLY.fullmatch(folded))
    )


def _with_gap(term: str) -> str:
    parts = [re.escape(fold(part)) + ("" if part.endswith("*") else r"(?!\w)") for part in term.split(_GAP)]
    return r"(?<!\w)" + r" .{1,80}? ".join(parts)


class Words:
    """Terms of one intent in every language; asked with folded labels."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = tuple(dict.fromkeys(terms))

    @cached_property
    def _short(self) -> frozenset[str]:
        return frozenset(fold(term) for term in self._terms if _is_short(term))

    @cached_property
    def _long(self) -> Phrases:
        return Phrases(term for term in self._terms if _GAP not in term and not _is_short(term))

    @cached_property
    def _gaps(self) -> re.Pattern[str]:
        gaps = [term for term in self._terms if _GAP in term]
        return re.compile("|".join(map(_with_gap, gaps))) if gaps else _NEVER

    def fits(self, label: str) -> bool:
        """Tell whether a folded label holds a term; a short word counts only at the head of a short label."""
        return bool(self._long.search(label) or self._gaps.search(label) or self._is_short_label(label))

    def _is_short_label(self, label: str) -> bool:
        words = label.split()
        return 0 < len(words) <= _SHORT_LABEL and words[0] in self._short

    def whole(self, label: str) -> bool:
        """Tell whether a folded label is a term and, numbers aside, nothing else."""
        plain = " ".join(_DIGITS.sub(" ", label).split())
        return plain in self._short or self._long.fullmatch(plain) or bool(self._gaps.fullmatch(plain))

    def begins(self, label: str) -> bool:
        """Tell whether a folded label begins with a term, a short word among them."""
        return self._long.match(label) is not None or label.partition(" ")[0] in self._short

    def without(self, label: str) -> str:
        """Return what is left of a folded label once every term in it is taken out."""
        rest = " ".join(self._gaps.sub(" ", self._long.without(label)).split())
        return label.partition(" ")[2] if rest == label and self._is_short_label(label) else rest

    def anywhere(self, label: str) -> bool:
        """Tell whether a folded label holds a term, a short word at any place."""
        return self.fits(label) or not self._short.isdisjoint(label.split())

    def share(self, label: str) -> float:
        """Return how much of a folded label is the term found in it: 0 (none) to 1 (all of it)."""
        if self.whole(label):
            return 1.0
        found = self._long.search(label) or ((gap := self._gaps.search(label)) and gap.span())
        if found:
            return (found[1] - found[0]) / max(1, len(label))
        return 0.5 if self._is_short_label(label) else 0.0


def _terms(table: Mapping[str, list[str]]) -> list[str]:
    return [term for terms in table.values() for term in terms]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


_CONTROLS, _LINKS, _PAGES, _CONSENT, _BINDING = map(
    _load, ("controls.toml", "links.toml", "pages.toml", "consent.toml", "binding.toml")
)

BRANDS = Words(_CONTROLS["never"].pop("brands"))
CONTROLS = {intent: Words(_terms(table)) for intent, table in _CONTROLS.items()}
LINKS = {topic: Words(_terms(table)) for topic, table in _LINKS.items() if topic != "path"}
PATHS = {topic: frozenset(fold(term) for term in terms) for topic, terms in _LINKS["path"].items()}
PAGES = {what: {part: Words(terms) for part, terms in table.items()} for what, table in _PAGES.items()}
BINDING = {what: Words(_terms(table)) for what, table in _BINDING.items()}
CONSENT = {answer: Words(_terms(table)) for answer, table in _CONSENT.items()}
LANGUAGES = frozenset(_CONTROLS["add"]) - {"gaps"}
