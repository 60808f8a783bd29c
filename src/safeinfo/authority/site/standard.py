"""The standard in the language of a page: requirements as they stand, and the words of them that a report holds.

The words are those of `safeinfo.requirements.languages`. What a finding says is composed where it is decided: it is
English on pages of every language, and marked so.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from django.utils import translation

from safeinfo.model.requirement import Requirement
from safeinfo.requirements import IN_FORCE
from safeinfo.requirements import languages as words_of
from safeinfo.seal import display, faces

CONDITIONS = (display.REQUIREMENT, faces.REQUIREMENT)  # of keeping the seal
EVERY = (*IN_FORCE, *CONDITIONS)


def translated(requirement: Requirement) -> Requirement:
    """Return a requirement in the language of the page."""
    return words_of.in_language(requirement, _language())


def in_language(words: str) -> str | None:
    """Return words of the standard in the language of the page; None for words that the standard does not have."""
    return _words(_language()).get(words)


def _language() -> str:
    return translation.get_language() or words_of.ENGLISH


@cache
def _words(language: str) -> Mapping[str, str]:
    """Return all words of the standard by the English, in a language of the settings (so there are few)."""
    told = ((each, words_of.in_language(each, language)) for each in EVERY)
    return {ours: theirs for one, other in told for ours, theirs in zip(_parts(one), _parts(other), strict=True)}


def _parts(requirement: Requirement) -> Iterator[str]:
    yield from (requirement.title, requirement.asked, requirement.applicability, *requirement.expectations)
    yield from (requirement.assumptions, requirement.cannot_see)
    yield from (remedy.text for each in (requirement.remedies, requirement.shared) for remedy in each.values())
