"""The links a shop walk follows: account, login, contact, cart, checkout, shelves and products."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, box_of, node_of
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.parties import registrable
from safeinfo.derive.shop.controls import Control, control_of, identifier_of, names_of, pressable
from safeinfo.derive.shop.paths import last_fits, path_fits, pieces_of
from safeinfo.derive.shop.words import CONTROLS, LINKS, Words
from safeinfo.model.readings import LinkRead

TOPICS = (
    "checkout", "cart", "recovery", "signup", "login", "account", "contact", "newsletter", "age-restricted", "listing",
)  # fmt: skip
_WORDS: dict[str, Words] = {**LINKS, "cart": CONTROLS["cart"], "checkout": CONTROLS["checkout"]}
_MAX_LINKS = 8_000
_LABEL_WORDS = 6
_LOWEST = 0.3
_ACTS = re.compile(
    r"(?<![a-z])(?:log-?_?out|sign-?_?out|log-?_?off|delete|remove|del|add[-_]?to[-_]?(?:cart|basket|bag|wish-?list)|empty[-_]?cart)(?![a-z])"
)
_DOOR = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2,4})?(?:/[a-z]{2})?/?")  # /de/, /en-gb, /us/es
_LEAST_DOORS, _MOSTLY = 2, 0.6
_OPENING = ("aria-haspopup", "aria-controls", "aria-expanded")
_PLACE_WORDS, _SHARE = 4, 0.6  # of a control that leads to a place: words at most, the part that says so at least
_NEWS_SHARE = 0.4  # «join our newsletter»
_SKIPPED = ("mailto:", "tel:", "javascript:", "data:", "blob:", "sms:", "whatsapp:", "ftp:")
_FILES = (
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".gif",
    ".svg",
    ".zip",
    ".mp4",
    ".xml",
    ".rss",
    ".avif",
    ".ico",
    ".css",
    ".js",
)


def site_of(url: str) -> str:
    """Return the registrable domain of a URL's host, or the host itself where it has none; "" without a host."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return registrable(host)


def address_of(document: Document, node: LexborNode) -> str:
    """Return the absolute http(s) URL a link leads to; "" for the page itself, a script or another scheme."""
    href = (node.attributes.get("href") or node.attributes.get("data-href") or "").strip()
    if not href or href == "#" or href.lower().startswith(_SKIPPED):
        return ""
    url = document.resolve(href)
    return url if url.startswith(("http://", "https://")) else ""


def is_page(url: str) -> bool:
    """Tell whether an address can be a page, by its ending."""
    return not urlsplit(url).path.lower().endswith(_FILES)


def acts(url: str, names: tuple[str, ...]) -> bool:
    """Tell whether following a link would do something: empty the cart, log out, unsubscribe, add a thing.

    By its address or by its folded names; such a link is no page to look at.
    """
    return bool(_ACTS.search(url.partition("://")[2].partition("/")[2].lower())) or any(
        CONTROLS["never"].whole(name) for name in names
    )


@lru_cache(maxsize=8192)
def _by_words(topic: str, names: tuple[str, ...]) -> float:
    best = 0.0
    for name in names:
        words = name.count(" ") + 1
        if not name or words > _LABEL_WORDS * 2:
            continue
        share = _WORDS[topic].share(name)
        brevity = 1.0 if words <= _LABEL_WORDS else 0.6
        best = max(best, (0.35 + 0.4 * share) * brevity if share else 0.0)
    return best


def _by_address(topic: str, url: str) -> float:
    if last_fits(topic, url):
        return 0.5
    return 0.3 if path_fits(topic, url) and topic not in {"listing", "account"} else 0.0


def _fit(topic: str, names: tuple[str, ...], url: str, *, internal: bool) -> float:
    words = _by_words(topic, names)
    address = _by_address(topic, url) if topic in {*LINKS, "cart", "checkout"} and topic != "age-restricted" else 0.0
    score = min(1.0, max(words, address) + 0.25 * min(words, address))
    return score if internal else score * 0.6


def _best(names: tuple[str, ...], url: str, *, internal: bool) -> tuple[str, float]:
    scores = {topic: _fit(topic, names, url, internal=internal) for topic in TOPICS}
    topic = max(TOPICS, key=lambda name: scores[name])
    return topic, scores[topic]


def shop_links(document: Document) -> tuple[LinkRead, ...]:
    """Return the links to a shop's usual places, best first; of links to one address and topic only the best.

    Topics: checkout, cart, recovery, signup, login, account, contact, newsletter, age-restricted, listing.
    """
    site = site_of(document.url)
    best: dict[tuple[str, str], LinkRead] = {}
    for node in document.select("a[href], area[href], [role=link][data-href]")[:_MAX_LINKS]:
        url = address_of(document, node)
        if not url or not is_page(url):
            continue
        names = names_of(document, node)
        folded = tuple(fold(name) for name in names) or (identifier_of(node, with_address=False),)
        if acts(url, folded):
            continue
        topic, score = _best(folded, url, internal=site_of(url) == site)
        score = round(score * (1.0 if document.visible(node) else 0.9), 3)
        known = best.get((topic, url))
        if score >= _LOWEST and (known is None or score > known.score):
            best[topic, url] = _link(document, node, url=url, text=names[0] if names else "", topic=topic, score=score)
    return tuple(sorted(best.values(), key=lambda link: -link.score))


def _link(document: Document, node: LexborNode, *, url: str, text: str, topic: str, score: float) -> LinkRead:
    return LinkRead(
        selector=document.selector(node),
        url=url,
        text=text,
        topic=topic,
        score=score,
        visible=document.visible(node),
        box=box_of(node),
        node=node_of(node),
    )


def menu_links(document: Document) -> tuple[LinkRead, ...]:
    """Return the inner links of the main menu, in order: those of its first level where it has several."""
    inner, kept = {link.selector: link for link in inner_links(document)}, list[LinkRead]()
    for node in document.select("header a[href], nav a[href], [role=navigation] a[href], [role=banner] a[href]"):
        link = inner.get(document.selector(node))
        if link is not None and link not in kept and _list_depth(node) <= 1:
            kept.append(link)
    return tuple(kept)


def _list_depth(node: LexborNode) -> int:
    """Return in how many list items an element stands, within the header or menu; a footer's menu is none of these."""
    depth, current = 0, node.parent
    while current is not None and current.tag not in {"header", "body"}:
        depth += _MAX_LINKS if current.tag in {"footer", "main", "aside"} else current.tag == "li"
        current = current.parent
    return depth


def inner_links(document: Document) -> tuple[LinkRead, ...]:
    """Return every visible link to another page of the same site, in document order, each address once."""
    site, here = site_of(document.url), document.url.partition("#")[0]
    found: dict[str, LinkRead] = {}
    for node in document.select("a[href]")[:_MAX_LINKS]:
        url = address_of(document, node)
        plain = url.partition("#")[0]
        if not url or plain == here or url in found or site_of(url) != site or not is_page(url):
            continue
        names = names_of(document, node)
        if document.visible(node) and not acts(url, tuple(map(fold, names))):
            text = (names or ("",))[0]
            found[url] = _link(document, node, url=url, text=text, topic="", score=0.1 if pieces_of(url) else 0.0)
    return tuple(found.values())


def doors(document: Document) -> tuple[LinkRead, ...]:
    """Return the links of a page that only asks for a country or language: each leads to a front page of its own."""
    links = inner_links(document)
    found = tuple(link for link in links if _DOOR.fullmatch(urlsplit(link.url).path.lower()))
    return found if len(found) >= _LEAST_DOORS and len(found) >= _MOSTLY * len(links) else ()


def place_presses(document: Document, topic: str, *, caught: bool = False) -> tuple[Control, ...]:
    """Return visible controls that lead to a usual place of a shop without leaving the page, by what they say.

    A page of scripts leads to its login by a button, or by a link that opens something here: it says so, or names a
    part of the page. What sends a form is none of these. With `caught` also links that only a script may catch, last.
    """
    found: list[tuple[int, Control]] = []
    for node in pressable(document):
        control = control_of(document, node)
        if not (control.visible and control.enabled) or control.node is None or _in_form(node):
            continue
        opens = not control.url or _opens_here(document, node, control)
        if (opens or caught) and any(_leads_to(topic, name) for name in control.names):
            found.append((not opens, control))
    return tuple(control for _, control in sorted(found, key=lambda pair: pair[0]))


def _leads_to(topic: str, name: str) -> bool:
    least = _NEWS_SHARE if topic == "newsletter" else _SHARE
    return name.count(" ") < _PLACE_WORDS and LINKS[topic].share(name) >= least


def _opens_here(document: Document, node: LexborNode, control: Control) -> bool:
    """Tell whether a link says that it opens something in its page (WAI-ARIA 1.2, or by naming a part of it)."""
    attributes = node.attributes
    if attributes.get("role") == "button" or any(key in attributes for key in _OPENING):
        return True
    if control.url.partition("#")[0] == document.url.partition("#")[0]:
        return True
    named = {(value or "").removeprefix("#") for key, value in attributes.items() if _names(key)} - {""}
    return any(each.isascii() and '"' not in each and document.select(f'[id="{each}"]') for each in named)


def _names(key: str) -> bool:
    return key.startswith("data-") and not key.startswith("data-si-")


def _in_form(node: LexborNode) -> bool:
    current = node.parent
    while current is not None and current.tag != "form":
        current = current.parent
    return current is not None
