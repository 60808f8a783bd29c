"""The consent banner of a page: what it says, and the controls that answer it."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, node_of
from safeinfo.derive.links.lexicon import BANNER_ABOUT, fold
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.words import CONSENT

_ANSWERS = ("refuse", "save", "settings", "accept", "close")
_LABEL_WORDS = 9
_MAX_TEXT = 6_000  # characters
_LEAST_TEXT = 20
_STEPS = 12
_SPREAD = 500  # characters that a wider part may add to hold further answers
_PERSONAL = "input[type=email], input[type=tel], input[type=password], input[type=text], input:not([type]), textarea"
_NAMED = {
    "refuse": ("reject", "decline", "deny", "refuse", "necessary only", "only necessary"),
    "accept": ("accept all", "acceptall", "accept", "allow all"),
    "settings": ("settings", "preferences", "customize", "manage"),
    "close": ("close", "dismiss"),
}


@dataclass(frozen=True, slots=True)
class Banner:
    """A consent banner; each answer it has, None where it has none. `ticked`: nodes of optional boxes that are on."""

    selector: str
    text: str
    frame: str
    refuse: Control | None = None
    save: Control | None = None
    settings: Control | None = None
    accept: Control | None = None
    close: Control | None = None
    ticked: tuple[int, ...] = ()


def _answer(control: Control) -> str:
    for name in control.names:
        if not name or name.count(" ") + 1 > _LABEL_WORDS:
            continue
        if said := _said(name):
            return said
    return next((a for a, marks in _NAMED.items() if any(mark in control.identifier for mark in marks)), "")


def _said(name: str) -> str:
    """A refusal counts wherever it stands; saving what is set beats setting it; accepting all is never saving."""
    shares = {answer: CONSENT[answer].share(name) for answer in _ANSWERS}
    if shares["refuse"]:
        return "refuse"
    if shares["save"] and shares["save"] >= shares["accept"]:
        return "save"
    best = max(shares["settings"], shares["accept"])
    if best:
        return "settings" if shares["settings"] >= best else "accept"
    return "close" if CONSENT["close"].whole(name) else ""


def _about(text: str) -> bool:
    return bool(BANNER_ABOUT.search(fold(text[:_MAX_TEXT])))


def _container(document: Document, control: LexborNode) -> LexborNode | None:
    """The smallest part around an answer that says what it answers."""
    current, steps = control.parent, 0
    while current is not None and current.tag not in {"html", None} and steps < _STEPS:
        text = document.text(current, _MAX_TEXT + 1)
        if len(text) > _MAX_TEXT or (current.tag == "body" and not document.frame):
            return None
        if len(text) >= _LEAST_TEXT and _about(text):
            return None if _asks(document, current) else _widened(document, current, len(text))
        current, steps = current.parent, steps + 1
    return None


def _asks(document: Document, part: LexborNode) -> bool:
    return any(document.visible(box) for box in part.css(_PERSONAL)[:20])


def _widened(document: Document, part: LexborNode, length: int) -> LexborNode:
    """Take in a parent that adds little text: the further answers often stand beside."""
    current = part
    for _ in range(4):
        parent = current.parent
        if parent is None or parent.tag in {"body", "html", "main", "footer", None}:
            break
        if len(document.text(parent, _MAX_TEXT + 1)) > length + _SPREAD or _asks(document, parent):
            break
        current = parent
    return current


def _answers(document: Document, part: LexborNode) -> dict[str, Control]:
    found: dict[str, Control] = {}
    for node in pressable(document, part):
        control = control_of(document, node)
        if not (control.visible and control.enabled) or control.node is None:
            continue
        answer = _answer(control)
        if answer in {"refuse", "accept", "save"} and control.url and not _leads_nowhere(document, control):
            continue  # a link to another page answers nothing
        known = found.get(answer)
        if answer and (known is None or (not known.is_button and control.is_button)):
            found[answer] = control
    return found


def _leads_nowhere(document: Document, control: Control) -> bool:
    return control.url.partition("#")[0] == document.url.partition("#")[0]


def _ticked(part: LexborNode) -> tuple[int, ...]:
    boxes = part.css("input[type=checkbox], [role=switch], [role=checkbox]")[:60]
    return tuple(
        node
        for box in boxes
        if _is_on(box) and "disabled" not in box.attributes and (node := node_of(box)) is not None
        and (box.attributes.get("aria-disabled") or "") != "true"
    )  # fmt: skip


def _is_on(box: LexborNode) -> bool:
    attributes = box.attributes
    return "true" in (attributes.get("data-si-checked") or "", attributes.get("aria-checked") or "")


def consent_banner(document: Document) -> Banner | None:
    """Return the consent banner that a visitor of this document sees; None if there is none.

    It is known by what it says and by its answers, wherever and however it is drawn: a part of the page about
    cookies, consent or tracking, with a control that accepts, refuses, saves or sets, and nothing else to fill in.
    """
    tried: set[int] = set()
    for node in pressable(document):
        control = control_of(document, node)
        if not control.visible or _answer(control) not in {"accept", "refuse", "settings", "save"}:
            continue
        part = _container(document, node)
        if part is None or part.mem_id in tried:
            continue
        tried.add(part.mem_id)
        answers = _answers(document, part)
        if {"accept", "refuse", "save"} & answers.keys() and not _is_plain_content(part, answers):
            text = document.text(part, 1_000)
            return Banner(document.selector(part), text, document.frame, ticked=_ticked(part), **answers)
    return None


def _is_plain_content(part: LexborNode, answers: dict[str, Control]) -> bool:
    """A lone "OK" or "Yes" inside the text of a page is no banner, unless the part stands apart from it."""
    current: LexborNode | None = part
    while current is not None and current.tag not in {"body", None}:
        if current.tag in {"main", "article"} or (current.attributes.get("role") or "") == "main":
            return not ({"refuse", "settings"} & answers.keys())
        if current.tag == "dialog" or (current.attributes.get("role") or "") in {"dialog", "alertdialog", "region"}:
            return False
        current = current.parent
    return False
