"""The words of links (lexicon.toml) as phrases; they are folded when they are first asked for."""

import tomllib
from importlib.resources import files
from typing import Any

from safeinfo.derive.links.phrases import Phrases, fold


def _by_topic(table: dict[str, dict[str, list[str]]]) -> dict[str, Phrases]:
    return {
        topic: Phrases(term for terms in by_language.values() for term in terms) for topic, by_language in table.items()
    }


_DATA: dict[str, Any] = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
STRONG = _by_topic(_DATA["strong"])
WEAK = _by_topic(_DATA["weak"])
PATH = {topic: Phrases(terms) for topic, terms in _DATA["path"].items()}
GOODS = Phrases(_DATA["goods"]["privacy"])
BANNER_ABOUT = Phrases(_DATA["banner"]["about"])
BANNER_ANSWER = Phrases(_DATA["banner"]["answer"])
ANY = Phrases(
    term
    for table in (_DATA["strong"], _DATA["weak"])
    for words in table.values()
    for terms in words.values()
    for term in terms
)
LANGUAGES = frozenset(_DATA["strong"]["privacy"])

__all__ = ["ANY", "BANNER_ABOUT", "BANNER_ANSWER", "GOODS", "LANGUAGES", "PATH", "STRONG", "WEAK", "fold"]
