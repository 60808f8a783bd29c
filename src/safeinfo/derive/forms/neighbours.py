"""What the controls of one form say of each other: names in two boxes, dates and phones in three, cards, passwords."""

from collections.abc import Sequence

from safeinfo.derive.forms.evidence import Evidence
from safeinfo.derive.forms.signals import Control

_SURE = 3.0  # outweighs what a control says of itself
_CARD = ("cc-number", "cc-exp", "cc-exp-month", "cc-exp-year", "cc-csc", "cc-type")
_DATES = {"date-day", "date-month", "date-year-past", "date-year-future"}


def settle(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Add to each control's evidence what its neighbours and the form say."""
    _passwords(controls, found)
    _names(found)
    _dates(found)
    _card(found)
    _login(controls, found)


def kinds(found: Sequence[Evidence]) -> list[str]:
    """Return the kind that leads for each control."""
    return [evidence.best()[0] for evidence in found]


def _passwords(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    leading = kinds(found)
    places = [i for i, kind in enumerate(leading) if kind in {"current-password", "new-password"}]
    if len(places) >= 2:  # noqa: PLR2004 - a password and its repetition, perhaps the old one before
        first = places[0]
        old = len(places) > 2 or name_says_old(controls[first])  # noqa: PLR2004
        for place in places:
            found[place].add("current-password" if old and place == first else "new-password", _SURE, "neighbours")


def name_says_old(control: Control) -> bool:
    """Tell whether a password control asks for the one in use."""
    words = f"{control.label} {control.name} {control.placeholder} {control.id}".lower()
    return any(word in words for word in ("current", "old", "exist", "aktuell", "alt", "actuel", "ancien"))


def _names(found: Sequence[Evidence]) -> None:
    leading = kinds(found)
    for place, kind in enumerate(leading):
        if kind != "name":
            continue
        near = leading[max(0, place - 2) : place + 3]
        if "family-name" in near and "given-name" not in near:
            found[place].add("given-name", found[place].weight("name") + 0.3, "neighbours")
        elif "given-name" in near and "family-name" not in near:
            found[place].add("family-name", found[place].weight("name") + 0.3, "neighbours")


def _dates(found: Sequence[Evidence]) -> None:
    leading = kinds(found)
    for place, kind in enumerate(leading):
        if kind not in _DATES:
            continue
        around = leading[max(0, place - 3) : place + 4]
        if any(other in _CARD for other in around):
            card = {"date-month": "cc-exp-month"}.get(kind, "cc-exp-year")
            found[place].add(card, _SURE, "neighbours")


def _card(found: Sequence[Evidence]) -> None:
    leading = kinds(found)
    if "cc-number" not in leading:
        return
    for place, kind in enumerate(leading):
        around = leading[max(0, place - 1) : place + 2]
        if kind == "name" and any(other in _CARD for other in around):
            found[place].add("cc-name", found[place].weight("name") + 0.3, "neighbours")


def _login(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    leading = kinds(found)
    for place, kind in enumerate(leading[:-1]):
        typed = controls[place].type in {"text", "email"}
        if not kind and typed and leading[place + 1] == "current-password":
            found[place].add("username", 0.6, "neighbours")
