"""Patterns of the lexicons (TOML beside the code), compiled once for each language when first needed."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

NEVER = re.compile(r"(?!)")
DECIDED = frozenset(
    entry.name.removesuffix(".toml")
    for entry in files(__package__).joinpath("lexicons").iterdir()
    if entry.name.endswith(".toml")
)
SPACELESS = frozenset({"ja", "zh", "th"})


def load(name: str) -> dict[str, Any]:
    """Return a data file of this package."""
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def terms(words: Iterable[str], *, spaceless: bool = False) -> re.Pattern[str]:
    """Return one pattern for plain terms: whole words, unless a term ends with * or the script has no spaces."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    if not ordered:
        return NEVER
    if spaceless:
        return re.compile("|".join(re.escape(word.rstrip("*")) for word in ordered), re.IGNORECASE)
    written = "|".join(re.escape(word.rstrip("*")) + ("" if word.endswith("*") else r"(?!\w)") for word in ordered)
    return re.compile(rf"(?<!\w)(?:{written})", re.IGNORECASE)


def pattern(fragments: Iterable[str] | str, named: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Return one pattern for regular expressions; `{name}` stands for a named fragment."""
    parts = [fragments] if isinstance(fragments, str) else list(fragments)
    joined = "|".join(f"(?:{part})" for part in parts)
    for name, written in (named or {}).items():
        joined = joined.replace("{" + name + "}", f"(?:{written})")
    return re.compile(joined, re.IGNORECASE) if joined else NEVER


@lru_cache(maxsize=len(DECIDED))
def lexicon(language: str) -> dict[str, Any]:
    """Return the lexicon of a language that decisions are made in; KeyError for another."""
    if language not in DECIDED:
        raise KeyError(language)
    return load(f"lexicons/{language}.toml")
