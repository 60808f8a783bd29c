"""Terms of many languages, looked up in folded text word by word.

A look-up by words costs nothing to prepare; one regular expression of the same terms takes longer to compile than
most audits take to search with it. The terms are folded when they are first asked for.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache

_NOT_WORD = re.compile(r"[\W_]+")
_SPACELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff\uac00-\ud7af]")
_LETTERS = str.maketrans({"\u0131": "i", "\u00f8": "o", "\u0142": "l"})
Span = tuple[int, int]  # first character, and the one after the last


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Drop case and accents, and make every run of what is no letter or digit one space."""
    plain = text.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(c for c in letters if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip()


class Phrases:
    """Terms to be found in folded text: as whole words, or, in scripts that write no spaces, anywhere.

    A term with `*` at its end also matches the beginning of a longer word. Of terms that begin at one place the
    longest counts, and of places the first.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = tuple(dict.fromkeys(terms))

    def search(self, text: str) -> Span | None:
        """Return where the first term stands in a folded text; None: nowhere."""
        words = self._words_in(text)
        if text.isascii() or not self._anywhere or not _SPACELESS.search(text):
            return words
        spaceless = self._spaceless_in(text)
        return words if spaceless is None or (words and words[0] <= spaceless[0]) else spaceless

    def match(self, text: str) -> Span | None:
        """Return the term that a folded text begins with; None: none."""
        end = self._word_at(text, 0, text[: _end_of_word(text, 0)]) or self._anywhere_at(text, 0)
        return (0, end) if end else None

    def fullmatch(self, text: str) -> bool:
        """Tell whether a folded text is a term and nothing else."""
        return text in self._all

    def without(self, text: str) -> str:
        """Return a folded text with each term in it made a space, from the left, none of them twice."""
        kept, rest = "", text
        while (span := self.search(rest)) is not None:
            kept, rest = f"{kept}{rest[: span[0]]} ", rest[span[1] :]
            # what follows an open term is the rest of its word, and no beginning of another
            if rest and not rest.startswith(" ") and not _SPACELESS.search(rest[0]):
                end = _end_of_word(rest, 0)
                kept, rest = kept + rest[:end], rest[end:]
        return kept + rest

    @cached_property
    def _folded(self) -> tuple[tuple[str, bool], ...]:
        """Each term folded, and whether it is open at its end; the longest first."""
        pairs = {(folded, term.endswith("*")) for term in self._terms if (folded := fold(term))}
        return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(term for term, _ in self._folded)

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[str, bool]]]:
        """Terms by their first word."""
        found: dict[str, list[tuple[str, bool]]] = {}
        for term, is_open in self._folded:
            if not _SPACELESS.search(term):
                found.setdefault(term.partition(" ")[0], []).append((term, is_open))
        return found

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """What words begin with that open terms of one word allow."""
        open_terms = (term for term, is_open in self._folded if is_open and " " not in term)
        return frozenset(term for term in open_terms if not _SPACELESS.search(term))

    @cached_property
    def _heads(self) -> tuple[int, frozenset[str]]:
        """How many letters all beginnings have, three at most, and which letters these are."""
        size = min((3, *map(len, self._beginnings)))
        return size, frozenset(term[:size] for term in self._beginnings)

    @cached_property
    def _anywhere(self) -> dict[str, list[str]]:
        """Terms in scripts without spaces, by their first character."""
        found: dict[str, list[str]] = {}
        for term, _ in self._folded:
            if _SPACELESS.search(term):
                found.setdefault(term[0], []).append(term)
        return found

    def _words_in(self, text: str) -> Span | None:
        known, (size, heads), at = self._by_word, self._heads, 0
        for word in text.split(" "):
            if (word in known or word[:size] in heads) and (end := self._word_at(text, at, word)):
                return at, end
            at += len(word) + 1
        return None

    def _word_at(self, text: str, at: int, word: str) -> int:
        """Return the end of the longest term of whole words that begins at a word; 0: none does."""
        end = 0
        for term, is_open in self._by_word.get(word, ()):
            after = at + len(term)
            if text.startswith(term, at) and (is_open or after == len(text) or text[after] == " "):
                end = after
                break
        for size in range(len(word) - 1, end - at, -1):
            if word[:size] in self._beginnings:
                return at + size
        return end

    def _spaceless_in(self, text: str) -> Span | None:
        return next(((at, end) for at in range(len(text)) if (end := self._anywhere_at(text, at))), None)

    def _anywhere_at(self, text: str, at: int) -> int:
        terms = self._anywhere.get(text[at : at + 1], ())
        return next((at + len(term) for term in terms if text.startswith(term, at)), 0)


def _end_of_word(text: str, at: int) -> int:
    space = text.find(" ", at)
    return space if space >= 0 else len(text)
