"""Statements joined in one clause of which only one is denied ("no card numbers are kept and your data is sold").

A negation reaches over a conjunction where it shares its verbs or their object ("we do not share and sell your data"),
and not where what follows the conjunction is a statement of its own. Conjunctions are told by the lexicons (`join`);
a language without them is left as it is.
"""

from typing import NamedTuple

from safeinfo.derive.policy.clauses import filled
from safeinfo.derive.policy.sale_words import Patterns

_MOST = 8  # conjunctions of one clause that are looked at


class Part(NamedTuple):
    """A part of a clause, and whether it may share the negation of the other part."""

    text: str
    doubtful: bool = False


def parts(clause: str, p: Patterns) -> list[Part]:
    """Return a clause in the two parts of which one is denied and the other asserts that data is sold, else whole."""
    joins = list(p.join.finditer(clause))[:_MOST]
    if not joins:
        return [Part(clause)]
    plain = p.voided.sub(filled, clause)
    for join in joins:
        head, tail = plain[: join.start()], plain[join.end() :]
        before, after = _negated(head, p), _negated(tail, p)
        if before and not after and _asserts(tail, p):
            colon = join.group().strip() in {":", "\uff1a"}
            return [Part(clause[: join.start()]), Part(clause[join.end() :], colon or _led_by_verb(tail, p))]
        if after and not before and not p.sell.search(tail) and _asserts(head, p):
            return [Part(clause[: join.start()], doubtful=True), Part(clause[join.end() :])]
    return [Part(clause)]


def _negated(text: str, p: Patterns) -> bool:
    return bool(p.neg.search(text) or p.join_neg.search(text))


def _asserts(text: str, p: Patterns) -> bool:
    return bool(p.data.search(text)) and p.asserts(text, sells=bool(p.sell.search(text))) is not None


def _led_by_verb(text: str, p: Patterns) -> bool:
    """Whether the statement begins with its verb, whose subject stands before the conjunction."""
    return p.sell.match(text.lstrip()) is not None
