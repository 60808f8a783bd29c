"""A document as a stream: its controls, buttons, headings and words in the order in which they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, squeeze

_SILENT = frozenset({"script", "style", "template", "noscript", "option", "optgroup", "select", "textarea", "svg"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend"})
_NOT_FIELDS = frozenset({"submit", "button", "image", "reset"})
_BUTTON_ROLES = frozenset({"button"})
_FIELD_ROLES = frozenset({"textbox", "searchbox", "combobox", "spinbutton", "checkbox", "radio", "switch", "listbox"})
MOST_NODES = 200_000
_TITLE = 60  # characters, at most, of a line that is written like a heading


@dataclass(slots=True)
class Item:
    """One thing of the stream: `what` is control, button, heading, label, link, text or linked (a link's words)."""

    what: str
    node: LexborNode
    text: str = ""


@dataclass(slots=True)
class Stream:
    """The items of a document, and where each control or button stands (by the node's memory id)."""

    items: list[Item] = field(default_factory=list)
    place: dict[int, int] = field(default_factory=dict)
    cut: bool = False

    def before(self, position: int, limit: int = 200) -> str:
        """Return the words between an item and the control, button or heading before it, the nearest ones.

        Words of links name no field, unless there are no others.
        """
        words: list[str] = []
        linked, length = "", 0
        for item in reversed(self.items[max(0, position - 40) : position]):
            if item.what in {"control", "button", "heading", "label"} or length + len(item.text) > max(limit, length):
                break
            if item.what == "linked":
                linked = linked or item.text
                continue
            words.append(item.text)
            length += len(item.text) + 1
        return squeeze(" ".join(reversed(words)) or linked)[-limit:]

    def question(self, position: int) -> str:
        """Return the words before a choice, or before the label around it."""
        around = position - 1
        if around >= 0 and self.items[around].what == "label":
            return self.before(position) or self.before(around)
        return self.before(position)

    def after(self, position: int, limit: int = 200, *, into_label: bool = False) -> str:
        """Return the words between an item and what comes after it: a control, button, heading or label.

        `into_label`: a label that follows at once belongs to the item, as with tick boxes.
        """
        words: list[str] = []
        for item in self.items[position + 1 : position + 41]:
            if item.what == "label" and into_label and not words:
                continue
            if item.what in {"control", "button", "heading", "label"}:
                break
            words.append(item.text)
        return squeeze(" ".join(words))[:limit]

    def heading_above(self, position: int, reach: int = 400) -> str:
        """Return the nearest heading before an item, "" where another control comes first: it is that one's."""
        for item in reversed(self.items[max(0, position - reach) : position]):
            if item.what in {"heading", "control"}:
                return item.text
        return ""

    def titles_above(self, position: int, reach: int = 60) -> list[str]:
        """Return what stands above an item like a title, nearest first: a few words of their own line, headings.

        Of lines, the first of those that follow each other counts; what names a field does not.
        """
        titles: list[str] = []
        line = ""
        items = self.items[max(0, position - reach) : position]
        for place in range(len(items) - 1, -1, -1):
            item = items[place]
            if item.what == "control":
                break
            if item.what == "text" and not titles:
                named = place > 0 and items[place - 1].what == "label"
                line = line if named or not 0 < len(item.text) <= _TITLE else item.text
            elif item.what == "heading":
                titles.extend(text for text in (line, item.text) if text)
                line = ""
        return [*titles, line] if line else titles


def stream_of(document: Document) -> Stream:
    """Read a document once, in order; what is not rendered to a visitor is left out, but for its controls."""
    stream = Stream()
    body = document.tree.body
    if body is None:
        return stream
    for number, node in enumerate(body.traverse(include_text=True)):
        if number > MOST_NODES:
            stream.cut = True
            break
        tag = node.tag or ""
        if tag == "-text":
            written = node.text_content
            item = _words(document, node, written) if written and not written.isspace() else None
        else:
            item = _element(document, node, tag)
        if item is not None:
            if item.what in {"control", "button"}:
                stream.place[node.mem_id] = len(stream.items)
            stream.items.append(item)
    return stream


def _words(document: Document, node: LexborNode, written: str) -> Item | None:
    parent = node.parent
    if parent is None or parent.tag in _SILENT or not document.visible(parent):
        return None
    what = _kind_of_text(node)
    return Item(what, node, squeeze(written)) if what else None


def _element(document: Document, node: LexborNode, tag: str) -> Item | None:
    attributes = node.attributes
    if is_control(node, tag, attributes):
        return Item("control", node)
    if is_button(tag, attributes):
        return Item("button", node, button_label(document, node))
    if tag in _HEADINGS or attributes.get("role") == "heading":
        return Item("heading", node, document.text(node, 200)) if document.visible(node) else None
    if tag == "label":
        return Item("label", node)
    return Item("link", node) if tag == "a" and document.visible(node) else None


def _kind_of_text(node: LexborNode) -> str:
    """Return "text", "linked" for words of a link, or "" for those of a heading or button, which are items."""
    current, steps, what = node.parent, 0, "text"
    while current is not None and steps < 4:  # noqa: PLR2004 - words are not wrapped deeper than that
        if current.tag in _HEADINGS or current.tag == "button":
            return ""
        what = "linked" if current.tag == "a" else what
        current, steps = current.parent, steps + 1
    return what


def is_control(node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Tell whether an element takes input from a visitor."""
    if tag == "input":
        return (attributes.get("type") or "text").lower() not in _NOT_FIELDS
    if tag in {"select", "textarea"}:
        return True
    if not attributes:
        return False
    if "contenteditable" in attributes and (attributes["contenteditable"] or "true").lower() != "false":
        return True
    return attributes.get("role") in _FIELD_ROLES and tag != "ul" and not _holds_control(node)


def _holds_control(node: LexborNode) -> bool:
    return node.css_first("input, select, textarea") is not None


def is_button(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Tell whether an element does something when it is clicked, links left out."""
    if tag == "input":
        return (attributes.get("type") or "").lower() in {"submit", "button", "image"}
    return tag == "button" or attributes.get("role") in _BUTTON_ROLES


def button_label(document: Document, node: LexborNode) -> str:
    """Return the words of a button: what it shows, or what it is called for those who do not see it."""
    attributes = node.attributes
    shown = document.text(node, 120) if node.tag != "input" else squeeze(attributes.get("value") or "")
    if shown:
        return shown
    picture = node.css_first("img[alt]")
    named = attributes.get("aria-label") or attributes.get("alt") or attributes.get("title")
    return squeeze(named or (picture.attributes.get("alt") if picture else "") or "")[:120]
