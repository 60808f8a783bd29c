"""Write a captured document as HTML with the rendered facts noted; the format is told in `safeinfo.derive.dom`."""

import re
from html import escape

from safeinfo.derive.leaks.secrets import is_card_number
from safeinfo.gather.browser.contrast import contrast_of
from safeinfo.gather.browser.tree import ELEMENT, TEXT, Captured, Node
from safeinfo.gather.browser.visibility import hidden_reasons

LARGEST = 12_000_000  # characters of one document; what comes after is left out
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_EMPTIED = frozenset({"script", "style", "template", "noscript", "xmp", "noembed", "noframes", "plaintext", "textarea"})
_CONTROLS = frozenset({"input", "select", "textarea", "button"})
FRAMES = frozenset({"iframe", "frame", "object", "embed"})
_NOTED = _CONTROLS | FRAMES | {"a", "area", "label", "form", "fieldset", "legend", "dialog", "summary", "details"}
_BOXED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "img", "svg", "canvas", "video"})
_ACTING = frozenset({"role", "tabindex", "contenteditable", "onclick"})
_HEARING = _BOXED - {"img", "svg", "canvas", "video"} | {"li", "div", "span", "p", "dt", "dd", "section", "article"}
_UNFOCUSED = frozenset({"label", "form", "fieldset", "legend"})  # the keyboard passes them by, hidden or not
_KEPT_VALUES = frozenset({"radio", "checkbox", "submit", "button", "reset", "image", "range"})
_DROPPED = frozenset({"nonce", "srcset", "sizes", "d", "points"})
_WORDS = frozenset({"title", "alt", "placeholder", "summary", "aria-label", "aria-description"})  # read by people
_TICKED = frozenset({"checkbox", "radio"})
_LONGEST_ATTRIBUTE = 2_000
_LONGEST_STYLE = 300
_LONGEST_LINKED_DATA = 200_000
_SVG_TEXT = frozenset({"title", "desc", "text", "tspan"})
_DEEPEST = 1_500
_DIGITS = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])")


class Writer:
    """Writes one document; `selectors` are those of its frame elements by backend id."""

    def __init__(self, document: Captured) -> None:
        self._document = document
        self._reasons = hidden_reasons(document)
        self._identities = _count_identities(document)
        self._parts: list[str] = []
        self._size = 0
        self.selectors: dict[int, str] = {}
        self.frames: dict[int, str] = {}  # index of a document in the snapshot → selector of its frame element
        self.sandboxed: set[int] = set()
        self.missing: list[str] = []  # addresses of frames whose documents are not in the snapshot
        self.truncated = False

    def html(self) -> str:
        """Return the document as annotated HTML."""
        self._put("<!DOCTYPE html>")
        for node in self._document.nodes[:1]:
            self._walk(node)
        return "".join(self._parts)

    def _put(self, text: str) -> None:
        self._size += len(text)
        if self._size > LARGEST:
            self.truncated = True
        else:
            self._parts.append(text)

    def _walk(self, top: Node) -> None:
        """Write a subtree without recursion: pages nest deeper than Python does."""
        stack: list[Node | str] = [top]
        depth = 0
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                depth += -1 if item.startswith("</") else 1
                self._put(item)
            elif item.kind == ELEMENT:
                end, children = self._open(item)
                if end and depth < _DEEPEST:
                    depth += 1
                    stack.append(end)
                    stack.extend(reversed(children))
                elif end:
                    self._put(end)
                    self.truncated = True
            elif item.kind == TEXT:
                self._put(escape(without_cards(item.value), quote=False))
            else:
                stack.extend(reversed(item.children))

    def _open(self, node: Node) -> tuple[str, list[Node | str]]:
        """Write a start tag; return the end tag and what stands before it."""
        kept, noted = self._own_attributes(node), self._notes(node)
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in (*kept, *noted))
        self._put(f"<{node.name}{attributes}>")
        if node.name in _VOID:
            return "", []
        if _linked_data(node):
            self._put("".join(child.value for child in node.children)[:_LONGEST_LINKED_DATA])
        return f"</{node.name}>", _contents(node)

    def _own_attributes(self, node: Node) -> list[tuple[str, str]]:
        kept = []
        for name, value in node.attributes.items():
            lower = name.lower()
            if lower in _DROPPED or lower.startswith("data-si-") or not _plain(lower):
                continue
            if lower == "value" and not _value_kept(node):
                continue
            kept.append((name, _shortened(lower, without_cards(value) if lower in _WORDS else value)))
        return kept

    def _notes(self, node: Node) -> list[tuple[str, str]]:
        noted: list[tuple[str, str]] = []
        acting = node.name in _NOTED or not _ACTING.isdisjoint(node.attributes)
        fixed = node.layout is not None and node.layout.style("position") in {"fixed", "sticky"}
        if acting:
            noted.append(("data-si-node", str(node.backend)))
        elif node.hears and node.name in _HEARING:
            noted.append(("data-si-hears", str(node.backend)))
        if node.layout is not None and (acting or fixed or node.name in _BOXED):
            noted.append(("data-si-box", ",".join(str(round(part)) for part in node.layout.box)))
        if reason := self._reasons.get(node.backend):
            noted.append(("data-si-shown", "") if reason == "shown" else ("data-si-hidden", reason))
        if node.name == "input" and node.attributes.get("type", "").lower() in _TICKED:
            noted.append(("data-si-checked", "true" if node.checked else "false"))
        if acting and node.name not in _UNFOCUSED and not _focusable(node):
            noted.append(("data-si-focus", "false"))
        if node.name in {"a", "label"} and (contrast := contrast_of(node)) is not None:
            noted.append(("data-si-contrast", f"{contrast:g}"))
        if node.name in FRAMES:
            noted += self._frame(node)
        return noted

    def _frame(self, node: Node) -> list[tuple[str, str]]:
        selector = self._selector(node)
        if node.content >= 0:
            self.frames[node.content] = selector
            if "sandbox" in node.attributes:
                self.sandboxed.add(node.content)
        elif node.name in {"iframe", "frame"}:  # which always show a document; an object or a plug-in may not
            self.missing.append(node.attributes.get("src", "") or selector)
        self.selectors[node.backend] = selector
        return [("data-si-frame", selector)]

    def _selector(self, node: Node) -> str:
        """Return a selector that finds a frame element in its document; ` >>> ` goes into a shadow root."""
        parts: list[str] = []
        current: Node | None = node
        while current is not None and current.kind == ELEMENT:
            identity = current.attributes.get("id", "")
            unique = identity.replace("-", "").replace("_", "").isalnum() and identity.isascii()
            unique = unique and identity[0].isalpha() and self._identities.get(identity) == 1
            parts.append(f"#{identity}" if unique else _step(current))
            if current.shadow:
                parts.append(">>>")
            elif unique or current.name == "body":
                break
            current = current.parent
        return " > ".join(reversed(parts)).replace("> >>> >", ">>>")


def _contents(node: Node) -> list[Node | str]:
    if node.name in _EMPTIED:
        return []
    inside = [child for child in node.children if child.shadow in {"open", "closed"}]
    outside: list[Node | str] = [child for child in node.children if not child.shadow]
    if node.name == "svg":
        outside = list(_svg_words(node))
    if node.name in FRAMES:
        outside = []
    if not inside:
        return outside
    return [f'<si-shadow mode="{inside[0].shadow}">', *inside, "</si-shadow>", *outside]


def without_cards(text: str) -> str:
    """Return a text with card numbers masked: those that an account page shows, say, which nobody planted.

    E-mail addresses stay: the contact addresses of a shop are evidence, and those that were planted are masked later.
    """
    return _DIGITS.sub(lambda run: "⟦card-number⟧" if is_card_number(run[0]) else run[0], text)


def _linked_data(node: Node) -> bool:
    return node.name == "script" and node.attributes.get("type", "").lower() == "application/ld+json"


def _svg_words(node: Node, depth: int = 4) -> list[Node]:
    """The parts of a drawing that say something in words."""
    words: list[Node] = []
    for child in node.children:
        if child.name in _SVG_TEXT:
            words.append(child)
        elif depth:
            words += _svg_words(child, depth - 1)
    return words


def _value_kept(node: Node) -> bool:
    kind = node.attributes.get("type", "").lower()
    return node.name in {"option", "button", "li", "data", "param", "meter", "progress"} or kind in _KEPT_VALUES


def _shortened(name: str, value: str) -> str:
    if value.startswith("data:"):
        return value[:60]
    return value[: _LONGEST_STYLE if name == "style" else _LONGEST_ATTRIBUTE]


def _plain(name: str) -> bool:
    """Tell whether a name can be written as an attribute; scripts can set ones that cannot."""
    return not any(each in name for each in " \t\n\f\r\"'<>/=")


def _focusable(node: Node) -> bool:
    """Whether the keyboard reaches the element (HTML, 6.6.3): laid out, not disabled, inert or taken out of order."""
    if node.layout is None or "disabled" in node.attributes:
        return False
    order = node.attributes.get("tabindex", "").strip()
    if order.startswith("-"):
        return False
    above: Node | None = node
    while above is not None:
        if "inert" in above.attributes:
            return False
        above = above.parent
    return node.name != "a" or "href" in node.attributes or bool(order)


def _count_identities(document: Captured) -> dict[str, int]:
    counts: dict[str, int] = {}
    for node in document.nodes:
        if identity := node.attributes.get("id", ""):
            counts[identity] = counts.get(identity, 0) + 1
    return counts


def _step(node: Node) -> str:
    """Return `tag` or `tag:nth-of-type(n)` among its siblings."""
    siblings = [each for each in node.parent.children if each.shadow == node.shadow] if node.parent else [node]
    alike = [each for each in siblings if each.name == node.name]
    if len(alike) == 1:
        return node.name
    return f"{node.name}:nth-of-type({[id(each) for each in alike].index(id(node)) + 1})"
