"""Whether data is passed on, for targeted advertising or to others who write to customers (SI-04)."""

from safeinfo.derive.policy.clauses import clauses
from safeinfo.derive.policy.sale_words import Patterns


def shares_for_advertising(text: str, p: Patterns) -> bool:
    """Whether a sentence says that the site passes data on for targeted advertising."""
    lower = text.lower()
    if not any(stem in lower for stem in p.advert_trigger) or not p.advert.search(text) or not p.data.search(text):
        return False
    if p.conditional.search(text) or p.asked_stop.search(text):
        return False
    return any(
        p.share.search(clause)
        and not p.share_negated.search(clause)
        and (not p.right.search(clause) or _says_we_share(clause, p))
        for clause in clauses(text)
    )


def passes_on(text: str, p: Patterns) -> bool:
    """Whether a sentence says that others get what customers gave and may write to them, without having asked first.

    A list of customers is mostly rented out or exchanged; where nothing tells, a person must look.
    """
    lower = text.lower()
    if not any(stem in lower for stem in p.passed_trigger) or "?" in text:
        return False
    found = p.passed.search(text)
    if found is None or p.not_passed.search(text):
        return False
    return not p.neg.search(text, 0, found.end())


def _says_we_share(text: str, p: Patterns) -> bool:
    shared = p.share.search(text)
    right = p.right.search(text)
    return shared is not None and right is not None and shared.start() < right.start()
