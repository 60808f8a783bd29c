"""Finds the links to a shop's policies and notices in a document."""

from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, box_of, node_of
from safeinfo.derive.links.region import Regions
from safeinfo.derive.links.scoring import Fit, fit
from safeinfo.derive.parties import registrable
from safeinfo.model.readings import LinkRead

_CANDIDATES = "a, area[href], [role=link], button, [role=button]"
_ANSWERS = frozenset({"privacy-choices", "cookies"})  # what a button may open in place of a link
_MAX_LINKS = 20_000
_MAX_TEXT = 300
_FAVOUR = {"footer": 0.05, "nav": 0.02, "header": 0.02, "main": -0.05, "banner": -0.05}
_HIDDEN, _FOREIGN, _NOWHERE = 0.8, 0.6, 0.6


def _site(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return registrable(host)


def _labelled_by(document: Document, node: LexborNode) -> str:
    identities = (node.attributes.get("aria-labelledby") or "").split()[:4]
    found = (document.tree.css_first(f'[id="{identity}"]') for identity in identities if identity.isidentifier())
    return " ".join(document.text(label, _MAX_TEXT) for label in found if label is not None)


def _names(document: Document, node: LexborNode) -> tuple[str, ...]:
    """Return the accessible names of a link, the shown text first, without empty ones."""
    attributes = node.attributes
    pictures = [
        image.attributes.get("alt") or image.attributes.get("title") or image.attributes.get("aria-label") or ""
        for image in node.css("img, svg, i, span[aria-label], [role=img]")[:5]
    ]
    named = (
        document.text(node, _MAX_TEXT),
        attributes.get("aria-label") or "",
        _labelled_by(document, node),
        attributes.get("title") or "",
        attributes.get("alt") or "",
        *pictures,
    )
    return tuple(dict.fromkeys(name.strip()[:_MAX_TEXT] for name in named if name and name.strip()))


def _address(document: Document, node: LexborNode) -> str | None:
    """Return where a link leads; "" where a script decides; None where it is no page (mail, telephone)."""
    href = (node.attributes.get("href") or node.attributes.get("data-href") or "").strip()
    scheme = href.partition(":")[0].lower() if ":" in href.partition("/")[0] else ""
    if scheme in {"mailto", "tel", "sms", "data", "blob", "whatsapp"}:
        return None
    if href in {"", "#"} or scheme == "javascript":
        return ""
    return document.resolve(href)


def _is_button(node: LexborNode) -> bool:
    return node.tag == "button" or (node.attributes.get("role") or "").lower() == "button"


def _contrast(node: LexborNode) -> float | None:
    try:
        return float(node.attributes.get("data-si-contrast") or "")
    except ValueError:
        return None


def _focusable(node: LexborNode) -> bool:
    attributes = node.attributes
    if (noted := attributes.get("data-si-focus")) is not None:
        return noted != "false"
    if (attributes.get("tabindex") or "").strip().startswith("-"):
        return False
    return _is_button(node) or "href" in attributes or "tabindex" in attributes


def _score(found: Fit, *, region: str, visible: bool, url: str, site: str) -> float:
    score = found.score + _FAVOUR.get(region, 0.0)
    if not visible:
        score *= _HIDDEN
    if url and site and _site(url) != site:
        score *= _FOREIGN
    if not url or url.endswith("#"):
        score *= _NOWHERE
    return round(max(0.0, min(1.0, score)), 3)


def policy_links(document: Document) -> tuple[LinkRead, ...]:
    """Return the links that may lead to a policy or notice, best first.

    Topics: privacy, california, children, cookies, privacy-choices, terms, legal; each link has its best one.
    A button counts only for privacy-choices and cookies, with `url` "" (a script opens what it leads to).
    """
    regions, site = Regions(document), _site(document.url)
    links = []
    for node in document.select(_CANDIDATES)[:_MAX_LINKS]:
        link = _read(document, node, regions, site)
        if link is not None:
            links.append(link)
    return tuple(sorted(links, key=lambda link: -link.score))


def _read(document: Document, node: LexborNode, regions: Regions, site: str) -> LinkRead | None:
    url = _address(document, node)
    names = _names(document, node)
    if url is None or (not url and not names):
        return None
    found = fit(names, url)
    if found is None or (_is_button(node) and not url and found.topic not in _ANSWERS):
        return None
    region, visible = regions.of(node), document.visible(node)
    return LinkRead(
        selector=document.selector(node),
        url=url,
        text=names[0] if names else "",
        topic=found.topic,
        score=_score(found, region=region, visible=visible, url=url, site=site),
        visible=visible,
        focusable=_focusable(node),
        region=region,
        contrast=_contrast(node),
        box=box_of(node),
        node=node_of(node),
    )
