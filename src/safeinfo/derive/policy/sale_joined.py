"""Statements joined in one clause of which only one is denied ("no card numbers are kept and your data is sold").

A negation reaches over a conjunction where it shares its verbs or their object ("we do not share and sell your data"),
and not where what follows the conjunction is a statement of its own. Conjunctions are told by the lexicons (`join`);
a language without them is left as it is.
"""

import re
from typing import NamedTuple

from safeinfo.derive.policy.clauses import filled
from safeinfo.derive.policy.sale_words import Patterns

_AND = re.compile(r"\b(?:und|et|y|e|ed|en|i|a|oraz|och|og|ja|és|și|şi|και)\b")  # may share what follows it
_MOST = 8  # conjunctions of one clause that are looked at


class Part(NamedTuple):
    """A part of a clause, and whether it may share the negation of the other part."""

    text: str
    doubtful: bool = False


def parts(clause: str, p: Patterns) -> list[Part]:
    """Return a clause in the two parts of which one is denied and the other asserts that data is sold, else whole."""
    fronted = p.join_fronted.match(clause)
    joins = list(p.join.finditer(clause))[:_MOST]
    if not joins and not fronted:
        return [Part(clause)]
    plain = p.voided.sub(filled, clause)
    if fronted and not _ends_negated(fronted.group(), p) and _sells_alone(clause[fronted.end() :], p):
        return [Part(fronted.group()), Part(clause[fronted.end() :])]
    for join in joins:
        head, tail = plain[: join.start()], plain[join.end() :]
        before, after = _negated(head, p), _negated(tail, p)
        led = p.join_verb.match(tail) is not None
        if before and not after and (led or _asserts(tail, p)):
            doubtful = led or join.group().strip() in {":", "\uff1a"} or _led_by_verb(tail, p)
            return [Part(clause[: join.start()]), Part(clause[join.end() :], doubtful)]
        if after and not before and not p.sell.search(tail) and _asserts(head, p):
            return [Part(clause[: join.start()], bool(_AND.search(join.group()))), Part(clause[join.end() :])]
    return [Part(clause)]


def _negated(text: str, p: Patterns) -> bool:
    return bool(p.neg.search(text) or p.join_neg.search(text))


def _ends_negated(text: str, p: Patterns) -> bool:
    """Whether the last word before a verb negates it ("without your consent never | …")."""
    return not text.rstrip().endswith(",") and _negated(text.rsplit(maxsplit=1)[-1], p)


def _sells_alone(text: str, p: Patterns) -> bool:
    return _asserts(text, p) and not _negated(p.voided.sub(filled, text), p)


def _asserts(text: str, p: Patterns) -> bool:
    return (
        bool(p.data.search(text) or p.it.search(text)) and p.asserts(text, sells=bool(p.sell.search(text))) is not None
    )


def _led_by_verb(text: str, p: Patterns) -> bool:
    """Whether the statement begins with its verb, whose subject stands before the conjunction."""
    return p.sell.match(text.lstrip()) is not None
