"""What a control says of itself about being required: attributes, words, stars, validation rules, classes."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from selectolax.lexbor import LexborNode

from safeinfo.derive.forms.signals import Control
from safeinfo.derive.forms.surroundings import Around
from safeinfo.model.kinds import Required

Decision = tuple[Required, str]
UNKNOWN: Decision = (Required.UNKNOWN, "unknown")

_WORDS = tomllib.loads(files("safeinfo.derive").joinpath("lexicons", "required.toml").read_text("utf-8"))


class Phrases:
    """Phrases looked for in texts; those that begin or end with a Latin letter stand as whole words."""

    def __init__(self, name: str) -> None:
        self._written = tuple(phrase.casefold() for phrase in _WORDS[name])
        longest_first = sorted(_WORDS[name], key=len, reverse=True)
        self._pattern = re.compile("|".join(_bounded(re.escape(phrase)) for phrase in longest_first), re.IGNORECASE)
        self._known = lru_cache(maxsize=2048)(self._search)  # the same few words are asked about again and again

    def search(self, text: str) -> bool:
        """Tell whether any phrase stands in a text."""
        return bool(text) and self._known(text)

    def _search(self, text: str) -> bool:
        folded = text.casefold()  # most texts hold none: cheaper to see so first, and a loop is faster than any()
        for phrase in self._written:
            if phrase in folded:
                return self._pattern.search(text) is not None
        return False

    def without(self, text: str) -> str:
        """Return a text without the phrases."""
        return self._pattern.sub(" ", text)


def _bounded(phrase: str) -> str:
    # Scripts without blanks between words have no word boundaries to ask for.
    start = r"(?<![^\W\d_])" if phrase[0].isascii() and phrase[0].isalpha() else ""
    end = r"(?![^\W\d_])" if phrase[-1].isascii() and phrase[-1].isalpha() else ""
    return start + phrase + end


REQUIRED, OPTIONAL = Phrases("required"), Phrases("optional")
_REASON = re.compile("|".join(f"(?<![^\\W\\d_])(?:{phrase})" for phrase in _WORDS["reason"]), re.IGNORECASE)
STARS = "*＊∗✱⁎"
# The star of a label: at its end, its start, or before its colon; not the one of "5* hotel".
_STAR = re.compile(rf"\(?[{STARS}]\)?\s*[:：]?\s*$|^\s*\(?[{STARS}]|[{STARS}]\)?\s*(?=[(（:：]|$)")
_CLASS = re.compile(
    r"(?<![^\W\d_])(?:is)?(?:required|mandatory|obligatory|pflicht(?:feld)?|requis|obligatorio|asterisk)(?![^\W\d_])",
    re.IGNORECASE,
)
_NOT_CLASS = re.compile(r"(?:not?|un|non|optional)[_-]?(?:required|mandatory)|aria-|:", re.IGNORECASE)
_CHECKING = re.compile(r"valid|rule|required|constraint|mandatory")
_RULE = re.compile(r"(?<![^\W\d_])required(?![^\W\d_])[\"']?(?:\s*[:=]\s*[\"']?(?P<value>\w+))?", re.IGNORECASE)
_NAMED = re.compile(r"(?:^|[-_.:])(?:is-?)?(?:required|mandatory)$")
_NO = frozenset({"false", "0", "no", "off", "null", "undefined", "none"})
_SHORT = 80  # characters: a label, not a paragraph


def of_itself(nodes: Sequence[LexborNode], control: Control, around: Around, mark: re.Pattern[str] | None) -> Decision:
    """Return what a control says of itself: by attributes first, then words, then rules, last classes.

    `mark` is a sign other than a star that the form says it marks required fields with.
    """
    if control.readonly and control.type != "hidden":
        return Required.OPTIONAL, "not-editable"
    if any("required" in node.attributes for node in nodes):
        return Required.REQUIRED, "attribute"
    aria = {(node.attributes.get("aria-required") or "").lower() for node in nodes}
    if "true" in aria:
        return Required.REQUIRED, "aria"
    if (said := _by_words(control, around, mark)) != UNKNOWN:
        return said
    if "false" in aria:
        return Required.OPTIONAL, "aria"
    if (ruled := _by_rules(around)) != UNKNOWN:
        return ruled
    classes = f"{control.classes} {around.classes}".split()
    if any(_CLASS.search(name) and not _NOT_CLASS.search(name) for name in classes):
        return Required.REQUIRED, "class"
    return UNKNOWN


def _by_words(control: Control, around: Around, mark: re.Pattern[str] | None) -> Decision:
    """Return what the words of a control say; what stands near counts where it has no label of its own."""
    near = control.near if len(control.near) <= _SHORT else ""
    words = f"{control.label} {control.placeholder} {control.legend if control.type == 'radio' else ''}"
    if not control.label:
        words = f"{words} {near}"
    if control.type == "checkbox":
        return _by_signs((control.label, near), mark)
    named = control.label or any(sign.isalnum() for sign in control.near)  # a hyphen between two boxes names neither
    row = "" if named or len(around.row) > _SHORT else around.row
    if OPTIONAL.search(words) or _calls_it_optional(around.words):
        return Required.OPTIONAL, "optional-mark"
    if (said := _by_signs((control.label, control.placeholder, near, around.words, row), mark)) != UNKNOWN:
        return said
    if REQUIRED.search(words) or REQUIRED.search(around.words):
        return Required.REQUIRED, "text-mark"
    if OPTIONAL.search(row):
        return Required.OPTIONAL, "optional-mark"
    return (Required.REQUIRED, "text-mark") if REQUIRED.search(row) else UNKNOWN


def _by_signs(texts: Sequence[str], mark: re.Pattern[str] | None) -> Decision:
    if any(_STAR.search(text) for text in texts if text):
        return Required.REQUIRED, "star"
    if mark is not None and any(mark.search(text) for text in texts if text):
        return Required.REQUIRED, "sign"
    return UNKNOWN


def _calls_it_optional(words: str) -> bool:
    """Tell whether the words around a field call it optional, and nothing among them required."""
    return len(words) <= _SHORT and OPTIONAL.search(words) and not REQUIRED.search(OPTIONAL.without(words))


def _by_rules(around: Around) -> Decision:
    """Return what attributes for validating scripts say: `data-val-required`, `data-rules="required|email"`."""
    for name, value in around.rules:
        if name.startswith("aria-") or not _CHECKING.search(name):
            continue
        if _NAMED.search(name):
            return UNKNOWN if value.strip().lower() in _NO else (Required.REQUIRED, "rule")
        if (rule := _RULE.search(value)) and (rule["value"] or "").lower() not in _NO:
            return Required.REQUIRED, "rule"
    return UNKNOWN


@lru_cache(maxsize=4096)
def reason_in(text: str) -> str:
    """Return the text if it gives a reason for asking, otherwise nothing."""
    return text if len(text) > 8 and _REASON.search(text) else ""  # noqa: PLR2004 - shorter is no reason
