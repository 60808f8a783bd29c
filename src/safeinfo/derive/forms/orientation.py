"""On which side of its fields a form writes their names, and which labels stand for several fields at once."""

from collections.abc import Sequence
from dataclasses import replace

from safeinfo.derive.forms.evidence import hits_of, name_hits
from safeinfo.derive.forms.signals import Control

_SHORT = 60  # characters: a label, not a hint
_SIDES = frozenset({"text", "email", "tel", "password", "select", "textarea", "number", "url", "date"})


def oriented(controls: Sequence[Control]) -> list[Control]:
    """Return the controls with the words that follow them as `near`, where the form writes labels after its fields."""
    controls = _unmixed(controls)
    bare = [c for c in controls if c.visible and not _named(c) and c.type in _SIDES]
    if len(bare) < 2 or not _follow(bare):  # noqa: PLR2004 - one field tells no side
        return list(controls)
    return [replace(c, near=c.following) if c in bare else c for c in controls]


def _unmixed(controls: Sequence[Control]) -> list[Control]:
    """Return the controls without words before them that are the label of the one before, written after it."""
    return [
        replace(control, near="") if place and _is_label_after(controls[place - 1], control.near) else control
        for place, control in enumerate(controls)
    ]


def _is_label_after(control: Control, words: str) -> bool:
    return bool(words) and words in {control.label, control.following} and control.label == control.following


def _named(control: Control) -> bool:
    """Tell whether a control says itself what it is called; the first choice of a list may be any word."""
    return bool(control.label) or _hinted(control)


def _hinted(control: Control) -> bool:
    return bool(control.placeholder) and control.type != "select"


def _follow(bare: Sequence[Control]) -> bool:
    """Tell whether what follows the fields agrees with their names and types, and what stands before them does not."""
    before = after = 0
    for control in bare:
        known = {kind for kind, _ in name_hits(control.name or control.id)} | _typed(control)
        before += bool(known & _kinds(control.near))
        after += bool(known & _kinds(control.following))
    return after > before + 1 or (after > before and not any(c.near for c in bare[:1]))


def _typed(control: Control) -> set[str]:
    return {"password": {"current-password", "new-password"}, "email": {"email"}, "tel": {"tel"}}.get(
        control.type, set()
    )


def _kinds(text: str) -> set[str]:
    return {kind for kind, _ in hits_of(text)} if 0 < len(text) <= _SHORT else set()


def shared_labels(controls: Sequence[Control]) -> list[bool]:
    """Tell for each control whether its label is the row's, not its own: the control before it has the same one.

    The first of a row counts too where it says itself what it is; so do words before a row of such boxes.
    """
    labels = [control.label if control.type != "radio" else "" for control in controls]
    return [
        (place > 0 and labels[place - 1] == label)
        or (labels[place + 1 : place + 2] == [label] and _hinted(controls[place]))
        if label
        else _heads_row(controls, place)
        for place, label in enumerate(labels)
    ]


def _heads_row(controls: Sequence[Control], place: int) -> bool:
    """Tell whether what stands before a box stands before its neighbours too: each has a hint of its own only."""
    row = controls[place : place + 2]
    typed = all(control.placeholder and not control.label and control.type in _SIDES for control in row)
    return len(row) > 1 and typed and bool(row[0].near) and not row[1].near
