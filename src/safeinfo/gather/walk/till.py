"""From the cart to the till, as a guest, as far as it goes without giving anything away."""

from dataclasses import dataclass

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import (
    Choice,
    Control,
    Stage,
    choices,
    form_around,
    guest_radio,
    offers_guest,
    print_of,
    says_how_many,
    scope_of,
    unticked,
)
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.looking import again, answered, follow
from safeinfo.gather.walk.state import Look, Walk, host_of
from safeinfo.gather.walk.typing import typable
from safeinfo.model.kinds import ACCOUNT, Purpose
from safeinfo.model.readings import FieldRead, FormRead

_MOST_WAYS = 3
_MOST_STEPS = 8
_IN_CARTS = frozenset({"x-message", "postal-code", "country", "address-level1", "address-level2"})
_ELSEWHERE = frozenset({Purpose.NEWSLETTER, Purpose.SEARCH})  # what every page asks has nothing to do with a step
_WHO = ACCOUNT | {"tel", "tel-national", "tel-country-code"}  # what lets one in
_TILL = frozenset({Purpose.CHECKOUT, Purpose.LOGIN, Purpose.SIGNUP, Purpose.ACCOUNT_DETAILS, Purpose.DONATION})


@dataclass(slots=True)
class _Way:
    document: Document
    choice: Choice

    @property
    def key(self) -> tuple[str, str]:
        return self.document.frame, self.choice.control.selector


async def go_to_till(walk: Walk, cart: Look) -> Look | None:
    """Press on from the cart; return the last page before something about the person is needed, None if none came."""
    seen = cart if is_till(cart) else await _press_on(walk, cart)
    if seen is None:
        return None
    if seen.visit.role != "checkout":
        seen = await follow(walk, "checkout", seen.visit.reached_by, seen.page.click_steps, keep_clear=True)
    walk.found["checkout"] += 1
    return await _steps(walk, seen)


def is_till(seen: Look) -> bool:
    """Tell whether a page is the checkout, or the login that stands before it."""
    return seen.role.role == "checkout" or any(
        form.purpose in _TILL
        and form.visible
        and any(each.personal and each.visible and each.kind not in _IN_CARTS for each in form.fields)
        for form in seen.forms
    )


async def _press_on(walk: Walk, cart: Look) -> Look | None:
    seen, tried = cart, set[tuple[str, str]]()
    for _ in range(_MOST_WAYS):
        fresh_ways = (each for each in _ways(seen, Stage.CART) if each.key not in tried and _harmless(seen, each))
        way = next(fresh_ways, None)
        if way is None:
            return None
        tried.add(way.key)
        walk.tried["checkout"] += 1
        fresh = await _press(walk, seen, way)
        if fresh is not None and is_till(fresh):
            return fresh
        seen = fresh or seen
    return None


def _ways(seen: Look, stage: Stage) -> list[_Way]:
    found = [_Way(document, choice) for document in seen.documents for choice in choices(document, stage)]
    return sorted((way for way in found if way.choice.control.node is not None), key=lambda way: -way.choice.score)


async def _press(walk: Walk, seen: Look, way: _Way) -> Look | None:
    """Press a control with what must be ticked before it; return the page after it, None if nothing changed."""
    walk.shopper.phase = "shopping"
    scope = scope_of(way.document, way.choice.control.element)
    for box in (*(unticked(way.document, scope) if scope is not None else ()), *_terms(seen, way)):
        await seen.visit.tick(box, True)  # noqa: FBT003 - the state it shall be in
    return await press(walk, seen, way.choice.control)


def _terms(seen: Look, way: _Way) -> list[int]:
    """Return the boxes that agree to the shop's terms and are off: many a script lets nobody on without them."""
    fields = [field for form in seen.forms if _holds(form, way) or not form.tagged for field in form.fields]
    return [each.node for each in fields if each.node and each.visible and _agrees(each) and each.checked is False]


def _agrees(field: FieldRead) -> bool:
    return field.type == "checkbox" and field.kind == "consent-terms"


async def press(walk: Walk, seen: Look, control: Control) -> Look | None:
    """Press a control on the way through the checkout; return the page after it, None if nothing changed."""
    before = print_of(seen.documents)
    walk.shopper.phase = "shopping"
    if control.node is None or not await seen.visit.click(control.node):
        return None
    await seen.visit.settle()
    if key_of(walk.shopper.url) != key_of(seen.url):
        return await follow(walk, "checkout", control.label, seen.page.click_steps + 1, keep_clear=True, left=seen)
    fresh = await answered(walk, seen, before)
    if key_of(walk.shopper.url) != key_of(seen.url):
        return await follow(walk, "checkout", control.label, seen.page.click_steps + 1, keep_clear=True, left=seen)
    if print_of(fresh.documents) == before:
        return None
    if is_till(fresh):
        return await follow(walk, "checkout", control.label, seen.page.click_steps + 1, keep_clear=True)
    return fresh


async def _steps(walk: Walk, first: Look) -> Look:
    """Go on step by step while a step can be taken without giving anything away; return the last."""
    seen, pressed = first, set[tuple[str, str, str]]()
    for _ in range(_MOST_STEPS):
        if walk.budget.spent:
            break
        seen = await choose_guest(walk, seen)
        before = print_of(seen.documents)
        way = next((w for w in _ways(seen, Stage.CHECKOUT) if _free(seen, w) and (before, *w.key) not in pressed), None)
        if way is None:
            break
        pressed.add((before, *way.key))
        seen = await _press(walk, seen, way) or seen
    return seen


async def choose_guest(walk: Walk, seen: Look) -> Look:
    """Choose to go on without an account where that is offered and not chosen yet; the page as it is then."""
    node = next((found for each in seen.documents if (found := guest_radio(each)) is not None), None)
    if node is None:
        return seen
    walk.shopper.phase = "shopping"
    await seen.visit.click(node)
    await seen.visit.settle()
    return await again(walk, seen, "answered")


def _free(seen: Look, way: _Way) -> bool:
    """Tell whether pressing a control at the till sends no box along that a visitor could have filled in.

    Any box for text counts, whatever it was read as: what was not recognised may be personal all the same.
    """
    asking = [form for form in seen.forms if any(each.visible and typable(each) for each in form.fields)]
    if any(_holds(form, way) for form in asking):
        return False
    loose = any(form.purpose not in _ELSEWHERE and (not form.tagged or _asks_about_person(form)) for form in asking)
    return way.choice.intent == "guest" or not loose or _leads_elsewhere(seen, way)


def _asks_about_person(form: FormRead) -> bool:
    return any(each.visible and about_person(each) for each in form.fields)


def _leads_elsewhere(seen: Look, way: _Way) -> bool:
    """Tell whether a control is a link, stands in a form's tag, or sends a form that asks for no text."""
    node = way.choice.control.node
    if not way.choice.control.is_button or form_around(way.document, way.choice.control.element):
        return True
    return any(form.visible and node in {button.node for button in form.submit} for form in seen.forms)


def _harmless(seen: Look, way: _Way) -> bool:
    """Tell whether pressing a control in the cart sends no field about a person along: how many and coupons may go."""
    asking = [form for form in seen.forms if _asks_about_person(form)]
    if way.choice.intent in {"order", "continue"} and any(not form.tagged for form in asking):
        return False
    return not any(_holds(form, way) for form in asking)


def about_person(field: FieldRead) -> bool:
    """Tell whether a field takes text about a person that a cart has no use for."""
    if not typable(field) or field.kind in _IN_CARTS or says_how_many(f"{field.name} {field.id}"):
        return False  # a postcode and a number of pieces are often typed on a dial
    return field.type in {"email", "tel", "password"} or field.personal


def _holds(form: FormRead, way: _Way) -> bool:
    """Tell whether a control sends a form: it is its button, or stands in its tag and is no link."""
    if not way.choice.control.is_button:
        return False
    around = form_around(way.document, way.choice.control.element)
    same = form.frame == way.document.frame and form.tagged and around == form.selector
    return same or way.choice.control.node in {button.node for button in form.submit}


def heading_of(seen: Look) -> str:
    """Return what a page calls itself: its first heading, else its title, else its address."""
    for document in seen.documents:
        for node in document.select("h1, h2, legend")[:20]:
            if document.visible(node) and (text := document.text(node, 80)):
                return text
    return seen.page.title or seen.page.url


def _asks_only_who(last: Look) -> bool:
    """Tell whether a sign-up on a page asks for nothing but what lets one in: a number that a code is sent to."""
    forms = [form for form in last.forms if form.purpose is Purpose.SIGNUP and form.visible]
    asked = [{field.kind for field in form.fields if field.personal and field.visible} for form in forms]
    return any(kinds & _WHO and kinds <= _WHO | {"email"} for kinds in asked)


def say_where_it_stopped(walk: Walk, last: Look) -> None:
    """Record the step at which a passive walk had to end, and what it asks for."""
    step = heading_of(last)
    kinds = dict.fromkeys(field.kind for form, field in last.personal if form.purpose is not Purpose.NEWSLETTER)
    open_to_guests = any(offers_guest(each) for each in last.documents)
    walls = (
        (last.asks(Purpose.LOGIN) or _asks_only_who(last)) and not last.asks(Purpose.CHECKOUT) and not open_to_guests
    )
    reason = "login-needed" if walls else "needs-trial"
    asked = (
        f" asks for {', '.join(list(kinds)[:8])} before it goes on" if kinds else " goes no further without an order"
    )
    elsewhere = host_of(last.page.url)
    away = f" (on {elsewhere})" if elsewhere != host_of(walk.site) else ""
    walk.stopped["checkout"] = f"the step «{step}»{away}{asked}"
    walk.fail("checkout", reason, walk.stopped["checkout"], last.page.url, last.visit.id)
