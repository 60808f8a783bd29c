"""Which topics a policy speaks of, with the passages that do."""

import re
from collections.abc import Sequence
from functools import lru_cache

from safeinfo.derive.policy.gates import Gates
from safeinfo.derive.policy.lexicon import DECIDED, lexicon, pattern
from safeinfo.derive.policy.sentences import Sentence
from safeinfo.model.readings import Statement

TOPICS = (
    "collects",
    "purposes",
    "third-parties",
    "opt-out",
    "unsubscribe",
    "access",
    "deletion",
    "retention",
    "security",
    "contact",
    "correspondence",
    "passive-collection",
    "sale-consent",
)
_MOST = 8  # statements of one topic: enough to show, and to keep reading fast
_LINKED = 0.75


@lru_cache(maxsize=len(DECIDED))
def patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns of a language by topic, for lower case; KeyError where no decisions are made in it."""
    table = lexicon(language)["topics"]
    return tuple((topic, pattern(table[topic], cased=True)) for topic in TOPICS if topic in table)


@lru_cache(maxsize=len(DECIDED))
def _negated(language: str) -> re.Pattern[str]:
    return pattern(lexicon(language)["topics"].get("negated", ()), cased=True)


def statements(sentences: Sequence[Sentence], language: str) -> list[Statement]:
    """Return up to eight statements for each topic, in order; status "yes", or "no" where the sentence negates."""
    negated = _negated(language)
    found = []
    prose = [s for s in sentences if s.block.linked < _LINKED and (s.block.kind != "heading" or len(s.plain) > 30)]  # noqa: PLR2004
    gates, stems_of = Gates(prose), lexicon(language).get("gates", {})
    for topic, cue in patterns(language):
        count, stems = 0, stems_of.get(topic, ())
        for number in gates.holding(stems) if stems else range(len(prose)):
            sentence = prose[number]
            match = cue.search(sentence.lower)
            if match is None:
                continue
            status = "no" if negated.search(sentence.lower, 0, match.end()) else "yes"
            found.append(Statement(topic=topic, status=status, quote=sentence.text, offset=sentence.offset))
            count += 1
            if count == _MOST:
                break
    return found
