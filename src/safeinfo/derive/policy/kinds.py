"""Which kinds of personal data a policy names as collected (SI-01 passes on it, so it is careful).

A word counts where its sentence, its list's lead-in, its column or its heading speaks of collecting, and no
negation holds it; "call us at this telephone number" names nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from safeinfo.derive.policy.gates import Gates
from safeinfo.derive.policy.lexicon import DECIDED, SPACELESS, lexicon, load, pattern
from safeinfo.derive.policy.own_details import gives_values, has_value, own_lines
from safeinfo.derive.policy.sentences import Sentence
from safeinfo.model.readings import Statement

GROUPS: dict[str, frozenset[str]] = {name: frozenset(kinds) for name, kinds in load("groups.toml").items()}
_CLAUSE = re.compile(r"[;:]|\. |\u3002")
_MOST_STATEMENTS = 60
_MEANS = frozenset({"email", "tel", "x-fax", "message"})
_NEAR = 24  # characters before a word that tell how it is meant
_LABELLED = re.compile(
    r"[^\W\d][^.:;,]{2,40}(?: ?: |\uff1a)"
)  # "Delivery: name, address" goes on with a heading as items do
_ENUMERATION = 3  # kinds named in a row
_LINKED = 0.6  # share of link text from which a block is taken for navigation


@dataclass(frozen=True, slots=True)
class Patterns:
    """Kinds and their surroundings in one language; `kinds` in the order of the lexicon."""

    any_kind: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]  # group, words, stems one of which must stand
    collect: re.Pattern[str]
    contact_us: re.Pattern[str]
    negation: re.Pattern[str]
    negated_verb: re.Pattern[str]
    reset: re.Pattern[str]
    heading: re.Pattern[str]
    by_means: re.Pattern[str]
    negated_after: re.Pattern[str]


@lru_cache(maxsize=len(DECIDED))
def patterns(language: str) -> Patterns:
    """Return the compiled patterns of a language; KeyError where no decisions are made in it."""
    table, context = lexicon(language)["kinds"], lexicon(language)["kinds_context"]
    open_, close = ("", "") if language in SPACELESS else (r"(?<!\w)", r"(?!\w)")
    stems = lexicon(language).get("kind_gates", {})
    written = {name: f"{open_}(?:{'|'.join(words)}){close}" for name, words in table.items()}
    return Patterns(
        any_kind=pattern(f"{open_}(?:{'|'.join(word for words in table.values() for word in words)}){close}"),
        kinds=tuple((name, pattern(words), tuple(stems.get(name, ()))) for name, words in written.items()),
        **{
            name: pattern(context.get(name, ()))
            for name in (
                *("collect", "contact_us", "negation", "negated_verb", "reset", "heading", "by_means", "negated_after"),
            )
        },
    )


def read(sentences: Sequence[Sentence], language: str) -> tuple[frozenset[str], list[Statement]]:
    """Return the kinds named as collected, and the statements that name them (topic collects, status the word)."""
    p = patterns(language)
    named: set[str] = set()
    found: list[Statement] = []
    own = own_lines(sentences)
    for number, candidates in sorted(_candidates(sentences, p).items()):
        sentence = sentences[number]
        if number in own and not p.any_kind.search(sentence.plain, own[number]):
            continue  # the shop's own telephone number, not its customers'
        fresh = _groups_in(sentence, [item for item in candidates if not GROUPS[item[0]] <= named], p)
        for group in fresh:
            named |= GROUPS[group]
        if fresh and len(found) < _MOST_STATEMENTS:
            status = ", ".join(fresh)
            found.append(Statement(topic="collects", status=status, quote=sentence.text, offset=sentence.offset))
    return frozenset(named), found


def _candidates(sentences: Sequence[Sentence], p: Patterns) -> dict[int, list[tuple[str, re.Pattern[str]]]]:
    """Return by sentence the groups that may stand in it: cheap, so that reading stays fast."""
    gates = Gates(sentences)
    found: dict[int, list[tuple[str, re.Pattern[str]]]] = {}
    gated = all(stems for _, _, stems in p.kinds)
    ungated = [] if gated else [n for n, sentence in enumerate(sentences) if p.any_kind.search(sentence.plain)]
    for name, words, stems in p.kinds:
        for number in gates.holding(stems) if stems else ungated:
            found.setdefault(number, []).append((name, words))
    return found


def _groups_in(sentence: Sentence, candidates: list[tuple[str, re.Pattern[str]]], p: Patterns) -> list[str]:
    text, block = sentence.plain, sentence.block
    if block.linked > _LINKED:
        return []
    if not candidates or not (_collecting(sentence, p) or _enumerates(sentence, candidates, p)):
        return []
    if p.negated_verb.search(block.lead) and not p.reset.search(block.lead):
        return []
    contact = p.contact_us.search(text)
    own = p.collect.search(text)
    if (contact and not own) or gives_values(text, p.any_kind):
        return []
    return [
        name
        for name, words in candidates
        if any(_counts(text, found, p) and not _is_means(name, text, found, p) for found in words.finditer(text))
    ]


def _collecting(sentence: Sentence, p: Patterns) -> bool:
    block = sentence.block
    if p.collect.search(sentence.plain) or p.collect.search(block.lead):
        return True
    if block.kind not in {"item", "cell"} and not _LABELLED.match(sentence.plain):
        return False
    return any(p.heading.search(above) for above in (block.heading, block.lead, block.above))


def _enumerates(sentence: Sentence, candidates: list[tuple[str, re.Pattern[str]]], p: Patterns) -> bool:
    """Whether a sentence without a verb of collecting lists what its heading says is collected."""
    if not any(p.heading.search(above) for above in (sentence.block.heading, sentence.block.above)):
        return False
    return sum(1 for _, words in candidates if words.search(sentence.plain)) >= _ENUMERATION


def _is_means(group: str, text: str, found: re.Match[str], p: Patterns) -> bool:
    """Whether a word names a way to write or speak ("by e-mail"), not what is collected."""
    return group in _MEANS and bool(p.by_means.search(text, max(0, found.start() - _NEAR), found.start()))


def _counts(text: str, found: re.Match[str], p: Patterns) -> bool:
    """Whether no negated verb of its clause holds the word ("… speichern wir nicht"), and it is no label of a value."""
    at = found.start()
    if has_value(text, found.end()):
        return False
    start = max((clause.end() for clause in _CLAUSE.finditer(text, 0, at)), default=0)
    following = _CLAUSE.search(text, found.end())
    if p.negated_after.search(text[found.end() : following.start() if following else len(text)]):
        return False
    negated = [verb for verb in p.negated_verb.finditer(text, start) if verb.start() < at]
    return not negated or bool(p.reset.search(text, negated[-1].end(), at))
