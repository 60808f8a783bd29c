"""What one sentence says of selling personal information, clause by clause.

What is no statement on the status is told apart first (rights, links, conditions, statutes, others who may not sell,
the sale of goods or of the business, minors only); what is left is a denial, a denial with an exception, or an
assertion. Any assertion beats every denial.
"""

import re
from collections.abc import Iterable

from safeinfo.derive.policy.clauses import clauses, filled
from safeinfo.derive.policy.sale_assertion import assertion
from safeinfo.derive.policy.sale_denial import denial, denies, limited
from safeinfo.derive.policy.sale_joined import Part, parts
from safeinfo.derive.policy.sale_labels import (
    BUSINESS,
    MAYBE,
    MENTIONS,
    MINORS,
    NOT_SOLD,
    OTHER,
    RIGHT,
    SOLD,
    UNCLEAR,
)
from safeinfo.derive.policy.sale_words import Patterns

_TITLE = re.compile(r"[^:\uff1a.;?!]{3,80}[:\uff1a]\s*")


def classify(text: str, p: Patterns, context: str = "") -> str:
    """Return what a sentence says of selling data: a status, "right", "minors-only" … or "" for nothing.

    `context` is what stands around it (heading, lead-in) and may name the data that the sentence leaves out.
    """
    lower = text.lower()
    if not any(stem in lower for stem in p.trigger):
        return OTHER
    titled = _TITLE.match(text)
    if titled and _is_title(titled.group(), text[titled.end() :], p):
        return classify(text[titled.end() :], p, f"{context} {titled.group()}")
    if not p.sell.search(text) and not p.asserts(text, sells=False):
        return _unpaid(text, p)
    linked = p.link.sub(filled, text) if "do" in lower or "dns" in lower else text
    bare = p.goods.sub(filled, linked)
    asked, bare = bare, _unasked(bare, p)
    if asked != bare and not p.sell.search(bare) and not p.asserts(bare, sells=False):
        return MENTIONS if p.data.search(asked) else OTHER
    named = p.data.search(bare) or (p.data.search(context) and (p.pronoun.search(bare) or _equated(bare, p)))
    if not named:
        return OTHER if linked == text else RIGHT
    if p.business.search(bare) and not denies(bare, p):
        return BUSINESS
    if not p.sell.search(bare) and not p.asserts(bare, sells=False):
        return RIGHT if linked != text else OTHER
    if p.elided.search(bare):
        return RIGHT if p.asked_stop.search(bare) or p.conditional.search(bare) else NOT_SOLD
    labels = [_part(part, bare, p) for clause in clauses(bare) for part in _parts(clause, p)]
    return _strongest(labels, fallback=OTHER)


def _is_title(title: str, rest: str, p: Patterns) -> bool:
    """Whether words before a colon only name what the rest then says ("Sale of personal data: we do not sell it")."""
    if not p.sell.search(title) or not p.sell.search(rest):
        return False
    return not p.neg.search(title) and not p.asserts(title, sells=True) and not p.right.search(title)


def _unasked(text: str, p: Patterns) -> str:
    """Pass over what asks or tells of the question only ("whether data is sold")."""
    return p.whether.sub(filled, text) if p.near(p.whether_near, text) else text


def _unpaid(text: str, p: Patterns) -> str:
    """Read a denial without a word for selling ("not disclosed for money or other valuable consideration")."""
    found = p.unpaid.search(p.voided.sub(filled, text)) if p.near(p.unpaid_near, text) else None
    if found is None or not (p.data.search(text) or p.it.search(text)) or p.others.search(text, 0, found.end()):
        return OTHER
    return UNCLEAR if p.torn.search(text) or limited(text, text, p) else NOT_SOLD


def _strongest(labels: Iterable[str], *, fallback: str) -> str:
    found = set(labels)
    for label in (SOLD, MAYBE, UNCLEAR, NOT_SOLD, MINORS, RIGHT, MENTIONS, BUSINESS):
        if label in found:
            return label
    return fallback


def _parts(clause: str, p: Patterns) -> list[Part]:
    """Keep a clause whole whose subject is someone else: the part with the verb would stand without it."""
    return [Part(clause)] if others_sell(clause, p) else parts(clause, p)


def _part(part: Part, whole: str, p: Patterns) -> str:
    label = _clause(part.text, whole, p)
    return UNCLEAR if part.doubtful and label in {SOLD, OTHER} else label


def _clause(clause: str, whole: str, p: Patterns) -> str:
    """Decide one clause. The order matters: what is no statement of the site's own goes first."""
    sells = bool(p.sell.search(clause))
    if not sells and (unpaid := _unpaid(clause, p)):
        return unpaid
    if not sells and not p.asserts(clause, sells=False):
        return OTHER
    denied = denies(clause, p)
    voided = p.voided.sub(filled, clause)
    if denied and p.you_never.search(voided):
        return RIGHT if p.asked_stop.search(clause) else OTHER
    if (denied or not (_equated(clause, p) or _passive(voided, p))) and others_sell(voided, p):
        return RIGHT if not denied and p.noun_of.search(clause) and p.right.search(clause) else OTHER
    if p.you_sell.search(voided):
        return OTHER
    if denied:
        return denial(clause, whole, p)
    return assertion(clause, whole, p)


def _equated(clause: str, p: Patterns) -> bool:
    """Whether something the site does is said to count as a sale."""
    found = p.asserts(clause, sells=bool(p.sell.search(clause)))
    return found is not None and bool(p.sell.search(found.group())) and bool(p.equated.search(found.group()))


def _passive(clause: str, p: Patterns) -> bool:
    """Whether it is said of data named before anybody else that it is sold ("details of those who … may be sold")."""
    passive, data = p.passive.search(clause), p.data.search(clause)
    other = p.others.search(clause)
    return passive is not None and data is not None and other is not None and data.start() < other.start()


def others_sell(clause: str, p: Patterns) -> bool:
    """Whether the last subject before the selling verb is someone else."""
    subjects = (found for found in p.others.finditer(clause) if not _owned(clause, found.start(), p))
    return any(p.sell.match(clause, found.end()) or p.sell.search(found.group()) for found in subjects)


def _owned(clause: str, at: int, p: Patterns) -> bool:
    """Whether a word for others only tells whose data it is ("the data of our customers is not sold")."""
    word = clause[at:].partition(" ")[0]
    return p.owned.search(clause[: at + len(word)]) is not None
