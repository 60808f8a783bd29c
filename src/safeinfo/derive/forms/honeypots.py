"""Traps for robots, and fields that only catch what a browser fills in: nobody sees them, so nobody is asked."""

import re
from collections.abc import Sequence
from functools import lru_cache

from safeinfo.derive.forms.evidence import FIELDS, name_hits
from safeinfo.derive.forms.lookup import fold, split
from safeinfo.derive.forms.signals import Control

_AWAY = frozenset({"offscreen", "tiny"})
_TYPED = frozenset({"text", "email", "tel", "url", "textarea", "password", "number"})
# What programs call a trap; words of shops too, so that they count where nobody sees the field only.
_NAMED = re.compile(
    r"\b(?:hp|hpt|hny|honey|gotcha|trap|pooh|beehive|nectar|decoy|bots?|robots?|spam|nospam|antispam|humans?|pot|"
    r"fax only|by fax|check url|confirm url|url check|winnie)\b"
)
_UNFILLED = frozenset({"off", "nope", "no", "false", "none", "disabled"})  # autocomplete of what no browser may fill
_UNLESS = frozenset({
    "if", "unless", "when", "to", "wenn", "falls", "sofern", "si", "se", "als", "indien", "om", "jesli", "jezeli",
    "hvis", "ifall", "jos", "mikali", "ise", "pokud", "ak", "ha", "daca", "αν", "εαν", "если", "якщо",
})  # fmt: skip
_BAIT = frozenset(
    {"url", "x-fax", "organization", "email", "name", "address-line2", "street-address", "tel", "x-message"}
)


def traps(controls: Sequence[Control]) -> list[str]:
    """Return for each control by which signal it is a trap, "" if it is none."""
    shown = any(control.visible and control.type != "hidden" for control in controls)
    return [_trap(control, _hint_after(controls, place), shown=shown) for place, control in enumerate(controls)]


def _hint_after(controls: Sequence[Control], place: int) -> str:
    """Return the words after a box that has a label of its own, unless they are what the next one has for a label."""
    control, following = controls[place], controls[place + 1 : place + 2]
    own = control.label and not any(other.near and not other.label for other in following)
    return control.following if own else ""


def _trap(control: Control, after: str, *, shown: bool) -> str:
    if control.type in {"hidden", "select", "radio", "file"}:
        return ""
    if _says_so(control) or (after and _wants_it_empty(after)):
        return "label"
    unseen = not control.visible or bool(control.traits & _AWAY)
    if not shown or not unseen:
        return ""
    if _NAMED.search(f"{split(control.name)} {split(control.id)} {split(control.classes)}"):
        return "name"
    if control.type not in _TYPED:
        return ""
    unreachable = "tabindex-negative" in control.traits
    away = bool(control.traits & _AWAY) or "aria-hidden" in control.traits
    return "hidden" if unreachable and (away or not control.visible) else "hidden" * _is_bait(control)


def _is_bait(control: Control) -> bool:
    """Tell whether a field that is not shown invites robots: a web address, say, that no browser may fill in."""
    kept_from_browsers = control.autocomplete.lower() in _UNFILLED
    asked = {kind for kind, _ in name_hits(control.name or control.id)}
    return kept_from_browsers and bool(asked & _BAIT) and (asked == {"url"} or "aria-hidden" in control.traits)


def _says_so(control: Control) -> bool:
    texts = (control.label, control.near, control.placeholder, control.title, control.help)
    named = (control.name, control.id, control.classes)
    said = any(_wants_it_empty(text) for text in texts if text)
    return said or any(kind == "honeypot" for name in named if name for kind, _ in name_hits(name))


@lru_cache(maxsize=2048)
def _wants_it_empty(text: str) -> bool:
    """Tell whether words ask to leave a field empty whoever one is: not "leave blank if you have none"."""
    folded = fold(text)
    starts = [hit.start for hit in FIELDS.find(folded) if hit.kind == "honeypot"]
    return bool(starts) and not _UNLESS.intersection(folded.split()[starts[0] :])
