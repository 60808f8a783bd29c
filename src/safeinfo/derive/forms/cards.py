"""Boxes of a payment card told by each other: number, end, code and holder, and numbers that are no card's."""

import re
from collections.abc import Sequence

from safeinfo.derive.forms.addresses import NUMBER
from safeinfo.derive.forms.evidence import Evidence
from safeinfo.derive.forms.hints import is_card_code
from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.signals import Control
from safeinfo.model.kinds import CARD

_SURE = 3.0  # outweighs what a control says of itself
_BOXED = frozenset({"text", "tel", "number", "password"})
_PLACES = frozenset({"postal-code", "address-level2", "street-address"})
_PIN = re.compile(
    r"\b(?:pin|code|cod|codigo|codice|kod|kode|koodi|kodas|cvv|sicherheitscode)\b|код|コード|暗証|码|碼|코드|رمز|קוד"
)
_EXPIRY = frozenset({"cc-exp", "cc-exp-month", "cc-exp-year"})
_NUMBERS = frozenset({"cc-number", "cc-csc"})
_CARD = CARD - {"cc-name", "cc-given-name", "cc-family-name"}
_OF_CARD = re.compile(
    r"cv[vcn2d]|csc|card|kart|cart|tarjeta|kort\b|kortet|карт|картк|kárty|カード|卡|카드|بطاقة|כרטיס|thẻ"
)
# When a card ends: an example, or two letters for the month and the year in any language.
_WHEN = re.compile(r"(?:0?[1-9]|1[0-2]) ?/ ?(?:20)?[2-4]\d|([^\W\d_])\1 ?[/.-] ?(?:([^\W\d_])\2){1,2}", re.IGNORECASE)
_PAYS = re.compile(
    r"credit|kredit|debit|bank|cc |visa|master|credito|кредит|банк|クレジット|信用|신용|\d{4} \d{4}|0000|xxxx"
)
_HOLDER = re.compile(
    r"\bholder|holder\b|\bowner\b|titular|titolar|pemegang|inhaber|intestat|drzitel|majitel|posiadacz|wlasciciel"
    r"|haver\b|innehavar|haltija|sahib|birtokos|vlasnik|imetnik|titulaire|власник|владел|держател|притежател|κατοχ|名義|持有人|소유자|حامل|בעל"
)
_BESIDE_A_CARD = Lexicon.of(tables("fields", "beside_a_card"))
_MOSTLY = 0.6  # of a text's letters
# What a box of a card is taken for by words that mean something else anywhere else.
_MISTAKEN = frozenset({
    "", "none", "one-time-code", "captcha", "current-password", "new-password", "address-line2", "name",
    "given-name", "family-name", "x-bank-account",
})  # fmt: skip
_PARTS_OF_NAMES = frozenset({"given-name", "family-name"})
_DAYS = frozenset({"date", "datetime-local"})
_CODE_LENGTHS = range(3, 5)  # digits of a card's code


def settle(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Add to each control's evidence what a card's other boxes say."""
    _identity_cards(controls, found)
    _other_ends(controls, found)
    _beside_cards(controls, found)
    leading = _leading(found)
    if (number := _number_of_card(controls, leading)) >= 0:
        found[number].add("cc-number", _SURE, "neighbours")
        leading[number] = "cc-number"
    if not set(leading) & (_CARD - {"cc-csc"}):
        for place, kind in enumerate(leading):
            if kind == "cc-csc" and not _is_of_card(controls[place]):
                found[place].add("captcha", _SURE, "form")
        return
    for place, kind in enumerate(leading):
        if kind in _EXPIRY and not set(leading) & _NUMBERS and "x-national-id" in leading[max(0, place - 2) : place]:
            found[place].add("x-national-id", _SURE, "neighbours")  # when an identity card ends
        around = {*leading[max(0, place - 1) : place], *leading[place + 1 : place + 2]}
        named = split(f"{controls[place].name} {controls[place].id}")
        written = fold(controls[place].label)
        holds = bool(_HOLDER.search(f"{named} {written}") or _OF_CARD.search(written))
        if kind == "name" and (around & _CARD or holds):
            found[place].add("cc-name", found[place].weight("name") + 0.3, "neighbours")
        elif _is_code_after(controls[place], kind, leading[max(0, place - 4) : place]):
            found[place].add("cc-csc", _SURE, "neighbours")
            leading[place] = "cc-csc"
        elif kind in {"", "none"} and "cc-number" in leading[:place] and _WHEN.fullmatch(controls[place].placeholder):
            found[place].add("cc-exp", _SURE, "neighbours")
            leading[place] = "cc-exp"


def _identity_cards(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Take a card's number beside a person's, with nothing else of a payment card, for an identity card's."""
    leading = _leading(found)
    if set(leading) & (CARD - {"cc-number"}):
        return
    for place, kind in enumerate(leading):
        beside = {*leading[max(0, place - 1) : place], *leading[place + 1 : place + 2]}
        if kind == "cc-number" and "x-national-id" in beside and not _PAYS.search(_words_of(controls[place])):
            found[place].add("x-national-id", _SURE, "neighbours")


def _other_ends(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Take a whole day on which something ends, with nothing else of a card, for what is due or runs out then."""
    leading = _leading(found)
    if set(leading) & (CARD - {"cc-exp"} | {"x-national-id"}):
        return
    for control, kind, evidence in zip(controls, leading, found, strict=True):
        if kind == "cc-exp" and control.type in _DAYS and not _OF_CARD.search(_words_of(control)):
            evidence.add("none", _SURE, "neighbours")


def _beside_cards(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Read the boxes of a card by words that are read so beside a card only, and the parts of its holder's name."""
    leading = _leading(found)
    if not _shows_a_card(leading) and not _speaks_of_a_card(controls):
        return
    surnames = "family-name" in leading
    for place, kind in enumerate(leading):
        if controls[place].type not in _BOXED or kind not in _MISTAKEN:
            continue
        called = _called_beside_a_card(controls[place]) or _part_of_holder(controls[place], kind, surnames=surnames)
        if called == "cc-number" and called in leading:
            continue
        if called == "cc-csc" and not _may_be_code(controls[place], kind, leading[max(0, place - 4) : place]):
            continue
        if called == "cc-name" and not {*leading[max(0, place - 2) : place], *leading[place + 1 : place + 3]} & CARD:
            continue
        if called:
            found[place].add(called, found[place].weight(kind) + _SURE, "neighbours")
            leading[place] = called


def _part_of_holder(control: Control, kind: str, *, surnames: bool) -> str:
    """Return which part of the holder's name a box is for, "" where its words name no holder."""
    if kind not in _PARTS_OF_NAMES or not _HOLDER.search(fold(control.label or control.near)):
        return ""
    return f"cc-{kind}" if surnames else "cc-name"


def _may_be_code(control: Control, kind: str, before: Sequence[str]) -> bool:
    """Tell whether a box is as long as a card's code, and right after its end where it may be for one that was sent."""
    sent = kind == "one-time-code" and not _EXPIRY & set(before)
    if control.type == "password":
        return control.maxlength in _CODE_LENGTHS
    return not sent and (control.maxlength or 0) < _CODE_LENGTHS.stop


def _shows_a_card(leading: Sequence[str]) -> bool:
    """Tell whether a form asks for a card by a box that is for nothing else, and not for one of an identity card."""
    return bool(set(leading) & {"cc-number", "cc-exp-month", "cc-exp-year", "cc-type"}) or (
        {"cc-exp", "cc-csc"} <= set(leading)
    )


def _speaks_of_a_card(controls: Sequence[Control]) -> bool:
    """Tell whether boxes that are read so beside a card only are together: its number, and its end or its code."""
    called = {_called_beside_a_card(control) for control in controls if control.type in _BOXED}
    return "cc-number" in called and bool(called & {"cc-exp", "cc-csc"})


def _called_beside_a_card(control: Control) -> str:
    """Return which box of a card is so called where a form is known to ask for one, "" for none."""
    text = fold(control.label or control.near or control.placeholder)
    hits = _BESIDE_A_CARD.find(text)
    letters = len(text.replace(" ", ""))
    return hits[0].kind if hits and hits[0].length >= _MOSTLY * letters else ""


def _words_of(control: Control) -> str:
    return fold(f"{control.label} {control.near} {control.autocomplete} {control.placeholder}")


def _is_code_after(control: Control, kind: str, before: Sequence[str]) -> bool:
    """Tell whether a box right after a card's number is for its code: any code, "code" alone, or three signs to see."""
    if "cc-number" not in before:
        return False
    text = fold(control.label or control.near)
    ends = bool(_EXPIRY & set(before))  # a voucher has no end so near
    if ends and control.maxlength in _CODE_LENGTHS and kind in {"", "none", "one-time-code"} and _PIN.search(text):
        return True
    alone = ends and _PIN.fullmatch(text)
    return kind == "captcha" or (kind in {"", "none"} and bool(alone or is_card_code(control.placeholder)))


def _number_of_card(controls: Sequence[Control], leading: Sequence[str]) -> int:
    """Return the place of a box that is called "number", in a form that asks for a card and nowhere for its number."""
    if "cc-number" in leading or not {"cc-csc", "cc-type"} & set(leading) or set(leading) & _PLACES:
        return -1
    named = (
        i for i, kind in enumerate(leading) if kind in {"", "none", "address-line2"} and controls[i].type in _BOXED
    )
    return next((i for i in named if NUMBER.fullmatch(fold(controls[i].label or controls[i].placeholder))), -1)


def _is_of_card(control: Control) -> bool:
    """Tell whether a box for a code says that it is a card's."""
    written = (control.label, control.placeholder, control.name, control.id)
    return _OF_CARD.search(fold(" ".join(written))) is not None


def _leading(found: Sequence[Evidence]) -> list[str]:
    """Return the kind that leads for each control."""
    return [evidence.best()[0] for evidence in found]
