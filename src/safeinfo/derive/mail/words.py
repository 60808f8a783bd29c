"""Words for leaving a mailing, folded so that disguises and accents do not matter.

`fold` resolves what hides words from filters but not from readers: compatibility letters (mathematical bold, full
width), soft hyphens and zero-width characters, Cyrillic and Greek letters inside Latin words.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

_LOOK_ALIKE = dict(
    zip(
        "авеѕкмнорсутхіјԁһӏԛԝғց" + "αβεηικνορτυχγѡϲ",
        "abeskmhopcytxijdhlqwfg" + "abenikvoptuxywc",
        strict=True,
    )
)
_DOTLESS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "đ", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"})
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\U000e0001-\U000e007f]"
)
_LATIN = re.compile("[a-z]")
_DISGUISE = re.compile(f"[{''.join(_LOOK_ALIKE)}]")
_BETWEEN = re.compile(r"[^\w%#]+|_+")
_TOPICS = (
    "leave",
    "stop",
    "here",
    "settings",
    "login",
    "again",
    "reply",
    "pause",
    "erase",
    "order",
    "offer",
    "confirm",
    "unwilling",
    "get",
    "keep",
)
_NO_BLANKS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, disguises resolved; words have one blank on each side."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFD", plain.translate(_DOTLESS))
        plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))
    words = [_undisguised(word) for word in _BETWEEN.split(plain) if word]
    return f" {' '.join(words)} "


def _undisguised(word: str) -> str:
    """Cyrillic and Greek letters in a Latin word are Latin letters in disguise."""
    if word.isascii() or not _LATIN.search(word) or not _DISGUISE.search(word):
        return word
    return "".join(_LOOK_ALIKE.get(char, char) for char in word)


class Lexicon:
    """The phrases of one topic in all languages, ready to be searched in folded text."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        self._phrases = tuple(
            (language, needle) for language, texts in phrases.items() for text in texts if (needle := _needle(text))
        )
        self._exact = frozenset(needle.strip() for _, needle in self._phrases)

    def find(self, folded: str) -> str:
        """The first phrase found in folded text, "" if none is."""
        return next((needle.strip() for _, needle in self._phrases if needle in folded), "")

    def languages(self, folded: str) -> dict[str, int]:
        """How many phrases of each language are in the text."""
        counts: dict[str, int] = {}
        for language, needle in self._phrases:
            if needle in folded:
                counts[language] = counts.get(language, 0) + 1
        return counts

    def is_all(self, folded: str) -> bool:
        """Whether the text is nothing but such a phrase."""
        return folded.strip() in self._exact


def _needle(text: str) -> str:
    folded = fold(text).rstrip()
    return folded.strip() if _NO_BLANKS.search(folded) else folded


def _load() -> dict[str, Lexicon]:
    tables = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return {
        topic: Lexicon({language: table[topic] for language, table in tables.items() if topic in table})
        for topic in _TOPICS
    }


_LEXICONS = _load()
_UNWILLING, _GET, _KEEP = (_LEXICONS[topic] for topic in ("unwilling", "get", "keep"))
LEAVE, STOP, HERE, SETTINGS = (_LEXICONS[topic] for topic in ("leave", "stop", "here", "settings"))
LOGIN, AGAIN, REPLY, PAUSE = (_LEXICONS[topic] for topic in ("login", "again", "reply", "pause"))
ERASE, ORDER, OFFER, CONFIRM = (_LEXICONS[topic] for topic in ("erase", "order", "offer", "confirm"))


def says_stop(folded: str) -> bool:
    """Whether a sentence says, in a set phrase, that somebody wants no more mail."""
    return bool(STOP.find(folded)) and not _KEEP.find(folded)


def hints_at_stop(folded: str) -> bool:
    """Whether it may say so: not wanting and receiving, in one language, in whatever order."""
    unwilling = _UNWILLING.languages(folded)
    return bool(unwilling) and not unwilling.keys().isdisjoint(_GET.languages(folded)) and not _KEEP.find(folded)
