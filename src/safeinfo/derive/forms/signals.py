"""What is known of a control and of a form before it is decided what they are."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The signals of one control, or of one group of radio buttons (`tag` "radio", `options` its choices).

    Texts are as written, white space collapsed. `type` is the live type in lower case: text, email, tel, select,
    textarea, checkbox, radio, file, date, hidden, password, number, search, url, editable … `near` is text that
    stands close to the control and belongs to no other (before it first, then after it).
    """

    tag: str
    type: str
    name: str = ""
    id: str = ""
    autocomplete: str = ""
    label: str = ""  # for, wrapping, aria-labelledby, aria-label, table header: the accessible name
    placeholder: str = ""
    title: str = ""
    near: str = ""
    following: str = ""  # words right after it, which belong to it where the form writes labels after its fields
    help: str = ""  # aria-describedby, hint after the control
    legend: str = ""  # of its fieldset, or the heading of its section
    classes: str = ""
    value: str = ""  # of tick boxes, radio buttons and buttons only
    pattern: str = ""
    inputmode: str = ""
    maxlength: int | None = None
    size: int | None = None
    options: tuple[str, ...] = ()
    option_values: tuple[str, ...] = ()
    visible: bool = True
    readonly: bool = False
    data: str = ""  # names and values of data-* attributes that hold words, joined by blanks
    traits: frozenset[str] = field(default_factory=frozenset)  # offscreen, tabindex-negative, aria-hidden, tiny


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSignals:
    """The signals of one form beside its controls."""

    action: str = ""
    method: str = "get"
    name: str = ""  # name, id and classes of the form or container, joined by blanks
    role: str = ""
    heading: str = ""
    above: str = ""  # what stands above it beside that: a further heading, or a line that is written like one
    text: str = ""  # visible text, at most 2,000 characters
    lines: tuple[str, ...] = ()  # the short lines of `text` that speak of marks: with a star, another sign
    buttons: tuple[str, ...] = ()
    links: tuple[str, ...] = ()  # texts of links inside
    title: str = ""  # of the page
    url: str = ""
    tagged: bool = True
    footer: bool = False  # inside a footer or an aside
    forms_on_page: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A decided kind: `certainty` 0 to 1, and the signal that decided."""

    kind: str
    certainty: float
    because: str
