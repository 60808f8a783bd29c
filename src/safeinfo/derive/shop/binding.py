"""Whether pressing a control may bind a customer: order, pay, delete. In doubt it may."""

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import Control
from safeinfo.derive.shop.intents import intent_of
from safeinfo.derive.shop.options import label_for
from safeinfo.derive.shop.prices import has_price
from safeinfo.derive.shop.words import BINDING, BRANDS, CONTROLS, LINKS

_BRAND_WORDS = 5
_MOST = 60  # radio buttons and selects looked at
_LEAST_WAYS = 1


def is_final(control: Control) -> bool:
    """Tell whether a control says that it sends an order away or pays."""
    return any(BINDING["final"].fits(name) for name in control.names)


def places_order(control: Control) -> bool:
    """Tell whether a control of a checkout surely places the order or pays: "confirm" may be any step's."""
    pressed = control.is_button and control.tag != "label"
    if not pressed or any(BINDING["confirm"].whole(name) for name in control.names):
        return False
    return is_final(control) or intent_of(control) == "order" or any(map(BINDING["pay"].fits, control.names))


def may_bind(control: Control) -> bool:
    """Tell whether a control of a form beside the checkout may order, pay, delete or sign out by what it says.

    "Confirm" and its like bind only at the till; "order the newsletter" orders nothing.
    """
    if is_final(control) or any(_branded(name) for name in control.names):
        return True
    intent = intent_of(control)
    if intent in {"order", "checkout"}:
        return not any(BINDING["confirm"].whole(name) or LINKS["newsletter"].fits(name) for name in control.names)
    return intent in {"never", "aside"}


def leads_on(control: Control, *, as_guest: bool = False) -> bool:
    """Tell whether a control at the till, with everything filled in, plainly says that it only leads on.

    What is not understood does not: the last step of a checkout has words that nobody has foreseen. A label that
    leads on and orders or pays as well ("continue and pay"), names a payment provider or a sum, does not either.
    With `as_guest` a label that says so may name the order: nothing but the way to it is chosen there.
    """
    if is_final(control) or has_price(control.label):
        return False
    said = [_goes_on(name, as_guest=as_guest) for name in control.names]
    return "binds" not in said and "on" in said


def shows_order(control: Control) -> bool:
    """Tell whether a control says that the order is shown once more before it is sent."""
    return any(BINDING["review"].fits(name) for name in control.names) and leads_on(control)


def _goes_on(name: str, *, as_guest: bool) -> str:
    """Return what a folded name says: on, binds, or "" where neither is understood."""
    shown = BINDING["review"].without(name)
    rest = CONTROLS["continue"].without(shown)
    chosen = as_guest and CONTROLS["guest"].fits(rest)
    if _branded(name) or CONTROLS["never"].anywhere(rest) or (not chosen and _orders(shown, rest)):
        return "binds"
    return "on" if rest != name or CONTROLS["guest"].fits(rest) else ""


def _orders(shown: str, rest: str) -> bool:
    """Tell whether ordering is left once going on is taken out, or makes up more of the whole than going on does."""
    on = max(CONTROLS[intent].share(shown) for intent in ("continue", "guest"))
    return any(CONTROLS[i].anywhere(rest) or CONTROLS[i].share(shown) > on for i in ("order", "checkout"))


def _branded(name: str) -> bool:
    return name.count(" ") < _BRAND_WORDS and BRANDS.fits(name)


def offers_payment(document: Document) -> bool:
    """Tell whether a document lets its visitor choose how to pay."""
    texts = [_said_by(document, node) for node in document.select("input[type=radio], [role=radio]")[:_MOST]]
    texts += [
        document.text(option, 80)
        for node in document.select("select")[:_MOST]
        if document.visible(node)
        for option in node.css("option")[:12]
    ]
    return any(BINDING["payment"].fits(fold(text)) for text in texts)


def _said_by(document: Document, node: LexborNode) -> str:
    """Return the label of a radio button that, or whose label, is visible."""
    label = label_for(document, node)
    if not document.visible(node) and (label is None or not document.visible(label)):
        return ""
    return document.text(label if label is not None else node, 160)
