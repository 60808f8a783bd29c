"""The data-flow picture: which value went, or would go, to which recipient, drawn as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from safeinfo.model.report import RecipientRow
from safeinfo.report.words import kind_words

_ROW, _TOP, _NODE = 40, 34, 28
_WIDTH, _LEFT, _RIGHT = 760, 220, 460
_LONGEST = 38  # characters of a host name that fit its node


@dataclass(frozen=True, slots=True)
class Node:
    """A rounded rectangle with words; `full` is the whole text where `label` had to be cut."""

    x: int
    y: int
    width: int
    height: int
    label: str
    full: str
    tone: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A curve from a value to a recipient; `path` is SVG path data."""

    path: str
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The picture: values on the left, recipients on the right."""

    width: int
    height: int
    values: tuple[Node, ...]
    recipients: tuple[Node, ...]
    edges: tuple[Edge, ...]


def flow(rows: Sequence[RecipientRow]) -> Flow | None:
    """Lay the picture out; None where nothing received anything."""
    rows = ordered(rows)
    if not rows:
        return None
    names = sorted({name for row in rows for name in row.received})
    height = _TOP + max(len(names), len(rows)) * _ROW
    left = {name: _place(i, len(names), height) for i, name in enumerate(names)}
    values = tuple(
        Node(8, y, _LEFT - 8, _NODE, _cut(kind_words(name), 26), kind_words(name), "value") for name, y in left.items()
    )
    right = [_place(i, len(rows), height) for i in range(len(rows))]
    recipients = tuple(
        Node(_RIGHT, y, _WIDTH - _RIGHT - 8, _NODE, _cut(row.host, _LONGEST), row.host, tone(row), row.organisation)
        for row, y in zip(rows, right, strict=True)
    )
    edges = tuple(
        _edge(left[name], y, tone(row), f"{kind_words(name)} → {row.host}: {', '.join(row.how)}")
        for row, y in zip(rows, right, strict=True)
        for name in row.received
    )
    return Flow(_WIDTH, height, values, recipients, edges)


def ordered(rows: Sequence[RecipientRow]) -> list[RecipientRow]:
    """Return who received something: those that may not have it first, the shop itself last."""
    return sorted((row for row in rows if row.received), key=lambda row: (row.permitted, row.party == "first"))


def tone(row: RecipientRow) -> str:
    """Return how a recipient is coloured: shop, permitted or denied."""
    if row.party == "first":
        return "shop" if row.permitted else "denied"
    return "permitted" if row.permitted else "denied"


def _place(index: int, count: int, height: int) -> int:
    room = height - _TOP
    return int(_TOP + room * (index + 0.5) / count - _NODE / 2)


def _edge(start: int, end: int, colour: str, title: str) -> Edge:
    a, b, middle = start + _NODE // 2, end + _NODE // 2, (_LEFT + _RIGHT) // 2
    return Edge(f"M{_LEFT} {a} C{middle} {a} {middle} {b} {_RIGHT} {b}", colour, title)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
