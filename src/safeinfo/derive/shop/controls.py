"""The controls of a page: whatever a visitor can press, with the names it goes by."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, box_of, node_of
from safeinfo.derive.links.lexicon import fold
from safeinfo.model.readings import Box

_PRESSED = (
    "a, button, summary, area[href], input[type=submit], input[type=button], input[type=image], [role=button],"
    " [role=link], [role=menuitem], [onclick], label[data-si-node], [tabindex='0'][data-si-node],"
    " div[data-si-node], span[data-si-node], li[data-si-node]"
)
_MAX_CONTROLS = 6_000
_MAX_NAME = 160
_WORD_PARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\W_]+")
_IDENTIFIERS = ("id", "class", "name", "data-action", "data-testid", "data-test", "formaction", "href", "onclick")
_FIELDS = frozenset({"input", "select", "textarea"})


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press. `names` are folded, the shown text first; `identifier` its folded technical names.

    `node` is the browser's backend node id, None where none was noted; `element` identifies it in its document.
    """

    selector: str
    label: str
    names: tuple[str, ...]
    identifier: str
    tag: str
    url: str = ""
    type: str = ""
    visible: bool = True
    enabled: bool = True
    node: int | None = None
    box: Box | None = None
    frame: str = ""
    element: int = 0

    @property
    def is_button(self) -> bool:
        """Whether pressing it is not just following a link."""
        return self.tag != "a" or not self.url


def _labelled(document: Document, node: LexborNode) -> str:
    identity = (node.attributes.get("aria-labelledby") or "").split()
    if not identity or not identity[0].isidentifier():
        return ""
    found = document.tree.css_first(f'[id="{identity[0]}"]')
    return document.text(found, _MAX_NAME) if found is not None else ""


def _pictures(node: LexborNode) -> list[str]:
    return [
        picture.attributes.get("alt") or picture.attributes.get("title") or picture.attributes.get("aria-label") or ""
        for picture in node.css("img, [role=img], svg[aria-label]")[:3]
    ]


def names_of(document: Document, node: LexborNode) -> tuple[str, ...]:
    """Return what a control is called, unfolded: its text, value, ARIA label, title, pictures; none empty."""
    attributes = node.attributes
    shown = document.text(node, _MAX_NAME) if node.tag not in _FIELDS else ""
    value = attributes.get("value") if node.tag == "input" else ""
    named = (shown, value, attributes.get("aria-label"), _labelled(document, node), attributes.get("title"))
    every = [*named, attributes.get("alt"), *_pictures(node)]
    return tuple(dict.fromkeys(name.strip()[:_MAX_NAME] for name in every if name and name.strip()))


def identifier_of(node: LexborNode, *, with_address: bool = True) -> str:
    """Return the technical names of an element (id, class, name …) as folded words: `addToCart` → `add to cart`."""
    keys = _IDENTIFIERS if with_address else _IDENTIFIERS[:3]
    raw = " ".join(str(node.attributes.get(key) or "")[:200] for key in keys)
    return " ".join(part for part in _WORD_PARTS.split(raw) if part).lower()


def _address(document: Document, node: LexborNode) -> str:
    href = (node.attributes.get("href") or "").strip()
    if not href or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "blob:")):
        return ""
    return "" if _leads_nowhere(document, href) else document.resolve(href)


def _leads_nowhere(document: Document, href: str) -> bool:
    """Tell whether a link only has the sharp of an address: `#`, or the name of no part of the page (`#none`)."""
    if not href.startswith("#") or href.startswith(("#/", "#!")):
        return False
    name = href[1:]
    return not name.replace("-", "").replace("_", "").isalnum() or document.tree.css_first(f'[id="{name}"]') is None


def _enabled(node: LexborNode) -> bool:
    attributes = node.attributes
    return "disabled" not in attributes and (attributes.get("aria-disabled") or "").lower() != "true"


def control_of(document: Document, node: LexborNode) -> Control:
    """Return the record of one element as a control."""
    names = names_of(document, node)
    return Control(
        selector=document.selector(node),
        label=names[0] if names else "",
        names=tuple(fold(name) for name in names),
        identifier=identifier_of(node),
        tag=node.tag or "",
        url=_address(document, node),
        type=(node.attributes.get("type") or "").lower(),
        visible=document.visible(node),
        enabled=_enabled(node),
        node=node_of(node),
        box=box_of(node),
        frame=document.frame,
        element=node.mem_id,
    )


def pressable(document: Document, within: LexborNode | None = None) -> list[LexborNode]:
    """Return the elements that can be pressed, in document order, of a part or the whole of a document."""
    found = within.css(_PRESSED) if within is not None else document.select(_PRESSED)
    seen: set[int] = set()
    kept = []
    for node in found[:_MAX_CONTROLS]:
        if node.mem_id not in seen:
            seen.add(node.mem_id)
            kept.append(node)
    return kept
