"""Marks that a visitor gives: stars, points and grades, as the forms for reviews ask for them."""

import re

from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.signals import Control

_WORDS = Lexicon.of(tables("fields", "ratings"))
_STARS = re.compile(r"[★☆⭐]|\bstars?\b", re.IGNORECASE)
_FEWEST = 3


def is_rating(control: Control) -> bool:
    """Tell whether a control takes a mark: by its choices, its name, or what it is called."""
    if control.type not in {"select", "radio", "number", "range", "text"}:
        return False
    if sum(bool(_STARS.search(text)) for text in control.options) >= _FEWEST:
        return True
    texts = (fold(control.label or control.near), fold(control.legend), split(control.name or control.id))
    return control.type != "text" and any(_WORDS.find(text) for text in texts if text)
