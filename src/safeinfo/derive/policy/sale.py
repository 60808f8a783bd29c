"""What a policy says of selling personal information: sentence by sentence, then added up (SI-04).

A sentence is read with what it stands in: after its list's lead-in, below its table's headers, as the answer to a
question, as what refers to the data that the sentences before it name. Any assertion beats every denial.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from safeinfo.derive.policy.blocks import looks_like_heading
from safeinfo.derive.policy.clauses import filled
from safeinfo.derive.policy.gates import Gates
from safeinfo.derive.policy.sale_denial import denies
from safeinfo.derive.policy.sale_labels import (
    BUSINESS,
    MAYBE,
    MENTIONS,
    MINORS,
    NOT_SOLD,
    OTHER,
    RIGHT,
    SHARED,
    SOLD,
    UNCLEAR,
)
from safeinfo.derive.policy.sale_scope import labelled
from safeinfo.derive.policy.sale_sentence import classify, others_sell
from safeinfo.derive.policy.sale_words import Patterns, patterns
from safeinfo.derive.policy.sentences import Sentence, plain
from safeinfo.derive.policy.sharing import passes_on, shares_for_advertising
from safeinfo.model.kinds import Sale
from safeinfo.model.readings import Statement

_QUOTE = 700  # characters of a quote with its lead-in
_ELLIPSIS = 40  # characters: "We don't." answers what was said before it
_TICKED = re.compile(r"\W{0,3}[✓✔]\W*\w")
_MARK = 3  # characters before an item's first sentence
_BEFORE = 3  # sentences before one that may name the data it speaks of


def statements(sentences: Sequence[Sentence], language: str, full: str) -> list[Statement]:
    """Return every statement on selling, in order, each with a verbatim quote."""
    p = patterns(language)
    found: list[Statement] = []
    asked = False
    gates = Gates(sentences, led=True)
    may_say = frozenset(gates.holding((*p.trigger, *p.advert_trigger)))
    passing = frozenset(gates.holding(p.passed_trigger))
    for number, sentence in enumerate(sentences):
        passed = number in passing and passes_on(sentence.plain, p)
        if not asked and number not in may_say and not _follows(found, sentences, number):
            found += [_statement(sentence, MAYBE, full)] if passed else []
            continue
        label = _cell(sentence, p) or _label(sentence, p) or _referring(sentences, number, p)
        label = label or _affirmed_below(sentences, number, p)
        if (asked or _follows(found, sentences, number)) and label in {OTHER, RIGHT, SHARED, MENTIONS}:
            label = _answer(sentence, p) or label
        if p.sell.search(sentence.plain) and p.sold_list.search(sentence.plain) and not p.neg.search(sentence.plain):
            label = _listed(sentences, number, p)
        asked = _asks(sentence, p) or (asked and not label and sentence.block.kind == "heading")
        if asked and label in {SOLD, NOT_SOLD, UNCLEAR} and p.question.search(sentence.plain):
            label = RIGHT
        if label:
            found.append(_statement(sentence, label, full))
        if label == NOT_SOLD and (_shared(sentence, p) or _affirmed_below(sentences, number, p)):
            found.append(_statement(sentence, SHARED, full))
        if passed and label in {OTHER, SHARED, RIGHT, BUSINESS}:
            found.append(_statement(sentence, MAYBE, full))
    return found


def _listed(sentences: Sequence[Sentence], number: int, p: Patterns) -> str:
    """Read "those to whom we sold data are:" by what follows: a list without entries leaves it open."""
    following = sentences[number + 1].plain if number + 1 < len(sentences) else ""
    empty = not following or following.endswith(":") or p.no.search(following) or p.neg.search(following)
    return MAYBE if empty else SOLD


def _affirmed_below(sentences: Sequence[Sentence], number: int, p: Patterns) -> str:
    """Read "Is data shared for targeted advertising? Yes …": the question alone says nothing."""
    asked = sentences[number].plain
    if not asked.endswith("?") or number + 1 == len(sentences) or not p.yes.search(sentences[number + 1].plain):
        return OTHER
    return SHARED if shares_for_advertising(asked, p) else OTHER


def _referring(sentences: Sequence[Sentence], number: int, p: Patterns) -> str:
    """Read a denial whose data the sentences before it name ("We keep your e-mail safe. We never sell it.")."""
    sentence = sentences[number]
    if not (p.sell.search(sentence.plain) or p.unpaid_near.search(sentence.lower)):
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
    others = p.minors.search(text) or p.you_never.search(text) or others_sell(text, p)
    return named and not others and denies(text, p)


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
    text = sentence.plain
    if (not text.isascii() or "?" in text) and p.question.search(text):
        return bool(p.data.search(text) or p.about.search(text))
    if sentence.block.kind != "heading" or not p.sell.search(text) or not p.data.search(text):
        return False
    return not (p.right.search(text) or p.neg.search(text) or p.goods.search(text) or p.link.search(text))


def _label(sentence: Sentence, p: Patterns) -> str:
    block = sentence.block
    led = sentence.led if block.kind == "item" else sentence.plain
    context = f"{block.heading} {block.lead} {block.text[:400]}"
    label = classify(led, p, context)
    if label == UNCLEAR and led != sentence.plain and not p.fronted.match(block.lead.strip()):
        label = NOT_SOLD if classify(sentence.plain, p, context) == NOT_SOLD else label  # the lead limits other items
    if label in {NOT_SOLD, UNCLEAR} and led != sentence.plain and classify(sentence.plain, p) == BUSINESS:
        return BUSINESS
    if label in {OTHER, RIGHT, MENTIONS} and led != sentence.plain:
        label = _apart(sentence, p) or label
    if label != SOLD and led != sentence.plain and classify(sentence.plain, p) == SOLD:
        label = _beside(sentence, label, p)
    if label in {SOLD, MAYBE} and _names_only(sentence, p):
        return RIGHT
    if label:
        own = p.sell.search(sentence.plain) or p.asserts(sentence.plain, sells=False) or p.unpaid.search(sentence.plain)
        return label if own or label in {SOLD, MAYBE} else OTHER
    return SHARED if _shared(sentence, p) else OTHER


def _shared(sentence: Sentence, p: Patterns) -> bool:
    """Whether data is said to be passed on for targeted advertising; a question says so only with a "yes" below it."""
    led = sentence.led if sentence.block.kind == "item" else sentence.plain
    if sentence.plain.endswith("?"):
        return False
    if "?" in sentence.led.removesuffix(sentence.plain):
        led = sentence.led.replace("?", ":") if p.yes.search(sentence.plain) else sentence.plain
    return shares_for_advertising(led, p)


def _beside(sentence: Sentence, label: str, p: Patterns) -> str:
    """Read an assertion below a lead that hides it: a later sentence of an item does not continue the lead."""
    if sentence.offset > sentence.block.offset + _MARK:
        return SOLD
    lead = plain(sentence.block.lead)
    return label if p.neg.search(lead) or p.conditional.search(lead) or p.asked_stop.search(lead) else MAYBE


def _names_only(sentence: Sentence, p: Patterns) -> bool:
    """Whether a heading, item or cell only names something ("Data sold to partners"), and says nothing of its own."""
    if sentence.block.kind not in {"cell", "heading", "item"} or not p.noun_phrase.search(sentence.plain):
        return False
    if sentence.block.kind != "heading" and sentence.offset > sentence.block.offset + _MARK:
        return False
    return not p.plainly_sold.search(sentence.plain)


def _apart(sentence: Sentence, p: Patterns) -> str:
    """Read a denial below a lead that only heads it ("Companies that we may sell data to: We do not sell data.")."""
    lead = plain(sentence.block.lead)
    if not (looks_like_heading(lead) or p.noun_phrase.search(lead)):
        return OTHER
    if p.neg.search(lead) or p.conditional.search(lead) or p.asked_stop.search(lead):
        return OTHER
    label = classify(sentence.plain, p)
    return label if label in {NOT_SOLD, UNCLEAR} else OTHER


def _answer(sentence: Sentence, p: Patterns) -> str:
    """Read the answer to "Do you sell my data?"; a tick before other words marks them, and answers nothing."""
    if _TICKED.match(sentence.plain):
        return OTHER
    if p.no.search(sentence.plain):
        return UNCLEAR if p.exception.search(sentence.plain) else NOT_SOLD
    return SOLD if p.yes.search(sentence.plain) and not p.neg.search(sentence.plain) else OTHER


def _cell(sentence: Sentence, p: Patterns) -> str:
    """Read a table's "yes" or "no" below a header on selling, or one after a colon ("Sale of personal data: no")."""
    header, said = (sentence.block.lead, sentence.plain) if sentence.block.kind == "cell" else labelled(sentence, p)
    if not header or len(said) > 60:  # noqa: PLR2004 - a word or two
        return OTHER
    if not p.sell.search(header):
        shared = p.or_shared.search(header) and p.advert.search(header) and p.yes.search(said)
        return SHARED if shared else OTHER
    if p.no.search(said):
        return UNCLEAR if p.exception.search(said) else NOT_SOLD
    if p.yes.search(said) or p.sold_to.search(header):
        return UNCLEAR if p.or_shared.search(header) else SOLD
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
