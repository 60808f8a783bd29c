"""Whether anything can be ordered or paid for on the site: what is declared of it, and what was seen."""

from dataclasses import dataclass

from safeinfo.derive.computed.collecting import collecting_forms
from safeinfo.derive.computed.coverage import ORDERS_DECLARED, walk_search
from safeinfo.model.evidence import View
from safeinfo.model.kinds import CARD, Purpose
from safeinfo.model.observations import PageSeen
from safeinfo.model.requirement import Place

_SHOPPING = frozenset({"cart", "checkout"})
_ORDERING = frozenset({Purpose.CHECKOUT, Purpose.DONATION})


@dataclass(frozen=True, slots=True)
class NoOrders:
    """A declaration that the site takes no orders: `against` says where one is taken all the same, "" if nowhere."""

    cites: tuple[str, ...]
    against: str
    place: Place


def no_orders(view: View) -> NoOrders | None:
    """Return what became of a declaration that nothing can be ordered; None where that is not declared."""
    made = view.once(ORDERS_DECLARED)
    if made is None:
        return None
    for page in view.of(PageSeen):
        if page.role in _SHOPPING and page.documents:
            return NoOrders((made.id, page.id), f"a {page.role} page was seen", Place(page.url))
    for form in collecting_forms(view):
        if form.form.purpose in _ORDERING or any(field.kind in CARD for field in form.personal):
            place = form.place(form.personal[0])
            return NoOrders((made.id, *form.cites), f"a {form.form.purpose.value} form was seen", place)
    search = walk_search(view, "checkout")
    return NoOrders((made.id, *((search.id,) if search else ())), "", Place(view.site))
