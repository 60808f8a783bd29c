"""What a visitor sees of a page, as text: to tell whether something changed."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, squeeze
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.furniture import in_furniture
from safeinfo.derive.shop.words import PAGES

_MOST = 30_000  # characters
_LITTLE = 240  # characters that a page shows at most which is not there yet
_BUSY = "[aria-busy=true], [role=progressbar]"
_CONTENT = "img, iframe, input, canvas, svg, video, picture"
_GENERATED = re.compile(r"<::[a-z-]+>")  # how a snapshot names content that style sheets make


def shown_text(document: Document, limit: int = _MOST) -> str:
    """Return the words of a document that are visible, in order, at most `limit` characters."""
    return _shown(document, document.tree.body, limit)


def said_in(documents: Sequence[Document]) -> str:
    """Return what the main part of a page says, without the header and footer that all pages share."""
    if not documents:
        return ""
    main = documents[0].tree.css_first("main, [role=main]")
    if main is not None:
        return _shown(documents[0], main, _MOST)
    return _shown(documents[0], documents[0].tree.body, _MOST, furniture=False)


def is_loading(documents: Sequence[Document]) -> bool:
    """Tell whether a page's scripts still fetch what belongs in its main part: it says so, or is empty."""
    if not documents:
        return False
    document, said = documents[0], fold(said_in(documents))
    if len(said) > _LITTLE or not document.select("script"):
        return False
    busy = any(document.visible(node) for node in document.select(_BUSY)[:20])
    return busy or PAGES["loading"]["any"].fits(said) or (not said and not _holds_anything(document))


def _holds_anything(document: Document) -> bool:
    main = document.tree.css_first("main, [role=main]") or document.tree.body
    return main is not None and not all(map(in_furniture, main.css(_CONTENT)[:60]))


def is_for_members(documents: Sequence[Document]) -> bool:
    """Tell whether a page says that only those who have logged in see its prices or buy."""
    return PAGES["members"]["any"].fits(fold(said_in(documents)))


def is_empty_cart(documents: Sequence[Document]) -> bool:
    """Tell whether the main part of a cart's page says that nothing is in it."""
    return PAGES["empty-cart"]["any"].fits(fold(said_in(documents)))


def _shown(document: Document, within: LexborNode | None, limit: int, *, furniture: bool = True) -> str:
    if within is None:
        return ""
    parts: list[str] = []
    size = 0
    for node in within.traverse(include_text=True):
        if node.tag != "-text" or node.parent is None or not document.visible(node.parent):
            continue
        if not furniture and in_furniture(node.parent):
            continue
        text = squeeze(_GENERATED.sub(" ", node.text(deep=False)))
        if text:
            parts.append(text)
            size += len(text) + 1
            if size > limit:
                break
    return " ".join(parts)[:limit]


def print_of(documents: Iterable[Document]) -> str:
    """Return a digest of what documents show: their words, and which boxes there are to fill in."""
    digest = hashlib.sha256()
    for document in documents:
        boxes = [
            f"{box.attributes.get('name')}:{box.attributes.get('type')}"
            for box in document.select("input, select, textarea, button")[:400]
            if document.visible(box)
        ]
        digest.update(f"{document.url}\n{shown_text(document)}\n{boxes}".encode("utf-8", "replace"))
    return digest.hexdigest()
