"""Words of labels and names: folded, split, and looked up in the lexicons, in any script."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

# Vowel signs of Thai and Devanagari are no letters to Python, but part of the word.
_NOT_WORD = re.compile(r"(?:[^\w\u0900-\u0963\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|_)+")
# Accents, the points of Hebrew, and the vowel signs, hamzas and stretches of Arabic, which are written or not.
_ACCENTS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_SPACELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTERS = str.maketrans("ıøłđ’'", "iold  ") | {ord("æ"): "ae", ord("œ"): "oe"}
# Letters of the Arabic script that have several shapes or are written one for the other: alef, yeh, teh marbuta, kaf.
_LETTERS |= str.maketrans("\u0671\u0649\u06cc\u0629\u06a9", "\u0627\u064a\u064a\u0647\u0643")
_LONGEST_TEXT = 240
_LONGEST_SPACELESS = 26
_SHORTEST_PART = 4  # of a word written together with others, as in txtfirstname


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Drop case and accents, and make every run of what is no letter or digit one space."""
    lowered = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).casefold().translate(_LETTERS)
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", lowered)))
    return _NOT_WORD.sub(" ", lowered).strip()


@lru_cache(maxsize=4096)
def split(name: str) -> str:
    """Return the words of an identifier, folded: camelCase, snake_case, kebab-case, brackets and digits."""
    return fold(_CAMEL.sub(" ", name[:_LONGEST_TEXT]))


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: what it stands for, its letters, the word it begins at, and whether it says little alone."""

    kind: str
    length: int
    start: int
    weak: bool = False


_Meaning = tuple[str, bool]


@dataclass(slots=True)
class Lexicon:
    """Phrases of several languages and what they stand for.

    A phrase with a leading or trailing `*` also matches as the end or the beginning of a longer word; one with a
    leading `~` is weak. Phrases in scripts that write no spaces match anywhere.
    """

    phrases: dict[str, list[tuple[tuple[str, ...], bool, _Meaning]]] = field(default_factory=dict)
    beginnings: dict[str, _Meaning] = field(default_factory=dict)
    ends: dict[str, _Meaning] = field(default_factory=dict)
    anywhere: dict[str, _Meaning] = field(default_factory=dict)
    together: dict[str, _Meaning] = field(default_factory=dict)
    inside_names: dict[str, _Meaning] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Iterable[Mapping[str, Iterable[str]]]) -> "Lexicon":
        """Return the lexicon of tables that map a kind to its phrases; the first to claim a phrase has it.

        Words of the first table (English, the language of most names) are also found inside longer names.
        """
        made = cls()
        for number, table in enumerate(sources):
            for kind, written in table.items():
                for phrase in written:
                    made._add(kind, phrase, in_names=number == 0)
        for known in made.phrases.values():
            known.sort(key=lambda entry: -len(entry[0]))
        return made

    def _add(self, kind: str, written: str, *, in_names: bool) -> None:
        meaning = (kind, written.startswith("~"))
        phrase, bare = fold(written), written.lstrip("~").strip()
        if _SPACELESS.search(phrase):
            self.anywhere.setdefault(phrase.replace(" ", ""), meaning)
            return
        if not phrase:
            return
        if bare.endswith("*"):
            self.beginnings.setdefault(phrase, meaning)
        if bare.startswith("*"):
            self.ends.setdefault(phrase, meaning)
        tokens = tuple(phrase.split())
        known = self.phrases.setdefault(tokens[0], [])
        if all(tokens != other for other, _, _ in known):
            known.append((tokens, len(tokens) > 1 and bare.endswith("*"), meaning))
        joined = "".join(tokens)
        if len(joined) >= _SHORTEST_PART:
            self.together.setdefault(joined, meaning)
            if in_names:
                self.inside_names.setdefault(joined, meaning)

    def find(self, text: str, *, together: bool = False) -> list[Hit]:
        """Return the phrases of a folded text, longest first at each place, none overlapping.

        `together`: words written together count too, as identifiers have them.
        """
        tokens = text.split()
        hits: list[Hit] = []
        index = 0
        while index < len(tokens):
            hit, used = self._at(tokens, index, together=together)
            if hit is not None:
                hits.append(hit)
            elif _SPACELESS.search(tokens[index]):  # whose blanks, where there are some, part no words
                used = _run(tokens, index)
                hits.extend(self._across(tokens[index : index + used], index))
            index += used
        return hits

    def _at(self, tokens: list[str], index: int, *, together: bool) -> tuple[Hit | None, int]:
        token = tokens[index]
        for phrase, is_open, (kind, weak) in self.phrases.get(token, ()):
            size = len(phrase)
            there = tuple(tokens[index : index + size])
            if there == phrase or (is_open and _begins(there, phrase)):
                return Hit(kind, sum(map(len, there)), index, weak), size
        if len(token) < _SHORTEST_PART or token.isdigit():
            return None, 1
        found, length = self._part(token, together=together)
        return (Hit(found[0], length, index, found[1]) if found else None), 1

    def _part(self, token: str, *, together: bool) -> tuple[_Meaning | None, int]:
        """Return what a part of a word stands for, and how many letters speak for it."""
        if together and (whole := self.together.get(token)):
            return whole, len(token)
        for size in range(len(token) - 1, 2, -1):
            if found := self.beginnings.get(token[:size]) or self.ends.get(token[-size:]):
                return found, len(token)
            if together and size >= _SHORTEST_PART:
                found = self.inside_names.get(token[-size:])
                found = found or (self.inside_names.get(token[:size]) if size > _SHORTEST_PART else None)
                if found:
                    return found, size
        return None, 0

    def _across(self, run: list[str], index: int) -> list[Hit]:
        """Return the phrases of a few such tokens: each read alone, or all as one, by which of it is more said."""
        each = [hit for token in run for hit in self._inside(token, index)]
        whole = self._inside("".join(run), index) if len(run) > 1 else each
        return max(whole, each, key=lambda hits: (sum(hit.length for hit in hits), -len(hits)))

    def _inside(self, token: str, index: int) -> list[Hit]:
        hits: list[Hit] = []
        place, least = 0, int(len(token) > 2)  # noqa: PLR2004 - one sign means something alone, or with a suffix
        while place < len(token):
            longest = min(_LONGEST_SPACELESS, len(token) - place)
            size = next((n for n in range(longest, least, -1) if token[place : place + n] in self.anywhere), 0)
            if size:
                kind, weak = self.anywhere[token[place : place + size]]
                hits.append(Hit(kind, size, index, weak))
            place += max(1, size)
        return hits


def _run(tokens: list[str], index: int) -> int:
    """Return how many tokens from one on are written in scripts without blanks between words."""
    end = index + 1
    while end < len(tokens) and _SPACELESS.search(tokens[end]):
        end += 1
    return end - index


def _begins(tokens: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return len(tokens) == len(phrase) and tokens[:-1] == phrase[:-1] and tokens[-1].startswith(phrase[-1])


def tables(folder: str, section: str) -> list[dict[str, list[str]]]:
    """Return one section of every lexicon file of a folder, English first, then by name."""
    return [loaded.get(section, {}) for loaded in _loaded(folder)]


@lru_cache(maxsize=8)
def _loaded(folder: str) -> tuple[dict[str, dict[str, list[str]]], ...]:
    home = files("safeinfo.derive").joinpath("lexicons", folder)
    found = sorted((entry for entry in home.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    found.sort(key=lambda entry: entry.name != "en.toml")
    return tuple(tomllib.loads(entry.read_text("utf-8")) for entry in found)
