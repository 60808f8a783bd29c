"""Dates in several boxes: which box is day, month or year, and of which date (birth, card, another)."""

from collections.abc import Sequence

from safeinfo.derive.forms.evidence import Evidence, hits_of
from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.signals import Control

_SURE = 3.0
_REACH = 3
_SAID = 0.4  # weight of a label, or of words right before
_FEWEST_YEARS = 8
_CARD = frozenset({"cc-number", "cc-exp", "cc-exp-month", "cc-exp-year", "cc-csc"})
_EXPIRY = ("cc-exp", "cc-exp-month", "cc-exp-year")
_BIRTH = frozenset({"bday", "bday-day", "bday-month", "bday-year"})
_OPTIONS = {"date-day": "day", "date-month": "month", "date-year-past": "year", "date-year-future": "year"}
_PARTS = Lexicon.of(tables("fields", "dates"))
_OPEN = frozenset({"", "none", "bday", "cc-exp", *_OPTIONS, *_BIRTH})


def settle(controls: Sequence[Control], found: Sequence[Evidence], *, of_birth: bool = False) -> None:
    """Decide for each box of a date which part of which date it is; `of_birth`: the form asks when one was born."""
    leading = [evidence.best()[0] for evidence in found]
    parts = [_part(control, kind) for control, kind in zip(controls, leading, strict=True)]
    for place in range(1, len(parts)):
        if not parts[place] and parts[place - 1] == "month" and _lists_short_years(controls[place]):
            parts[place] = "year"
    for place, part in enumerate(parts):
        if not part:
            continue
        company = set(parts[max(0, place - 2) : place + 3]) - {"", part}
        date = _date(controls[place], found[place], leading, parts, place)
        if of_birth and not date:
            date = "bday"
        if (
            company or (of_birth and part == "year") or leading[place] in _OPTIONS
        ):  # one box of its own may take a whole date
            found[place].add(f"{date}-{part}" if date else "none", _SURE, "neighbours")
            leading[place] = f"{date}-{part}" if date else leading[place]  # the next box may belong to it
        elif leading[place] == "bday-day" and controls[place].type != "select" and not controls[place].maxlength:
            found[place].add("bday", _SURE, "neighbours")  # "birth day", and no box for month or year: the whole date


def _date(control: Control, evidence: Evidence, leading: Sequence[str], parts: Sequence[str], place: int) -> str:
    """Return "bday" or "cc-exp" for the date that a box belongs to, "" for any other date."""
    around = slice(max(0, place - _REACH), place + _REACH + 1)
    near = set(leading[around])
    if parts[place] == "year" and leading[max(0, place - 1)] == "cc-exp-month":
        return "cc-exp"
    if leading[place] in _BIRTH:
        return "bday"
    if parts[place] != "day" and evidence.weight(*_EXPIRY) >= _SAID:  # its own words say of which date it is
        return "cc-exp"
    if parts[place] != "day" and (evidence.weight(*_EXPIRY) or near & _CARD) and not near & _BIRTH:
        return "cc-exp"
    if near & _BIRTH or _speaks_of_birth(control) or _whole_birth_date(set(parts[around]), near):
        return "bday"
    return "cc-exp" if parts[place] != "day" and set(leading) & _CARD else ""


def _part(control: Control, leading: str) -> str:
    """Return day, month or year where a control takes just that, "" otherwise."""
    if control.type == "date" or (leading not in _OPEN and leading not in {"cc-exp-month", "cc-exp-year"}):
        return ""
    if leading in _OPTIONS:
        return _OPTIONS[leading]
    if control.type not in {"text", "tel", "number", "select"}:
        return ""
    known = leading in _CARD or leading in _BIRTH
    for text in (control.placeholder, split(control.name), split(control.id), control.label):
        folded = fold(text)
        hits = _PARTS.find(folded)
        said = {hit.kind for hit in hits}
        if len(said) == 1 and (known or sum(hit.length for hit in hits) > len(folded) // 3):
            return said.pop()
    return ""


def _lists_short_years(control: Control) -> bool:
    """Tell whether a list is one of years of two digits: after a month, nothing else is."""
    texts = [text for text in control.options if text.strip().isdecimal()]
    return len(texts) >= _FEWEST_YEARS and all(len(text.strip()) == 2 for text in texts)  # noqa: PLR2004


def _speaks_of_birth(control: Control) -> bool:
    texts = (control.legend, control.near, control.label, *control.options[:1])
    return any(kind in _BIRTH for text in texts if text for kind, _ in hits_of(text))


def _whole_birth_date(parts: set[str], near: set[str]) -> bool:
    """Tell whether day, month and a year that need not lie ahead stand together, with no word on what date it is."""
    return {"day", "month", "year"} <= parts and "date-year-future" not in near
