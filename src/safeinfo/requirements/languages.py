"""The requirements in other languages than English: a folder of words beside this file for each.

`de/policy_link.toml` has the German words of the requirement of that slug, `de/common.toml` what all of them share. One
more language is one more folder with the same files; a test says what is missing in it.
"""

from functools import cache
from importlib.resources import files

from safeinfo.model.requirement import Requirement
from safeinfo.model.translation import Common, Translation

ENGLISH = "en"
_COMMON = "common.toml"


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that requirements can be read in, as BCP 47 tags; English first."""
    folders = (each for each in files(__package__).iterdir() if each.is_dir() and each.joinpath(_COMMON).is_file())
    return (ENGLISH, *sorted(each.name for each in folders))


@cache
def common(language: str) -> Common:
    """Return what all requirements share in a language; KeyError where there is none (see `languages`)."""
    return Common() if language == ENGLISH else Common.from_text(_words(language, _COMMON))


@cache
def translation(slug: str, language: str) -> Translation:
    """Return the words of the requirement of a slug in a language other than English; KeyError as above."""
    return Translation.from_text(_words(language, f"{slug.replace('-', '_')}.toml"))


def in_language(requirement: Requirement, language: str) -> Requirement:
    """Return a requirement in the words of a language (BCP 47; `de-AT` is `de`), or as it is where it has no others."""
    known = language if language in languages() else language.partition("-")[0]
    if known == ENGLISH or known not in languages():
        return requirement
    return translation(requirement.slug, known).of(requirement, common(known))


def _words(language: str, name: str) -> str:
    if language not in languages():
        raise KeyError(language)
    return files(__package__).joinpath(language, name).read_text("utf-8")
