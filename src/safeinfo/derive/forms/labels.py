"""What a control is called: its accessible name (W3C accname 1.2, simplified), and the words around it."""

from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, squeeze

_LONGEST = 300
_ROW_PARTS = frozenset({"td", "th"})
_FIELDS = "input:not([type=hidden]), select, textarea"
_OUTER = frozenset({"form", "body", "fieldset", "table", "tr", "td"})
_EMPTY = frozenset({"-text", "-comment", "br", "script", "style", "svg"})
_NEAR = 6  # ancestors within which a label belongs to a control
_WRAPPERS = 4  # elements around a control alone


class Labels:
    """The labels of a document, indexed once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._for: dict[str, list[LexborNode]] = {}
        for label in document.select("label[for]"):
            self._for.setdefault(label.attributes.get("for") or "", []).append(label)
        self._by_id: dict[str, LexborNode] = {}
        self._repeated: set[str] = set()  # ids that several elements have, against HTML, 3.2.6
        for node in document.select("[id]"):
            identity = node.attributes.get("id") or ""
            if self._by_id.setdefault(identity, node) is not node:
                self._repeated.add(identity)

    def of(self, control: LexborNode) -> str:
        """Return the label of a control, "" if it has none."""
        attributes = control.attributes
        return (
            self._named(attributes.get("aria-labelledby"))
            or self._join(self.elements(control))
            or squeeze(attributes.get("aria-label") or "")[:_LONGEST]
            or self._table(control)
        )

    def elements(self, control: LexborNode) -> list[LexborNode]:
        """Return the `<label>` elements of a control."""
        identity, name = control.attributes.get("id"), control.attributes.get("name")
        found = list(self._for.get(identity, ())) if identity else []
        if len(found) > 1 and identity in self._repeated:
            found = _nearest(control, found)
        if not found and name and name not in self._by_id:  # meant for it: called by its name, where no id is so called
            found = _nearest(control, self._for.get(name, ()))
        current, steps = control.parent, 0
        while current is not None and steps < 8 and not found:  # noqa: PLR2004 - a label is near its control
            if current.tag == "label" and len(current.css(_FIELDS)) == 1:
                found.append(current)
            current, steps = current.parent, steps + 1
        return found or self._before(control)

    def _before(self, control: LexborNode) -> list[LexborNode]:
        """Return the `<label>` right before a control that is bound to nothing, or to what is not there."""
        if (control.attributes.get("type") or "").lower() in {"checkbox", "radio", "hidden"}:
            return []
        current: LexborNode | None = control
        for _ in range(_WRAPPERS):
            if current is None or current.tag in _OUTER:
                return []
            before = _sibling_before(current)
            if before is not None:
                bound = before.attributes.get("for") if before.tag == "label" else None
                free = before.tag == "label" and (not bound or bound not in self._by_id)
                return [before] if free and before.css_first(_FIELDS) is None else []
            current = current.parent
            if current is None or len(current.css(_FIELDS)) > 1:
                return []
        return []

    def help(self, control: LexborNode) -> str:
        """Return what is written to explain the control (aria-describedby)."""
        return self._named(control.attributes.get("aria-describedby"))

    def _named(self, ids: str | None) -> str:
        nodes = [self._by_id[name] for name in (ids or "").split()[:6] if name in self._by_id]
        return self._join(nodes)

    def _join(self, nodes: Iterable[LexborNode]) -> str:
        return squeeze(" ".join(self.words(node) for node in nodes))[:_LONGEST]

    def words(self, node: LexborNode) -> str:
        """Return an element's words without those of controls inside it."""
        parts: list[str] = []
        for piece in node.traverse(include_text=True):
            parent = piece.parent
            if (
                piece.tag == "-text"
                and parent is not None
                and parent.tag not in {"option", "script", "style", "textarea"}
            ):
                parts.append(piece.text_content or "")
            elif piece.tag == "img":
                parts.append(piece.attributes.get("alt") or "")
            if len(parts) > 60:  # noqa: PLR2004 - no label is that long
                break
        return squeeze(" ".join(parts))[:_LONGEST]

    def _table(self, control: LexborNode) -> str:
        """Return the cell before the control's own in its row, or the head of its column where fields fill the row."""
        cell = _upward(control, _ROW_PARTS, 6)
        if cell is None:
            return ""
        before = _cell_before(cell)
        if before is not None and before.css_first(_FIELDS) is None:
            return self.words(before)
        head = _column_head(cell)
        return self.words(head) if head is not None else ""


def legend_of(document: Document, control: LexborNode) -> str:
    """Return the legend of the control's field set, or the name of its group."""
    current, steps = control.parent, 0
    while current is not None and steps < 12:  # noqa: PLR2004 - as deep as field sets are used
        if current.tag == "fieldset" and (legend := current.css_first("legend")) is not None:
            return document.text(legend, 200)
        if current.attributes.get("role") in {"group", "radiogroup"}:
            if named := current.attributes.get("aria-label"):
                return squeeze(named)[:200]
            for identity in (current.attributes.get("aria-labelledby") or "").split()[:2]:
                if '"' not in identity and (node := document.tree.css_first(f'[id="{identity}"]')) is not None:
                    return document.text(node, 200)
        current, steps = current.parent, steps + 1
    return ""


def _nearest(control: LexborNode, labels: Sequence[LexborNode]) -> list[LexborNode]:
    """Return those of several labels that share the innermost element with a control."""
    around: list[int] = []
    current = control.parent
    while current is not None and len(around) < _NEAR:
        around.append(current.mem_id)
        current = current.parent
    depths = [_depth_of_first(label, around) for label in labels]
    return [label for label, depth in zip(labels, depths, strict=True) if depth == min(depths) < _NEAR]


def _depth_of_first(label: LexborNode, around: Sequence[int]) -> int:
    current: LexborNode | None = label
    for _ in range(_NEAR):
        if current is None:
            break
        if current.mem_id in around:
            return around.index(current.mem_id)
        current = current.parent
    return _NEAR


def _sibling_before(node: LexborNode) -> LexborNode | None:
    """Return the element before one, what says nothing left out; None where nothing or text stands there."""
    before = node.prev
    while before is not None:
        if before.tag == "-text" and (before.text_content or "").strip():
            return None if before.parent is None else before
        if before.tag not in _EMPTY and (before.tag == "label" or before.text().strip() or before.css_first(_FIELDS)):
            return before
        before = before.prev
    return None


def _cell_before(cell: LexborNode) -> LexborNode | None:
    before = cell.prev
    while before is not None and before.tag not in _ROW_PARTS:
        before = before.prev
    return before


def _column_head(cell: LexborNode) -> LexborNode | None:
    """Return the head of a cell's column: in the first row of its table, if that is all heads."""
    table = _upward(cell, frozenset({"table"}), 4)
    first = table.css_first("tr") if table is not None else None
    if first is None or first == cell.parent or first.css_first("td") is not None:
        return None
    heads = first.css("th")
    place, before = 0, _cell_before(cell)
    while before is not None:
        place, before = place + 1, _cell_before(before)
    return heads[place] if place < len(heads) else None


def _upward(node: LexborNode, tags: frozenset[str], reach: int) -> LexborNode | None:
    current = node.parent
    for _ in range(reach):
        if current is None or current.tag in tags:
            return current
        current = current.parent
    return None
