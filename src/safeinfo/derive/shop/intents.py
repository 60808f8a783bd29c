"""What pressing a control would do, and whether a shopper who gives nothing away may press it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.furniture import in_furniture
from safeinfo.derive.shop.paths import path_fits
from safeinfo.derive.shop.words import BINDING, BRANDS, CONTROLS

_MAX_LABEL_WORDS = 14
_BRAND_WORDS = 4
_ADD_NAMED = re.compile(
    r"\badd (?:item )?(?:to )?(?:the )?(?:cart|basket|bag)\b|\baddto?(?:cart|basket|bag)\b|\b(?:cart|basket) add\b"
)
_CHECKOUT_NAMED = re.compile(r"\b(?:proceed|go|to) (?:to )?checkout\b|\bcheckout (?:button|btn|link)\b")
_REMOVE_NAMED = re.compile(r"\b(?:remove|delete|trash|logout|log out|paypal|applepay|googlepay|apple pay|google pay)\b")
_QUANTITY = re.compile(
    r"qty|quantity|amount|menge|anzahl|quantite|cantidad|aantal|antal|ilosc|pocet|stuck", re.IGNORECASE
)
_PRODUCT_ID = re.compile(r"product|variant|item|sku|article|artikel|produ|id_?prod|pid", re.IGNORECASE)
_GUEST_TOO = frozenset({"order", "checkout", "continue"})  # what a link to go on as a guest says besides
_BUTTONS = frozenset({"button", "input", "a"})
_BARE_CART, _BESIDE = 0.4, 12
_PERSONAL_TYPES = frozenset({"email", "tel", "password"})
_OPTIONS = frozenset({"radio", "radiogroup", "option", "listbox", "checkbox", "switch", "tab", "menuitemradio"})


class Stage(StrEnum):
    """Where a shopper stands; it decides what an ambiguous control means."""

    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"


@dataclass(frozen=True, slots=True)
class Choice:
    """A control with what it is for, and how sure that is (0 to 1)."""

    control: Control
    intent: str  # add, cart, checkout, guest, continue, order, never, aside
    score: float


_ORDER_OF_READING = ("never", "aside", "guest", "add", "checkout", "order", "continue", "cart")


def intent_of(control: Control) -> str:
    """Return what a control says it does: never, aside, guest, add, checkout, order, continue, cart or ""."""
    for name in control.names:
        words = name.count(" ") + 1
        if not name or words > _MAX_LABEL_WORDS:
            continue
        if words <= _BRAND_WORDS and BRANDS.fits(name):
            return "never"
        said = _said(name)
        if said:
            is_guest = said in _GUEST_TOO and not control.is_button and CONTROLS["guest"].fits(name)
            return "guest" if is_guest else said
    return _by_identifier(control)


@lru_cache(maxsize=4096)
def _said(name: str) -> str:
    """The intent whose words make up most of a label; at a tie the more cautious one."""
    shares = {intent: CONTROLS[intent].share(name) for intent in _ORDER_OF_READING}
    best = max(shares.values())
    if not best:
        return ""
    return next(intent for intent in _ORDER_OF_READING if shares[intent] >= best - 0.01)


def _by_identifier(control: Control) -> str:
    if _REMOVE_NAMED.search(control.identifier):
        return "never"
    if _ADD_NAMED.search(control.identifier):
        return "add"
    if _CHECKOUT_NAMED.search(control.identifier) or (control.url and path_fits("checkout", control.url)):
        return "checkout"
    if control.url and path_fits("cart", control.url):
        return "cart"
    return ""


def form_of(node: LexborNode) -> LexborNode | None:
    """Return the `<form>` around an element, if there is one."""
    current = node.parent
    while current is not None and current.tag != "form":
        current = current.parent
    return current


def says_how_many(name: str) -> bool:
    """Tell whether a box is for a number of pieces, by its technical name."""
    return bool(_QUANTITY.search(name))


def asks_person(scope: LexborNode, leave_out: Callable[[LexborNode], bool] | None = None) -> bool:
    """Tell whether a part of a page has an e-mail, telephone or password box; how many is often typed on a dial.

    `leave_out` tells which boxes do not count.
    """
    return any(
        (box.attributes.get("type") or "").lower() in _PERSONAL_TYPES
        and not says_how_many(_named(box))
        and not (leave_out is not None and leave_out(box))
        for box in scope.css("input[type]")[:200]
    )


def _named(box: LexborNode) -> str:
    return f"{box.attributes.get('name') or ''} {box.attributes.get('id') or ''}"


def _is_order_form(form: LexborNode) -> bool:
    """A form that puts a thing in the cart: it says how many or which, and asks nobody's name."""
    names = [_named(box) for box in form.css("input, select")[:80]]
    return any(says_how_many(name) or _PRODUCT_ID.search(name) for name in names) and not asks_person(form)


def _is_beside_order(node: LexborNode) -> bool:
    """Tell whether a button stands beside one that buys: then «cart» alone says that the thing is put there."""
    if node.parent is None or in_furniture(node):
        return False
    beside = [other for other in node.parent.css("a, button, input[type=button]")[:_BESIDE] if other != node]
    return any(_said(fold(other.text() or other.attributes.get("value") or "")) == "order" for other in beside)


def _product_score(control: Control, node: LexborNode, intent: str) -> float:
    if intent == "cart" and control.is_button and control.tag in _BUTTONS and _is_beside_order(node):
        return _BARE_CART
    if intent in {"never", "aside", "guest", "continue", "cart", "checkout"}:
        return 0.0
    form = form_of(node)
    action = (form.attributes.get("action") or "") if form is not None else ""
    score = {"add": 0.85, "order": 0.5}.get(intent, 0.0)
    score += 0.05 * bool(_ADD_NAMED.search(control.identifier))
    if form is not None and _is_order_form(form) and (intent or not _is_option(node)):
        score += 0.1 if intent else 0.35 + 0.05 * sends(control)
        score += 0.05 if intent else 0.2 * path_fits("cart", action)
    score -= 0.3 * (control.is_button is False and intent != "add")
    return score if control.type != "reset" else 0.0


def _is_option(node: LexborNode) -> bool:
    return node.tag == "label" or (node.attributes.get("role") or "").lower() in _OPTIONS


def sends(control: Control) -> bool:
    """Tell whether a control is of the kind that sends the form it stands in (HTML, 4.10.6)."""
    return control.type in {"submit", "image"} or (control.tag == "button" and control.type == "")


_CART_SCORES = {"checkout": 0.9, "order": 0.55, "continue": 0.45, "guest": 0.6}
_BY_NAME = 0.5
_CHECKOUT_SCORES = {"guest": 0.9, "continue": 0.6}


def _score(control: Control, node: LexborNode, intent: str, stage: Stage) -> float:
    if stage is Stage.PRODUCT:
        return _product_score(control, node, intent)
    scores = _CART_SCORES if stage is Stage.CART else _CHECKOUT_SCORES
    score = scores.get(intent, 0.0)
    if score and any(control.names) and not any(_said(name) for name in control.names):
        score = min(score, _BY_NAME)  # what its words do not say its address alone does
    if score and stage is Stage.CART and control.url and path_fits("checkout", control.url):
        score += 0.05
    return score


def _sends_away(control: Control, intent: str) -> bool:
    """Tell whether a control says that it sends the order: with nothing known of the customer it may do so already.

    A link leads to a page, whatever it says.
    """
    return control.is_button and intent == "order" and any(BINDING["final"].fits(name) for name in control.names)


def choices(
    document: Document, stage: Stage, within: LexborNode | None = None, *, disabled: bool = False
) -> tuple[Choice, ...]:
    """Return what a shopper at this stage may press to get on, best first; never what binds or removes.

    At the product: what puts it in the cart. In the cart: what leads to the till. At the till: going on as a
    guest, and on to the next step. Only visible, enabled controls; at equal score the earlier; with
    `disabled` also those that wait for something to be chosen first.
    """
    found = []
    for node in pressable(document, within):
        control = control_of(document, node)
        if not control.visible or not (control.enabled or disabled):
            continue
        intent = intent_of(control)
        score = 0.0 if _sends_away(control, intent) else _score(control, node, intent, stage)
        if score >= 0.35:  # noqa: PLR2004 - the least that a form of the right shape comes to
            found.append(Choice(control, intent, round(min(score, 1.0), 3)))
    return tuple(sorted(found, key=lambda choice: -choice.score))


def opens_cart(document: Document) -> tuple[Choice, ...]:
    """Return the visible controls that show the cart, best first: links to its page before buttons."""
    found = []
    for node in pressable(document):
        control = control_of(document, node)
        if control.visible and control.enabled and intent_of(control) == "cart":
            share = max((CONTROLS["cart"].share(name) for name in control.names), default=0.0)
            led = 0.2 * bool(control.url and path_fits("cart", control.url))
            found.append(Choice(control, "cart", round(0.4 + 0.3 * share + led, 3)))
    return tuple(sorted(found, key=lambda choice: -choice.score))


def form_around(document: Document, element: int) -> str:
    """Return the selector of the `<form>` around a control (`Control.element`); "" if it stands in none."""
    node = next((found for found in pressable(document) if found.mem_id == element), None)
    form = form_of(node) if node is not None else None
    return document.selector(form) if form is not None else ""
