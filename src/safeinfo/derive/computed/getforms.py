"""Forms that would put what is entered into an address: sent by GET (HTML Living Standard, 4.10.21.3)."""

from collections.abc import Iterator

from safeinfo.derive.computed.collecting import Collected, identifies
from safeinfo.derive.computed.needs import SECRETS
from safeinfo.model.evidence import View
from safeinfo.model.kinds import CARD
from safeinfo.model.observations import TrialRun, ValueSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import FieldRead

_SECRET = (SECRETS - {"one-time-code"}) | CARD | {"x-bank-account"}


def get_outcome(view: View, form: Collected) -> Outcome | None:
    """Return what a form's way of sending proves.

    Failed where its markup says GET. Where it says nothing GET is the default, and a script may take the form over:
    untested, until a trial sent the form and no value stood in an address. None where it is not sent by GET.
    """
    if not form.form.tagged or form.form.method != "get":
        return None
    if form.stated_method == "get":
        return Outcome.FAILED
    return None if _sent_by_script(view, form) else Outcome.UNTESTED


def _sent_by_script(view: View, form: Collected) -> bool:
    """Tell whether a trial sent the form, the shop took it, and nothing that was typed was seen in an address."""
    visits = {page.visit for page in form.pages}
    shown = {(seen.visit, seen.name) for seen in view.of(ValueSeen) if seen.where in {"url", "address-bar", "referer"}}
    return any(
        trial.visit in visits
        and trial.selector == form.form.selector
        and trial.result == "accepted"
        and bool(trial.typed)
        and not any((trial.visit, name) in shown for name in trial.typed)
        for trial in view.of(TrialRun)
    )


def personal_in_get(view: View, form: Collected) -> Outcome | None:
    """Return the outcome of a form that would put personal data into an address, None if it would not."""
    return get_outcome(view, form) if identifies(form.personal) else None


def secrets_in_get(view: View, form: Collected) -> Iterator[tuple[FieldRead, Outcome, str]]:
    """Yield each password, card or account field that would go into an address: field, outcome, sentence."""
    outcome = get_outcome(view, form)
    for field in form.personal:
        if outcome and field.kind in _SECRET:
            how = (
                "is sent by GET"
                if outcome is Outcome.FAILED
                else "states no method, which means GET unless a script sends it"
            )
            yield field, outcome, f"The {form.title} {how}: «{field.label or field.name}» would stand in the address."
