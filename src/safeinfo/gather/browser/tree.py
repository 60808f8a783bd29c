"""A DOM snapshot as a tree: DOMSnapshot.captureSnapshot's parallel arrays, unpacked.

https://chromedevtools.github.io/devtools-protocol/tot/DOMSnapshot/. The protocol does not report shadow roots as
nodes: what is inside one is listed under its host and says in what kind of root it is. And it lists the flat tree:
what is assigned to a slot stands in the slot, and is put back under its host here. Pseudo-elements are reported as
elements: here `::before` and `::after` become the text that they show, where they show it, and the others nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category

STYLES = (
    "display",
    "visibility",
    "opacity",
    "overflow-x",
    "overflow-y",
    "clip",
    "clip-path",
    "color",
    "content-visibility",
    "position",
)
ELEMENT, TEXT, DOCUMENT = 1, 3, 9
_SPEAKING = frozenset({"before", "after"})  # a marker says how a list is drawn; a first letter is in its text already
_FAINT = 0.05  # opacity
Rectangle = tuple[float, float, float, float]  # x, y, width, height in CSS pixels of the document
NO_ATTRIBUTES: Mapping[str, str] = {}


@dataclass(slots=True)
class Layout:
    """How a node was laid out: where, with which styles, on which background."""

    box: Rectangle
    styles: Sequence[str]
    background: str = ""
    opacity: float = 1.0

    def style(self, name: str) -> str:
        """Return one of STYLES, "" for a box that has none of its own (a list marker, say)."""
        index = STYLES.index(name)
        return self.styles[index] if index < len(self.styles) else ""


@dataclass(slots=True)
class Node:
    """One node of the tree; `shadow` is open or closed where it is the direct child of a shadow root."""

    kind: int
    name: str
    value: str
    backend: int
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)
    parent: "Node | None" = None
    flat: "Node | None" = None  # what it is rendered in: its parent, or the slot it is assigned to
    children: list["Node"] = field(default_factory=list)
    layout: Layout | None = None
    root: str = ""  # the kind of shadow root it is in
    shadow: str = ""
    checked: bool = False
    hears: bool = False  # a script listens to clicks on it
    content: int = -1  # index of the document that a frame element shows


@dataclass(slots=True)
class Captured:
    """One document of a snapshot."""

    url: str
    frame_id: str
    title: str
    language: str
    width: float
    height: float
    nodes: list[Node]


class Snapshot:
    """The documents of one snapshot, the page's own first."""

    def __init__(self, raw: Mapping[str, Any], children: Mapping[int, frozenset[int]] | None = None) -> None:
        """Unpack `raw`; `children` are those of hosts outside their shadow roots, by host (see `doubtful`)."""
        self._strings: list[str] = raw["strings"]
        self._children = children or {}
        self.documents = [self._document(each) for each in raw["documents"]]

    def _text(self, index: int) -> str:
        return self._strings[index] if index >= 0 else ""

    def _document(self, raw: Mapping[str, Any]) -> Captured:
        pseudos = self._pseudos(raw["nodes"])
        nodes = self._nodes(raw["nodes"], pseudos)
        self._lay_out(nodes, raw["layout"])
        self._speak(nodes, pseudos, raw["layout"])
        return Captured(
            self._text(raw["documentURL"]),
            self._text(raw["frameId"]),
            self._text(raw["title"]),
            self._text(raw["contentLanguage"]),
            raw.get("contentWidth", 0),
            raw.get("contentHeight", 0),
            nodes,
        )

    def _pseudos(self, raw: Mapping[str, Any]) -> dict[int, str]:
        """Return the kind of each pseudo-element by its index."""
        told = raw.get("pseudoType", {"index": (), "value": ()})
        return {index: self._strings[value] for index, value in zip(told["index"], told["value"], strict=True)}

    def _speak(self, nodes: list[Node], pseudos: Mapping[int, str], raw: Mapping[str, Any]) -> None:
        """Give pseudo-elements the text that was laid out for them, unless it is hidden or an icon of a font."""
        if not pseudos:
            return
        for index, text in zip(raw["nodeIndex"], raw["text"], strict=True):
            if text >= 0 and pseudos.get(index) in _SPEAKING and _is_seen(nodes[index].layout):
                nodes[index].value += "".join(each for each in self._strings[text] if not _is_icon(each))

    def _nodes(self, raw: Mapping[str, Any], pseudos: Mapping[int, str]) -> list[Node]:
        strings = self._strings
        nodes: list[Node] = []
        columns = zip(raw["nodeType"], raw["nodeName"], raw["nodeValue"], raw["backendNodeId"], strict=True)
        for kind, name, value, backend in columns:
            text = strings[value] if value >= 0 else ""
            nodes.append(Node(kind, strings[name].lower() if kind == ELEMENT else "", text, backend))
        for node, pairs in zip(nodes, raw["attributes"], strict=False):
            if pairs:
                names = (strings[index] for index in pairs[::2])
                values = (strings[index] if index >= 0 else "" for index in pairs[1::2])
                node.attributes = dict(zip(names, values, strict=False))
        self._mark(nodes, raw)
        for index in pseudos:
            nodes[index].kind, nodes[index].name = TEXT, ""
        after = []  # they are listed ahead of the contents that they follow
        for index, (node, parent) in enumerate(zip(nodes, raw["parentIndex"], strict=True)):
            if pseudos.get(index) == "after":
                after.append((nodes[parent], node))
            elif parent >= 0:
                self._adopt(nodes[parent], node)
        for parent_node, node in after:
            self._adopt(parent_node, node)
        return nodes

    def _mark(self, nodes: list[Node], raw: Mapping[str, Any]) -> None:
        roots = raw.get("shadowRootType", {"index": (), "value": ()})
        for index, value in zip(roots["index"], roots["value"], strict=True):
            nodes[index].root = self._strings[value]
        for index in raw.get("inputChecked", {"index": ()})["index"]:
            nodes[index].checked = True
        for index in raw.get("isClickable", {"index": ()})["index"]:
            nodes[index].hears = True
        frames = raw.get("contentDocumentIndex", {"index": (), "value": ()})
        for index, value in zip(frames["index"], frames["value"], strict=True):
            nodes[index].content = value

    def _adopt(self, parent: Node, node: Node) -> None:
        node.flat = parent
        host = _host(parent) if parent.name == "slot" else None
        assigned = host is not None and (
            node.root != parent.root or node.backend in self._children.get(host.backend, ())
        )
        node.parent = host if host is not None and assigned else parent
        node.parent.children.append(node)
        if node.root and not assigned and (node.root != parent.root or parent.backend in self._children):
            node.shadow = node.root

    def _lay_out(self, nodes: list[Node], raw: Mapping[str, Any]) -> None:
        strings = self._strings
        backgrounds = raw.get("blendedBackgroundColors") or [-1] * len(raw["nodeIndex"])
        opacities = raw.get("textColorOpacities") or [1.0] * len(raw["nodeIndex"])
        rows = zip(raw["nodeIndex"], raw["bounds"], raw["styles"], backgrounds, opacities, strict=True)
        for index, bounds, styles, background, opacity in rows:
            node = nodes[index]
            if node.layout is not None:  # continuations of an inline box: the first one has the styles
                continue
            colour = strings[background] if background >= 0 else ""
            node.layout = Layout(tuple(bounds), [strings[each] for each in styles], colour, opacity)


def _is_seen(layout: Layout | None) -> bool:
    if layout is None or layout.style("visibility") != "visible":
        return False
    try:
        return float(layout.style("opacity")) >= _FAINT
    except ValueError:
        return True


def _is_icon(character: str) -> bool:
    """Tell whether a character is of a private use area (Unicode, 23.5): fonts of icons keep their pictures there."""
    return category(character) == "Co"


def _host(slot: Node) -> Node | None:
    """Return the host of the shadow root that a slot is in."""
    current: Node | None = slot
    while current is not None and not current.shadow:
        current = current.parent
    return current.parent if current is not None else None


def doubtful(raw: Mapping[str, Any], most: int = 300) -> list[int]:
    """Return backend ids of custom elements inside shadow roots: whether they are hosts is unclear.

    At most `most` of them.
    """
    strings = raw["strings"]
    found: list[int] = []
    for document in raw["documents"]:
        nodes = document["nodes"]
        found += [
            nodes["backendNodeId"][index]
            for index in nodes.get("shadowRootType", {"index": ()})["index"]
            if nodes["nodeType"][index] == ELEMENT and "-" in strings[nodes["nodeName"][index]]
        ]
    return found[:most]
