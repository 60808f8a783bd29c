"""What a visitor sees of a page, as text: to tell whether something changed."""

import hashlib
from collections.abc import Iterable

from safeinfo.derive.dom import Document, squeeze

_MOST = 30_000  # characters


def shown_text(document: Document, limit: int = _MOST) -> str:
    """Return the words of a document that are visible, in order, at most `limit` characters."""
    body = document.tree.body
    if body is None:
        return ""
    parts: list[str] = []
    size = 0
    for node in body.traverse(include_text=True):
        if node.tag != "-text" or node.parent is None or not document.visible(node.parent):
            continue
        text = squeeze(node.text(deep=False))
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
