"""The languages of a text, by its script and its function words."""

import re
import tomllib
from collections import Counter
from importlib.resources import files

from safeinfo.derive.policy.lexicon import DECIDED

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SAMPLE = 8_000  # characters from the start, and as many from the middle
_LEAST = 0.10  # share of function words in a running text is 0.25 to 0.5
_SECOND = 0.6  # of the first language's share: then both are spoken
_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_OF_SCRIPT = dict(_SCRIPTS)
_NAMES_OF_SCRIPTS = frozenset(_OF_SCRIPT)
_LATIN = re.compile(r"[A-Za-z]")
_SCRIPT_SHARE = 0.15
_DATA = tomllib.loads(files(__package__).joinpath("languages.toml").read_text("utf-8"))
_WORDS = {language: frozenset(words.split()) for language, words in _DATA.items() if isinstance(words, str)}
_ENGLISH = frozenset(_DATA["short"]["en"].split()) | _WORDS["en"]
_SHORT = 400  # characters: fewer hold too few function words to tell languages apart
_FEW = 4  # different function words, from which a short text tells its language
_FEW_OF_DECIDED = 2  # the same for a language that decisions are made in: taking it for another would lose them


def languages_of(text: str, declared: str = "") -> tuple[str, ...]:
    """Return ISO 639-1 codes of the languages a text is in, the main one first; () where none is recognised.

    A short text in Latin letters that shows few function words is in the language that its page declares
    (BCP 47, as in the `lang` attribute), or else in English where it has English words.
    """
    found = _by_words(text)
    stated = _declared(declared, text)
    if len(text) >= _SHORT:
        return found or stated
    if stated and _rivals(text, found, stated):
        return stated
    if _sure(text, found):
        return found
    if stated:
        return stated
    words = set(_WORD.findall(text.casefold()))
    return _most_words(words, found) or (("en",) if _ENGLISH & words else found)


def _most_words(words: set[str], found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the language that decisions are made in whose words a short text shows most of, if that tells anything.

    Shares favour a related language where one word is repeated ("de la" is Catalan as well as Spanish).
    """
    shown = {name: len(words & _WORDS[name]) for name in sorted(DECIDED & _WORDS.keys())}
    best = max(shown, key=lambda name: shown[name])
    rival = max(len(words & _ENGLISH), len(words & _WORDS.get(found[0], frozenset())) if found else 0)
    return (best,) if shown[best] >= _FEW_OF_DECIDED and shown[best] > rival else ()


def _declared(tag: str, text: str) -> tuple[str, ...]:
    """Return the language that a page declares, unless it has a script of its own and the text shows none of it."""
    primary = tag.strip().partition("-")[0].lower()
    if primary in _NAMES_OF_SCRIPTS:
        script = _OF_SCRIPT[primary].search(text) or (primary == "ja" and _OF_SCRIPT["zh"].search(text))
        return (primary,) if script else ()
    return (primary,) if primary in _WORDS else ()


def _rivals(text: str, found: tuple[str, ...], stated: tuple[str, ...]) -> bool:
    """Whether a short text shows about as many words of the declared language as of the one found (Danish, Swedish)."""
    if not found or found[0] not in _WORDS or stated[0] not in _WORDS:
        return False
    words = set(_WORD.findall(text.casefold()))
    return len(words & _WORDS[found[0]]) - len(words & _WORDS[stated[0]]) < _FEW_OF_DECIDED


def _sure(text: str, found: tuple[str, ...]) -> bool:
    if not found:
        return False
    known, enough = _WORDS.get(found[0]), _FEW_OF_DECIDED if found[0] in DECIDED else _FEW
    return known is None or not _LATIN.search(text) or len(known & set(_WORD.findall(text.casefold()))) >= enough


def _by_words(text: str) -> tuple[str, ...]:
    middle = len(text) // 2
    sample = text if len(text) <= 2 * _SAMPLE else text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]
    by_script = _by_script(sample)
    if by_script:
        return (by_script,)
    words = Counter(_WORD.findall(sample.casefold()))
    total = sum(words.values())
    if not total:
        return ()
    shares = {name: sum(words[word] for word in known) / total for name, known in _WORDS.items()}
    ranked = sorted(shares, key=lambda name: (-shares[name], name))
    best = shares[ranked[0]]
    if best < _LEAST:
        return ()
    return tuple(name for name in ranked[:3] if shares[name] >= max(_LEAST, best * _SECOND))


def _by_script(sample: str) -> str:
    if len(sample) - len(sample.encode("ascii", "ignore")) < len(sample) * _SCRIPT_SHARE / 3:
        return ""  # accents at most
    letters = sum(character.isalpha() for character in sample)
    if not letters:
        return ""
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
    east = counts["ja"] + counts["zh"]
    if east > letters * _SCRIPT_SHARE:
        return "ja" if counts["ja"] > east * 0.1 else "zh"
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > letters * _SCRIPT_SHARE * 2 else ""
