"""The saved DOM: HTML with what was rendered noted in `data-si-*` attributes, read with lexbor.

The recorder writes these; a page's own attributes of that prefix are dropped when it is saved:

- `data-si-node`    the browser's backend node id, on form controls, buttons, links, labels, forms, frames
- `data-si-hears`   the same, on other elements on which a script listens to clicks
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

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from safeinfo.model.readings import Box

_INLINE_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NOT_RENDERED = frozenset({"head", "script", "style", "template", "noscript", "title", "meta", "link"})
_PLAIN_ID = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)
MAX_CHARACTERS = 30_000_000
MAX_DEPTH = 1_500
_FEW_TAGS = 4_000
_MOST_CHOICES = 2_000
_CHOICE = re.compile(r"<(option|/?select)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
# Elements that have no end, or end where the next one begins (HTML, 13.1.2.4): they do not nest by being left open.
_NOT_NESTING = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"}
    | {"li", "p", "td", "th", "tr", "option", "optgroup", "dt", "dd", "thead", "tbody", "tfoot", "colgroup", "rp", "rt"}
    | {"path", "circle", "rect", "line", "use", "polygon", "polyline", "ellipse", "stop"}
)


def squeeze(text: str) -> str:
    """Collapse white space as a browser does, and trim."""
    return " ".join(text.split())


@dataclass(slots=True)
class Document:
    """One document, with its URL and the path of the frame that shows it ("" for a page's own).

    `cut` tells that the end was left out: too long, or nested deeper than any page a visitor could use.
    """

    tree: LexborHTMLParser
    url: str = ""
    frame: str = ""
    rendered: bool = False  # whether a browser noted what it rendered
    cut: bool = False
    _hidden: dict[int, bool] = field(default_factory=dict)
    _base: str | None = None  # what `<base>` says, "" for none
    _ids: dict[str, int] | None = None
    _steps: dict[int, dict[int, str]] = field(default_factory=dict)  # by parent, then by child

    @classmethod
    def parse(cls, html: str, url: str = "", frame: str = "") -> "Document":
        """Parse saved or plain HTML, at most MAX_CHARACTERS of it."""
        end = where_to_cut(html)
        source = _with_fewer_choices(html[:end])
        return cls(LexborHTMLParser(source), url, frame, rendered="data-si-" in html, cut=end < len(html))

    def select(self, css: str) -> list[LexborNode]:
        """Return the elements that match, in document order."""
        return self.tree.css(css)

    def visible(self, node: LexborNode) -> bool:
        """Tell whether a visitor sees the element."""
        if (asked_before := self._hidden.get(node.mem_id)) is not None:
            return not asked_before
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
            or ("style" in attributes and bool(_INLINE_HIDDEN.search(attributes["style"] or "")))
        )

    def text(self, node: LexborNode, limit: int = 100_000) -> str:
        """Return the collapsed text of an element, at most `limit` characters."""
        return squeeze(node.text(deep=True, separator=" ")[: limit * 4])[:limit]

    def resolve(self, href: str) -> str:
        """Return an absolute URL, against `<base>` and the document's own; "" if it cannot be one."""
        if self._base is None:
            base = self.tree.css_first("base[href]")
            self._base = (base.attributes.get("href") or "") if base else ""
        try:
            anchor = urljoin(self.url, self._base) if self._base else self.url
            return urljoin(anchor, href.strip())
        except ValueError:
            return ""

    def selector(self, node: LexborNode) -> str:
        """Return a CSS selector that finds the element; ` >>> ` goes into a shadow root."""
        parts: list[str] = []
        current: LexborNode | None = node
        while current is not None and len(parts) < MAX_DEPTH and (tag := current.tag or "-")[0].isalpha():
            if tag == "si-shadow" and parts and parts[-1] != ">>>":
                parts.append(">>>")
                current = current.parent
                continue
            identity = current.attributes.get("id") or ""
            if _PLAIN_ID.match(identity) and self._count_of(identity) == 1:
                parts.append(f"#{identity}")
                break
            parts.append(self._step(current, tag))
            if tag in {"html", "body"}:
                break
            current = current.parent
        return " > ".join(reversed(parts)).replace("> >>> >", ">>>")

    def find(self, selector: str) -> LexborNode | None:
        """Return the element that a selector of `selector` names, shadow roots included."""
        try:
            return self.tree.css_first(selector.replace(" >>> ", " > si-shadow > "))
        except SelectolaxError:  # not one of ours
            return None

    def _step(self, node: LexborNode, tag: str) -> str:
        """Return `tag` or `tag:nth-of-type(n)` among its siblings; all of a parent's children are counted at once."""
        parent = node.parent
        if parent is None:
            return tag
        known = self._steps.get(parent.mem_id)
        if known is None:
            known = self._steps[parent.mem_id] = _steps_of(parent)
        return known.get(node.mem_id, tag)

    def _count_of(self, identity: str) -> int:
        if self._ids is None:
            self._ids = {}
            for node in self.tree.css("[id]"):
                known = node.attributes.get("id") or ""
                self._ids[known] = self._ids.get(known, 0) + 1
        return self._ids.get(identity, 0)


def where_to_cut(html: str) -> int:
    """Return how many characters to parse: lexbor's time grows with the square of the nesting."""
    end = min(len(html), MAX_CHARACTERS)
    if html.count("<") - html.count("</") < _FEW_TAGS:
        return end
    depth = 0
    for tag in _TAG.finditer(html, 0, end):
        if tag[2].lower() in _NOT_NESTING:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            return tag.start()
    return end


def _with_fewer_choices(html: str) -> str:
    """Leave out what a list offers beyond 2,000 choices: lexbor's time grows with the square of them."""
    if html.count("<option") + html.count("<OPTION") <= _MOST_CHOICES:
        return html
    kept: list[str] = []
    start = choices = 0
    skipping = False
    for tag in _CHOICE.finditer(html):
        if tag[1].lower() == "option":
            choices += 1
            if choices > _MOST_CHOICES and not skipping:
                kept.append(html[start : tag.start()])
                skipping = True
            continue
        if skipping:
            start, skipping = tag.start(), False
        choices = 0
    return "".join(kept) if skipping else "".join([*kept, html[start:]])


def _steps_of(parent: LexborNode) -> dict[int, str]:
    """Return the step of a selector to each child of an element."""
    counted: dict[str, list[int]] = {}
    child = parent.child
    while child is not None:
        if (child.tag or "-")[0].isalpha():
            counted.setdefault(child.tag or "", []).append(child.mem_id)
        child = child.next
    return {
        mem_id: f"{tag}:nth-of-type({place})" if len(same) > 1 else tag
        for tag, same in counted.items()
        for place, mem_id in enumerate(same, 1)
    }


def box_of(node: LexborNode) -> Box | None:
    """Return where an element was rendered, if that was noted."""
    noted = (node.attributes.get("data-si-box") or "").split(",")
    if len(noted) != 4:  # noqa: PLR2004 - x, y, width, height
        return None
    try:
        x, y, width, height = (int(float(part)) for part in noted)
    except (ValueError, OverflowError):  # a page may write what it likes
        return None
    return Box(x, y, width, height)


def node_of(node: LexborNode) -> int | None:
    """Return the browser's backend node id of an element, if that was noted."""
    noted = node.attributes.get("data-si-node") or ""
    return int(noted) if noted.isdecimal() else None
