"""What each control of a form asks for: by its autocomplete token and its type (first, replaced by the full reader)."""

from collections.abc import Sequence

from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.model.kinds import KINDS

_TYPES = {"email": "email", "tel": "tel", "password": "current-password", "search": "search", "textarea": "x-message"}


def kinds_of(controls: Sequence[Control], form: FormSignals) -> list[Kind]:
    """Return the kind of each control, in order."""
    _ = form
    return [_kind(control) for control in controls]


def _kind(control: Control) -> Kind:
    token = control.autocomplete.lower().split()[-1:] or [""]
    if token[0] in KINDS:
        return Kind(token[0], 0.95, "autocomplete")
    return Kind(_TYPES.get(control.type, "none"), 0.5, "type")
