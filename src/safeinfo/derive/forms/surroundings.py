"""What stands around a field and around no other: its own part of the form, and the row it shares with a few."""

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from safeinfo.derive.forms.labels import Labels

_OUTER = frozenset({"form", "body", "html", "main", "section", "article", "table", "tbody", "ul", "ol", "-document"})
_REACH = 5
_MOST_IN_A_ROW = 6
_MARKS = "[class*=required], [class*=asterisk], [class*=mandatory], [class*=pflicht], [class*=obligator]"
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of one field.

    `words` is the text of the widest element that holds this field and no other; `row` what stands before the first
    field of the smallest element that holds a few fields; `classes` and `rules` are classes and validation attributes
    of the elements around this field alone and of its label.
    """

    classes: str = ""
    words: str = ""
    row: str = ""
    rules: tuple[tuple[str, str], ...] = ()


def surroundings(labels: Labels, nodes: Sequence[LexborNode]) -> list[Around]:
    """Return the surroundings of each field, given by its first element, in order."""
    chains = [_ancestors(node) for node in nodes]
    held: dict[int, list[int]] = {}
    for index, chain in enumerate(chains):
        for element in chain:
            held.setdefault(element.mem_id, []).append(index)
    rows: dict[int, str] = {}
    return [_around(labels, node, chain, held, rows) for node, chain in zip(nodes, chains, strict=True)]


def _ancestors(node: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    current = node.parent
    while current is not None and len(found) < _REACH and current.tag not in _OUTER:
        found.append(current)
        current = current.parent
    return found


def _around(
    labels: Labels, node: LexborNode, chain: list[LexborNode], held: dict[int, list[int]], rows: dict[int, str]
) -> Around:
    own = [element for element in chain if len(held[element.mem_id]) == 1]
    shared = [element for element in chain if 1 < len(held[element.mem_id]) <= _MOST_IN_A_ROW]
    called = labels.elements(node)
    for element in shared:
        if element.mem_id not in rows:
            rows[element.mem_id] = _lead(element)
    return Around(
        classes=_classes([*called, *own[:3]], called),
        words=labels.words(own[-1])[:_LONGEST] if own else "",
        row=_outermost([rows[element.mem_id] for element in shared]),
        rules=tuple(
            (name, value or "")
            for element in (node, *own[:3])
            for name, value in element.attributes.items()
            if name not in {"class", "id", "name", "style", "value"}
        ),
    )


def _outermost(leads: list[str]) -> str:
    """Return the longest of the words before a row that ends with the innermost ones: "Address * ZIP" for "ZIP"."""
    spoken = [lead for lead in leads if lead]
    return next((lead for lead in reversed(spoken) if lead.endswith(spoken[0])), "")


def _classes(elements: list[LexborNode], called: list[LexborNode]) -> str:
    """Return the classes of elements, and of the small marks inside the labels."""
    found = [element.attributes.get("class") or "" for element in elements]
    for label in called[:2]:
        found.extend(mark.attributes.get("class") or "" for mark in label.css(_MARKS)[:2] if len(mark.text()) < 4)  # noqa: PLR2004 - a star, not the label
    return " ".join(found)[:400]


def _lead(element: LexborNode) -> str:
    """Return the words of an element before its first field, "" where a field of its own label comes first."""
    words: list[str] = []
    for piece in element.traverse(include_text=True):
        if piece.tag in {"input", "select", "textarea"}:
            break
        if piece.tag == "-text" and piece.parent is not None and piece.parent.tag not in {"script", "style"}:
            words.append(piece.text_content or "")
        elif piece.tag == "img":
            words.append(piece.attributes.get("alt") or "")
        if len(words) > 20:  # noqa: PLR2004 - a paragraph, no mark of a row
            return ""
    joined = " ".join(" ".join(words).split())
    if element.tag == "dd":  # the term stands beside it
        joined = f"{_term(element)} {joined}".strip()
    return joined if len(joined) <= _LONGEST else ""


def _term(element: LexborNode) -> str:
    """Return the words of the `<dt>` that a `<dd>` belongs to."""
    before = element.prev
    while before is not None and before.tag not in {"dt", "dd"}:
        before = before.prev
    return " ".join(before.text().split()) if before is not None and before.tag == "dt" else ""
