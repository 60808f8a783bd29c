"""Whether anything can be ordered or paid for on the site: what is declared of it, and what was seen."""

from collections.abc import Iterator

from safeinfo.derive.computed.collecting import collecting_forms
from safeinfo.derive.computed.coverage import ORDERS_DECLARED, walk_search
from safeinfo.model.evidence import View
from safeinfo.model.kinds import CARD, Purpose
from safeinfo.model.observations import DeclarationMade, PageSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place

_SHOPPING = frozenset({"cart", "checkout"})
_ORDERING = frozenset({Purpose.CHECKOUT, Purpose.DONATION})
_SAYS = "The shop declares that nothing can be ordered on its site"


def no_orders(view: View) -> Iterator[Finding]:
    """Hold a declaration that nothing can be ordered against what was seen: with it, no checkout is looked for."""
    made = view.once(ORDERS_DECLARED)
    if made is None:
        return
    if (against := _seen(view, made)) is not None:
        yield against
        return
    for page in view.of(PageSeen):
        if page.role == "product" and page.documents:
            message = f"{_SAYS}, and pages of products were seen: a person must see that none can be bought there."
            yield Finding("orders-uncertain", Outcome.CANT_TELL, message, (made.id, page.id), Place(page.url))
            return
    search = walk_search(view, "checkout")
    cites = (made.id, *((search.id,) if search else ()))
    message = f"{_SAYS}; no way to order was found."
    yield Finding("no-orders-declared", Outcome.PASSED, message, cites, Place(view.site), for_information=True)


def _seen(view: View, made: DeclarationMade) -> Finding | None:
    """Return what shows that something can be ordered."""
    name, failed = "declaration-contradicted", Outcome.FAILED
    for page in view.of(PageSeen):
        if page.role in _SHOPPING and page.documents:
            message = f"{_SAYS}, and a {page.role} page was seen."
            return Finding(name, failed, message, (made.id, page.id), Place(page.url))
    for form in collecting_forms(view):
        if form.form.purpose in _ORDERING or any(field.kind in CARD for field in form.personal):
            message = f"{_SAYS}, and a {form.form.purpose.value} form was seen."
            return Finding(name, failed, message, (made.id, *form.cites), form.place(form.personal[0]))
    return None
