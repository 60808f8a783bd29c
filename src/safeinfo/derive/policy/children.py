"""What a policy says of children, and from which age (SI-07)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from safeinfo.derive.policy.gates import Gates
from safeinfo.derive.policy.lexicon import DECIDED, lexicon, pattern
from safeinfo.derive.policy.sentences import Sentence
from safeinfo.model.readings import Statement

REFUSES, GUARDIAN, NOT_DIRECTED, COLLECTS, MENTIONS = (
    "refuses",
    "guardian-consent",
    "not-directed",
    "collects",
    "mentions",
)
SILENT, UNCLEAR = "silent", "unclear"
_NUMBER_WORDS = {"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17}
_NUMBER_WORDS |= {"eighteen": 18}
_STRONGEST = (COLLECTS, REFUSES, GUARDIAN, NOT_DIRECTED, MENTIONS)


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns on children of one language."""

    child: re.Pattern[str]
    age: re.Pattern[str]
    refuses: re.Pattern[str]
    guardian: re.Pattern[str]
    not_directed: re.Pattern[str]
    collects: re.Pattern[str]
    negation: re.Pattern[str]
    delete_condition: re.Pattern[str]
    requested: re.Pattern[str]  # a parent's right to have data deleted
    unasked: re.Pattern[str]  # consent that is not needed, data that is not deleted
    without: re.Pattern[str]
    referring: re.Pattern[str]  # what speaks on of the children that the sentence before names
    inclusive: re.Pattern[str]  # after an age: it counts itself ("12 or younger")
    trigger: tuple[str, ...] = ()


@lru_cache(maxsize=len(DECIDED))
def patterns(language: str) -> Patterns:
    """Return the compiled patterns of a language; KeyError where no decisions are made in it."""
    table: dict[str, Any] = lexicon(language)["children"]
    named = {"child": table["child"]}
    compiled = {f.name: pattern(table.get(f.name, ()), named) for f in fields(Patterns) if f.name != "trigger"}
    return Patterns(**compiled, trigger=tuple(table["trigger"]))


def classify(text: str, p: Patterns) -> str:
    """Return what a sentence says of children; "" where it does not speak of them."""
    if not p.child.search(text):
        return ""
    if p.unasked.search(text) or _without_consent(text, p):
        return COLLECTS if p.collects.search(text) else MENTIONS
    consent = p.guardian.search(text)
    if p.refuses.search(text) and not _on_request_only(text, p):
        return GUARDIAN if consent and not p.delete_condition.search(text) else REFUSES
    if consent:
        return GUARDIAN
    if p.not_directed.search(text):
        return NOT_DIRECTED
    if p.collects.search(text) and not p.negation.search(text):
        return COLLECTS
    return MENTIONS


def _on_request_only(text: str, p: Patterns) -> bool:
    """Whether all that is deleted is what a parent may ask for: that refuses nothing that children give."""
    return p.requested.search(text) is not None and not p.refuses.search(p.requested.sub("", text))


def _without_consent(text: str, p: Patterns) -> bool:
    """Whether something is done without a guardian's consent; "we do not … without" asks for it."""
    return bool(
        p.without.search(text)
        and p.collects.search(text)
        and not p.negation.search(p.without.sub("", text))
        and not p.delete_condition.search(text)
    )


def statements(sentences: Sequence[Sentence], language: str, *, sale: frozenset[int]) -> list[Statement]:
    """Return every statement on children; those at offsets in `sale` speak of selling minors' data only."""
    p = patterns(language)
    found = []
    for number in Gates(sentences).holding(p.trigger):
        sentence = sentences[number]
        status = classify(sentence.led if sentence.block.kind == "item" else sentence.plain, p)
        if status and not p.child.search(sentence.plain) and status != REFUSES:
            continue
        if status and status != REFUSES and (both := _spoken_on(sentences, number, p)):
            found.append(Statement(topic="children", status=REFUSES, quote=both, offset=sentence.offset))
        if status:
            status = MENTIONS if sentence.offset in sale else status
            topic = "guardian" if status == GUARDIAN else "children"
            found.append(Statement(topic=topic, status=status, quote=sentence.text, offset=sentence.offset))
    return found


def _spoken_on(sentences: Sequence[Sentence], number: int, p: Patterns) -> str:
    """Return a sentence with the next where that refuses what children give ("Are you under 13? Then do not …")."""
    this, more = sentences[number], sentences[number + 1] if number + 1 < len(sentences) else None
    if more is None or more.block is not this.block or p.child.search(more.plain) or not p.referring.search(more.plain):
        return ""
    if classify(f"{this.plain.rstrip('.?!')}, {more.plain}", p) != REFUSES:
        return ""
    start = this.block.offset
    return this.block.text[this.offset - start : more.offset + len(more.text) - start]


def status(found: Sequence[Statement]) -> str:
    """Add statements up. Collecting from children with a guardian's consent is consent, not mere collecting.

    A text that both collects and refuses speaks of different ages, or against itself: a person must read it.
    """
    said = {statement.status for statement in found if statement.topic in {"children", "guardian"}}
    if COLLECTS in said and GUARDIAN in said:
        return GUARDIAN
    if COLLECTS in said and REFUSES in said:
        return UNCLEAR
    return next((status for status in _STRONGEST if status in said), SILENT)


def age_named(found: Sequence[Statement], language: str, decided: str) -> int:
    """Return the age in years that the deciding statements name, the lowest one; 0 where none is named.

    Where none of them does, those count that say for whom a site is not ("not for under 13s … we delete such data").
    """
    deciding = {COLLECTS, GUARDIAN} if decided == GUARDIAN else {decided}
    return _lowest_age(found, language, deciding) or _lowest_age(found, language, {NOT_DIRECTED})


def _lowest_age(found: Sequence[Statement], language: str, deciding: set[str]) -> int:
    p = patterns(language)
    ages = []
    for statement in found:
        if statement.status in deciding:
            said = statement.quote.replace("\u2019", "'")
            ages += [_age(match) + bool(p.inclusive.search(said[match.end() :])) for match in p.age.finditer(said)]
    return min((age for age in ages if age), default=0)


def _age(found: re.Match[str]) -> int:
    written = next((group for group in found.groups() if group), "")
    return int(written) if written.isdecimal() else _NUMBER_WORDS.get(written.casefold(), 0)
