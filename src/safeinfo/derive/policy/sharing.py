"""Whether a policy says that data is passed on for targeted advertising (SI-04: not sold, but shared)."""

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


def _says_we_share(text: str, p: Patterns) -> bool:
    shared = p.share.search(text)
    right = p.right.search(text)
    return shared is not None and right is not None and shared.start() < right.start()
