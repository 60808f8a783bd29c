"""Forms that would put what is entered into an address: sent by GET (HTML Living Standard, 4.10.21.3)."""

from collections.abc import Iterator

from safeinfo.derive.computed.collecting import Collected, identifies
from safeinfo.derive.computed.needs import SECRETS
from safeinfo.model.kinds import CARD
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import FieldRead

_SECRET = (SECRETS - {"one-time-code"}) | CARD | {"x-bank-account"}


def get_outcome(form: Collected) -> Outcome | None:
    """Return what a form's way of sending proves.

    Failed where its markup says GET; untested where it says nothing (GET is then the default, and a script may take
    the form over); None where it is not sent by GET.
    """
    if not form.form.tagged or form.form.method != "get":
        return None
    return Outcome.FAILED if form.stated_method == "get" else Outcome.UNTESTED


def personal_in_get(form: Collected) -> Outcome | None:
    """Return the outcome of a form that would put personal data into an address, None if it would not."""
    return get_outcome(form) if identifies(form.personal) else None


def secrets_in_get(form: Collected) -> Iterator[tuple[FieldRead, Outcome, str]]:
    """Yield each password, card or account field that would go into an address: field, outcome, sentence."""
    outcome = get_outcome(form)
    for field in form.personal:
        if outcome and field.kind in _SECRET:
            how = (
                "is sent by GET"
                if outcome is Outcome.FAILED
                else "states no method, which means GET unless a script sends it"
            )
            yield field, outcome, f"The {form.title} {how}: «{field.label or field.name}» would stand in the address."
