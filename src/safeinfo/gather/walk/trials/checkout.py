"""The checkout, step by step with made-up data, up to the step that pays or places the order."""

from safeinfo.derive.shop import Stage, choices, print_of
from safeinfo.gather.walk.filling import needed
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.gather.walk.till import heading_of
from safeinfo.gather.walk.trials.submitting import record, submit
from safeinfo.model.kinds import CARD, Purpose
from safeinfo.model.readings import FormRead

_MOST_STEPS = 8
_LEFT_OUT = frozenset({Purpose.NEWSLETTER, Purpose.SEARCH, Purpose.LOGIN, Purpose.CONTACT, Purpose.RECOVERY})


async def go_on(walk: Walk, seen: Look) -> None:
    """Fill in and send each step; stop where a card is asked for, where only an order is left, or nothing changes."""
    for _ in range(_MOST_STEPS):
        if reason := _end(seen):
            _stop(walk, seen, reason)
            return
        form = _form(seen)
        if form is None:
            _stop(walk, seen, "offers nothing to fill in and go on with")
            return
        before = print_of(seen.documents)
        sent = await submit(walk, seen, form, needed(form))
        if sent is None:
            _stop(walk, seen, "goes no further without an order")
            return
        record(walk, "checkout-step", sent)
        if sent.after.visit.lost:
            _stop(walk, seen, "could not be seen any more once it was sent")
            return
        if sent.result == "refused" or print_of(sent.after.documents) == before:
            sent = await submit(walk, sent.after, _form(sent.after) or form, [f for f in form.fields if f.visible])
            if sent is None or sent.result == "refused":
                _stop(walk, seen, "did not take the made-up data")
                return
            record(walk, "checkout-step", sent)
        seen = sent.after
    _stop(walk, seen, "is one step more than a checkout is followed for")


def _form(seen: Look) -> FormRead | None:
    """Return the form of a step: the one for the checkout, else the biggest that is about going on."""
    forms = [form for form in seen.forms if form.visible and form.purpose not in _LEFT_OUT and form.submit]
    forms.sort(key=lambda form: (form.purpose is not Purpose.CHECKOUT, -sum(f.visible for f in form.fields)))
    return next(iter(forms), None)


def _end(seen: Look) -> str:
    """Say why a step is the last that may be taken; "" if it is not."""
    if any(field.kind in CARD for _, field in seen.personal):
        return "asks for payment"
    goes_on = any(choices(document, Stage.CHECKOUT) for document in seen.documents)
    return "" if goes_on or _form(seen) is not None else "goes no further without an order"


def _stop(walk: Walk, seen: Look, why: str) -> None:
    walk.stopped["checkout"] = f"the step «{heading_of(seen)}» {why}"
