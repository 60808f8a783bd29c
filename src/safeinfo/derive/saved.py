"""A page saved to a file: characters, address, shadow roots and frames as saving writes them."""

import re

from safeinfo.derive.dom import Document
from safeinfo.derive.policy.decode import decode

# What browsers write first into a page they save, and what pages say of themselves.
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with \w+[\s\S]{0,40}?url:\s*)(https?://[^\s>]+)")
_ADDRESSES = (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"))
_SHADOW = re.compile(r"<(/?)template\b([^>]*)>", re.IGNORECASE)
_MODE = re.compile(r"\bshadowroot(?:mode)?\s*=\s*[\"']?(open|closed)", re.IGNORECASE)
_MOST_FRAMES = 50
_MOST_DEPTH = 3  # of frames within frames


def saved_page(body: bytes, url: str = "") -> tuple[Document, ...]:
    """Return the documents of a saved page, the page's own first, then those of frames whose text it holds.

    `url` is the address it came from; without one the page is asked, and "" stands for none.
    """
    html = with_shadow_roots(decode(body))
    first = Document.parse(html, url)
    if not url:
        first.url = address_of(first, html)
    return (first, *_frames(first, _MOST_DEPTH))[: _MOST_FRAMES + 1]


def address_of(document: Document, html: str) -> str:
    """Return the address that a saved page says it came from, "" if it does not."""
    if found := _SAVED_FROM.search(html[:2_000]):
        return found[1]
    for selector, attribute in _ADDRESSES:
        node = document.tree.css_first(selector)
        said = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if said.startswith(("http://", "https://")):
            return said
    return ""


def with_shadow_roots(html: str) -> str:
    """Return HTML with declarative shadow roots (HTML, 4.12.3) as `<si-shadow>`, as the recorder writes them."""
    if "shadowroot" not in html:
        return html
    open_: list[str] = []

    def replaced(tag: re.Match[str]) -> str:
        if tag[1]:
            return f"</{open_.pop()}>" if open_ else tag[0]
        mode = _MODE.search(tag[2])
        open_.append("si-shadow" if mode else "template")
        return f'<si-shadow mode="{mode[1].lower()}">' if mode else tag[0]

    return _SHADOW.sub(replaced, html)


def _frames(document: Document, depth: int) -> list[Document]:
    if depth == 0:
        return []
    found: list[Document] = []
    for node in document.select("iframe[srcdoc]")[:_MOST_FRAMES]:
        path = document.selector(node)
        frame = f"{document.frame} >>> {path}" if document.frame else path
        inner = Document.parse(with_shadow_roots(node.attributes.get("srcdoc") or ""), document.url, frame)
        found += [inner, *_frames(inner, depth - 1)]
        if len(found) > _MOST_FRAMES:
            break
    return found
