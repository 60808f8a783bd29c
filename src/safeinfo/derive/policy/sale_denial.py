"""Denials that data is sold: whether a clause denies it, and what limits the denial.

A denial with an exception ("except …", "without your consent", "for money") leaves the rest open, and so does one
that speaks of one kind of data only: neither is a plain "not sold".
"""

import re
from collections.abc import Sequence

from safeinfo.derive.policy.clauses import filled
from safeinfo.derive.policy.sale_labels import MINORS, NOT_SOLD, OTHER, RIGHT, UNCLEAR
from safeinfo.derive.policy.sale_scope import of_another_verb
from safeinfo.derive.policy.sale_words import Patterns

_GAP = 170  # characters between a negation and the verb it negates


def denies(clause: str, p: Patterns) -> bool:
    """Whether selling verbs of the clause are negated, and the others sell goods ("we sell tea, never data")."""
    lower = clause.lower()
    if p.denial_stems and not any(stem in lower for stem in p.denial_stems):
        return False
    clause = p.voided.sub(filled, clause)
    nouns = {found.start() for found in p.noun.finditer(clause) if not p.noun_of.match(clause, found.start())}
    verbs = [found for found in p.sell.finditer(clause) if found.start() not in nouns] or list(p.sell.finditer(clause))
    negated = [_negated_at(clause, verb.start(), p) for verb in verbs]
    if not any(negated):
        return False
    return all(denied or _of_goods(clause, verbs, number, p) for number, denied in enumerate(negated))


def _of_goods(clause: str, verbs: Sequence[re.Match[str]], number: int, p: Patterns) -> bool:
    """Whether no word for data, nor "it", stands between a selling verb and its neighbours."""
    verb = verbs[number]
    first = verbs[number - 1].end() if number else 0
    last = verbs[number + 1].start() if number + 1 < len(verbs) else len(clause)
    negation = p.neg.search(clause, verb.end(), last)
    last = negation.start() if negation else last
    return not (p.data.search(clause, first, last) or p.it.match(clause, verb.end()))


def _negated_at(clause: str, at: int, p: Patterns) -> bool:
    if (forbidden := p.forbidden.match(clause)) and at < forbidden.end():
        return True
    found = p.negated.search(clause)
    if found and found.start() <= at <= found.end() and not p.reset.search(clause, found.start(), at):
        return True
    negations = list(p.neg.finditer(clause, max(0, at - _GAP), at))
    if not negations:
        return False
    if p.believing.search(clause, 0, at):
        return True
    return not p.reset.search(clause, negations[-1].end(), at)


def denial(clause: str, whole: str, p: Patterns) -> str:
    """Return what a denied clause says: not sold, not sold with an exception, or nothing on the status."""
    if p.asked_stop.search(clause if clause.startswith("(") else whole):
        return RIGHT
    minors = p.minors.search(whole)
    if minors and not p.minors_besides.search(whole, 0, minors.start()):
        return MINORS
    if p.anonymous.search(clause) and not p.personal.search(clause):
        return OTHER
    if p.torn.search(whole) or p.equation_denied.search(clause) or limited(clause, whole, p) or _narrow(clause, p):
        return UNCLEAR
    return NOT_SOLD


def _narrow(clause: str, p: Patterns) -> bool:
    """Whether a denial speaks of one kind of data only ("we do not sell card details"), and leaves the rest open."""
    wider = p.narrow.sub(filled, clause)
    return wider != clause and not p.data.search(wider)


def limited(clause: str, whole: str, p: Patterns) -> bool:
    """Whether a denial is limited: to one kind of buyer, to one purpose, or by an exception in or around its clause."""
    if p.buyers.search(clause) or p.purposed.search(clause):
        return True
    at = whole.find(clause)
    before = re.split(r"[.;:]", whole[:at])[-1].strip(" ,")
    if (fronted := p.fronted.match(before)) and _limits(before, fronted, p):
        return True
    after = whole[at + len(clause) :].lstrip(" ,;-")
    following = after.removeprefix("but ")[:_GAP] if p.exception.match(after.removeprefix("but ")) else ""
    return any(_excepts(part, p) for part in (clause, following))


def _excepts(text: str, p: Patterns) -> bool:
    """Whether any exception of a text limits a denial; each is judged by what stands before the next one."""
    found = [each for each in p.exception.finditer(text) if not of_another_verb(text, each, p)]
    until = [*(each.start() for each in found[1:]), len(text)] if found else []
    pieces = [text[each.start() : min(end, each.end() + _GAP)] for each, end in zip(found, until, strict=True)]
    return any(_limits(piece, each, p) for piece, each in zip(pieces, found, strict=True))


def _limits(text: str, found: re.Match[str], p: Patterns) -> bool:
    """An exception for the law's orders, the order's delivery or a sale of the business limits nothing here."""
    if p.harmless.search(found.group()):
        return False
    if p.permitted.search(text):
        return True
    return not p.required.search(text) and not p.business.search(text)
