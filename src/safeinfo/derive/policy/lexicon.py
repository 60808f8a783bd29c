"""Patterns of the lexicons (TOML beside the code), compiled once for each language when first needed."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

NEVER = re.compile(r"(?!)")
_LETTERS = re.compile(r"\\.|\(\?P<\w+>|[^\W\d_]+", re.DOTALL)
DECIDED = frozenset(
    entry.name.removesuffix(".toml")
    for entry in files(__package__).joinpath("lexicons").iterdir()
    if entry.name.endswith(".toml")
)
SPACELESS = frozenset({"ja", "zh", "th"})


def load(name: str) -> dict[str, Any]:
    """Return a data file of this package."""
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def terms(words: Iterable[str], *, spaceless: bool = False, cased: bool = False) -> re.Pattern[str]:
    """Return one pattern for plain terms: whole words, unless a term ends with * or the script has no spaces.

    A `cased` one is for texts in lower case, as with `pattern`.
    """
    ordered = sorted({word.lower() if cased else word for word in words}, key=lambda word: (-len(word), word))
    flags = re.NOFLAG if cased else re.IGNORECASE
    if not ordered:
        return NEVER
    if spaceless:
        return re.compile("|".join(re.escape(word.rstrip("*")) for word in ordered), flags)
    written = "|".join(re.escape(word.rstrip("*")) + ("" if word.endswith("*") else r"(?!\w)") for word in ordered)
    return re.compile(rf"(?<!\w)(?:{written})", flags)


def pattern(
    fragments: Iterable[str] | str, named: Mapping[str, str] | None = None, *, cased: bool = False
) -> re.Pattern[str]:
    """Return one pattern for regular expressions; `{name}` stands for a named fragment.

    A `cased` one is for texts in lower case: several times as fast, because `re` then skips to where it may begin.
    """
    parts = [fragments] if isinstance(fragments, str) else list(fragments)
    joined = "|".join(f"(?:{part})" for part in parts)
    for name, written in (named or {}).items():
        joined = joined.replace("{" + name + "}", f"(?:{written})")
    if cased:
        return re.compile(_LETTERS.sub(_lowered, joined), re.NOFLAG) if joined else NEVER
    return re.compile(joined, re.IGNORECASE) if joined else NEVER


def _lowered(found: re.Match[str]) -> str:
    """Return what stands in a pattern in lower case, but its escapes and names of groups as they are."""
    return found.group() if found.group().startswith(("\\", "(?")) else found.group().lower()


@lru_cache(maxsize=len(DECIDED))
def lexicon(language: str) -> dict[str, Any]:
    """Return the lexicon of a language that decisions are made in; KeyError for another."""
    if language not in DECIDED:
        raise KeyError(language)
    return load(f"lexicons/{language}.toml")
