"""The checkout, step by step with made-up data, up to the step that pays or places the order."""

from collections.abc import Iterator

from safeinfo.derive.shop import (
    Control,
    form_around,
    in_furniture,
    leads_on,
    offers_guest,
    offers_payment,
    places_order,
    pressable,
    print_of,
    shows_order,
)
from safeinfo.derive.shop.controls import control_of
from safeinfo.gather.walk import methods, till
from safeinfo.gather.walk.filling import needed
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.gather.walk.trials.submitting import Submitted, button_of, record, submit
from safeinfo.model.kinds import ADDRESS, CARD, NAME, Purpose, Required
from safeinfo.model.observations import TrialRun
from safeinfo.model.readings import ButtonRead, FieldRead, FormRead

_MOST_STEPS = 8
_LEFT_OUT = frozenset({Purpose.SEARCH, Purpose.CONTACT, Purpose.RECOVERY})
_PLACES = ADDRESS - {"country", "country-name", "postal-code", "address-level1"}  # which a cart asks, too
_PASSWORDS = frozenset({"current-password", "new-password"})


async def go_on(walk: Walk, seen: Look) -> None:
    """Fill in and send each step; stop where it is paid, where only an order is left, or where nothing leads on."""
    for _ in range(_MOST_STEPS):
        before = await till.choose_guest(walk, seen)
        chosen = await methods.choose_each(walk, before, filled=True, back=True)
        if chosen is None:
            stop_where_it_left(walk, before)
            return
        seen = chosen
        if reason := _end(seen):
            _stop(walk, seen, reason, whole=_asked(walk, seen))
            return
        after = await _step(walk, seen)
        if after is None:
            _stop(walk, seen, _hindrance(seen), whole=_orders(seen) and _asked(walk, seen))
            return
        if after is seen:
            _stop(walk, seen, "did not take the made-up data")
            return
        if after.visit.lost:
            _stop(walk, seen, "could not be seen any more once it was sent")
            return
        seen = after
    _stop(walk, seen, "is one step more than a checkout is followed for")


def _end(seen: Look) -> str:
    """Say why a step is the last that may be taken, though it may have a way on; "" if it is not."""
    if any(field.kind in CARD for _, field in seen.personal):
        return "asks for payment"
    if any(offers_payment(document) for document in seen.documents) and not any(map(shows_order, _controls(seen))):
        return "asks how to pay: going on may place the order"
    return ""


async def _step(walk: Walk, seen: Look) -> Look | None:
    """Take one step; the page after it, the same one where the data was not taken, None if nothing leads on."""
    found = _form(seen)
    if found is None:
        return await _bare_step(walk, seen)
    form, button = found
    before = print_of(seen.documents)
    sent = await _send(walk, seen, form, button, _fields(seen, form))
    if sent is None or sent.after.visit.lost:
        return sent.after if sent else None
    same = print_of(sent.after.documents) == before
    if not same and sent.result != "refused":
        return sent.after
    anew = _form(sent.after)
    if anew is None or _end(sent.after):  # what was pressed may be what orders by now
        return seen if same else sent.after
    more = await _send(walk, sent.after, *anew, tuple(field for field in anew[0].fields if field.visible))
    return more.after if more is not None and more.result != "refused" else seen


async def _send(
    walk: Walk, seen: Look, form: FormRead, button: ButtonRead, fields: tuple[FieldRead, ...]
) -> Submitted | None:
    sent = await submit(walk, seen, form, fields, button, till=True)
    if sent is not None:
        record(walk, "checkout-step", sent)
    return sent


async def _bare_step(walk: Walk, seen: Look) -> Look | None:
    """A page that asks nothing and has a way on: press it."""
    asks = any(form.visible and form.purpose is Purpose.CHECKOUT and form.fields for form in seen.forms)
    way = next((each for each in _controls(seen) if leads_on(each) and each.node is not None), None)
    return None if asks or way is None else await till.press(walk, seen, way)


def _form(seen: Look) -> tuple[FormRead, ButtonRead] | None:
    """Return the form of a step with the button that leads on: the one for the checkout, else the biggest.

    Where no form has such a button, one that stands in no form sends those that have none of their own.
    """
    steps = [form for form in seen.forms if _is_step(seen, form)]
    found = [(form, button) for form in steps if (button := button_of(seen, form, till=True))]
    if not found and (loose := _loose(seen)) is not None:
        found = [
            (form, loose) for form in steps if form.purpose is Purpose.CHECKOUT and not form.submit and form.fields
        ]
    found.sort(key=lambda pair: (pair[0].purpose is not Purpose.CHECKOUT, -sum(f.visible for f in pair[0].fields)))
    return next(iter(found), None)


def _loose(seen: Look) -> ButtonRead | None:
    """Return the button beside all forms that leads on."""
    for document in seen.documents:
        for node in pressable(document):
            control = control_of(document, node)
            usable = control.visible and control.enabled and control.node is not None and not in_furniture(node)
            if usable and leads_on(control) and not form_around(document, control.element):
                return ButtonRead(selector=control.selector, label=control.label, node=control.node)
    return None


def _is_step(seen: Look, form: FormRead) -> bool:
    """A form of a step is none by which a known customer logs in, unless a guest may send it too."""
    if form.purpose is Purpose.LOGIN and any(field.visible and field.kind in _PASSWORDS for field in form.fields):
        return form.visible and _for_guests(seen, form)
    return form.visible and form.purpose not in _LEFT_OUT


def _for_guests(seen: Look, form: FormRead) -> bool:
    return any(offers_guest(document) for document in seen.documents if document.frame == form.frame)


def _fields(seen: Look, form: FormRead) -> tuple[FieldRead, ...]:
    """Return what to fill in, a password only where none goes on without: in the form, and in those sent with it.

    A page of scripts sends several forms by one button: one that has no button of its own goes with the other.
    """
    with_it = [each for each in seen.forms if each is not form and _is_step(seen, each) and not each.submit]
    return tuple(
        field
        for each in (form, *(other for other in with_it if other.frame == form.frame))
        for field in needed(each)
        if field.kind not in _PASSWORDS or (field.required is Required.REQUIRED and not _for_guests(seen, each))
    )


def _controls(seen: Look) -> Iterator[Control]:
    """Yield what can be pressed on a page beside the header, menu and footer that every page has."""
    for document in seen.documents:
        for node in pressable(document):
            control = control_of(document, node)
            if control.visible and control.enabled and not in_furniture(node):
                yield control


def _orders(seen: Look) -> bool:
    """Tell whether a page has what places the order, or pays."""
    return any(map(places_order, _controls(seen)))


def _asked(walk: Walk, seen: Look) -> bool:
    """Tell whether the checkout has asked what it must know before payment: one that has not is not over.

    It took a step's data, asked for an address or a card, or asks for a name on the very page that orders.
    """
    taken = any(run.trial == "checkout-step" and run.result == "accepted" for run in walk.ledger.of(TrialRun))
    asked = {field.kind for look in walk.looks if look.page.role == "checkout" for _, field in look.personal}
    here = {field.kind for _, field in seen.personal}
    return taken or bool(asked & (_PLACES | CARD)) or (bool(here & NAME) and _orders(seen))


def _hindrance(seen: Look) -> str:
    """Say why nothing on a page leads on."""
    if _orders(seen):
        return "goes no further without an order"
    if seen.asks(Purpose.LOGIN) and not any(offers_guest(document) for document in seen.documents):
        return "asks for an account"
    labels = [button.label for form in seen.forms if form.visible for button in form.submit if button.visible]
    said = ", ".join(f"«{label}»" for label in labels[:3] if label)
    return f"has no button that plainly only leads on ({said})" if said else "offers nothing to go on with"


def stop_where_it_left(walk: Walk, seen: Look) -> None:
    """Note that choosing among ways to pay or to deliver has ended the trial: nothing led back."""
    _stop(walk, seen, "has a way to pay or to deliver that led elsewhere once it was chosen")


def _stop(walk: Walk, seen: Look, why: str, *, whole: bool = False) -> None:
    """Note where the trial ended; `whole`: all that a checkout asks before payment was seen."""
    walk.stopped["checkout"] = f"the step «{till.heading_of(seen)}» {why}"
    if not whole:
        reason = "login-needed" if why == "asks for an account" else "error"
        walk.fail("checkout", reason, walk.stopped["checkout"], seen.page.url, seen.visit.id)
