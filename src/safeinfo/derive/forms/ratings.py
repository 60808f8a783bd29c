"""Marks that a visitor gives: stars, points and grades, as the forms for reviews ask for them."""

import re

from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.signals import Control

_WORDS = Lexicon.of(tables("fields", "ratings"))
_STARS = re.compile(
    r"[★☆⭐]|\bstars?\b|étoile|estrella|\bstell[ae]\b|estrela|\bsterne?\b|\bsterr?en\b|gwiazd|stjärn|stjern|tähte"
    r"|yıldız|hvězd|hviezd|csillag|\bstele?\b|αστέρ|зв[её]зд|зірк|星|별점?|نجوم|نجمة|כוכב",
    re.IGNORECASE,
)
_FEWEST = 3


def counts_stars(control: Control) -> bool:
    """Tell whether the choices of a control are numbers of stars."""
    return sum(bool(_STARS.search(text)) for text in control.options) >= _FEWEST


def is_rating(control: Control) -> bool:
    """Tell whether a control takes a mark: by its choices, its name, or what it is called."""
    if control.type not in {"select", "radio", "number", "range", "text"}:
        return False
    if counts_stars(control):
        return True
    texts = (fold(control.label or control.near), fold(control.legend), split(control.name or control.id))
    return control.type != "text" and any(_WORDS.find(text) for text in texts if text)
