"""The saved DOM: HTML with what was rendered noted in `data-si-*` attributes, read with lexbor.

The recorder writes these; a page's own attributes of that prefix are dropped when it is saved:

- `data-si-node`    the browser's backend node id, on form controls, buttons, links, labels, forms, frames
- `data-si-box`     `x,y,width,height` in CSS pixels of the page, on the same elements, headings and images
- `data-si-hidden`  on the outermost element of each part that is not rendered to a visitor, with the reason:
                    display, visibility, opacity, size, offscreen, clip
- `data-si-shown`   on an element inside a hidden part that is visible after all (`visibility: visible`)
- `data-si-checked` `true` or `false`: the live state of a tick box or radio button
- `data-si-focus`   `false` where a control or link cannot be reached with the keyboard
- `data-si-contrast` contrast ratio of a link's or label's text to its background (WCAG 2.2, 1.4.3)
- `data-si-frame`   on a frame element: the selector that, joined to this document's frame path, names it
- `<si-shadow mode="open|closed">` holds a shadow root, as the first child of its host

HTML without any of these (a case, a file) is read too: hidden is then what markup and inline styles say.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from safeinfo.model.readings import Box

_SPACE = re.compile(r"\s+")
_INLINE_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NOT_RENDERED = frozenset({"head", "script", "style", "template", "noscript", "title", "meta", "link"})
_PLAIN_ID = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)
MAX_CHARACTERS = 30_000_000
MAX_DEPTH = 2_000


def squeeze(text: str) -> str:
    """Collapse white space as a browser does, and trim."""
    return _SPACE.sub(" ", text).strip()


@dataclass(slots=True)
class Document:
    """One document, with its URL and the path of the frame that shows it ("" for a page's own)."""

    tree: LexborHTMLParser
    url: str = ""
    frame: str = ""
    rendered: bool = False  # whether a browser noted what it rendered
    _hidden: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def parse(cls, html: str, url: str = "", frame: str = "") -> "Document":
        """Parse saved or plain HTML, at most MAX_CHARACTERS of it."""
        tree = LexborHTMLParser(html[:MAX_CHARACTERS])
        return cls(tree, url, frame, rendered="data-si-" in html)

    def select(self, css: str) -> list[LexborNode]:
        """Return the elements that match, in document order."""
        return self.tree.css(css)

    def visible(self, node: LexborNode) -> bool:
        """Tell whether a visitor sees the element."""
        chain: list[LexborNode] = []
        current: LexborNode | None = node
        hidden = False
        while current is not None and len(chain) < MAX_DEPTH:
            known = self._hidden.get(current.mem_id)
            if known is not None:
                hidden = known
                break
            chain.append(current)
            current = current.parent
        for element in reversed(chain):
            hidden = self._hides(element, within=hidden)
            self._hidden[element.mem_id] = hidden
        return not hidden

    def _hides(self, element: LexborNode, *, within: bool) -> bool:
        tag = element.tag
        if tag in _NOT_RENDERED:
            return True
        if tag is None or tag.startswith("-"):  # text and other nodes: as their parent
            return within
        attributes = element.attributes
        if self.rendered:
            return "data-si-hidden" in attributes or (within and "data-si-shown" not in attributes)
        return (
            within
            or "hidden" in attributes
            or (tag == "input" and (attributes.get("type") or "").lower() == "hidden")
            or bool(_INLINE_HIDDEN.search(attributes.get("style") or ""))
        )

    def text(self, node: LexborNode, limit: int = 100_000) -> str:
        """Return the collapsed text of an element, at most `limit` characters."""
        return squeeze(node.text(deep=True, separator=" ")[: limit * 4])[:limit]

    def resolve(self, href: str) -> str:
        """Return an absolute URL, against `<base>` and the document's own; "" if it cannot be one."""
        base = self.tree.css_first("base[href]")
        try:
            anchor = urljoin(self.url, base.attributes.get("href") or "") if base else self.url
            return urljoin(anchor, href.strip())
        except ValueError:
            return ""

    def selector(self, node: LexborNode) -> str:
        """Return a CSS selector that finds the element; ` >>> ` goes into a shadow root."""
        parts: list[str] = []
        current: LexborNode | None = node
        while current is not None and current.tag not in {None, "-undef", "-document", "#document"}:
            tag = current.tag or ""
            if tag == "si-shadow":
                parts.append(">>>")
                current = current.parent
                continue
            identity = current.attributes.get("id") or ""
            if _PLAIN_ID.match(identity) and len(self.tree.css(f"#{identity}")) == 1:
                parts.append(f"#{identity}")
                break
            parts.append(_step(current, tag))
            if tag in {"html", "body"}:
                break
            current = current.parent
        return " > ".join(reversed(parts)).replace("> >>> >", ">>>")


def _step(node: LexborNode, tag: str) -> str:
    """Return `tag` or `tag:nth-of-type(n)` among its siblings."""
    before, others = 0, False
    sibling = node.prev
    while sibling is not None:
        before += sibling.tag == tag
        sibling = sibling.prev
    if not before:
        sibling = node.next
        while sibling is not None and not others:
            others = sibling.tag == tag
            sibling = sibling.next
    return f"{tag}:nth-of-type({before + 1})" if before or others else tag


def box_of(node: LexborNode) -> Box | None:
    """Return where an element was rendered, if that was noted."""
    noted = (node.attributes.get("data-si-box") or "").split(",")
    if len(noted) != 4:  # noqa: PLR2004 - x, y, width, height
        return None
    x, y, width, height = (int(float(part)) for part in noted)
    return Box(x, y, width, height)


def node_of(node: LexborNode) -> int | None:
    """Return the browser's backend node id of an element, if that was noted."""
    noted = node.attributes.get("data-si-node") or ""
    return int(noted) if noted.isdecimal() else None
