"""Assertions that data is sold: whether the site makes one of its own, of data and not of something else."""

import re

from safeinfo.derive.policy.clauses import filled
from safeinfo.derive.policy.sale_labels import MAYBE, OTHER, RIGHT, SOLD, UNCLEAR
from safeinfo.derive.policy.sale_words import Patterns

_PARENTHESES = re.compile(r"\([^()]{1,250}\)")
_GAP = 260  # characters between a verb and what it is said of


def assertion(clause: str, whole: str, p: Patterns) -> str:
    """Return what a clause that is not denied says: that data is sold, perhaps sold, or nothing on the status."""
    found = p.asserts(clause, sells=bool(p.sell.search(clause)))
    if found is None or _hypothetical(clause, found, p):
        return RIGHT if p.right.search(whole) or p.conditional.search(whole) else _noun_only(clause, p)
    if p.definition.search(clause) and not p.we.search(clause):
        return OTHER
    if p.consented.search(whole):
        return UNCLEAR
    minors = p.minors.search(whole)
    if minors and p.right.search(whole):
        return RIGHT
    if p.anonymous.search(clause) and not p.personal.search(p.anonymous.sub(filled, clause)):
        return OTHER
    if _subordinate(clause, found.start(), p) and p.right.search(whole, 0, whole.find(clause) + found.start()):
        return RIGHT
    if p.law.search(clause, 0, found.end()) and not _own_voice(clause, p):
        return OTHER
    return _of_data(clause, found, p)


def _of_data(clause: str, found: re.Match[str], p: Patterns) -> str:
    """Tell whether what is sold is data: the verb's object, what a passive speaks of, or what a relative refers to."""
    verb = max(p.sell.finditer(clause, found.start(), found.end()), key=lambda each: each.start(), default=None)
    if verb is None:
        return UNCLEAR if p.neg.search(p.voided.sub(filled, clause), 0, found.end()) else SOLD
    if p.equated.search(found.group()) and not p.earning.search(found.group()):
        return SOLD
    if p.data.search(clause, found.start(), verb.start()) or p.it.match(clause, verb.end()) or _begun(clause, found, p):
        return SOLD
    if p.antecedent.search(clause[: found.start()]):
        return SOLD if p.listed.match(clause, verb.end()) else MAYBE
    return _object(clause, verb.end(), p)


def _begun(clause: str, found: re.Match[str], p: Patterns) -> bool:
    """Whether the word before a statement begins its words for data ("customer | details are sold")."""
    data = p.data.match(clause, clause.rfind(" ", 0, max(0, found.start() - 1)) + 1)
    return data is not None and data.end() > found.start()


def _object(clause: str, at: int, p: Patterns) -> str:
    """Read what follows the verb: data, a word for it, or something else before any data is named."""
    clause = p.for_purpose.sub(filled, _PARENTHESES.sub(filled, clause))
    coordinated = p.also_does.match(clause, at)
    at = coordinated.end() if coordinated else at
    data = p.data.search(clause, at, at + _GAP)
    if p.it.match(clause, at):
        return SOLD
    if data is None:
        return OTHER
    return OTHER if p.aside.search(clause, at, data.start()) else SOLD


def _hypothetical(clause: str, found: re.Match[str], p: Patterns) -> bool:
    verb = p.passive.search(clause, found.start(), found.end())
    at = max(found.start() + 30, verb.start() if verb else 0)
    return p.conditional.search(clause, 0, min(len(clause), at)) is not None


def _subordinate(clause: str, at: int, p: Patterns) -> bool:
    return bool(p.relative.search(clause[:at].rstrip(' "(')))


def _own_voice(clause: str, p: Patterns) -> bool:
    return bool(p.share.search(clause))


def _noun_only(clause: str, p: Patterns) -> str:
    """A heading such as "Sale of personal information", or a word that leads nowhere."""
    if not p.data.search(clause):
        return OTHER
    nouns, words = len(p.noun.findall(clause)), sum(1 for _ in p.sell.finditer(clause))
    return RIGHT if nouns < words or p.noun_of.search(clause) or p.right.search(clause) else OTHER
