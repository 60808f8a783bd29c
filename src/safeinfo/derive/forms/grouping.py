"""Which controls make one form, as a visitor sees it: by `<form>`, or by the part they share with a button."""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.forms.stream import Stream

# Parts of a page that no form reaches out of.
_BOUNDARIES = frozenset(
    {"dialog", "section", "article", "aside", "footer", "header", "nav", "main", "si-shadow", "body"}
)
_BOUNDARY_ROLES = frozenset({"dialog", "alertdialog", "form", "search", "main", "banner", "contentinfo", "navigation"})
_LANDMARKS = "header, footer, nav, main, [role=main], [role=contentinfo], [role=banner], [role=navigation]"
_REACH = 60


@dataclass(slots=True)
class Group:
    """The controls and buttons of one form; `root` is its element, `tagged` whether that is a `<form>`."""

    root: LexborNode
    tagged: bool
    controls: list[LexborNode] = field(default_factory=list)
    buttons: list[LexborNode] = field(default_factory=list)
    form: LexborNode | None = None  # where the controls are sent, if a `<form>` holds the whole page


def group(document: Document, stream: Stream) -> list[Group]:
    """Return the forms of a document in order; each control is in exactly one."""
    forms = {f"#{identity}": node for node in document.select("form[id]") if (identity := node.attributes.get("id"))}
    groups: dict[int, Group] = {}
    loose: list[LexborNode] = []
    page_wide: dict[int, bool] = {}
    for item in stream.items:
        if item.what not in {"control", "button"}:
            continue
        form = forms.get("#" + (item.node.attributes.get("form") or "")) or _ancestor_form(item.node)
        if form is not None and form.mem_id not in page_wide:
            page_wide[form.mem_id] = _is_page_wide(form)
        if form is None or page_wide[form.mem_id]:
            loose.append(item.node)
            continue
        made = groups.setdefault(form.mem_id, Group(form, tagged=True, form=form))
        (made.controls if item.what == "control" else made.buttons).append(item.node)
    for made in _loose_groups(document, stream, loose):
        groups[made.root.mem_id] = made
    return sorted((made for made in groups.values() if made.controls), key=lambda g: stream.place[g.controls[0].mem_id])


def _ancestor_form(node: LexborNode) -> LexborNode | None:
    current = node.parent
    for _ in range(_REACH * 4):
        if current is None or current.tag == "form":
            return current
        current = current.parent
    return None


def _is_page_wide(form: LexborNode) -> bool:
    """Tell whether a `<form>` holds the page's own landmarks: then it groups nothing for a visitor."""
    return len(form.css(_LANDMARKS)) > 1 and form.css_first("main, footer, [role=main], [role=contentinfo]") is not None


def _loose_groups(document: Document, stream: Stream, nodes: list[LexborNode]) -> list[Group]:
    controls = [n for n in nodes if stream.items[stream.place[n.mem_id]].what == "control"]
    buttons = [n for n in nodes if n not in controls] if len(nodes) < 400 else []  # noqa: PLR2004
    if not buttons and len(nodes) >= 400:  # noqa: PLR2004 - too many to compare one by one
        buttons = [n for n in nodes if stream.items[stream.place[n.mem_id]].what == "button"]
    doing = [b for b in buttons if _does_something(stream, b)]
    above_shown, above_any = _ancestors_of([b for b in doing if document.visible(b)]), _ancestors_of(doing)
    found: dict[int, Group] = {}
    for control in controls:  # what is behind a tab has its button there
        root = _root_of(control, above_shown if document.visible(control) else above_any)
        found.setdefault(root.mem_id, Group(root, tagged=False, form=_ancestor_form(control))).controls.append(control)
    merged = _merged(list(found.values()))
    for made in merged:
        made.controls.sort(key=lambda control: stream.place[control.mem_id])
    _give_buttons(merged, buttons)
    return merged


def _does_something(stream: Stream, button: LexborNode) -> bool:
    """Leave out what only shows, hides or steps: toggles, and buttons without a word."""
    attributes = button.attributes
    if {"aria-pressed", "aria-expanded", "aria-haspopup"} & attributes.keys():
        return False
    return len(stream.items[stream.place[button.mem_id]].text) > 1


def _ancestors_of(nodes: list[LexborNode]) -> set[int]:
    found: set[int] = set()
    for node in nodes:
        current = node.parent
        while current is not None and current.mem_id not in found and len(found) < 100_000:  # noqa: PLR2004
            found.add(current.mem_id)
            current = current.parent
    return found


def _root_of(control: LexborNode, above_buttons: set[int]) -> LexborNode:
    """Return the nearest part around a control that also holds a button, or the nearest boundary."""
    current = control.parent
    last = control
    for _ in range(_REACH):
        if current is None or current.tag in {"html", "-document"}:
            return last
        if current.mem_id in above_buttons and current.tag != "label":
            return current
        if _is_boundary(current):
            return current
        last, current = current, current.parent
    return last


def _is_boundary(node: LexborNode) -> bool:
    return node.tag in _BOUNDARIES or node.attributes.get("role") in _BOUNDARY_ROLES


def _merged(groups: list[Group]) -> list[Group]:
    """Join a group into one around it where nothing separates the two: its button then belonged to a field."""
    roots = {made.root.mem_id: made for made in groups}
    outermost: dict[int, Group] = {}
    for made in groups:
        inner = made
        while not _is_boundary(inner.root) and (outer := _around(inner.root, roots)) is not None:
            inner = outer  # which may lie in another one itself
        outermost[made.root.mem_id] = inner
    for made in groups:
        if (outer := outermost[made.root.mem_id]) is not made:
            outer.controls.extend(made.controls)
    return [made for made in groups if outermost[made.root.mem_id] is made]


def _around(root: LexborNode, roots: dict[int, Group]) -> Group | None:
    current = root.parent
    for _ in range(_REACH):
        if current is None:
            return None
        if current.mem_id in roots and current.tag != "body":
            return roots[current.mem_id]
        if _is_boundary(current):
            return None
        current = current.parent
    return None


def _give_buttons(groups: list[Group], buttons: list[LexborNode]) -> None:
    """Give each button to every group whose element it lies in."""
    by_root = {made.root.mem_id: made for made in groups}
    for button in buttons:
        current: LexborNode | None = button
        for _ in range(_REACH * 4):
            if current is None:
                break
            if current.mem_id in by_root:
                by_root[current.mem_id].buttons.append(button)
            current = current.parent
