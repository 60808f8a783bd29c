"""The links to single products: by what the page says for machines, and by the shape of their cards."""

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, box_of, node_of
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.links.scoring import path_topics
from safeinfo.derive.shop.controls import Control, control_of, names_of, pressable
from safeinfo.derive.shop.furniture import in_furniture, is_of_page
from safeinfo.derive.shop.intents import intent_of
from safeinfo.derive.shop.links import address_of, is_page, shop_links, site_of
from safeinfo.derive.shop.paths import path_fits, pieces_of
from safeinfo.derive.shop.prices import prices_in
from safeinfo.derive.shop.structured import structured
from safeinfo.derive.shop.words import CONTROLS
from safeinfo.model.readings import LinkRead

_MAX_LINKS = 3_000
_CARD_STEPS = 6
_CARD_TEXT = 500  # characters; a card says little
_CARD_PRICES = 4  # old, new, per litre, from
_CARD_TARGETS = 4
_LOWEST = 0.35
_PLACES = frozenset({"cart", "checkout", "login", "signup", "account", "contact", "recovery"})
_PRODUCT_TYPE = "schema.org/Product"


class _Cards:
    """Finds the card of a link: the smallest part around it that shows a price and leads to few places."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[int, float] = {}

    def score(self, link: LexborNode) -> tuple[float, bool]:
        """Return how much like a product card the surroundings of a link are, and whether it says sold out."""
        current: LexborNode | None = link
        for _ in range(_CARD_STEPS):
            if current is None or current.tag in {"body", "html", "main", "nav"} or is_of_page(current):
                return 0.0, False
            text = self._document.text(current, _CARD_TEXT + 1)
            if len(text) > _CARD_TEXT:
                return 0.0, False
            found = prices_in(text)
            if found:
                return self._rated(current, found), CONTROLS["sold-out"].fits(fold(text))
            current = current.parent
        return 0.0, False

    def _rated(self, card: LexborNode, found: int) -> float:
        known = self._known.get(card.mem_id)
        if known is None:
            targets = {address_of(self._document, other) for other in card.css("a[href]")[:20]}
            known = 0.0 if found > _CARD_PRICES or len(targets) > _CARD_TARGETS else 0.5
            known += 0.1 * bool(known and card.css_first("img, picture, svg"))
            self._known[card.mem_id] = known
        return known


def _in_product_scope(node: LexborNode) -> bool:
    current: LexborNode | None = node
    for _ in range(_CARD_STEPS):
        if current is None:
            return False
        if _PRODUCT_TYPE in (current.attributes.get("itemtype") or ""):
            return True
        current = current.parent
    return False


def _score(url: str, card: float, *, scoped: bool, named: bool) -> float:
    score = card + 0.4 * scoped + 0.5 * named
    if path_fits("product", url) and len(pieces_of(url)) > 1:
        score += 0.25
    if path_topics(url):
        score -= 0.6
    return score


def product_links(document: Document) -> tuple[LinkRead, ...]:
    """Return links that lead to single products, best first; sold-out ones last among their equals."""
    site, here = site_of(document.url), document.url.partition("#")[0]
    places = {link.url for link in shop_links(document) if link.topic in _PLACES}
    named = frozenset(structured(document).urls)
    cards, best = _Cards(document), dict[str, LinkRead]()
    for node in document.select("a[href]")[:_MAX_LINKS]:
        url = address_of(document, node)
        plain = url.partition("#")[0]
        own_route = "#/" in url or "#!" in url  # a single-page application keeps its pages behind the sharp
        if not url or url in places or (plain == here and not own_route) or site_of(url) != site or not is_page(url):
            continue
        card, sold_out = cards.score(node)
        score = _score(url, card, scoped=_in_product_scope(node), named=url in named or plain in named)
        score = round(max(0.0, min(1.0, score - 0.2 * sold_out)), 3)
        key = url if own_route else plain
        if score >= _LOWEST and document.visible(node) and (key not in best or best[key].score < score):
            best[key] = _read(document, node, url, score)
    return tuple(sorted(best.values(), key=lambda link: -link.score))


def _read(document: Document, node: LexborNode, url: str, score: float) -> LinkRead:
    return LinkRead(
        selector=document.selector(node),
        url=url,
        text=(names_of(document, node) or ("",))[0],
        topic="product",
        score=score,
        visible=True,
        box=box_of(node),
        node=node_of(node),
    )


def product_presses(document: Document) -> tuple[Control, ...]:
    """Return visible controls that are no links and stand in a product's card: how a page of scripts shows it.

    The header is no shelf: the price there is what is in the cart.
    """
    cards, found = _Cards(document), list[tuple[float, Control]]()
    for node in pressable(document):
        if (node.attributes.get("href") or "") not in {"", "#"} or not document.visible(node) or in_furniture(node):
            continue
        score, sold_out = cards.score(node)
        if score and not sold_out:
            control = control_of(document, node)
            if control.enabled and control.node is not None and intent_of(control) == "":
                found.append((score, control))
    return tuple(control for _, control in sorted(found, key=lambda pair: -pair[0]))
