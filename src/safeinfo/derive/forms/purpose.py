"""What a form is for (first, replaced by the full reader)."""

from collections.abc import Sequence

from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.model.kinds import Purpose


def purpose_of(form: FormSignals, controls: Sequence[Control], kinds: Sequence[Kind]) -> tuple[Purpose, float, str]:
    """Return the purpose of a form, how certain that is, and by what."""
    _ = form, controls, kinds
    return Purpose.OTHER, 0.1, "nothing"
