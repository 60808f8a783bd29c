"""Phrases find what one regular expression of the same terms would find."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from safeinfo.derive.links.phrases import Phrases, fold

WORDS = ("add", "added", "to", "cart", "c", "carts", "abmelden", "カート", "追加", "18歳", "18", "カ")
TERMS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8)
STARS = st.lists(st.booleans(), min_size=8, max_size=8)
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def expression(terms: list[str]) -> re.Pattern[str]:
    """Return the terms as a regular expression, the longest first, words before what is found anywhere."""
    ordered = sorted(terms, key=lambda term: -len(fold(term)))
    apart = [fold(t) + ("" if t.endswith("*") else r"(?!\w)") for t in ordered if not SPACELESS.search(t)]
    anywhere = [fold(term) for term in ordered if SPACELESS.search(term)]
    return re.compile("|".join([*(rf"(?<!\w){term}" for term in apart), *anywhere]))


@given(TERMS, STARS, st.lists(st.sampled_from([*WORDS, "x", "カートに追加", "carton"]), max_size=6).map(" ".join))
@example(["c", "cart"], [True, False] * 4, "carts")
def test_as_a_regular_expression_would(terms: list[str], stars: list[bool], text: str) -> None:
    written = [term + "*" * star for term, star in zip(terms, stars, strict=False)]
    phrases, pattern = Phrases(written), expression(written)
    found, begun = pattern.search(text), pattern.match(text)
    assert phrases.search(text) == (found.span() if found else None)
    assert phrases.match(text) == (begun.span() if begun else None)
    assert phrases.fullmatch(text) == (text in {fold(term) for term in written})
    assert phrases.without(text).split() == pattern.sub(" ", text).split()


def test_the_longest_of_one_place_and_the_first_of_several() -> None:
    phrases = Phrases(["cart", "Add to cart", "kasse*"])
    assert phrases.search("please add to cart") == (7, 18)
    assert phrases.search("zur kassenseite im cart") == (4, 9)
    assert phrases.search("carts") is None
    assert Phrases([]).search("cart") is None
