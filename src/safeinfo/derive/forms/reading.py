"""Forms as a visitor sees them: group the controls, name what each asks for, and say what the form is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, box_of, node_of, squeeze
from safeinfo.derive.forms import required
from safeinfo.derive.forms.controls import checked, control_of
from safeinfo.derive.forms.grouping import Group, group
from safeinfo.derive.forms.kinds import kinds_of
from safeinfo.derive.forms.labels import Labels
from safeinfo.derive.forms.marks import reason_in
from safeinfo.derive.forms.orientation import oriented
from safeinfo.derive.forms.purpose import purpose_of
from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.derive.forms.stream import Stream, stream_of
from safeinfo.derive.forms.surroundings import surroundings
from safeinfo.model.kinds import Required
from safeinfo.model.readings import ButtonRead, FieldRead, FormRead

_LONGEST_TEXT = 2_000
_MOST_CONTROLS = 400  # of one form; a form with more is no form for people
_GROUPED = frozenset({"radio"})
_NO_WORDS = frozenset({"option", "script", "style", "textarea"})
# Elements that end a line of words.
_LINES = frozenset(
    {"p", "div", "label", "input", "select", "textarea", "button", "br", "li", "td", "th", "dt", "dd", "legend"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "fieldset", "table", "section"}
)  # fmt: skip
_MOST_CHOICES = 60
_LONGEST_LINE = 160
_MARK = re.compile(r"[*＊∗✱⁎†‡●•■◆▲#^°※]")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One field: its elements (several of a radio group), the first one's signals, its choices."""

    nodes: tuple[LexborNode, ...]
    control: Control


@dataclass(frozen=True, slots=True)
class _Page:
    """What the forms of one document share."""

    document: Document
    stream: Stream
    labels: Labels
    title: str
    url: str
    forms: int


def read_forms(document: Document, *, title: str = "", companions: Sequence[Document] = ()) -> tuple[FormRead, ...]:
    """Return the forms of a document in order, visible or not; hidden ones say so.

    `title` is the page's; `companions` are documents of the same page whose words help (the page around a frame).
    """
    stream = stream_of(document)
    groups = group(document, stream)
    page_title = title or _title(document) or next((t for d in companions if (t := _title(d))), "")
    url = document.url or next((d.url for d in companions), "")
    page = _Page(document, stream, Labels(document), page_title, url, len(groups))
    return tuple(_form(page, made) for made in groups)


def _title(document: Document) -> str:
    node = document.tree.css_first("title")
    return squeeze(node.text()) if node is not None else ""


def _form(page: _Page, made: Group) -> FormRead:
    document, stream, labels = page.document, page.stream, page.labels
    asked = _asked(document, stream, labels, made.controls[:_MOST_CONTROLS])
    controls = oriented([field.control for field in asked])
    asked = [replace(field, control=control) for field, control in zip(asked, controls, strict=True)]
    signals = _signals(page, made)
    kinds = kinds_of(controls, signals)
    around = surroundings(labels, [field.nodes[0] for field in asked])
    known = [
        required.Known(field.nodes, field.control, beside, kind.kind)
        for field, beside, kind in zip(asked, around, kinds, strict=True)
    ]
    stated = required.stated(known, signals)
    purpose, certainty, because = purpose_of(signals, controls, kinds, [said for said, _ in stated])
    decisions = required.decide(known, stated, signals, purpose)
    fields = tuple(
        _field(document, stream, field, kind, decision)
        for field, kind, decision in zip(asked, kinds, decisions, strict=True)
        if field.control.type != "hidden" or kind.kind not in {"none", "captcha", "consent-terms", "x-subject"}
    )
    return FormRead(
        selector=document.selector(made.root),
        purpose=purpose,
        fields=fields,
        certainty=certainty,
        because=because,
        action=signals.action,
        method=signals.method,
        tagged=made.tagged,
        submit=tuple(_button(document, stream, node) for node in made.buttons[:20]),
        heading=signals.heading,
        text=signals.text,
        visible=any(field.visible for field in fields),
        frame=document.frame,
        box=box_of(made.root),
    )


def _asked(document: Document, stream: Stream, labels: Labels, nodes: Sequence[LexborNode]) -> list[_Asked]:
    """Return the fields of a form: every control, but radio buttons of one name together."""
    singles = [(node, control_of(document, stream, labels, node)) for node in nodes]
    asked: list[_Asked] = []
    radios: dict[str, int] = {}
    for node, control in singles:
        if control.type in _GROUPED and control.name:
            if control.name in radios:
                index = radios[control.name]
                asked[index] = _Asked((*asked[index].nodes, node), _joined(asked[index].control, control))
                continue
            radios[control.name] = len(asked)
            control = _as_group(stream, node, control)  # noqa: PLW2901 - from here on it stands for its group
        asked.append(_Asked((node,), control))
    return asked


def _as_group(stream: Stream, node: LexborNode, control: Control) -> Control:
    choice = _choice(control)
    question = control.legend or stream.question(stream.place[node.mem_id])
    return replace(control, tag="radio", label=question, options=(choice,), option_values=(control.value,), near=choice)


def _choice(control: Control) -> str:
    """Return what one of several choices is called: by its words, or by what a picture in their place is called."""
    return control.label or control.near or control.title


def _joined(one: Control, other: Control) -> Control:
    return replace(
        one,
        options=(*one.options, _choice(other)),
        option_values=(*one.option_values, other.value),
        visible=one.visible or other.visible,
    )


def _signals(page: _Page, made: Group) -> FormSignals:
    document, stream, root, form = page.document, page.stream, made.root, made.form
    attributes = root.attributes
    first = stream.place[made.controls[0].mem_id]
    sent = form.attributes if form is not None else {}
    text, lines = _text(document, stream, made) if root.tag != "body" else ("", ())
    named = (attributes.get("aria-label"), attributes.get("name"), attributes.get("id"), attributes.get("class"))
    return FormSignals(
        action=document.resolve(sent.get("action") or document.url) if form is not None else "",
        method=(sent.get("method") or "get").strip().lower() if form is not None else "get",
        name=squeeze(" ".join(part or "" for part in named))[:300],
        role=attributes.get("role") or "",
        heading=_heading(document, stream, made, first),
        above=_above(document, stream, made, first),
        text=text,
        lines=lines,
        buttons=tuple(stream.items[stream.place[b.mem_id]].text for b in _sending(_shown(document, made.buttons)))[:12],
        links=tuple(document.text(link, 80) for link in root.css("a")[:12]) if root.tag != "body" else (),
        title=page.title[:300],
        url=page.url,
        tagged=made.tagged,
        footer=_is_in(root, {"footer", "aside"}, {"contentinfo", "complementary"}),
        forms_on_page=page.forms,
    )


def _shown(document: Document, buttons: Sequence[LexborNode]) -> Sequence[LexborNode]:
    """Return the buttons that a visitor sees; all of them in a form that is hidden, such as one behind a tab."""
    return [button for button in buttons if document.visible(button)] or buttons


def _sending(buttons: Sequence[LexborNode]) -> list[LexborNode]:
    """Return buttons with those first that send a form, not only do something in it."""
    return sorted(buttons, key=lambda button: (button.attributes.get("type") or "").lower() == "button")


def _heading(document: Document, stream: Stream, made: Group, first: int) -> str:
    inside = made.root.css_first("h1, h2, h3, h4, h5, h6, legend")
    hidden = not any(document.visible(control) for control in made.controls)
    if inside is not None and made.root.tag != "body" and (hidden or document.visible(inside)):
        return document.text(inside, 200)
    if hidden:  # what stands above is what is shown in its place: the log-in before the sign-up
        return ""
    return stream.heading_above(first)


def _above(document: Document, stream: Stream, made: Group, first: int) -> str:
    """Return what stands above a form beside its heading, "" where nothing does or the form is not shown."""
    if not any(document.visible(control) for control in made.controls):
        return ""
    heading = _heading(document, stream, made, first)
    return next((title for title in stream.titles_above(first) if title != heading), "")


def _text(document: Document, stream: Stream, made: Group) -> tuple[str, tuple[str, ...]]:
    """Return the visible words of a form, with the lines just before it, and its lines that explain marks."""
    before = stream.before(stream.place[made.controls[0].mem_id], 300)
    words: list[str] = []
    length = 0
    for piece in made.root.traverse(include_text=True):
        if piece.tag in _LINES:
            words.append("\n")
        if piece.tag != "-text" or piece.parent is None or piece.parent.tag in _NO_WORDS:
            continue
        text = squeeze(piece.text_content or "")
        if text and document.visible(piece.parent):
            words.append(text)
            length += len(text) + 1
        if length > _LONGEST_TEXT:
            break
    lines = [squeeze(line) for line in (f"{before}\n" + " ".join(words)).split("\n")]
    inner = " ".join(line for line in lines[1:] if line)
    marks = tuple(line for line in lines if len(line) <= _LONGEST_LINE and _MARK.search(line))
    return (inner if before in inner else f"{before} {inner}")[:_LONGEST_TEXT], marks[:40]


def _is_in(node: LexborNode, tags: set[str], roles: set[str]) -> bool:
    current: LexborNode | None = node
    while current is not None:
        if current.tag in tags or current.attributes.get("role") in roles:
            return True
        current = current.parent
    return False


def _field(document: Document, stream: Stream, asked: _Asked, kind: Kind, decision: tuple[Required, str]) -> FieldRead:
    control, node = asked.control, asked.nodes[0]
    needed, because = decision
    states = [checked(n) for n in asked.nodes]
    return FieldRead(
        selector=document.selector(node),
        kind=kind.kind,
        tag=control.tag,
        type=control.type,
        name=control.name or control.id,
        label=_called(control),
        certainty=kind.certainty,
        because=kind.because,
        required=needed,
        required_because=because,
        visible=control.visible,
        checked=any(state is True for state in states) if states[0] is not None else None,
        explanation=_explanation(stream, node, control),
        autocomplete=control.autocomplete,
        box=box_of(node),
        node=node_of(node),
        options=control.options[:40],
        id=control.id,
        others=tuple(document.selector(other) for other in asked.nodes[1:_MOST_CHOICES]),
    )


def _called(control: Control) -> str:
    """Return what a field is called on the page, "" where nothing is written; last for a list, its empty choice."""
    texts = [control.label, control.placeholder, control.near, control.title]
    if control.type == "select":
        texts[1:3] = control.near, control.placeholder
    return next((text for text in texts if text), "")


def _explanation(stream: Stream, node: LexborNode, control: Control) -> str:
    """Return the words beside a field that give a reason for asking: its help, a tooltip, or what follows it."""
    for text in (control.help, control.title, stream.after(stream.place[node.mem_id]), control.label):
        if control.type in {"checkbox", "radio"} and text == control.label:
            continue
        if reason := reason_in(text):
            return reason
    return ""


def _button(document: Document, stream: Stream, node: LexborNode) -> ButtonRead:
    kind = (node.attributes.get("type") or ("submit" if node.tag == "button" else "button")).lower()
    return ButtonRead(
        selector=document.selector(node),
        label=stream.items[stream.place[node.mem_id]].text,
        visible=document.visible(node),
        box=box_of(node),
        node=node_of(node),
        type=kind,
    )
