"""Whether a form can be sent without a field, and how we know."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from safeinfo.derive.forms.marks import OPTIONAL, REQUIRED, STARS, UNKNOWN, Decision, Phrases, of_itself
from safeinfo.derive.forms.signals import Control, FormSignals
from safeinfo.derive.forms.surroundings import Around
from safeinfo.model.kinds import Purpose, Required

_ALL, _EXCEPT = Phrases("all_required"), Phrases("except_optional")
_STAR = re.compile(f"[{STARS}]")
_SIGN = re.compile(r"[†‡●•■◆▲#^°※]")
_LONGEST_LEGEND = 140  # characters
_LONGEST_LABEL = 24  # characters beyond which a line with a mark and its meaning is no label: "Name * (required)"
# What has a value from the start, or is no question.
_CHOSEN = frozenset({"search", "select", "radio", "range", "color"})
_PASSWORDS = frozenset({"current-password", "new-password"})
_WHO = frozenset({"email", "username", "tel"})
# What a form of one field is there for. Free text, a company or a photo may be left out of whatever the form does.
_POINT_OF_ONE = frozenset({
    "email", "username", "tel", "current-password", "new-password", "one-time-code", "postal-code", "x-loyalty-id",
    "bday", "x-age", "captcha", "search", "none",
})  # fmt: skip
# Forms that are about one address, and do nothing without it.
_OF_AN_ADDRESS = frozenset({Purpose.NEWSLETTER, Purpose.RECOVERY, Purpose.UNSUBSCRIBE})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a field before it is decided: its elements (several of a radio group), and its kind."""

    nodes: tuple[LexborNode, ...]
    control: Control
    around: Around
    kind: str


@dataclass(frozen=True, slots=True)
class _Convention:
    """How a form tells required fields from others."""

    statement: bool  # it says that all are, or all but those marked optional
    marked: bool  # some are marked as required
    optional: bool  # some are marked as optional
    legend: bool  # it says what its star means
    reversed: bool  # its star means optional


def stated(fields: Sequence[Known], form: FormSignals) -> list[Decision]:
    """Return what each field says of itself, unknown where it says nothing; needs no purpose of the form."""
    mark = _sign_of(form.lines)
    legends = [line for line in form.lines if len(line) < _LONGEST_LEGEND and _explains(line)]
    return [of_itself(field.nodes, _without(legends, field.control), field.around, mark) for field in fields]


def decide(fields: Sequence[Known], own: Sequence[Decision], form: FormSignals, purpose: Purpose) -> list[Decision]:
    """Return for each field whether it is required and how that is known; `own` is what each says of itself."""
    controls = [field.control for field in fields]
    convention = _convention(own, controls, form)
    if convention.reversed:
        own = [(Required.OPTIONAL, "star-means-optional") if said[1] == "star" else said for said in own]
    alone = sum(c.visible and c.type not in {"checkbox", "hidden"} for c in controls) == 1
    return [
        said if said != UNKNOWN else _by_form(field.control, field.kind, convention, purpose, alone=alone)
        for said, field in zip(own, fields, strict=True)
    ]


def _convention(own: Sequence[Decision], controls: Sequence[Control], form: FormSignals) -> _Convention:
    typed = [said for said, c in zip(own, controls, strict=True) if c.type not in {"checkbox", "hidden"}]
    visible = [said for said, c in zip(own, controls, strict=True) if c.visible]
    return _Convention(
        statement=_says_all(form) or _EXCEPT.search(form.text),
        marked=any(said[0] is Required.REQUIRED for said in typed),
        optional=any(said == (Required.OPTIONAL, "optional-mark") for said in visible),
        legend=bool(_STAR.search(form.text) and REQUIRED.search(form.text)),
        reversed=_star_means_optional(form.lines),
    )


def _says_all(form: FormSignals) -> bool:
    """Tell whether a form says that all its fields are required, not that all "marked with *" are."""
    text = form.text
    for line in form.lines:
        if _STAR.search(line) and _ALL.search(line):
            text = text.replace(line, " ")
    return _ALL.search(text)


def _by_form(control: Control, kind: str, convention: _Convention, purpose: Purpose, *, alone: bool) -> Decision:
    """Decide what a control leaves open by what the form does elsewhere, and by what it is for."""
    if control.type == "hidden":
        return UNKNOWN
    if control.type == "checkbox":
        return UNKNOWN if kind == "consent-terms" else (Required.OPTIONAL, "tick-box-not-marked")
    if convention.reversed:
        return Required.REQUIRED, "not-marked-among-optional"
    if convention.statement:
        return Required.REQUIRED, "statement"
    if alone and not convention.marked and not convention.optional and _stands_alone(control, kind):
        return Required.REQUIRED, "only-field"
    if _is_the_point(control, kind, purpose):
        return Required.REQUIRED, "purpose"
    if convention.marked:
        return Required.OPTIONAL, "not-marked-among-marked" if convention.legend else "convention"
    return (Required.REQUIRED, "not-marked-among-optional") if convention.optional else UNKNOWN


def _stands_alone(control: Control, kind: str) -> bool:
    """Tell whether sending a form of this one field makes no sense without it: never true of free text."""
    return kind in _POINT_OF_ONE and control.tag != "textarea" and control.type not in _CHOSEN


def _is_the_point(control: Control, kind: str, purpose: Purpose) -> bool:
    """Tell whether the form would do nothing without the field: who logs in, whom to write to."""
    if not control.visible:
        return False
    if purpose is Purpose.LOGIN:
        return kind in _PASSWORDS | _WHO
    if purpose is Purpose.SIGNUP:
        return kind in _PASSWORDS
    return purpose in _OF_AN_ADDRESS and kind == "email"


def _explains(line: str) -> bool:
    """Tell whether a line explains a mark: "Fields marked * are required"."""
    return len(line) > _LONGEST_LABEL and (REQUIRED.search(line) or OPTIONAL.search(line))


def _without(legends: Sequence[str], control: Control) -> Control:
    """Return a control without the legends that stand before it among its own words."""
    label, near = control.label, control.near
    for legend in legends:
        label, near = label.replace(legend, " ").strip(), near.replace(legend, " ").strip()
    return control if (label, near) == (control.label, control.near) else replace(control, label=label, near=near)


def _star_means_optional(lines: Sequence[str]) -> bool:
    """Tell whether a line says that the star is for what may be left out: "* = optional"."""
    said = [line for line in lines if len(line) < _LONGEST_LEGEND and _STAR.search(line) and OPTIONAL.search(line)]
    return any(not REQUIRED.search(OPTIONAL.without(line)) for line in said)


def _sign_of(lines: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern for the sign that a line says required fields are marked with, where that is not a star."""
    for line in lines:
        sign = _SIGN.search(line)
        if sign and len(line) < _LONGEST_LEGEND and REQUIRED.search(line) and not _STAR.search(line):
            return re.compile(rf"{re.escape(sign[0])}\s*[:：]?\s*$|^\s*{re.escape(sign[0])}")
    return None
