"""The choices that must be made before a product can be put in the cart: size, colour, variant."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, node_of
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import Control, control_of, identifier_of, names_of, pressable
from safeinfo.derive.shop.furniture import in_furniture
from safeinfo.derive.shop.intents import intent_of
from safeinfo.derive.shop.prices import has_price
from safeinfo.derive.shop.words import CONTROLS

_SCOPE_STEPS = 8
_MAX_GROUPS = 12
_MAX_OPTIONS = 200
_ROW = (
    "button:not([aria-expanded]):not([role=tab]), li[data-si-node], span[data-si-node], div[data-si-node],"
    " dd[data-si-node], td[data-si-node], a[href='#'], a[href^='javascript:']"
)
_SCOPE_TEXT = 4_000  # characters
_SHORT = 30  # characters of what an option is called
_CHOSEN = re.compile(r"\b(?:selected|active|checked|chosen|current)\b")
_SWATCHES = "[role=radio], [role=option], button[aria-pressed], button[aria-checked], [aria-selected]:not([role=tab])"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: `index` within a select, or the `node` to press."""

    label: str
    index: int = 0
    node: int | None = None
    available: bool = True


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """A choice of one among several; `how` is select, radio or press; `node` is the select's own."""

    how: str
    selector: str
    options: tuple[Option, ...]
    chosen: bool
    node: int | None = None


def scope_of(document: Document, element: int) -> LexborNode | None:
    """Return the part of the page that belongs to a control: its form, or what shows a heading or price with it.

    `element` is `Control.element`. None if it is no longer in the document.
    """
    node = next((found for found in document.select("*") if found.mem_id == element), None)
    current, steps = node, 0
    while current is not None and current.parent is not None and steps < _SCOPE_STEPS:
        current, steps = current.parent, steps + 1
        if current.tag in {"body", "html", None}:
            return current
        if current.tag == "form" or (current.css_first("h1, h2") and has_price(document.text(current, _SCOPE_TEXT))):
            return current
    return current


def _available(node: LexborNode, label: str) -> bool:
    attributes = node.attributes
    off = "disabled" in attributes or (attributes.get("aria-disabled") or "").lower() == "true"
    return not off and not CONTROLS["sold-out"].fits(fold(label))


def asks_to_choose(label: str) -> bool:
    """Tell whether the first option of a select stands for none: it asks to choose, or is but strokes."""
    return not any(map(str.isalnum, label)) or CONTROLS["unchosen"].begins(fold(label))


def _select(document: Document, node: LexborNode) -> OptionGroup | None:
    options, chosen = [], False
    for index, option in enumerate(node.css("option")[:_MAX_OPTIONS]):
        label = document.text(option, 120)
        value = option.attributes.get("value")
        empty = (
            value == ""
            or (value is None and not label)
            or (index == 0 and (value in {"0", "-1"} or asks_to_choose(label)))
        )
        if "selected" in option.attributes and not empty:
            chosen = True
        if not empty:
            options.append(Option(label, index=index, available=_available(option, label)))
    if len(node.css("option")) == len(options):
        chosen = True  # without an empty first option a select has always chosen one
    if not options or node_of(node) is None:
        return None
    return OptionGroup("select", document.selector(node), tuple(options), chosen, node_of(node))


def label_for(document: Document, node: LexborNode) -> LexborNode | None:
    """Return the `<label>` of a box: the one that names it, else the one around it."""
    identity = node.attributes.get("id") or ""
    if identity and '"' not in identity and (label := document.tree.css_first(f'label[for="{identity}"]')):
        return label
    current = node.parent
    while current is not None and current.tag not in {"label", "form", "body", None}:
        current = current.parent
    return current if current is not None and current.tag == "label" else None


def _radio(document: Document, node: LexborNode) -> Option | None:
    """A radio button that is itself hidden is pressed by its label."""
    label = label_for(document, node)
    pressed = node if document.visible(node) else label
    if pressed is None or node_of(pressed) is None:
        return None
    text = document.text(label, 120) if label is not None else node.attributes.get("value") or ""
    return Option(text, node=node_of(pressed), available=_available(node, text))


def _radios(document: Document, scope: LexborNode) -> list[OptionGroup]:
    groups: dict[str, list[LexborNode]] = {}
    for node in scope.css("input[type=radio]")[:_MAX_OPTIONS]:
        groups.setdefault(node.attributes.get("name") or "", []).append(node)
    found = []
    for nodes in groups.values():
        options = tuple(option for node in nodes if (option := _radio(document, node)) is not None)
        chosen = any(
            (n.attributes.get("data-si-checked") or str("checked" in n.attributes).lower()) == "true" for n in nodes
        )
        if options:
            found.append(OptionGroup("radio", document.selector(nodes[0]), options, chosen))
    return found


def _is_on(node: LexborNode) -> bool:
    return any((node.attributes.get(key) or "") == "true" for key in ("aria-checked", "aria-pressed", "aria-selected"))


def _swatches(document: Document, scope: LexborNode) -> list[OptionGroup]:
    groups: dict[int, list[LexborNode]] = {}
    for node in {found.mem_id: found for found in scope.css(_SWATCHES)[:_MAX_OPTIONS]}.values():
        if node.tag != "input" and document.visible(node) and node_of(node) is not None and node.parent is not None:
            outer = node.parent.parent if node.parent.tag == "li" and node.parent.parent is not None else node.parent
            groups.setdefault(outer.mem_id, []).append(node)
    found = []
    for nodes in groups.values():
        labels = [(names_of(document, node) or ("",))[0] for node in nodes]
        options = tuple(
            Option(label, node=node_of(n), available=_available(n, label))
            for n, label in zip(nodes, labels, strict=True)
        )
        if len(nodes) > 1:
            found.append(OptionGroup("press", document.selector(nodes[0]), options, any(map(_is_on, nodes))))
    return found


def plain_groups(document: Document, scope: LexborNode) -> tuple[OptionGroup, ...]:
    """Return what may be choices within a part of a page though nothing says so: buttons in a row without a meaning.

    Each is short and called differently; which one is chosen shows in its technical names, as a rule.
    """
    groups: dict[tuple[int, str], list[Control]] = {}
    for node in scope.css(_ROW)[:_MAX_OPTIONS]:
        outer = node.parent.parent if node.parent is not None and node.parent.tag == "li" else node.parent
        control = control_of(document, node)
        if outer is not None and control.visible and control.node is not None and control.enabled:
            groups.setdefault((outer.mem_id, control.tag), []).append(control)
    return tuple(group for row in groups.values() if (group := _row(document, row)) is not None)[:_MAX_GROUPS]


def _row(document: Document, row: list[Control]) -> OptionGroup | None:
    labels = [control.label for control in row]
    named = all(0 < len(label) <= _SHORT and any(map(str.isalnum, label)) for label in labels)
    if len(row) < 2 or not named or len(set(labels)) < len(row) or any(map(intent_of, row)):  # noqa: PLR2004 - one is no choice
        return None
    chosen = any(_CHOSEN.search(f"{control.identifier} {_around(document, control)}") for control in row)
    options = tuple(Option(control.label, node=control.node) for control in row)
    return OptionGroup("press", row[0].selector, options, chosen)


def _around(document: Document, control: Control) -> str:
    """Return the technical names of the list item around a control, "" if there is none."""
    node = next((found for found in pressable(document) if found.mem_id == control.element), None)
    parent = node.parent if node is not None else None
    return identifier_of(parent) if parent is not None and parent.tag == "li" else ""


def option_groups(document: Document, scope: LexborNode) -> tuple[OptionGroup, ...]:
    """Return the visible choices within a part of a page, in the order select, radio, press."""
    selects = [
        group
        for node in scope.css("select")[:_MAX_GROUPS]
        if document.visible(node) and (group := _select(document, node)) is not None
    ]
    every = [*selects, *_radios(document, scope), *_swatches(document, scope)]
    return tuple(every[:_MAX_GROUPS])


def waits_for_choice(document: Document) -> Control | None:
    """Return the button of a product that is off until something is chosen, though it does not say yet what it does.

    It stands with a price and with choices that were not made, and is no button of the page's header or footer.
    """
    for node in document.select("button, input[type=submit], input[type=button], [role=button]")[:_MAX_OPTIONS]:
        control = control_of(document, node)
        if control.enabled or not control.visible or not control.label or intent_of(control) in {"never", "aside"}:
            continue
        scope = scope_of(document, control.element)
        if in_furniture(node) or scope is None or not has_price(document.text(scope, _SCOPE_TEXT)):
            continue
        if any(not group.chosen for group in (*option_groups(document, scope), *plain_groups(document, scope))):
            return control
    return None


def unticked(document: Document, scope: LexborNode) -> tuple[int, ...]:
    """Return the nodes of visible tick boxes within a part of a page that are off and say they are required."""
    return tuple(
        node
        for box in scope.css("input[type=checkbox]")[:40]
        if ("required" in box.attributes or (box.attributes.get("aria-required") or "") == "true")
        and (box.attributes.get("data-si-checked") or "false") == "false"
        and document.visible(box)
        and (node := node_of(box)) is not None
    )


def guest_radio(document: Document) -> int | None:
    """Return the node of a visible radio button that is off and means going on without an account."""
    for node, label in _guest_radios(document):
        if (node.attributes.get("data-si-checked") or "false") == "false":
            pressed = node if document.visible(node) else label
            return node_of(pressed) if pressed is not None else None
    return None


def offers_guest(document: Document) -> bool:
    """Tell whether a document has a visible radio button, on or off, that means going on without an account."""
    return any(document.visible(each) for pair in _guest_radios(document) for each in pair if each is not None)


def _guest_radios(document: Document) -> list[tuple[LexborNode, LexborNode | None]]:
    found = []
    for node in document.select("input[type=radio]")[:100]:
        label = label_for(document, node)
        text = document.text(label, 120) if label is not None else node.attributes.get("value") or ""
        if CONTROLS["guest"].fits(fold(text)):
            found.append((node, label))
    return found
