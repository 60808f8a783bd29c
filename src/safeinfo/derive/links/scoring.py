"""How well a link fits a topic: by its words first, by its address where words are missing or agree."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from safeinfo.derive.links.lexicon import ANY, GOODS, PATH, STRONG, WEAK, fold
from safeinfo.derive.links.phrases import Phrases, Span

# A narrower topic wins over a wider one whose words it contains ("California privacy notice").
_ORDER = ("privacy-choices", "california", "children", "privacy", "cookies", "terms", "legal")
_NARROW = frozenset({"privacy-choices", "california", "children"})
_STRONG, _WEAK, _PATH = 0.85, 0.7, 0.55
_AGREE = 0.1
_WORDS_OF_A_LABEL = 7  # longer texts are sentences or headlines that mention the topic
_SPACED = 5  # letters set apart: fewer are sizes or initials
_MAX_LABEL = 400  # characters looked at
_LOWEST = 0.2
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm|do|pdf|txt|md)$")


@dataclass(frozen=True, slots=True)
class Fit:
    """A topic, and how well it fits: 0 to 1."""

    topic: str
    score: float


@lru_cache(maxsize=8192)
def _by_words(name: str) -> Fit | None:
    if not ANY.search(name) or GOODS.search(name):
        return None
    for topic in _ORDER:
        found = STRONG[topic].search(name)
        if found and not (topic == "cookies" and _prefers_privacy(name)):
            return Fit(topic, _STRONG * _brevity(name, found))
        weak = WEAK[topic].search(name) if topic in WEAK else None
        if weak:
            return Fit(topic, _WEAK * _brevity(name, weak))
    return None


def _prefers_privacy(name: str) -> bool:
    return bool(STRONG["privacy"].search(name))


def _brevity(name: str, span: Span) -> float:
    """A label that is the phrase counts in full; a headline around the phrase counts for less."""
    words = name.count(" ") + 1
    if span[1] - span[0] >= len(name) or words <= _WORDS_OF_A_LABEL:
        return 1.0
    return max(0.45, _WORDS_OF_A_LABEL / words)


@lru_cache(maxsize=4096)
def path_topics(url: str) -> frozenset[str]:
    """Return the topics that the last pieces of an address name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return frozenset()
    pieces = [unquote(piece) for piece in parts.path.split("/") if piece][-3:]
    pieces += [unquote(value) for value in re.findall(r"=([^&]{3,80})", parts.query[:600])]
    pieces += [unquote(parts.fragment)[:80]]
    names = [fold(_EXTENSION.sub("", piece.lower())) for piece in pieces if len(piece) <= 120]  # noqa: PLR2004 - a slug
    return frozenset(topic for topic, phrases in PATH.items() if any(_whole(phrases, name) for name in names))


def _whole(phrases: Phrases, name: str) -> bool:
    """A slug names a topic when the term is most of it: `/blog/why-privacy-laws-matter-to-shops` does not."""
    found = None if GOODS.search(name) else phrases.search(name)
    return found is not None and (name.count(" ") <= 3 or found[1] - found[0] >= len(name) / 2)  # noqa: PLR2004


def _respelled(name: str) -> str:
    """Join a folded label that is set letter by letter ("P r i v a c y   P o l i c y")."""
    letters = name.split(" ")
    return "".join(letters) if len(letters) >= _SPACED and all(len(letter) == 1 for letter in letters) else name


def fit(names: tuple[str, ...], url: str) -> Fit | None:
    """Return the best topic for a link's names (text, aria-label, title, alt) and address; None: none."""
    folded = [_respelled(fold(name[:_MAX_LABEL])) for name in names]
    fits = [found for name in folded if (found := _by_words(name))]
    by_words = max(fits, key=lambda found: found.score, default=None)
    topics = path_topics(url)
    if by_words is None:
        return _by_path(topics, silent=not any(fold(name) for name in names))
    if by_words.topic in topics:
        return Fit(by_words.topic, min(1.0, by_words.score + _AGREE))
    narrower = _NARROW & topics
    if by_words.topic == "privacy" and narrower:
        return Fit(min(narrower, key=_ORDER.index), by_words.score)
    if by_words.topic in {"legal", "terms", "cookies"} and "privacy" in topics:
        return Fit("privacy", by_words.score * 0.8)
    return by_words if by_words.score >= _LOWEST else None


def _by_path(topics: frozenset[str], *, silent: bool) -> Fit | None:
    """The address alone: enough for a link without words (an icon), weaker where the words say something else."""
    for topic in _ORDER:
        if topic in topics:
            return Fit(topic, _PATH if silent else _PATH * 0.75)
    return None
