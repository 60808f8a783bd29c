"""What a visitor presses to see what a page has folded away: a form, or a section of a form that is shown.

A tab, a summary, a button that names its panel; in a form also the box to tick before the section.
"""

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, node_of
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.intents import form_of, intent_of, sends
from safeinfo.derive.shop.options import label_for
from safeinfo.derive.shop.words import LINKS
from safeinfo.model.kinds import Purpose, Required
from safeinfo.model.readings import FieldRead, FormRead

_DEEP = 60  # ancestors
_MOST = 4  # controls for one form
_NAMING = ("aria-controls", "href", "popovertarget", "commandfor")  # WAI-ARIA 1.2; HTML, 6.12 and 4.10.18
_TOPICS = {
    Purpose.LOGIN: "login",
    Purpose.SIGNUP: "signup",
    Purpose.CONTACT: "contact",
    Purpose.NEWSLETTER: "newsletter",
    Purpose.RECOVERY: "recovery",
}
_SWITCHES = "input[type=checkbox], [role=checkbox], [role=switch]"
_TOGGLES = f"{_SWITCHES}, input[type=radio], [role=radio]"
_MOST_TOGGLES = 20
_WORDS = 5  # of a label that names a form
_SHARE = 0.5  # of a label that a topic's words make up


def openers(document: Document, form: FormRead) -> tuple[Control, ...]:
    """Return the controls that may show a hidden form, likeliest first; none that sends, orders or leads away.

    What names the form's panel comes first, then the summary or heading it is folded under, then the tab at its
    place, then what is called as the form is or by what it is for.
    """
    node = document.find(form.selector)
    if node is None:
        return ()
    chain = list(_upwards(node))
    folded = [each for each in chain if not document.visible(each)]
    found: dict[int, Control] = {}
    naming = {each.mem_id for each in _naming(pressable(document), chain)}
    for element in _ways(document, form, chain, folded):
        if element.mem_id not in found and len(found) < _MOST:
            control = control_of(document, element)
            if _may_be_pressed(document, control, element, named=element.mem_id in naming):
                found[element.mem_id] = control
    return tuple(found.values())


def unfolders(document: Document, form: FormRead, fields: Iterable[FieldRead]) -> tuple[Control, ...]:
    """Return the controls that may show hidden fields of a form that is shown, likeliest first for each section."""
    root, found = document.find(form.selector), dict[int, Control]()
    if root is None:
        return ()
    done, can_be = set[int](), pressable(document) + document.select(_TOGGLES)
    places = {each.mem_id for each in can_be}
    consents = {field.node for field in form.fields if field.kind.startswith("consent-")} - {None}
    for field in fields:
        node = document.find(field.selector)
        chain = list(_upwards(node)) if node is not None else []
        folded = [each for each in chain if not document.visible(each)]
        if not folded or folded[-1].mem_id in done:
            continue
        done.add(folded[-1].mem_id)
        named = [*_naming(can_be, chain), *_labelling(document, chain)]
        beside = [each for panel in reversed(folded) for each in _before(panel) if each.mem_id in places]
        for element in [*named, *beside, *_toggle_before(root, folded[-1])][:_MOST]:
            control = _pressed_for(document, element)
            if control is not None and control.node not in consents and node_of(element) not in consents:
                found.setdefault(control.element, control)
    return tuple(found.values())


def toggles(document: Document, form: FormRead) -> tuple[Control, ...]:
    """Return the boxes of a form that one may tick or not, and that consent to nothing: they may ask more once on."""
    root = document.find(form.selector)
    bound = {
        field.node for field in form.fields if field.kind.startswith("consent-") or field.required is Required.REQUIRED
    }
    nodes = root.css(_SWITCHES)[:_MOST_TOGGLES] if root is not None else []
    found = (_pressed_for(document, node) for node in nodes if node_of(node) not in bound - {None})
    return tuple(control for control in found if control is not None)


def _pressed_for(document: Document, node: LexborNode) -> Control | None:
    """Return the control to press for an element: itself, or the label of a box that is drawn otherwise."""
    shown = node if document.visible(node) else label_for(document, node)
    if shown is None or (node.tag == "input" and node.attributes.get("type") == "radio" and _is_on(node)):
        return None
    control = control_of(document, shown)
    return control if _may_be_pressed(document, control, shown) else None


def _is_on(node: LexborNode) -> bool:
    return (node.attributes.get("data-si-checked") or str("checked" in node.attributes).lower()) == "true"


def _toggle_before(root: LexborNode, panel: LexborNode) -> list[LexborNode]:
    """The last box or switch of a form before a folded section: it is mostly what asks for the section."""
    last: list[LexborNode] = []
    boxes = {node.mem_id for node in root.css(_TOGGLES)}
    for node in root.traverse():
        if node.mem_id == panel.mem_id:
            break
        if node.mem_id in boxes:
            last = [node]
    return last


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    current: LexborNode | None = node
    for _ in range(_DEEP):
        if current is None or current.tag in {"body", "html"}:
            return
        yield current
        current = current.parent


def _ways(
    document: Document, form: FormRead, chain: list[LexborNode], folded: list[LexborNode]
) -> Iterator[LexborNode]:
    pressed = pressable(document)
    yield from _naming(pressed, chain)
    yield from _labelling(document, chain)
    can_be = {each.mem_id for each in pressed}
    for panel in reversed(folded):
        yield from (each for each in _before(panel) if each.mem_id in can_be)
    for panel in reversed(folded):
        yield from _at_its_place(panel)
    yield from _called(document, pressed, form)


def _naming(pressed: list[LexborNode], chain: list[LexborNode]) -> Iterator[LexborNode]:
    """Controls that name, in whatever attribute, an element around the form; the closest first."""
    names = [identity for node in chain if (identity := node.attributes.get("id"))]
    by_name: dict[str, list[LexborNode]] = {}
    for control in pressed:
        for key, value in control.attributes.items():
            if value and (key in _NAMING or key.startswith("data-")) and not key.startswith("data-si-"):
                for each in value.split()[:4]:
                    by_name.setdefault(each.removeprefix("#"), []).append(control)
    for name in names:
        yield from by_name.get(name, ())


def _labelling(document: Document, chain: list[LexborNode]) -> Iterator[LexborNode]:
    """The tab that labels a panel, and the summary of closed details (HTML, 4.11.1)."""
    for node in chain:
        if node.tag == "details" and "open" not in node.attributes:
            summary = next((child for child in node.iter() if child.tag == "summary"), None)
            if summary is not None:
                yield summary
        if node.attributes.get("role") == "tabpanel":
            for identity in (node.attributes.get("aria-labelledby") or "").split()[:2]:
                yield from (each for each in document.select(f'[id="{_quoted(identity)}"]')[:1])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _before(panel: LexborNode) -> Iterator[LexborNode]:
    """The heading or button right before a folded panel."""
    before = panel.prev
    while before is not None and (before.tag or "-").startswith("-"):
        before = before.prev
    if before is not None:
        inner = before.css("button, summary, [role=button], a")[:2]
        yield from inner if len(inner) == 1 else ([before] if not inner else [])


def _at_its_place(panel: LexborNode) -> Iterator[LexborNode]:
    """The tab at the same place among the tabs as the panel among the panels."""
    parent = panel.parent
    if parent is None:
        return
    panels = [child for child in parent.iter() if child.tag == panel.tag]
    for row in _rows_before(panels[0], parent):
        tabs = row.css("button, a, [role=tab], [role=button]")
        if len(tabs) == len(panels) > 1:
            yield tabs[next(place for place, each in enumerate(panels) if each.mem_id == panel.mem_id)]
            return


def _rows_before(first: LexborNode, parent: LexborNode) -> Iterator[LexborNode]:
    for start in (first, parent):
        before = start.prev
        while before is not None:
            if not (before.tag or "-").startswith("-"):
                yield before
            before = before.prev


def _called(document: Document, pressed: list[LexborNode], form: FormRead) -> Iterator[LexborNode]:
    """What leads nowhere and is called as the form is, or by what the form is for."""
    named = {fold(form.heading)} - {""}
    topic = _TOPICS.get(form.purpose)
    for node in pressed:
        control = control_of(document, node)
        names = [name for name in control.names if name.count(" ") < _WORDS]
        if control.url and not _stays(document, control.url):
            continue
        if named.intersection(names) or (topic and any(LINKS[topic].share(name) >= _SHARE for name in names)):
            yield node


def _may_be_pressed(document: Document, control: Control, node: LexborNode, *, named: bool = False) -> bool:
    """Tell whether a control may be pressed to see what it shows; one that has a panel `named` need not stay here."""
    sent = form_of(node) is not None and sends(control)
    stays = "#" in control.url and _stays(document, control.url)  # without a sharp it would load the page again
    leads = bool(control.url) and not stays and not named
    usable = control.node is not None and control.visible and control.enabled
    return usable and not sent and not leads and intent_of(control) not in {"never", "order"}


def _stays(document: Document, url: str) -> bool:
    return url.partition("#")[0] == document.url.partition("#")[0]
