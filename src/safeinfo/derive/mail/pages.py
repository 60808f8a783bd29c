"""The pages behind the links of a message: what who wants to leave (or to confirm) has to do on them next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from safeinfo.derive.dom import Document, node_of
from safeinfo.derive.links.lexicon import fold as fold_page
from safeinfo.derive.mail import words
from safeinfo.derive.shop.controls import Control, control_of, pressable
from safeinfo.derive.shop.furniture import in_furniture
from safeinfo.derive.shop.shown import said_in
from safeinfo.derive.shop.words import PAGES
from safeinfo.model.kinds import CARD, Purpose, Required
from safeinfo.model.readings import ButtonRead, FieldRead, FormRead

_LONGEST_PAGE = 3000  # characters of the main part of a page that answers
_LONGEST_LABEL = 60  # characters of words on a control
_ELSEWHERE = frozenset({Purpose.SEARCH, Purpose.LOGIN, Purpose.SIGNUP, Purpose.CHECKOUT, Purpose.RECOVERY})
_PASSWORDS = frozenset({"current-password", "new-password"})
_MAY_ASK = frozenset({"email", "x-message", "x-about-me"})  # address, and why one leaves
_BOXES = frozenset({"checkbox"})


class Errand(StrEnum):
    """What somebody came to a page for."""

    LEAVE = "leave"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What comes next. `what`: press, done, login, payment, asked-more, or unclear.

    `node` is to be pressed, once the address is in `email`, and the boxes of `tick` and `untick` are ticked or not.
    """

    what: str
    node: int = 0
    email: FieldRead | None = None
    tick: tuple[FieldRead, ...] = ()
    untick: tuple[FieldRead, ...] = ()


def next_step(
    documents: Sequence[Document], forms: Iterable[FormRead], errand: Errand, before: str = "", *, moved: bool = False
) -> Step:
    """Return what a page asks of somebody with an errand.

    `before` is what was said before something was pressed, `moved` whether that has led to another page.
    """
    said, aside = said_in(documents), _of_every_page(documents)
    forms = [form for form in forms if form.visible and not any(each.node in aside for each in form.submit)]
    if before and not moved and is_done(said, errand, before):
        return Step(what="done")
    if found := _form(forms, errand, said):
        return _with(*found)
    asking = [form for form in forms if any(field.kind in _PASSWORDS and field.visible for field in form.fields)]
    shut = frozenset(each.node for form in asking for each in form.submit)
    done, node = is_done(said, errand), _loose(documents, errand, said, shut)
    if done and (before or not node):  # a first page with something to press only tells what pressing it will do
        return Step(what="done")
    if node:
        return Step(what="press", node=node)
    return Step(what="login" if asking and errand is Errand.LEAVE else "unclear")


def is_done(said: str, errand: Errand, before: str = "") -> bool:
    """Tell whether a page says that it is done, and the page before it did not say so already."""
    if errand is Errand.CONFIRM:
        thanks = PAGES["thanks"]["any"]
        return thanks.fits(fold_page(said)) and not thanks.fits(fold_page(before))
    return _says_left(said) and not _says_left(before)


def _says_left(said: str) -> bool:
    """A long text (a policy, terms) speaks of leaving without having been asked."""
    return len(said) < _LONGEST_PAGE and bool(words.LEFT.find(words.fold(said)))


def _form(forms: Iterable[FormRead], errand: Errand, said: str) -> tuple[FormRead, ButtonRead] | None:
    """Return the form that does it with its button: named so, else about it, else the only one of a page about it."""
    useful = [form for form in forms if form.purpose not in _ELSEWHERE and form.submit]
    for form in useful:
        if named := next((each for each in form.submit if _pressable(each) and says(each.label, errand)), None):
            return form, named
    about = [form for form in useful if form.purpose is Purpose.UNSUBSCRIBE or says(_words_of(form), errand)]
    if not about and len(useful) == 1 and says(said, errand) and useful[0].purpose is not Purpose.NEWSLETTER:
        about = useful
    for form in about:
        if button := next((each for each in form.submit if _pressable(each) and not _turns(each.label, errand)), None):
            return form, button
    return None


def says(text: str, errand: Errand) -> bool:
    """Tell whether words speak of leaving a mailing (or of confirming)."""
    folded = words.fold(text[:2000])
    if errand is Errand.CONFIRM:
        return bool(words.CONFIRM.find(folded) or words.AFFIRM.find(folded))
    return bool(words.LEAVE.find(folded)) or words.says_stop(folded) or words.ends_mailing(folded)


def _words_of(form: FormRead) -> str:
    return f"{form.heading} {form.text[:400]}"


def _pressable(button: ButtonRead) -> bool:
    return button.visible and bool(button.node) and not words.ERASE.find(words.fold(button.label[:_LONGEST_LABEL]))


def _turns(label: str, errand: Errand) -> bool:
    """Tell whether a button does the opposite of leaving, or less: staying, coming back, a pause."""
    folded = words.fold(label[:_LONGEST_LABEL])
    return errand is Errand.LEAVE and bool(words.AGAIN.find(folded) or words.PAUSE.find(folded))


def _with(form: FormRead, button: ButtonRead) -> Step:
    """Return how a form is filled in: the address, the box that means all, no box that keeps a list."""
    shown = [field for field in form.fields if field.visible]
    if any(field.kind in CARD for field in shown):
        return Step(what="payment")
    if any(field.kind in _PASSWORDS for field in shown):
        return Step(what="login")
    if any(field.personal and field.kind not in _MAY_ASK and field.required is Required.REQUIRED for field in shown):
        return Step(what="asked-more")
    if any(field.kind == "captcha" for field in shown):
        return Step(what="unclear")
    boxes = [field for field in shown if field.type in _BOXES and field.node]
    every = tuple(field for field in boxes if says(field.label, Errand.LEAVE))
    lists = () if every or says(button.label, Errand.LEAVE) else tuple(field for field in boxes if field.checked)
    email = next((field for field in shown if field.kind == "email" and field.node), None)
    return Step(what="press", node=button.node or 0, email=email, tick=every, untick=lists)


def _of_every_page(documents: Sequence[Document]) -> frozenset[int]:
    """Return the nodes of what stands in the header, menu or footer: it is there for another reason."""
    found = ((element, node_of(element)) for document in documents for element in pressable(document))
    return frozenset(node for element, node in found if node and in_furniture(element))


def _loose(documents: Sequence[Document], errand: Errand, said: str, shut: frozenset[int | None]) -> int:
    """Return a control outside of forms whose short words say that it does it, buttons before links; 0 for none.

    On a page about it, the only button is it, whatever it says.
    """
    usable = [each for document in documents for each in _usable(document, errand) if each.node not in shut]
    named = [each for each in usable if says(each.label, errand)]
    if not named and says(said, errand):
        buttons = [each for each in usable if each.tag in {"button", "input"}]
        named = buttons if len(buttons) == 1 else []
    best = min(named, key=lambda control: not control.is_button, default=None)
    return best.node or 0 if best is not None else 0


def _usable(document: Document, errand: Errand) -> Iterator[Control]:
    for element in pressable(document):
        if in_furniture(element):
            continue
        control = control_of(document, element)
        if not (control.visible and control.enabled and control.node and len(control.label) <= _LONGEST_LABEL):
            continue
        folded = words.fold(control.label)
        if not (_turns(control.label, errand) or words.ERASE.find(folded) or words.LOGIN.find(folded)):
            yield control
