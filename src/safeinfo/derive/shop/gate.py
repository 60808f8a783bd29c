"""Age gates: a question about age that stands before a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, node_of
from safeinfo.derive.links.lexicon import fold
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.words import PAGES
from safeinfo.model.readings import FormRead

_ASK, _YES, _NO = (PAGES["gate"][part] for part in ("ask", "yes", "no"))
_AGE = re.compile(r"(?<!\d)(1[0-9]|2[015])(?!\d)")
_BADGE = re.compile(
    r"\W*(1[3-9]|2[01])\s?\+\W*(?:only)?\W*", re.IGNORECASE
)  # alone: not a price, a size, a count of months
_PARTS = re.compile(r"[.:;!?]\s")  # no phrase reaches across: «bought by adults: only …»
_MAX_TEXT = 1_500  # characters
_STEPS = 10
_BOXES = "input:not([type=hidden]):not([type=submit]):not([type=button]), select"
_NOT_AGE = "input[type=email], input[type=password], input[type=tel], textarea"
_AGES = frozenset({"bday", "bday-day", "bday-month", "bday-year", "x-age"})
_MAX_BOXES = 5  # day, month, year, a tick box to remember, a country


@dataclass(frozen=True, slots=True)
class Gate:
    """An age gate. `kind`: yes-no, birth-date or age (a number). `minimum`: years it names, 0 if none.

    `boxes` are the nodes of what is to be filled in; `covers` whether content stands behind it in the page.
    """

    selector: str
    text: str
    kind: str
    minimum: int
    frame: str
    yes: Control | None = None
    no: Control | None = None
    boxes: tuple[int, ...] = ()
    covers: bool = False


def minimum_age(text: str) -> int:
    """Return the greatest age from 10 to 21 or 25 that a text names; 0 if it names none."""
    return max((int(found) for found in _AGE.findall(text)), default=0)


def _part(document: Document, node: LexborNode) -> LexborNode | None:
    current = node.parent
    for _ in range(_STEPS):
        if current is None or current.tag in {"html", None}:
            return None
        text = document.text(current, _MAX_TEXT + 1)
        if len(text) > _MAX_TEXT:
            return None
        if _ASK.fits(fold(text)):
            return current
        current = current.parent
    return None


def _answers(document: Document, part: LexborNode) -> tuple[Control | None, Control | None]:
    yes = no = None
    for node in pressable(document, part):
        control = control_of(document, node)
        if not (control.visible and control.enabled):
            continue
        shares = [(max((w.share(n) for n in control.names), default=0.0)) for w in (_YES, _NO)]
        if shares[1] > shares[0]:
            no = no or control
        elif shares[0] or (node.tag in {"button", "input"} and yes is None):
            yes = control if yes is None or shares[0] else yes
    return yes, no


def _boxes(document: Document, part: LexborNode) -> list[LexborNode]:
    return [box for box in part.css(_BOXES)[:20] if document.visible(box)]


def _kind(boxes: list[LexborNode]) -> str:
    entered = [box for box in boxes if (box.attributes.get("type") or "text") not in {"checkbox", "radio"}]
    if not entered:
        return "yes-no"
    lone = entered[0].attributes
    dated = lone.get("type") == "date" or re.search(r"birth|bday|dob|geburt|naiss|nacim", str(lone), re.IGNORECASE)
    return "age" if len(entered) == 1 and not dated else "birth-date"


def age_gate(document: Document, forms: Sequence[FormRead] = ()) -> Gate | None:
    """Return the age gate that a visitor of this document meets; None if there is none.

    A part of the page that asks about age, with an answer to press or a date to enter, and that asks for nothing
    else about the person (a registration form with a birth date is no gate). `forms` are those of the document:
    one that asks for nothing but a date of birth or an age is a gate whatever its words.
    """
    return _by_words(document) or next((gate for form in forms if (gate := _by_form(document, form))), None)


def _by_form(document: Document, form: FormRead) -> Gate | None:
    asked = [field for field in form.fields if field.visible and (field.personal or field.kind == "x-subject")]
    if form.frame != document.frame or not asked or any(field.kind not in _AGES for field in asked):
        return None
    nodes = {button.node for button in form.submit if button.visible and button.node is not None}
    pressed = (control_of(document, node) for node in pressable(document) if node_of(node) in nodes)
    yes = next((control for control in pressed if control.visible and control.enabled), None)
    if yes is None:
        return None
    return Gate(
        selector=form.selector,
        text=form.text,
        kind="age" if asked[0].kind == "x-age" else "birth-date",
        minimum=minimum_age(form.text),
        frame=document.frame,
        yes=yes,
        boxes=tuple(field.node for field in asked if field.node is not None),
    )


def _by_words(document: Document) -> Gate | None:
    for node in [*pressable(document), *document.select(_BOXES)[:200]]:
        if not document.visible(node):
            continue
        part = _part(document, node)
        if part is None or part.css_first(_NOT_AGE):
            continue
        boxes = _boxes(document, part)
        yes, no = _answers(document, part)
        if len(boxes) <= _MAX_BOXES and yes is not None and (boxes or no is not None or _stands_alone(part)):
            return _gate(document, part, boxes, (yes, no))
    return None


def _stands_alone(part: LexborNode) -> bool:
    current: LexborNode | None = part
    while current is not None and current.tag not in {"body", None}:
        if current.tag == "dialog" or (current.attributes.get("role") or "") in {"dialog", "alertdialog"}:
            return True
        current = current.parent
    return False


def _gate(
    document: Document, part: LexborNode, boxes: list[LexborNode], answers: tuple[Control | None, Control | None]
) -> Gate:
    text = document.text(part, _MAX_TEXT)
    body = document.tree.body
    return Gate(
        selector=document.selector(part),
        text=text,
        kind=_kind(boxes),
        minimum=minimum_age(text),
        frame=document.frame,
        yes=answers[0],
        no=answers[1],
        boxes=tuple(node for box in boxes if (node := node_of(box)) is not None),
        covers=body is not None and len(document.text(body, 20_000)) > len(text) + 200,
    )


def restricted_to(document: Document) -> int:
    """Return the age that a page says its visitors must have; 0 if it says none."""
    heads = [*document.select("h1, h2, title, [role=alert], strong, em, p, li, div, span")[:600]]
    for node in heads:
        text = document.text(node, 301)
        if _BADGE.fullmatch(text):
            return minimum_age(text)
        if len(text) <= 300 and any(PAGES["restricted"]["any"].fits(fold(part)) for part in _PARTS.split(text)):  # noqa: PLR2004 - a notice is short
            return minimum_age(text) or 18
    return 0
