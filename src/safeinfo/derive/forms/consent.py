"""What a tick box asks a visitor to agree to."""

from functools import lru_cache

from safeinfo.derive.forms.lookup import Lexicon, fold, tables

_LEXICON = Lexicon.of(tables("fields", "consent"))
_SURE = 2  # that many more phrases for one than for the other


@lru_cache(maxsize=2048)
def consent_kind(label: str) -> str | None:
    """Return "consent-marketing" or "consent-terms" for the words beside a tick box, None for neither.

    Terms win where both are asked for at once, unless most of the words speak of mail and offers: a box that has to
    be ticked for the terms is no free choice about marketing, and is read as such by its own words.
    """
    hits = _LEXICON.find(fold(label))
    kinds = [hit.kind for hit in hits]
    if "consent-terms" not in {hit.kind for hit in hits if not hit.weak}:  # "I agree" says not to what
        kinds = [hit.kind for hit in hits if not hit.weak] or kinds
    marketing, terms = kinds.count("consent-marketing"), kinds.count("consent-terms")
    if marketing and marketing >= terms + (kinds[0] == "consent-terms"):
        return "consent-marketing"
    return "consent-terms" if terms else None


def states_age(label: str) -> bool:
    """Tell whether a tick box has the visitor state that he is old enough."""
    return any(hit.kind == "age-statement" for hit in _LEXICON.find(fold(label)))
