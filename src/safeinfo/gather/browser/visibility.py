"""What of a laid-out document a visitor sees, and why the rest is hidden (reasons as in `safeinfo.derive.dom`)."""

import re

from safeinfo.gather.browser.tree import ELEMENT, TEXT, Captured, Layout, Node

# Never laid out, and not hidden for that: they speak through their parent.
_SILENT = frozenset({"option", "optgroup", "area", "source", "track", "param", "col", "colgroup", "slot", "wbr", "br"})
_UNSEEN = frozenset(
    {"head", "script", "style", "template", "noscript", "title", "meta", "link", "base", "html", "body", "datalist"}
)
_REPLACED = frozenset({"input", "button", "select", "textarea", "img", "iframe", "video", "canvas", "svg", "embed"})
_CLIPS = frozenset({"hidden", "clip", "scroll", "auto"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_GONE = frozenset({"inset(50%)", "inset(100%)", "circle(0px)", "circle(0px at 50% 50%)", "circle(0%)"})
_SPECK = 1.0  # CSS pixels: what is not wider and higher than that is not seen
_FAINT = 0.05  # opacity


def hidden_reasons(document: Captured) -> dict[int, str]:
    """Return the reason for each hidden element by backend id; the outermost of a hidden part, and what is shown in it.

    What is visible after all inside a part hidden by `visibility` has the reason "shown".
    """
    painted = _painted(document.nodes)
    reasons: dict[int, str] = {}
    within: dict[int, str] = {}  # by id of a node object: why everything in it is hidden
    for node in document.nodes:  # in document order: parents first
        outer = within.get(id(node.flat), "") if node.flat is not None else ""
        if node.kind != ELEMENT or node.name in _UNSEEN:
            within[id(node)] = outer
            continue
        reason = _reason(node, document, painted, outer)
        if reason:
            reasons[node.backend] = reason
        within[id(node)] = "" if reason == "shown" else (reason or outer)
    return reasons


def _reason(node: Node, document: Captured, painted: set[int], outer: str) -> str:
    layout = node.layout
    if outer == "visibility" and layout is not None and layout.style("visibility") == "visible":
        return "shown"
    if outer:
        return ""
    if layout is None:
        return "display" if _left_out(node, painted) else ""
    if layout.style("visibility") != "visible":
        return "visibility"
    if _faint(layout):
        return "opacity"
    return _out_of_sight(node, layout, document, painted)


def _left_out(node: Node, painted: set[int]) -> bool:
    if node.name in _SILENT or id(node) in painted:
        return False
    above = node.flat
    while above is not None:  # skipped for now, laid out when scrolled to
        if above.layout is not None and above.layout.style("content-visibility") == "auto":
            return False
        above = above.flat
    return True


def _faint(layout: Layout) -> bool:
    try:
        return float(layout.style("opacity")) < _FAINT
    except ValueError:
        return False


def _out_of_sight(node: Node, layout: Layout, document: Captured, painted: set[int]) -> str:
    x, y, width, height = layout.box
    small = width <= _SPECK or height <= _SPECK
    if small and (node.name in _REPLACED or _clips(layout, width, height)):
        return "size"
    if small and id(node) not in painted:
        return "size"
    if _clipped_away(layout):
        return "clip"
    if not small and (x + width <= 0 or y + height <= 0 or x >= document.width > 0 or y >= document.height > 0):
        return "offscreen"
    return ""


def _clips(layout: Layout, width: float, height: float) -> bool:
    across, along = layout.style("overflow-x") in _CLIPS, layout.style("overflow-y") in _CLIPS
    return (width <= _SPECK and across) or (height <= _SPECK and along)


def _clipped_away(layout: Layout) -> bool:
    if layout.style("clip-path") in _GONE:
        return True
    clip = layout.style("clip")
    if not clip.startswith("rect(") or layout.style("position") not in {"absolute", "fixed"} or "auto" in clip:
        return False
    top, right, bottom, left = (float(each) for each in _NUMBER.findall(clip)[:4])
    return right - left <= _SPECK or bottom - top <= _SPECK


def _painted(nodes: list[Node]) -> set[int]:
    """Ids of the node objects that are, or hold, something with an extent."""
    painted: set[int] = set()
    for node in reversed(nodes):
        if id(node) not in painted and not _has_extent(node):
            continue
        painted.add(id(node))
        if node.flat is not None:
            painted.add(id(node.flat))
    return painted


def _has_extent(node: Node) -> bool:
    if node.layout is None:
        return False
    _, _, width, height = node.layout.box
    if width <= _SPECK or height <= _SPECK:
        return False
    return node.kind in {TEXT, ELEMENT}
