"""Traps for robots, and fields that only catch what a browser fills in: nobody sees them, so nobody is asked."""

from collections.abc import Sequence

from safeinfo.derive.forms.evidence import hits_of, name_hits
from safeinfo.derive.forms.signals import Control

_AWAY = frozenset({"offscreen", "tiny"})
_TYPED = frozenset({"text", "email", "tel", "url", "textarea", "password", "number"})


def traps(controls: Sequence[Control]) -> list[str]:
    """Return for each control by which signal it is a trap, "" if it is none."""
    shown = any(control.visible and control.type != "hidden" for control in controls)
    return [_trap(control, shown=shown) for control in controls]


def _trap(control: Control, *, shown: bool) -> str:
    if control.type in {"hidden", "select", "radio", "file"}:
        return ""
    if _says_so(control):
        return "label"
    if control.type not in _TYPED or (control.visible and not control.traits & _AWAY):
        return ""
    unreachable = "tabindex-negative" in control.traits
    away = bool(control.traits & _AWAY) or "aria-hidden" in control.traits
    return "hidden" if shown and unreachable and (away or not control.visible) else ""


def _says_so(control: Control) -> bool:
    texts = (control.label, control.near, control.placeholder, control.title, control.help)
    named = (control.name, control.id, control.classes)
    said = any(kind == "honeypot" for text in texts if text for kind, _ in hits_of(text))
    return said or any(kind == "honeypot" for name in named if name for kind, _ in name_hits(name))
