"""Shops where nothing goes into a cart: what shows that they sell all the same, and the form that takes the order."""

from safeinfo.derive.shop import is_for_members, shown_text
from safeinfo.derive.shop.prices import has_price
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.gather.walk.till import about_person
from safeinfo.model.kinds import NAME, Purpose
from safeinfo.model.readings import FormRead

_SURE = 0.45  # score from which a link to a cart counts
_SHELVES = frozenset({"product", "listing", "cart"})
_ORDERS = frozenset({Purpose.CHECKOUT, Purpose.DONATION})
_ON_PRODUCTS = _ORDERS | {Purpose.OTHER, Purpose.CONTACT}
_REACHES = frozenset({"email", "tel", "tel-national"})


def sign_of_sale(walk: Walk) -> str:
    """Say what shows that something is sold here, though none of it could be had; "" if nothing does."""
    if any(is_for_members(look.documents) for look in walk.looks):
        return "prices are shown to customers who have logged in"
    if walk.frontier.knows("cart", _SURE):
        return "there is a link to a cart"
    return "things with prices were seen" if any(look.role.role in _SHELVES for look in walk.looks) else ""


def is_for_customers_only(walk: Walk) -> bool:
    """Tell whether a page seen says that only those who have logged in see prices or buy."""
    return any(is_for_members(look.documents) for look in walk.looks)


def order_form(walk: Walk) -> Look | None:
    """Return the last look at the page where what is sold is ordered by a form of its own: booked, asked for, given to.

    It shows a price or takes a sum, and its form asks who the customer is and how to reach them.
    """
    return next((look for look in reversed(walk.looks) if _takes_orders(look)), None)


def _takes_orders(look: Look) -> bool:
    purposes = _ON_PRODUCTS if "product" in {look.page.role, look.role.role} else _ORDERS
    return any(form.purpose in purposes and _asks_customer(form) for form in look.forms) and (
        look.asks(Purpose.DONATION) or any(has_price(shown_text(document)) for document in look.documents)
    )


def _asks_customer(form: FormRead) -> bool:
    kinds = {field.kind for field in form.fields if field.visible and about_person(field)}
    return form.visible and bool(kinds & NAME) and bool(kinds & _REACHES)
