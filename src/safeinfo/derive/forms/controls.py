"""The signals of one control, read from its element and from what stands around it."""

import re

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, squeeze
from safeinfo.derive.forms.labels import Labels, legend_of
from safeinfo.derive.forms.signals import Control
from safeinfo.derive.forms.stream import Stream

_MOST_OPTIONS = 60
_WORDY = ("data-label", "data-placeholder", "data-field", "data-name", "data-testid", "data-test", "data-qa")
_STYLED = 4
_NOTHING = frozenset({"", "0", "-1"})  # values of a choice that is none
# Inline styles that put something out of sight: far off the page, or without any extent.
_AWAY = re.compile(
    r"(?:left|top|right|text-indent|margin-left)\s*:\s*-\s*\d{4,}|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|(?:^|;)\s*(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)|clip\s*:\s*rect\(\s*[01]",
    re.IGNORECASE,
)
_ROLE_TYPES = {
    "checkbox": "checkbox",
    "switch": "checkbox",
    "radio": "radio",
    "combobox": "select",
    "listbox": "select",
}


def control_of(document: Document, stream: Stream, labels: Labels, node: LexborNode) -> Control:
    """Return the signals of a control."""
    attributes = node.attributes
    kind = type_of(node)
    position = stream.place[node.mem_id]
    ticked = kind in {"checkbox", "radio"}
    options, values = options_of(node)
    label = labels.of(node)
    following = stream.after(position, into_label=True)
    near = following or ("" if label else stream.before(position)) if ticked else stream.before(position)
    return Control(
        tag=node.tag or "",
        type=kind,
        name=attributes.get("name") or "",
        id=attributes.get("id") or "",
        autocomplete=(attributes.get("autocomplete") or "").strip(),
        label=label,
        placeholder=placeholder_of(node),
        title=squeeze(attributes.get("title") or "")[:200],
        near="" if label and label in near else near,
        following=following,
        help=labels.help(node),
        legend=legend_of(document, node),
        classes=(attributes.get("class") or "")[:200],
        value=(attributes.get("value") or "")[:80] if ticked else "",
        pattern=(attributes.get("pattern") or "")[:200],
        inputmode=(attributes.get("inputmode") or "").lower(),
        maxlength=_number(attributes.get("maxlength")),
        size=_number(attributes.get("size")),
        options=options,
        option_values=values,
        visible=document.visible(node),
        readonly="readonly" in attributes or "disabled" in attributes,
        data=squeeze(" ".join(attributes.get(name) or "" for name in _WORDY))[:200],
        traits=traits_of(node),
    )


def type_of(node: LexborNode) -> str:
    """Return the type of a control as `Control.type` names it."""
    tag, attributes = node.tag or "", node.attributes
    if tag == "input":
        return (attributes.get("type") or "text").strip().lower() or "text"
    if tag in {"select", "textarea"}:
        return tag
    return _ROLE_TYPES.get(attributes.get("role") or "", "editable")


def placeholder_of(node: LexborNode) -> str:
    """Return what stands in a control that nobody has touched: of a list, its first choice if that chooses nothing."""
    attributes = node.attributes
    written = attributes.get("placeholder") or attributes.get("aria-placeholder") or ""
    if node.tag == "select" and not written and (first := node.css_first("option")) is not None:
        value = (first.attributes.get("value") or "").strip()
        nothing = "value" in first.attributes and value in _NOTHING
        written = first.text(deep=True) if nothing or "disabled" in first.attributes else ""
    return squeeze(written)[:200]


def options_of(node: LexborNode) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts and the values of a select's options, at most 60 of them."""
    if node.tag not in {"select", "input"}:
        return (), ()
    source = node
    listed = node.attributes.get("list")
    if node.tag == "input" and not listed:
        return (), ()
    options = source.css("option")[:_MOST_OPTIONS] if node.tag == "select" else []
    texts = tuple(squeeze(option.text(deep=True))[:60] for option in options)
    written = [option.attributes.get("value", text) for option, text in zip(options, texts, strict=True)]
    return texts, tuple((value or "")[:40] for value in written)  # one that says no value has its text for one


def traits_of(node: LexborNode) -> frozenset[str]:
    """Return what may tell a trap for robots from a field for people."""
    attributes = node.attributes
    traits = set()
    if (attributes.get("tabindex") or "").strip().startswith("-"):
        traits.add("tabindex-negative")
    if _within_hidden_from_readers(node):
        traits.add("aria-hidden")
    reason = _hidden_because(node)
    if reason in {"offscreen", "size", "clip", "opacity"}:
        traits.add("offscreen" if reason != "size" else "tiny")
    return frozenset(traits)


def _within_hidden_from_readers(node: LexborNode) -> bool:
    current: LexborNode | None = node
    for _ in range(4):
        if current is None:
            return False
        if current.attributes.get("aria-hidden") == "true":
            return True
        current = current.parent
    return False


def _hidden_because(node: LexborNode) -> str:
    current: LexborNode | None = node
    for level in range(12):
        if current is None:
            return ""
        if reason := current.attributes.get("data-si-hidden"):
            return reason
        style = current.attributes.get("style")
        if style and level < _STYLED and _AWAY.search(style):  # a file: no browser has noted what it rendered
            return "offscreen"
        current = current.parent
    return ""


def _number(text: str | None) -> int | None:
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 7 else None  # noqa: PLR2004 - a length, not an id


def checked(node: LexborNode) -> bool | None:
    """Return whether a tick box or radio button is ticked as the page came, None for other controls."""
    if type_of(node) not in {"checkbox", "radio"}:
        return None
    attributes = node.attributes
    if live := attributes.get("data-si-checked"):
        return live == "true"
    return "checked" in attributes or attributes.get("aria-checked") == "true"
