"""What a page is: product, listing, cart, checkout, login; or missing, blocked, closed for maintenance."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import pressable
from safeinfo.derive.shop.furniture import in_furniture
from safeinfo.derive.shop.intents import Choice, Stage, asks_person, choices
from safeinfo.derive.shop.paths import last_fits, path_fits
from safeinfo.derive.shop.prices import prices_in
from safeinfo.derive.shop.products import product_links
from safeinfo.derive.shop.structured import structured
from safeinfo.derive.shop.words import CONTROLS, PAGES

_SHORT = 1_500  # characters: a page that only turns away says little
_FEW_LINKS = 12
_NOT_FOUND = frozenset({404, 410})
_TURNED_AWAY = frozenset({401, 403, 405, 406, 418, 429, 503})
_CHALLENGES = (
    "iframe[src*=captcha], iframe[src*=challenge], iframe[src*='hcaptcha.com'], [id*=captcha], [class*=captcha],"
    " form[id*=challenge], [id*=challenge-], script[src*=challenge-platform]"
)
_ADDRESS = (
    "[autocomplete*=street-address], [autocomplete*=address-line1], [autocomplete*=postal-code],"
    " [autocomplete*=cc-number], [name*=zip], [name*=postcode], [name*=postal], [name*=street], [name*=address]"
)


@dataclass(frozen=True, slots=True)
class PageRole:
    """What a page is, how sure that is (0 to 1), and by which signal."""

    role: str  # product, listing, cart, checkout, login, missing, blocked, maintenance, empty, other
    certainty: float
    because: str


def _heads(document: Document) -> str:
    nodes = document.select("title, h1")[:6]
    return " | ".join(fold(document.text(node, 200)) for node in nodes)


def _turned_away(document: Document, status: int, heads: str) -> PageRole | None:
    body = document.tree.body
    text = document.text(body, _SHORT + 1) if body is not None else ""
    brief = len(text) <= _SHORT and len(document.select("a[href]")) <= _FEW_LINKS
    said = fold(text[:_SHORT])
    if brief and PAGES["blocked"]["any"].fits(f"{heads} {said}") and (status in _TURNED_AWAY or _challenged(document)):
        return PageRole("blocked", 0.95, "words and status")
    if brief and _challenged(document) and status in _TURNED_AWAY:
        return PageRole("blocked", 0.9, "challenge")
    if status in _NOT_FOUND or (PAGES["missing"]["any"].fits(heads) and not prices_in(text)):
        return PageRole(
            "missing", 0.95 if status in _NOT_FOUND else 0.8, "status" if status in _NOT_FOUND else "heading"
        )
    if brief and PAGES["maintenance"]["any"].fits(f"{heads} {said}"):
        return PageRole("maintenance", 0.8, "words")
    if status in _TURNED_AWAY:
        return PageRole("blocked", 0.8, "status")
    if not text and not document.select("img, iframe, input, canvas, svg, video"):
        return PageRole("empty", 0.9, "no content")
    return None


def _challenged(document: Document) -> bool:
    return document.tree.css_first(_CHALLENGES) is not None


def _till(document: Document, heads: str) -> PageRole | None:
    url, title = document.url, heads.split(" | ", maxsplit=1)[0]
    asks = document.tree.root is not None and asks_person(document.tree.root, leave_out=in_furniture)
    address = document.tree.css_first(_ADDRESS) is not None
    if path_fits("checkout", url) and not last_fits("cart", url) and (asks or address):
        return PageRole("checkout", 0.9, "address and fields")
    if address and asks and CONTROLS["checkout"].fits(heads):
        return PageRole("checkout", 0.85, "heading and fields")
    on = [choice for choice in choices(document, Stage.CART) if choice.intent == "checkout"]
    named = last_fits("cart", url) or CONTROLS["cart"].share(title) > 0.4 or _head_is_cart(heads)  # noqa: PLR2004
    if named and (on or document.tree.css_first("input[type=number], [name*=qty], [name*=quantity]")):
        return PageRole("cart", 0.9, "address or heading, and a way on")
    if named and last_fits("cart", url):
        return PageRole("cart", 0.6, "address")
    return None


def _head_is_cart(heads: str) -> bool:
    return any(CONTROLS["cart"].whole(part) for part in heads.split(" | ")[1:])


def page_role(document: Document, status: int = 200) -> PageRole:
    """Tell what a page is, from its own document and the HTTP status it came with."""
    heads = _heads(document)
    return _turned_away(document, status, heads) or _till(document, heads) or _shelf(document)


def _shelf(document: Document) -> PageRole:
    said, links = structured(document), product_links(document)
    add = [choice for choice in choices(document, Stage.PRODUCT, disabled=True) if choice.intent == "add"]
    one_head = sum(not in_furniture(head) for head in document.select("h1")[:20]) <= 1
    if said.products == 1 and not said.listing and (add or said.offered):
        return PageRole("product", 0.95, "structured data")
    if (
        len(add) == 1
        and one_head
        and prices_in(document.text(document.tree.body, 20_000) if document.tree.body else "")
    ):
        return PageRole("product", 0.8, "one way to add, one heading, a price")
    if one_head and len(add) > 1 and _stands_apart(document, add):
        return PageRole("product", 0.7, "a way to add that stands before those of a list")
    if len(links) >= 2 or said.listing or len(add) > 1:  # noqa: PLR2004 - one alone is a recommendation
        return PageRole("listing", 0.8, "links to products")
    if choices(document, Stage.PRODUCT) and one_head:
        return PageRole("product", 0.6, "a form of a product's shape")
    if document.tree.css_first("input[type=password]") is not None:
        return PageRole("login", 0.7, "password box")
    return PageRole("other", 0.5, "nothing told")


def _stands_apart(document: Document, add: list[Choice]) -> bool:
    """Tell whether the first way to add stands elsewhere in the tree than all others, which are alike: recommended."""
    paths = {node.mem_id: _path(node) for node in pressable(document)}
    found = sorted(add, key=lambda choice: list(paths).index(choice.control.element))
    first, *others = (paths[choice.control.element] for choice in found)
    return first not in others and len(set(others)) == 1


def _path(node: LexborNode) -> str:
    tags = []
    current: LexborNode | None = node
    while current is not None and current.tag != "body":
        tags.append(current.tag or "")
        current = current.parent
    return ">".join(tags)
