"""What a visitor presses to see a form that a page has folded away: a tab, a summary, a button that names its panel."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.intents import form_of, intent_of, sends
from safeinfo.derive.shop.words import LINKS
from safeinfo.model.kinds import Purpose
from safeinfo.model.readings import FormRead

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
    for element in _ways(document, form, chain, folded):
        if element.mem_id not in found and len(found) < _MOST:
            control = control_of(document, element)
            if _may_be_pressed(control, element):
                found[element.mem_id] = control
    return tuple(found.values())


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


def _may_be_pressed(control: Control, node: LexborNode) -> bool:
    sent = form_of(node) is not None and sends(control)
    leads = bool(control.url) and not (node.attributes.get("href") or "").startswith("#")
    usable = control.node is not None and control.visible and control.enabled
    return usable and not sent and not leads and intent_of(control) not in {"never", "order"}


def _stays(document: Document, url: str) -> bool:
    return url.partition("#")[0] == document.url.partition("#")[0]
