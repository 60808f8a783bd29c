"""Whether a form can be sent without a field, and how we know."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from selectolax.lexbor import LexborNode

from safeinfo.derive.forms.signals import Control, FormSignals
from safeinfo.model.kinds import Required

_WORDS = tomllib.loads(files("safeinfo.derive").joinpath("lexicons", "required.toml").read_text("utf-8"))


def _phrases(name: str) -> re.Pattern[str]:
    """Return a pattern for any of the phrases; those that begin or end with a Latin letter stand as whole words."""
    longest_first = sorted(_WORDS[name], key=len, reverse=True)
    return re.compile("|".join(_bounded(re.escape(phrase)) for phrase in longest_first), re.IGNORECASE)


def _bounded(phrase: str) -> str:
    # Scripts without blanks between words have no word boundaries to ask for.
    start = r"(?<![^\W\d_])" if phrase[0].isascii() and phrase[0].isalpha() else ""
    end = r"(?![^\W\d_])" if phrase[-1].isascii() and phrase[-1].isalpha() else ""
    return start + phrase + end


_REQUIRED, _OPTIONAL = _phrases("required"), _phrases("optional")
_ALL, _EXCEPT = _phrases("all_required"), _phrases("except_optional")
_REASON = re.compile("|".join(f"(?<![^\\W\\d_])(?:{phrase})" for phrase in _WORDS["reason"]), re.IGNORECASE)
# The star of a label: at its end, its start, or before its colon; not the one of "5* hotel".
_STAR = re.compile(r"[*＊∗✱]\s*:?\s*$|^\s*[*＊∗✱]|[*＊∗✱]\s*(?=[(（:]|$)")
_STARRED_MEANS = re.compile(r"[*＊∗✱]")
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:required|mandatory|obligatory|pflicht|requis|obligatorio)(?:$|[\s_-])", re.IGNORECASE
)
_NOT_CLASS = re.compile(r"(?:not?|un|non)[_-]?(?:required|mandatory)", re.IGNORECASE)

Decision = tuple[Required, str]
# What has a value from the start, or is no question.
_CHOSEN = frozenset({"search", "select", "radio", "range", "color"})
_SHORT = 80  # characters: a label, not a paragraph
_UNKNOWN: Decision = (Required.UNKNOWN, "unknown")


def decide(
    nodes: Sequence[Sequence[LexborNode]], controls: Sequence[Control], wrappers: Sequence[str], form: FormSignals
) -> list[Decision]:
    """Return for each control whether it is required and how that is known.

    `nodes` are the elements of each control (several of a radio group); `wrappers` the classes of its label and of
    the element around it.
    """
    own = [_own(n, c, w) for n, c, w in zip(nodes, controls, wrappers, strict=True)]
    fillable = [i for i, c in enumerate(controls) if c.visible and c.type not in {"checkbox", "hidden"}]
    said_all, said_except = bool(_ALL.search(form.text)), bool(_EXCEPT.search(form.text))
    some_required = any(own[i][0] is Required.REQUIRED for i in range(len(own)))
    some_optional = any(own[i][0] is Required.OPTIONAL and own[i][1] == "optional-mark" for i in fillable)
    legend = bool(_STARRED_MEANS.search(form.text) and _REQUIRED.search(form.text))
    decided: list[Decision] = []
    for index, decision in enumerate(own):
        control = controls[index]
        if decision != _UNKNOWN or control.type == "hidden":
            decided.append(decision)
        elif control.type == "checkbox":
            decided.append((Required.OPTIONAL, "tick-box-not-marked"))
        elif said_all or said_except:
            decided.append((Required.REQUIRED, "statement"))
        elif some_required:
            decided.append((Required.OPTIONAL, "not-marked-among-marked" if legend else "convention"))
        elif some_optional:
            decided.append((Required.REQUIRED, "not-marked-among-optional"))
        elif len(fillable) == 1 and control.type not in _CHOSEN:
            decided.append((Required.REQUIRED, "only-field"))
        else:
            decided.append(_UNKNOWN)
    return decided


def _own(nodes: Sequence[LexborNode], control: Control, wrapper: str) -> Decision:
    """Return what a control says of itself: by its attributes first, then by its words, last by its classes."""
    if control.readonly and control.type != "hidden":
        return Required.OPTIONAL, "not-editable"
    if any("required" in node.attributes for node in nodes):
        return Required.REQUIRED, "attribute"
    aria = {(node.attributes.get("aria-required") or "").lower() for node in nodes}
    if "true" in aria:
        return Required.REQUIRED, "aria"
    if (said := _by_words(control)) != _UNKNOWN:
        return said
    if "false" in aria:
        return Required.OPTIONAL, "aria"
    classes = f"{control.classes} {wrapper}"
    if _CLASS.search(classes) and not _NOT_CLASS.search(classes):
        return Required.REQUIRED, "class"
    return _UNKNOWN


def _by_words(control: Control) -> Decision:
    """Return what the words of a control say; what stands near counts where it has no label of its own."""
    near = control.near if len(control.near) <= _SHORT else ""
    words = f"{control.label} {control.placeholder} {control.legend if control.type == 'radio' else ''}"
    if not control.label:
        words = f"{words} {near}"
    if _OPTIONAL.search(words):
        return Required.OPTIONAL, "optional-mark"
    if any(_STAR.search(text) for text in (control.label, control.placeholder, near) if text):
        return Required.REQUIRED, "star"
    if _REQUIRED.search(words):
        return Required.REQUIRED, "text-mark"
    return _UNKNOWN


def reason_in(text: str) -> str:
    """Return the text if it gives a reason for asking, otherwise nothing."""
    return text if len(text) > 8 and _REASON.search(text) else ""  # noqa: PLR2004 - shorter is no reason
