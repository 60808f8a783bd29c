"""What a policy says of selling personal information: clause by clause, then added up (SI-04).

A sentence is read in clauses. What is no statement on the status is told apart first (rights, links, conditions,
statutes, others who may not sell, the sale of goods or of the business, minors only); what is left is a denial, a
denial with an exception, or an assertion. Any assertion beats every denial.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from safeinfo.derive.policy.clauses import clauses, filled
from safeinfo.derive.policy.gates import Gates
from safeinfo.derive.policy.lexicon import NEVER
from safeinfo.derive.policy.sale_words import Patterns, patterns
from safeinfo.derive.policy.sentences import Sentence
from safeinfo.derive.policy.sharing import shares_for_advertising
from safeinfo.model.kinds import Sale
from safeinfo.model.readings import Statement

SOLD, NOT_SOLD, SHARED, UNCLEAR = "sold", "not-sold", "not-sold-but-shared", "unclear"
RIGHT, MINORS, BUSINESS, OTHER = "right", "minors-only", "business-transfer", ""
MENTIONS = "mentions"  # asks or tells of the question only: whether data is sold
MAYBE = "maybe-sold"  # speaks of data that is sold, but not plainly of data that this site sells
_GAP = 170  # characters between a negation and the verb it negates
_QUOTE = 700  # characters of a quote with its lead-in
_ELLIPSIS = 40  # characters: "We don't." answers what was said before it
_BEFORE = 3  # sentences before one that may name the data it speaks of


def classify(text: str, p: Patterns, context: str = "") -> str:
    """Return what a sentence says of selling data: a status, "right", "minors-only" … or "" for nothing.

    `context` is what stands around it (heading, lead-in) and may name the data that the sentence leaves out.
    """
    lower = text.lower()
    if not any(stem in lower for stem in p.trigger):
        return OTHER
    if not p.sell.search(text) and not p.asserts(text, sells=False):
        return _unpaid(text, p)
    linked = p.link.sub(filled, text) if "do" in lower or "dns" in lower else text
    bare = p.goods.sub(filled, linked)
    asked, bare = bare, _unasked(bare, p)
    if asked != bare and not p.sell.search(bare) and not p.asserts(bare, sells=False):
        return MENTIONS if p.data.search(asked) else OTHER
    if not p.data.search(bare) and not (p.data.search(context) and p.pronoun.search(bare)):
        return OTHER if linked == text else RIGHT
    if p.business.search(bare) and not _denies(bare, p):
        return BUSINESS
    if not p.sell.search(bare) and not p.asserts(bare, sells=False):
        return RIGHT if linked != text else OTHER
    if p.elided.search(bare):
        return RIGHT if p.asked_stop.search(bare) or p.conditional.search(bare) else NOT_SOLD
    labels = [_clause(clause, bare, p) for clause in clauses(bare)]
    return _strongest(labels, fallback=OTHER)


def _unasked(text: str, p: Patterns) -> str:
    """Pass over what asks or tells of the question only ("whether data is sold")."""
    near = p.whether_near is NEVER or p.whether_near.search(text)
    return p.whether.sub(filled, text) if near else text


def _unpaid(text: str, p: Patterns) -> str:
    """Read a denial without a word for selling ("not disclosed for money or other valuable consideration")."""
    found = None if p.unpaid_near is not NEVER and not p.unpaid_near.search(text) else p.unpaid.search(text)
    if found is None or not (p.data.search(text) or p.it.search(text)) or p.others.search(text, 0, found.end()):
        return OTHER
    return UNCLEAR if _limited(text, text, p) else NOT_SOLD


def _strongest(labels: Iterable[str], *, fallback: str) -> str:
    found = set(labels)
    for label in (SOLD, MAYBE, UNCLEAR, NOT_SOLD, MINORS, RIGHT, MENTIONS, BUSINESS):
        if label in found:
            return label
    return fallback


def _clause(clause: str, whole: str, p: Patterns) -> str:
    """Decide one clause. The order matters: what is no statement of the site's own goes first."""
    sells = bool(p.sell.search(clause))
    if not sells and (unpaid := _unpaid(clause, p)):
        return unpaid
    if not sells and not p.asserts(clause, sells=False):
        return OTHER
    denied = _denies(clause, p)
    voided = p.voided.sub(filled, clause)
    if denied and p.you_never.search(voided):
        return RIGHT if p.asked_stop.search(clause) else OTHER
    if (denied or not (_equated(clause, p) or _passive(voided, p))) and _others_sell(voided, p):
        return OTHER
    if p.you_sell.search(voided):
        return OTHER
    if denied:
        return _denial(clause, whole, p)
    return _assertion(clause, whole, p)


def _equated(clause: str, p: Patterns) -> bool:
    """Whether something the site does is said to count as a sale."""
    found = p.asserts(clause, sells=bool(p.sell.search(clause)))
    return found is not None and bool(p.sell.search(found.group())) and bool(p.equated.search(found.group()))


def _passive(clause: str, p: Patterns) -> bool:
    """Whether it is said of data named before anybody else that it is sold ("details of those who … may be sold")."""
    passive, data = p.passive.search(clause), p.data.search(clause)
    other = p.others.search(clause)
    return passive is not None and data is not None and other is not None and data.start() < other.start()


def _others_sell(clause: str, p: Patterns) -> bool:
    """Whether the last subject before the selling verb is someone else."""
    subjects = (found for found in p.others.finditer(clause) if not _owned(clause, found.start(), p))
    return any(p.sell.match(clause, found.end()) or p.sell.search(found.group()) for found in subjects)


def _owned(clause: str, at: int, p: Patterns) -> bool:
    """Whether a word for others only tells whose data it is ("the data of our customers is not sold")."""
    word = clause[at:].partition(" ")[0]
    return p.owned.search(clause[: at + len(word)]) is not None


def _denies(clause: str, p: Patterns) -> bool:
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
    found = p.negated.search(clause)
    if found and found.start() <= at <= found.end() and not p.reset.search(clause, found.start(), at):
        return True
    negations = list(p.neg.finditer(clause, max(0, at - _GAP), at))
    if not negations:
        return False
    if p.believing.search(clause, 0, at):
        return True
    return not p.reset.search(clause, negations[-1].end(), at)


def _denial(clause: str, whole: str, p: Patterns) -> str:
    if p.asked_stop.search(clause if clause.startswith("(") else whole):
        return RIGHT
    minors = p.minors.search(whole)
    if minors and not p.minors_besides.search(whole, 0, minors.start()):
        return MINORS
    if p.anonymous.search(clause) and not p.personal.search(clause):
        return OTHER
    return UNCLEAR if p.torn.search(whole) or _limited(clause, whole, p) or _narrow(clause, p) else NOT_SOLD


def _narrow(clause: str, p: Patterns) -> bool:
    """Whether a denial speaks of one kind of data only ("we do not sell card details"), and leaves the rest open."""
    wider = p.narrow.sub(filled, clause)
    return wider != clause and not p.data.search(wider)


def _limited(clause: str, whole: str, p: Patterns) -> bool:
    """Whether an exception limits a denial: in its clause, before it ("Except …, we do not"), or after it."""
    at = whole.find(clause)
    before = re.split(r"[.;:]", whole[:at])[-1].strip(" ,")
    if (fronted := p.fronted.match(before)) and _limits(before, fronted, p):
        return True
    after = whole[at + len(clause) :].lstrip(" ,;-")
    following = after.removeprefix("but ")[:_GAP] if p.exception.match(after.removeprefix("but ")) else ""
    return any(_limits(part, found, p) for part in (clause, following) for found in p.exception.finditer(part))


def _limits(text: str, found: re.Match[str], p: Patterns) -> bool:
    """An exception for the law's orders, the order's delivery or a sale of the business limits nothing here."""
    if p.harmless.search(found.group()):
        return False
    tail = text[found.start() : found.end() + _GAP]
    return not p.required.search(tail) and not p.business.search(tail)


def _assertion(clause: str, whole: str, p: Patterns) -> str:
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


def statements(sentences: Sequence[Sentence], language: str, full: str) -> list[Statement]:
    """Return every statement on selling, in order, each with a verbatim quote."""
    p = patterns(language)
    found: list[Statement] = []
    asked = False
    may_say = frozenset(Gates(sentences, led=True).holding((*p.trigger, *p.advert_trigger)))
    for number, sentence in enumerate(sentences):
        if not asked and number not in may_say and not _follows(found, sentences, number):
            continue
        label = _cell(sentence, p) or _label(sentence, p) or _referring(sentences, number, p)
        if (asked or _follows(found, sentences, number)) and label in {OTHER, RIGHT, SHARED, MENTIONS}:
            label = _answer(sentence, p) or label
        asked = _asks(sentence, p) or (asked and not label and sentence.block.kind == "heading")
        if asked and label in {SOLD, NOT_SOLD, UNCLEAR} and p.question.search(sentence.plain):
            label = RIGHT
        if label:
            found.append(_statement(sentence, label, full))
        if label == NOT_SOLD and shares_for_advertising(sentence.led, p):
            found.append(_statement(sentence, SHARED, full))
    return found


def _referring(sentences: Sequence[Sentence], number: int, p: Patterns) -> str:
    """Read a denial whose data the sentences before it name ("We keep your e-mail safe. We never sell it.")."""
    sentence = sentences[number]
    if not (p.sell.search(sentence.plain) or p.unpaid_near.search(sentence.plain)):
        return OTHER
    if not p.pronoun.search(sentence.plain):
        return OTHER
    before = " ".join(each.plain for each in sentences[max(0, number - _BEFORE) : number])
    label = classify(sentence.plain, p, before) if before else OTHER
    if label in {NOT_SOLD, UNCLEAR}:
        return label
    return UNCLEAR if not label and _of_something(p.goods.sub(filled, sentence.plain), p) else OTHER


def _of_something(text: str, p: Patterns) -> bool:
    """Whether it is denied that "it" is sold, and nothing near says what: not silence, but no plain word either."""
    named = any(p.it.match(text, verb.end()) for verb in p.sell.finditer(text))
    others = p.minors.search(text) or p.you_never.search(text) or _others_sell(text, p)
    return named and not others and _denies(text, p)


def _follows(found: Sequence[Statement], sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a few words follow a sentence that speaks of selling and decides nothing ("… if we sell. We don't.")."""
    if not number or not found or found[-1].status not in {RIGHT, MENTIONS} or len(sentences[number].plain) > _ELLIPSIS:
        return False
    last = sentences[number - 1]
    return found[-1].offset + len(found[-1].quote) == last.offset + len(last.text)


def doubted(found: Sequence[Statement]) -> list[Statement]:
    """Return the assertions among statements that a text may not make as its own, as ones for a person to read."""
    return [replace(each, status=MAYBE) for each in found if each.status in {SOLD, MAYBE}]


def _asks(sentence: Sentence, p: Patterns) -> bool:
    """Whether a sentence asks if data is sold, or heads the answer ("Sale of personal data")."""
    plain = sentence.plain
    if (not plain.isascii() or "?" in plain) and p.question.search(plain):
        return bool(p.data.search(plain) or p.about.search(plain))
    if sentence.block.kind != "heading" or not p.sell.search(plain) or not p.data.search(plain):
        return False
    return not (p.right.search(plain) or p.neg.search(plain) or p.goods.search(plain) or p.link.search(plain))


def _label(sentence: Sentence, p: Patterns) -> str:
    block = sentence.block
    led = sentence.led if block.kind == "item" else sentence.plain
    label = classify(led, p, f"{block.heading} {block.lead} {block.text[:400]}")
    if label in {NOT_SOLD, UNCLEAR} and led != sentence.plain and classify(sentence.plain, p) == BUSINESS:
        return BUSINESS
    if label in {SOLD, MAYBE} and block.kind in {"cell", "heading", "item"} and p.noun_phrase.search(sentence.plain):
        return RIGHT
    if label:
        own = p.sell.search(sentence.plain) or p.asserts(sentence.plain, sells=False) or p.unpaid.search(sentence.plain)
        return label if own or label in {SOLD, MAYBE} else OTHER
    return SHARED if shares_for_advertising(led, p) else OTHER


def _answer(sentence: Sentence, p: Patterns) -> str:
    """Read the answer to "Do you sell my data?"."""
    if p.no.search(sentence.plain):
        return UNCLEAR if p.exception.search(sentence.plain) else NOT_SOLD
    return SOLD if p.yes.search(sentence.plain) and not p.neg.search(sentence.plain) else OTHER


def _cell(sentence: Sentence, p: Patterns) -> str:
    """Read a table's "yes" or "no" below a header on selling."""
    block = sentence.block
    if block.kind != "cell" or len(sentence.plain) > 60:  # noqa: PLR2004 - a word or two
        return OTHER
    if not p.sell.search(block.lead):
        shared = p.or_shared.search(block.lead) and p.advert.search(block.lead) and p.yes.search(sentence.plain)
        return SHARED if shared else OTHER
    if p.no.search(sentence.plain):
        return UNCLEAR if p.exception.search(sentence.plain) else NOT_SOLD
    if p.yes.search(sentence.plain) or p.sold_to.search(block.lead):
        return UNCLEAR if p.or_shared.search(block.lead) else SOLD
    return OTHER


def _statement(sentence: Sentence, label: str, full: str) -> Statement:
    start, end = sentence.offset, sentence.offset + len(sentence.text)
    lead_at = sentence.block.lead_at
    if sentence.block.kind == "item" and 0 <= lead_at < start and end - lead_at <= _QUOTE:
        start = lead_at
    return Statement(topic="sale", status=label, quote=full[start:end], offset=start)


def status(found: Sequence[Statement]) -> Sale:
    """Add statements up: a plain assertion wins, a doubtful one spoils a denial, sharing for adverts qualifies one."""
    labels = {statement.status for statement in found if statement.topic == "sale"}
    if SOLD in labels:
        return Sale.SOLD
    if MAYBE in labels:
        return Sale.UNCLEAR
    if NOT_SOLD in labels:
        return Sale.NOT_SOLD_BUT_SHARED if SHARED in labels else Sale.NOT_SOLD
    if labels & {UNCLEAR, RIGHT, MINORS, MENTIONS}:
        return Sale.UNCLEAR
    return Sale.SILENT
