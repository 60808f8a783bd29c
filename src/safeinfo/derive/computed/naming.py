"""Whether a policy or a declaration names a kind of data: which words for it are as good as its own."""

from collections.abc import Iterable
from functools import lru_cache

from safeinfo.derive.policy.kinds import GROUPS
from safeinfo.derive.policy.lexicon import DECIDED, lexicon
from safeinfo.model.kinds import ADDRESS, CARD, NAME

_TEL = frozenset(
    {
        "tel",
        "tel-country-code",
        "tel-national",
        "tel-area-code",
        "tel-local",
        "tel-local-prefix",
        "tel-local-suffix",
        "tel-extension",
    }
)
_BIRTH = frozenset({"bday", "bday-day", "bday-month", "bday-year", "x-age"})
_PERSON = NAME - {"organization", "organization-title", "nickname"}
_PASSWORDS = frozenset({"new-password", "current-password", "one-time-code"})
# What to call kinds that are told of together.
FAMILIES: tuple[tuple[str, frozenset[str]], ...] = (
    ("name", _PERSON),
    ("postal address", ADDRESS),
    ("telephone number", _TEL),
    ("e-mail address", frozenset({"email"})),
    ("payment card", CARD),
    ("bank account", frozenset({"x-bank-account"})),
    ("date of birth or age", _BIRTH),
    ("gender", frozenset({"sex"})),
    ("password or code", _PASSWORDS),
    ("username", frozenset({"username", "nickname", "x-openid"})),
    ("message", frozenset({"x-message", "x-about-me"})),
    ("organisation", frozenset({"organization", "organization-title"})),
    ("file or picture", frozenset({"x-file", "x-cv", "photo"})),
)
# Naming the whole names its parts; naming a part (a country, a postal code) does not name the whole.
_COVERED_BY: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (_PERSON | {"nickname"}, frozenset({"name"})),
    (frozenset({"name"}), frozenset({"given-name", "family-name"})),
    (ADDRESS, frozenset({"street-address", "address-line1"})),
    (_TEL, frozenset({"tel"})),
    (CARD, frozenset({"cc-number"})),
    (_BIRTH, frozenset({"bday"})),
    (frozenset({"x-about-me"}), frozenset({"x-message"})),
    (frozenset({"x-cv", "photo"}), frozenset({"x-file"})),
    (frozenset({"username", "x-openid"}), frozenset({"username", "email"})),
)
# What a customer writes in his own words: what stands in it is his choice.
FREE_TEXT = frozenset({"x-message", "x-about-me"})
# They authenticate a customer, and neither identify nor reach one: not named, they are reported for information.
CREDENTIALS = _PASSWORDS | {"x-security-answer"}


def family_of(kind: str) -> str:
    """Return what to call a kind in a sentence; kinds of one family are told of together."""
    return next((name for name, kinds in FAMILIES if kind in kinds), kind.removeprefix("x-").replace("-", " "))


def is_named(kind: str, named: Iterable[str]) -> bool:
    """Tell whether a kind, or a whole that it is part of, is among the kinds that a text names."""
    words = frozenset(named)
    return kind in words or any(kind in parts and whole & words for parts, whole in _COVERED_BY)


def can_be_found(kind: str, languages: Iterable[str]) -> bool:
    """Tell whether the policy reader has words for a kind in every language of the texts; without a text, it has."""
    return all(is_named(kind, _known_in(language)) for language in languages)


@lru_cache(maxsize=64)
def _known_in(language: str) -> frozenset[str]:
    words = lexicon(language)["kinds"] if language in DECIDED else {}
    return frozenset().union(*(GROUPS[word] for word in words))


def kinds_of_words(words: str) -> frozenset[str]:
    """Return the kinds that a statement on collecting names, from its status ("email, tel")."""
    return frozenset().union(*(GROUPS.get(word, frozenset({word})) for word in words.split(", ")))
