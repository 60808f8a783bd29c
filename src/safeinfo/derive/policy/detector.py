"""Whether a text is a privacy policy: what it is called, and how densely it speaks of personal data."""

import math
import re
from functools import lru_cache
from itertools import islice

from safeinfo.derive.policy.blocks import Text
from safeinfo.derive.policy.lexicon import NEVER, SPACELESS, load, terms
from safeinfo.derive.policy.sentences import lowered

_DATA = load("detector.toml")
_PLACEHOLDER = terms(_DATA["placeholder"]["words"])
_WORD = re.compile(r"\w+")
_SAMPLE = 40_000  # characters
_HEAD = 600  # characters in which a document says what it is
_MOST = 60  # matches among which different ones are counted
_FEWEST = 3  # different words on personal data: a login page that links its policy has fewer
_FEWEST_TITLED = 2  # a short one that names itself a privacy policy, and is no stub, may use words of its own
_TITLED = (600, 4_000)  # characters
_SHORTEST = 200  # characters: less cannot tell what a shop does with data
_CHARACTERS_A_WORD = {"ja": 2.2, "zh": 1.7, "th": 5.0}
KNOWN = frozenset(_DATA["terms"])


@lru_cache(maxsize=256)
def _words_of(table: str, language: str) -> re.Pattern[str] | None:
    """Return the words of a table (title, terms, other) in one language, for texts in lower case."""
    words = _DATA[table].get(language)
    return None if words is None else terms(words, spaceless=language in SPACELESS, cased=True)


def density(full: str, language: str) -> float:
    """Return how many of a thousand words speak of personal data (0 for a language without words)."""
    sample = lowered(full[:_SAMPLE])
    known = _words_of("terms", language)
    found = sum(1 for _ in known.finditer(sample)) if known else 0
    return 1000.0 * found / max(60.0, _words(sample, language))


def _words(sample: str, language: str) -> float:
    if language in _CHARACTERS_A_WORD:
        return len(sample) / _CHARACTERS_A_WORD[language]
    return float(len(_WORD.findall(sample)))


def title_sign(text: Text, language: str) -> float:
    """Return 1 where title or first headings name a privacy policy, -1 where they name another document."""
    heads = [block.text[:200] for block in text.blocks if block.kind == "heading" and block.main][:3]
    names = [text.title, *heads]
    for name in names:
        own = _first("title", name, language)
        other = _first("other", name, language)
        if own is not None and (other is None or own <= other):
            return 1.0
        if other is not None:
            return -1.0
    return 0.5 if _first("title", text.full[:_HEAD], language) is not None else 0.0


def _first(table: str, name: str, language: str) -> int | None:
    starts = [
        found.start()
        for known in dict.fromkeys((language, "en"))
        if (words := _words_of(table, known)) and (found := words.search(lowered(name)))
    ]
    return min(starts, default=None)


def is_on_data(label: str, language: str) -> bool:
    """Whether a short label speaks of personal data, or of what policies say of it ("Your rights", "Cookies")."""
    return any(
        (words := _words_of(table, known)) is not None and words.search(lowered(label))
        for table in ("parts", "terms", "title")
        for known in dict.fromkeys((language, "en"))
    )


def is_policy(text: Text, language: str) -> float:
    """Return the probability, 0 to 1, that a text is a privacy policy."""
    main = "\n".join(block.text for block in text.blocks if block.main)
    readable = len(main) * (3 if language in SPACELESS or language == "ko" else 1)
    if readable < _SHORTEST:
        return 0.02
    if len(main) < 4_000 and _PLACEHOLDER.search(main):  # noqa: PLR2004 - characters; long texts mention a 404 too
        return 0.05
    dense, known = density(main, language), _words_of("terms", language) or NEVER
    titled = title_sign(text, language)
    fewest = _FEWEST_TITLED if titled == 1.0 and _TITLED[0] <= readable <= _TITLED[1] else _FEWEST
    if len({found.group() for found in islice(known.finditer(lowered(main)), _MOST)}) < fewest:
        return 0.1
    score = (min(dense, 60.0) - 20.0) / 5.0 + 2.5 * titled
    return round(1.0 / (1.0 + math.exp(-score)), 3)
