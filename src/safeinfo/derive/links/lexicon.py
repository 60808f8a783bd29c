"""The words of links (lexicon.toml), folded and compiled once when the package is imported."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

_NOT_WORD = re.compile(r"[\W_]+")
_SPACELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff\uac00-\ud7af]")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Drop case and accents, and make every run of what is no letter or digit one space."""
    lowered = text.casefold().replace("\u0131", "i").replace("\u00f8", "o").replace("\u0142", "l")
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip()


def _written(terms: Iterable[str]) -> str:
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return "|".join(re.escape(fold(term)) + ("" if term.endswith("*") else r"(?!\w)") for term in ordered)


def compiled(terms: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for terms, longest first, to be used on folded text."""
    every = list(terms)
    anywhere = {term for term in every if _SPACELESS.search(fold(term))}
    patterns = [rf"(?<!\w)(?:{_written(set(every) - anywhere)})"] if len(anywhere) < len(every) else []
    patterns += [re.escape(fold(term)) for term in sorted(anywhere, key=lambda term: (-len(term), term))]
    return re.compile("|".join(patterns))


def _by_topic(table: dict[str, dict[str, list[str]]]) -> dict[str, re.Pattern[str]]:
    return {
        topic: compiled(term for terms in by_language.values() for term in terms)
        for topic, by_language in table.items()
    }


_DATA: dict[str, Any] = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
STRONG = _by_topic(_DATA["strong"])
WEAK = _by_topic(_DATA["weak"])
PATH = {topic: compiled(terms) for topic, terms in _DATA["path"].items()}
BANNER_ABOUT = compiled(_DATA["banner"]["about"])
BANNER_ANSWER = compiled(_DATA["banner"]["answer"])
ANY = compiled(
    term
    for table in (_DATA["strong"], _DATA["weak"])
    for words in table.values()
    for terms in words.values()
    for term in terms
)
LANGUAGES = frozenset(_DATA["strong"]["privacy"])
