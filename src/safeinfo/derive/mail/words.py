"""Words for leaving a mailing, folded so that disguises and accents do not matter.

`fold` resolves what hides words from filters but not from readers: compatibility letters (mathematical bold, full
width), soft hyphens and zero-width characters, Cyrillic and Greek letters inside Latin words.

The phrases stand in words.toml, the roots that are put together in roots.toml, what notices say in kinds.toml, what is
said once somebody has left in left.toml, why a shop writes without an order in occasions.toml. A text is gone through
once for all of them (`_spotted`): each word is looked up by how it begins.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

_LOOK_ALIKE = dict(
    zip(
        "авеѕкмнорсутхіјԁһӏԛԝғց" + "αβεηικνορτυχγѡϲ",
        "abeskmhopcytxijdhlqwfg" + "abenikvoptuxywc",
        strict=True,
    )
)
_DOTLESS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "đ", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ə": "e"}
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\U000e0001-\U000e007f]"
)
_LATIN = re.compile("[a-z]")
_DISGUISE = re.compile(f"[{''.join(_LOOK_ALIKE)}]")
_BETWEEN = re.compile(r"[^\w%#]+|_+")
_SPACED = re.compile(r" (?:[a-z] ){6,}")  # letters with blanks between
_FILES = ("words.toml", "roots.toml", "kinds.toml", "left.toml", "occasions.toml")
_NO_BLANKS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PREFIXED = re.compile("[\u0590-\u06ff]")  # Hebrew and Arabic write article, "and", "to" as letters before the word
_LEAST_PREFIXED = 4  # letters of a word there that may have such letters before it
_KEY = 4  # letters by which words are looked up


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, disguises resolved; words have one blank on each side."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFD", plain.translate(_DOTLESS))
        plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))
    words = [_undisguised(word) for word in _BETWEEN.split(plain) if word]
    return _SPACED.sub(lambda found: f" {found[0].replace(' ', '')} ", f" {' '.join(words)} ")


def _undisguised(word: str) -> str:
    """Cyrillic and Greek letters in a Latin word are Latin letters in disguise."""
    if word.isascii() or not _LATIN.search(word) or not _DISGUISE.search(word):
        return word
    return "".join(_LOOK_ALIKE.get(char, char) for char in word)


class _Index:
    """All phrases of all topics and languages, by how they begin."""

    def __init__(self) -> None:
        self.whole: dict[str, set[str]] = {}  # topic to its phrases
        self._starts: dict[str, list[tuple[str, str, str]]] = {}  # first letters to needle, topic, language
        self._inside: list[tuple[str, str, str]] = []  # needles that may stand inside a word
        self._unspaced: dict[str, list[tuple[str, str, str]]] = {}  # the same, by their first character

    def add(self, topic: str, language: str, text: str) -> None:
        """Enter one phrase."""
        needle = fold(text.lstrip("~")).rstrip()
        bare = needle.strip()
        if not bare:
            return
        self.whole.setdefault(topic, set()).add(bare)
        if _NO_BLANKS.search(bare) or (_PREFIXED.search(bare) and len(bare) >= _LEAST_PREFIXED):
            self._unspaced.setdefault(bare[0], []).append((bare, topic, language))
        elif text.startswith("~"):
            self._inside.append((bare, topic, language))
        else:
            ended = f"{needle} " if text.endswith(" ") else needle
            self._starts.setdefault(ended[1 : 1 + _KEY], []).append((ended, topic, language))

    def found(self, folded: str) -> Iterator[tuple[str, str, str]]:
        """Every phrase in a folded text: needle, topic, language; one that stands twice may come twice."""
        for each in self._inside:
            if each[0] in folded:
                yield each
        at = folded.find(" ")
        while at >= 0:
            for size in range(1, _KEY + 1):
                for each in self._starts.get(folded[at + 1 : at + 1 + size], ()):
                    if folded.startswith(each[0], at):
                        yield each
            at = folded.find(" ", at + 1)
        if not folded.isascii():
            for char in self._unspaced.keys() & set(folded):
                yield from (each for each in self._unspaced[char] if each[0] in folded)


def _load() -> _Index:
    index = _Index()
    for name in _FILES:
        for language, table in tomllib.loads(files(__package__).joinpath(name).read_text("utf-8")).items():
            for topic, texts in table.items():
                for text in texts:
                    index.add(topic, language, text)
    return index


_INDEX = _load()


@lru_cache(maxsize=4096)
def _spotted(folded: str) -> dict[str, dict[str, list[str]]]:
    """The different phrases in a text, by topic and language."""
    spotted: dict[str, dict[str, list[str]]] = {}
    for needle, topic, language in _INDEX.found(folded):
        known = spotted.setdefault(topic, {}).setdefault(language, [])
        if needle not in known:
            known.append(needle)
    return spotted


class Lexicon:
    """The phrases of one topic in all languages."""

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def find(self, folded: str) -> str:
        """A phrase found in folded text, "" if none is."""
        by_language = _spotted(folded).get(self._topic)
        return next(iter(by_language.values()))[0].strip() if by_language else ""

    def languages(self, folded: str) -> dict[str, int]:
        """How many phrases of each language are in the text."""
        return {language: len(found) for language, found in _spotted(folded).get(self._topic, {}).items()}

    def is_all(self, folded: str) -> bool:
        """Whether the text is nothing but such a phrase."""
        return folded.strip() in _INDEX.whole.get(self._topic, ())


LEAVE, STOP, HERE, SETTINGS = (Lexicon(topic) for topic in ("leave", "stop", "here", "settings"))
LOGIN, AGAIN, REPLY, PAUSE = (Lexicon(topic) for topic in ("login", "again", "reply", "pause"))
ERASE, ORDER, OFFER, CONFIRM = (Lexicon(topic) for topic in ("erase", "order", "offer", "confirm"))
SHARE, AGREE, CHILD, PERMIT = (Lexicon(topic) for topic in ("share", "agree", "child", "permit"))
_UNWILLING, _GET, _KEEP = (Lexicon(topic) for topic in ("unwilling", "get", "keep"))
ELSEWHERE = Lexicon("elsewhere")
_END, _LIST, _MAILS, AFFIRM = (Lexicon(topic) for topic in ("end", "list", "mails", "affirm"))
LEFT = Lexicon("left")
CART, REMINDER, ASKED, ACTIVATE, ACCOUNT = (
    Lexicon(topic) for topic in ("cart", "reminder", "asked", "activate", "account")
)


def says_stop(folded: str) -> bool:
    """Whether a sentence says, in a set phrase, that somebody wants no more mail."""
    return bool(STOP.find(folded)) and not _KEEP.find(folded)


def is_unwilling(folded: str) -> bool:
    """Whether it may say so: not wanting and receiving, in one language, in whatever order."""
    return _together(folded, _UNWILLING, _GET) and not _KEEP.find(folded)


def ends_mailing(folded: str) -> bool:
    """Whether words speak of ending, cancelling or leaving a list, a subscription or mails."""
    return (_together(folded, _END, _LIST) or _together(folded, _END, _MAILS)) and not _KEEP.find(folded)


def affirms_subscription(folded: str) -> bool:
    """Whether words ask to confirm a subscription."""
    return _together(folded, AFFIRM, _LIST)


def _together(folded: str, one: Lexicon, other: Lexicon) -> bool:
    """Whether both are there in one language."""
    return not one.languages(folded).keys().isdisjoint(other.languages(folded))
