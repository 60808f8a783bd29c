"""What one may choose among at the till: ways to pay and to deliver, by radio buttons, tabs, folds, tiles or a list.

Choosing is all that these do. What orders, pays, sends a form, leads away or leaves for a wallet is none of them; a
radio button that names a wallet only chooses it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, node_of
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.furniture import in_furniture
from safeinfo.derive.shop.intents import form_of, intent_of, sends
from safeinfo.derive.shop.options import asks_to_choose, label_for
from safeinfo.derive.shop.words import BINDING, BRANDS, CONTROLS, LINKS
from safeinfo.model.kinds import Purpose
from safeinfo.model.readings import FormRead

_MOST = 120  # elements looked at
_OF_GROUP = 6  # of one group; a long one is a list of places or hours, which all ask the same
_SHORT = 80  # characters of what a tile says
_LOGIN_WORDS = 6
_HEARING = "li[data-si-node], div[data-si-node], span[data-si-node], [data-si-hears]"
_TILE = "tile"
_MENUS = frozenset({"menu", "listbox", "tree", "grid"})
_ELSEWHERE = frozenset({Purpose.NEWSLETTER, Purpose.SEARCH})
_CHOSEN = ("aria-checked", "aria-selected", "aria-pressed", "aria-expanded")


@dataclass(frozen=True, slots=True)
class Method:
    """One thing to choose: `how` is tick (a radio button), press or select (the option `index` of a list)."""

    how: str
    node: int
    label: str
    group: str
    frame: str = ""
    index: int = 0
    chosen: bool = False

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What stays the same though the page draws itself anew."""
        return self.frame, self.group, self.label, self.index

    @property
    def is_tile(self) -> bool:
        """Whether it says by nothing but its words that it chooses something."""
        return self.group == _TILE


def methods(document: Document, forms: Iterable[FormRead], *, tiles: bool = False) -> tuple[Method, ...]:
    """Return what may be chosen on a page of the till, in the order radio, list, tab, fold, and with `tiles` those.

    Choices that are about the person (a title), consents, and whether one has an account are left out.
    """
    own = [form for form in forms if form.frame == document.frame]
    found = [*_radios(document, own), *_lists(document, own), *_tabs(document), *_folds(document)]
    if tiles:
        taken = {each.node for each in found}
        found += [each for each in _tiles(document) if each.node not in taken]
    return tuple(_few(found))


def login_presses(document: Document) -> tuple[Control, ...]:
    """Return what opens a login in a page of the till, by what it says; none that sends or leads away."""
    found = (control_of(document, node) for node in pressable(document) if not in_furniture(node))
    return tuple(
        each
        for each in found
        if _opens(document, each)
        and intent_of(each) not in {"never", "order", "aside", "guest"}
        and any(name.count(" ") < _LOGIN_WORDS and LINKS["login"].fits(name) for name in each.names)
    )


def _few(found: list[Method]) -> Iterator[Method]:
    """Yield some of each group, those first that say a way to pay or to deliver."""
    ways = {each.group for each in found if _is_way(fold(each.label))}
    counted: dict[str, int] = {}
    for each in sorted(found, key=lambda method: method.group not in ways):
        counted[each.group] = counted.get(each.group, 0) + 1
        if counted[each.group] <= _OF_GROUP:
            yield each


def _left_out(forms: Iterable[FormRead]) -> frozenset[str]:
    """Return the selectors of choices that are about the person, consent to something, or belong to other forms."""
    return frozenset(
        selector
        for form in forms
        for field in form.fields
        if field.personal or field.kind.startswith("consent-") or form.purpose in _ELSEWHERE
        for selector in (field.selector, *field.others)
    )


def _radios(document: Document, forms: list[FormRead]) -> Iterator[Method]:
    groups: dict[str, list[tuple[LexborNode, str]]] = {}
    for node in document.select("input[type=radio], [role=radio]")[:_MOST]:
        label = label_for(document, node)
        shown = document.visible(node) or (label is not None and document.visible(label))
        if shown and not in_furniture(node) and not _is_off(node):
            text = document.text(label if label is not None else node, _SHORT) or node.attributes.get("value") or ""
            groups.setdefault(_group(document, node), []).append((node, text))
    left_out = _left_out(forms)
    for name, group in groups.items():
        texts = [fold(text) for _, text in group]
        if any(map(CONTROLS["guest"].fits, texts)):
            continue
        personal = any(document.selector(node) in left_out for node, _ in group)
        if personal and not any(BINDING["payment"].fits(text) for text in texts):
            continue
        for node, text in group:
            if (number := node_of(node)) is not None:
                how = "tick" if node.tag == "input" else "press"
                yield Method(how, number, text, f"radio {name}", document.frame, chosen=_is_on(node))


def _group(document: Document, node: LexborNode) -> str:
    if name := node.attributes.get("name"):
        return name
    around = node.parent
    while around is not None and around.attributes.get("role") != "radiogroup" and around.tag not in {"form", "body"}:
        around = around.parent
    return document.selector(around) if around is not None else ""


def _lists(document: Document, forms: list[FormRead]) -> Iterator[Method]:
    left_out = _left_out(forms)
    for node in document.select("select")[:_MOST]:
        number, selector = node_of(node), document.selector(node)
        if number is None or not document.visible(node) or _is_off(node) or selector in left_out:
            continue
        options = node.css("option")[:_MOST]
        texts = [document.text(option, _SHORT) for option in options]
        if not any(_is_way(fold(text)) for text in texts):
            continue
        marked = [place for place, option in enumerate(options) if "selected" in option.attributes]
        for index, (option, text) in enumerate(zip(options, texts, strict=True)):
            if option.attributes.get("value") != "" and not _is_off(option) and not asks_to_choose(text):
                name = f"list {node.attributes.get('name') or selector}"
                chosen = index == next(iter(marked), 0)
                yield Method("select", number, text, name, document.frame, index, chosen)


def _tabs(document: Document) -> Iterator[Method]:
    for node in document.select("[role=tab]")[:_MOST]:
        control = control_of(document, node)
        if not in_furniture(node) and _opens(document, control) and not _is_wallet(control):
            yield _pressed(control, "tab", chosen=_is_on(node))


def _folds(document: Document) -> Iterator[Method]:
    """Yield what says that it opens something in the page (WAI-ARIA 1.2, aria-expanded; HTML, 4.11.1)."""
    for node in document.select("[aria-expanded=false], details:not([open]) > summary")[:_MOST]:
        attributes = node.attributes
        is_menu = (attributes.get("aria-haspopup") or "") in _MENUS or attributes.get("role") in {"combobox", "tab"}
        if is_menu or node.tag in {"input", "select"} or in_furniture(node):
            continue
        control = control_of(document, node)
        if _opens(document, control) and intent_of(control) == "" and not _is_wallet(control):
            yield _pressed(control, "fold", chosen=False)


def _tiles(document: Document) -> Iterator[Method]:
    """Yield what hears clicks, is no button, and says a way to pay or to deliver; and what stands in a row with it."""
    rows: dict[int, list[tuple[LexborNode, Control]]] = {}
    for node in document.select(_HEARING)[:_MOST]:
        if node.parent is None or in_furniture(node) or node.css_first("input, button, a, select, textarea"):
            continue
        control = control_of(document, node)
        if 0 < len(control.label) <= _SHORT and control.visible and control.enabled:
            rows.setdefault(node.parent.mem_id, []).append((node, control))
    for row in rows.values():
        if any(_is_way(name) for _, control in row for name in control.names):
            for node, control in row:
                if not _is_wallet(control) and intent_of(control) == "":
                    number = int(node.attributes.get("data-si-hears") or control.node or 0)
                    yield Method("press", number, control.label, _TILE, control.frame, chosen=_is_on(node))


def _pressed(control: Control, group: str, *, chosen: bool) -> Method:
    return Method("press", control.node or 0, control.label, group, control.frame, chosen=chosen)


def _opens(document: Document, control: Control) -> bool:
    """Tell whether a control can be pressed, sends no form and stays in the page."""
    stays = not control.url or ("#" in control.url and control.url.partition("#")[0] == document.url.partition("#")[0])
    usable = control.node is not None and control.visible and control.enabled
    return usable and stays and not _is_sent(document, control)


def _is_sent(document: Document, control: Control) -> bool:
    if not sends(control):
        return False
    node = next((found for found in pressable(document) if found.mem_id == control.element), None)
    return node is not None and form_of(node) is not None


def _is_wallet(control: Control) -> bool:
    return any(map(BRANDS.fits, control.names)) or any(BINDING["final"].fits(name) for name in control.names)


def _is_way(text: str) -> bool:
    return BINDING["payment"].fits(text) or BINDING["delivery"].fits(text)


def _is_off(node: LexborNode) -> bool:
    return "disabled" in node.attributes or (node.attributes.get("aria-disabled") or "").lower() == "true"


def _is_on(node: LexborNode) -> bool:
    attributes = node.attributes
    if node.tag == "input":
        return (attributes.get("data-si-checked") or str("checked" in attributes).lower()) == "true"
    return any((attributes.get(key) or "") == "true" for key in _CHOSEN)
