"""What the controls of one form say of each other: names in two boxes, phones in three, cards, passwords, searches."""

import re
from collections.abc import Sequence

from safeinfo.derive.forms import addresses, cards, choices, dates, rows
from safeinfo.derive.forms.evidence import Evidence, name_hits
from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.purposewords import ERRANDS, mentions, weight_of
from safeinfo.derive.forms.signals import Control, FormSignals
from safeinfo.model.kinds import ADDRESS, CARD, NAME

_SURE = 3.0  # outweighs what a control says of itself
_CLEARLY = 1.5  # more weight of words than for anything else
_PHONE = frozenset({"", "tel", "tel-country-code", "tel-area-code", "tel-national", "honorific-suffix", "none"})
_PHONE_ENDS = ([3, 4], [4, 4])  # signs of the last two boxes of a phone number
_PASSWORDS = frozenset({"current-password", "new-password"})
_TYPED = frozenset({"text", "email", "tel"})
_BOXED = frozenset({"text", "tel", "number", "password"})
_AGAINST_LOGIN = NAME | ADDRESS | {"consent-terms", "bday", "sex", "captcha"} - {"name", "nickname"}
_IDENTIFIES = frozenset({"x-national-id", "x-tax-id", "x-bank-account", "bday"})  # one person, whoever looks for her
_PLACES = frozenset({"postal-code", "address-level2", "street-address"})
_WHO = frozenset({"username", "email", "tel"})
# What says little beside a password, or is what one logs in by there.
_CALLED = frozenset({"", "none", "nickname", "name", "x-loyalty-id", "organization"})
_SAYS_WHO = frozenset({"email", "username", "tel", "name", "given-name", "family-name", *_PASSWORDS, *CARD})
_PIN = re.compile(
    r"\b(?:pin|code|cod|codigo|codice|kod|kode|koodi|kodas|cvv|sicherheitscode)\b|код|コード|暗証|码|碼|코드|رمز|קוד"
)
_DIGITS = re.compile(r"\^?(?:\[0-9\]|\\d)[*+{]?")
_PASSWORD_WORDS = Lexicon.of(tables("fields", "passwords"))
_STAY = Lexicon.of(tables("fields", "remember"))


def settle(controls: Sequence[Control], found: Sequence[Evidence], form: FormSignals) -> None:
    """Add to each control's evidence what its neighbours and the form say."""
    _passwords(controls, found, form)
    _names(found)
    addresses.settle(controls, found)
    rows.group(controls, found)
    dates.settle(controls, found, of_birth=weight_of(form, "age-gate") > _CLEARLY)
    rows.settle(controls, found)
    choices.settle(controls, found)
    _phones(controls, found)
    cards.settle(controls, found)
    _banks(controls, found)
    _login(controls, found)
    _titles(controls, found)
    _codes(controls, found)
    _search(controls, found, form)


def kinds(found: Sequence[Evidence]) -> list[str]:
    """Return the kind that leads for each control."""
    return [evidence.best()[0] for evidence in found]


def _passwords(controls: Sequence[Control], found: Sequence[Evidence], form: FormSignals) -> None:
    leading = kinds(found)
    places = [i for i, kind in enumerate(leading) if kind in _PASSWORDS and controls[i].type != "hidden"]
    if not places:
        return
    old = _says(controls[places[0]], "old") or _is_replaced(controls, places)
    if len(places) == 1:
        back = weight_of(form, "login") > weight_of(form, "signup", "recovery", "account-details") + 1.0
        fresh = (leading[places[0]] == "new-password" and not back) or _is_signup(leading, form)
        fresh = fresh and not old and not _comes_back(controls, leading, form)
        decided, other = ("new-password", "current-password")[:: 1 if fresh else -1]
        found[places[0]].add(decided, max(_SURE, found[places[0]].weight(other) + 0.5), "form")
        return
    if not old and weight_of(form, "login") > weight_of(form, "signup", "recovery", "account-details") + _CLEARLY:
        for place in places:
            found[place].add("current-password", _SURE, "form")
        return
    for place in places:
        first = place == places[0] and (old or (len(places) > 2 and not _is_signup(leading, form)))  # noqa: PLR2004 - old, new and again
        found[place].add("current-password" if first else "new-password", _SURE, "neighbours")


def _comes_back(controls: Sequence[Control], leading: Sequence[str], form: FormSignals) -> bool:
    """Tell whether a form with one password is for who has an account: it can be forgotten, or remembered, there."""
    if set(leading) & (_AGAINST_LOGIN | {"consent-marketing"}):
        return False
    kept = any(control.type == "checkbox" and _STAY.find(fold(control.label or control.near)) for control in controls)
    return kept or mentions((*form.links, *form.buttons[1:]), "recovery")


def _is_signup(leading: Sequence[str], form: FormSignals) -> bool:
    """Tell whether a form with one password opens an account: more is asked than who comes back."""
    asked = len(set(leading) & _AGAINST_LOGIN)
    return weight_of(form, "signup") + asked > weight_of(form, "login") + 0.5


def _says(control: Control, which: str) -> bool:
    """Tell whether a box calls its password old, or new."""
    written = fold(control.label or control.placeholder or control.near)
    words = f"{written} {split(control.name)} {split(control.id)}"
    return any(hit.kind == which for hit in _PASSWORD_WORDS.find(words))


def _is_replaced(controls: Sequence[Control], places: Sequence[int]) -> bool:
    """Tell whether the second password of a form, and not the first, is called new: the first is the one in use."""
    return len(places) > 1 and _says(controls[places[1]], "new") and not _says(controls[places[0]], "new")


def _names(found: Sequence[Evidence]) -> None:
    leading = kinds(found)
    for place, kind in enumerate(leading):
        if kind != "name":
            continue
        near = leading[max(0, place - 2) : place + 3]
        other = {"family-name": "given-name", "given-name": "family-name"}
        beside = [known for known in other if known in near]
        if len(beside) == 1:
            found[place].add(other[beside[0]], found[place].weight("name") + 0.3, "neighbours")


def _phones(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Tell the boxes of a phone number apart: code and number, or three boxes of three, three and four digits."""
    leading = kinds(found)
    for place in range(len(leading) - 2):
        three = leading[place : place + 3]
        lengths = [control.maxlength for control in controls[place : place + 3]]
        begins = three[0] in {"tel", "tel-area-code"} or (controls[place].type == "select" and three[1] == "tel")
        if begins and set(three) <= _PHONE and (lengths == [3, 3, 4] or lengths[1:] in _PHONE_ENDS):
            for offset, kind in enumerate(("tel-area-code", "tel-local-prefix", "tel-local-suffix")):
                found[place + offset].add(kind, _SURE, "neighbours")


def _banks(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Take an account's name right beside its number for the bank's: nobody logs in by it there."""
    leading = kinds(found)
    if _PASSWORDS & set(leading):
        return
    for place, kind in enumerate(leading):
        beside = {*leading[max(0, place - 1) : place], *leading[place + 1 : place + 2]}
        if kind == "username" and "x-bank-account" in beside and controls[place].type in _TYPED:
            found[place].add("x-bank-account", found[place].weight("username") + 0.3, "neighbours")


def _login(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Take what stands before the password of a login form, and says little, for the name to log in by."""
    leading = kinds(found)
    if _WHO & set(leading):
        return
    for place, kind in enumerate(leading):
        follows = leading[place + 1 : place + 2]
        if follows == ["current-password"] and _is_voucher(controls[place + 1], found[place]):
            found[place + 1].add("none", found[place + 1].weight("current-password") + _SURE, "neighbours")
        elif kind in _CALLED and controls[place].type in _TYPED and follows == ["current-password"]:
            found[place].add("username", found[place].weight(kind) + 0.6, "neighbours")
            return
        elif kind == "nickname" and _PASSWORDS & set(leading):
            found[place].add("username", found[place].weight(kind) + 0.3, "neighbours")
            return
    if leading.count("current-password") == 1 and "x-loyalty-id" in leading:  # and a further question
        place = leading.index("x-loyalty-id")
        found[place].add("username", found[place].weight("x-loyalty-id") + 0.3, "neighbours")


def _is_numbered(evidence: Evidence) -> bool:
    """Tell whether a box is for what is no personal data by the words that people read there."""
    weight, signal = evidence.because.get("none", (0.0, ""))
    return signal in {"label", "near", "placeholder"} and weight >= 0.5  # noqa: PLR2004 - not a word among others


def _is_voucher(pin: Control, number: Evidence) -> bool:
    """Tell whether what looks like a login asks for the number of a voucher and the PIN on it."""
    return _is_numbered(number) and any(
        _PIN.search(fold(text)) for text in (pin.label, pin.placeholder, pin.near, pin.name)
    )


def _search(controls: Sequence[Control], found: Sequence[Evidence], form: FormSignals) -> None:
    """Take the one text box of a form for searching or for news, whatever its name, for what the form needs."""
    leading = kinds(found)
    typed = [i for i, control in enumerate(controls) if control.type in {"text", "search", "email", "tel"}]
    words = weight_of(form, "search")
    mailing = weight_of(form, "newsletter", "recovery", "unsubscribe")
    others = mailing + weight_of(
        form, *ERRANDS, "login", "signup", "contact", "other", "checkout", "age-gate", "survey"
    )
    if words > max(1.0, others) and not set(leading) & _SAYS_WHO:
        places = _PLACES - (set() if set(leading) & {"postal-code", "street-address"} else {"address-level2"})
        for place in typed:
            if leading[place] not in places and not _names_a_person(found[place]):  # a shop is looked for by place
                found[place].add("search", _SURE, "form")
    elif len(typed) == 1 and found[typed[0]].best()[1] < 0.5:  # noqa: PLR2004 - it does not say itself what it is
        if words > max(0.5, others) or (not others and form.method == "get" and form.action and len(controls) < 4):  # noqa: PLR2004
            found[typed[0]].add("search", 1.0, "form")
        elif mailing > 1.0 and mailing >= others - mailing and _takes_an_address(controls[typed[0]]):
            found[typed[0]].add("email", 0.6, "form")


def _names_a_person(evidence: Evidence) -> bool:
    """Tell whether people read at a box that it takes what belongs to one person, as a register is searched by."""
    kind, _, signal = evidence.best()
    return kind in _IDENTIFIES and signal in {"label", "near", "placeholder"}


def _takes_an_address(control: Control) -> bool:
    """Tell whether an e-mail address can be typed into a box: a stepper's takes digits only."""
    digits = control.inputmode in {"numeric", "decimal", "tel"} or _DIGITS.match(control.pattern)
    return control.type == "text" and not digits and not {"none"} & {kind for kind, _ in name_hits(control.name)}


def _titles(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Take a title that is written, beside a message, for the message's."""
    leading = kinds(found)
    for place, kind in enumerate(leading):
        if kind == "honorific-prefix" and controls[place].type == "text" and "x-message" in leading:
            found[place].add("x-subject", _SURE, "neighbours")


def _codes(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Take a row of boxes for one sign each for a code that was sent."""
    places = [i for i, control in enumerate(controls) if control.maxlength == 1 and control.type in _BOXED]
    if len(places) > 3:  # noqa: PLR2004 - codes have four signs or more
        for place in places:
            found[place].add("one-time-code", _SURE, "neighbours")
