"""A policy spread over several pages: a page that is called the policy and says little but where its parts are.

Such a page is read with its parts. Links at the foot, in menus and in banners are no parts, nor are other documents
(terms, imprint); a page with prose of its own is a policy that only refers to others.
"""

from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.links.region import Regions
from safeinfo.derive.links.scoring import fit
from safeinfo.derive.parties import registrable
from safeinfo.derive.policy.blocks import Text
from safeinfo.derive.policy.detector import is_on_data, title_sign

MOST = 40  # parts of a policy that are told
_PROSE = 2_000  # characters beside links, headings left out: a page that says more is a policy of its own
_LEAST = 2  # parts: one link is a reference
_AROUND = frozenset({"footer", "banner", "header", "nav"})
_OTHERS = frozenset({"terms", "legal"})
_LINKED = 0.5
_MAX_LABEL = 200  # characters
_MAX_LINKS = 2_000
_ENTRY = frozenset({"index", "overview", "default", "home"})


def parts_of(document: Document, text: Text, language: str) -> tuple[str, ...]:
    """Return the addresses of a policy's parts, in order; () where the page is no such list of parts."""
    prose = sum(len(b.text) for b in text.blocks if b.main and b.linked < _LINKED and b.kind != "heading")
    if prose > _PROSE or title_sign(text, language) <= 0:
        return ()
    regions, found = Regions(document), dict[str, None]()
    for node in document.select("a[href]")[:_MAX_LINKS]:
        url = urldefrag(document.resolve((node.attributes.get("href") or "").strip())).url
        if _is_part(document, node, url, regions, language):
            found[url] = None
    return tuple(found)[:MOST] if len(found) >= _LEAST else ()


def _is_part(document: Document, node: LexborNode, url: str, regions: Regions, language: str) -> bool:
    here, there = _parts(document.url), _parts(url)
    if here is None or there is None or here == there or registrable(here[0]) != registrable(there[0]):
        return False
    label = document.text(node, _MAX_LABEL).strip()
    other = fit((label,), url)
    if other is not None and other.topic in _OTHERS:
        return False
    below = there[0] == here[0] and there[1].startswith(_folder(here[1]))
    region = regions.of(node)
    if region in _AROUND:
        return below and region == "nav" and _within_main(node)
    return below or is_on_data(label, language)


def _parts(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (parts.hostname or "", parts.path.rstrip("/")) if parts.scheme in {"http", "https"} else None


def _folder(path: str) -> str:
    """Return what begins the addresses below a page: its own, without a file's ending or the word for an entry."""
    folder, _, last = path.rpartition("/")
    name = last.partition(".")[0]
    own = folder if name in _ENTRY else f"{folder}/{name}"
    return f"{own}/" if own else "\0"  # everything is below the home page: that tells nothing


def _within_main(node: LexborNode) -> bool:
    element = node.parent
    while element is not None:
        if element.tag == "main" or (element.attributes.get("role") or "") == "main":
            return True
        element = element.parent
    return False
