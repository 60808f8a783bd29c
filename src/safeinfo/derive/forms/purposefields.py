"""What the fields of a form say of its purpose."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.ratings import is_rating
from safeinfo.derive.forms.signals import Control, Kind
from safeinfo.model.kinds import ADDRESS, CARD, CONTACT, NAME, PERSONAL, Required

_QUANTITY = re.compile(
    r"\b(?:qty|quantity|menge|anzahl|quantite|cantidad|quantita|quantidade|aantal|ilosc|antal|antall|maara|adet|miktar|"
    r"mnozstvi|mnozstvo|mennyiseg|cantitate|kolicina|jumlah|количество|кількість|ποσοτητα|الكميه|כמות)\b|数量|個数|수량"
)
_SORTS = Lexicon.of(tables("purposes", "sorts"))
_CALLED = 40  # characters of what a list is called
_PASSWORDS = {"current-password", "new-password"}
_FOR_NEWS = NAME | {"email", "postal-code", "x-interests", "sex", "country"}
_NEWS = 1.5
_WHOSE_LAW = {"country", "address-level1"}  # how old is old enough
_SEVERAL = 3
_LONGEST = 60  # characters of what a box is called
_BIRTH = {"bday", "bday-day", "bday-month", "bday-year", "x-age"}
_FOR_OFFERS = _FOR_NEWS | _BIRTH | {"tel", "tel-country-code"}
# By what an order or a voucher is looked up beside its number.
_BESIDE_A_NUMBER = {"email", "tel", "postal-code", "family-name", "name", "x-other-personal"}


def from_fields(
    controls: Sequence[Control], kinds: Sequence[Kind], stated: Sequence[Required]
) -> Iterable[tuple[str, float, str]]:
    """Yield purposes that a form's fields speak for or against, with weights; `stated` is what each says of itself."""
    fields = list(zip(kinds, controls, strict=True))
    asked = Counter(kind.kind for kind, c in fields if c.type != "hidden")
    personal = [kind for kind in asked.elements() if kind in PERSONAL]
    if _may_leave_out_password(fields, stated) and not asked["current-password"]:
        yield "checkout", 2.5, "fields"  # one can go on without an account: what is asked is for the order
    else:
        yield from _of_passwords(asked, personal)
    yield from _of_one_field(asked, personal)
    yield from _of_several(asked, personal)
    if personal and set(personal) <= _BESIDE_A_NUMBER and any(_is_a_number(k, c) for k, c in fields):
        yield "newsletter", -_NEWS, "fields"  # an order that is looked up, a voucher: no news asks for that
        yield "other", 1.2, "fields"
    if asked["x-message"] and any(kind.kind == "none" and is_rating(c) for kind, c in fields):
        yield "review", 1.6, "fields"
        yield "contact", -1.0, "fields"
    if set(personal) == {"x-message"} and any(k.kind == "none" and c.type == "number" for k, c in fields):
        yield "other", 2.0, "fields"  # so many of a product, with a note: a cart
        yield "contact", -0.8, "fields"
    if asked["x-cv"]:
        yield "application", 3.0, "fields"
    questions = sum(k.kind == "none" and c.type == "radio" for k, c in fields)
    if questions >= _SEVERAL and not set(personal) & (ADDRESS | CARD | _PASSWORDS):
        yield "survey", 1.8, "fields"
    if not personal and any(_counts(kind, control) for kind, control in fields):
        yield "other", 1.0, "fields"  # so many of a product: put in the cart
        yield "checkout", -1.2, "fields"
    if not personal and any(_sorts(control) for control in controls):
        yield "search", 1.5, "fields"
    if asked["search"] and not personal:
        yield "search", 3.0, "fields"


def _sorts(control: Control) -> bool:
    """Tell whether a list only orders or narrows what a page lists: by price, so many a page."""
    if control.type != "select":
        return False
    texts = [text for text in (control.label, control.placeholder, control.near) if 0 < len(text) <= _CALLED]
    names = [split(name) for name in (control.name, control.id) if name]
    return any(hit for text in (*map(fold, texts), *names) for hit in _SORTS.find(text) if not hit.weak)


def _counts(kind: Kind, control: Control) -> bool:
    """Tell whether a box takes how many of a product are wanted."""
    words = f"{split(control.name)} {split(control.id)} {fold(control.label or control.near)}"
    return kind.kind == "none" and control.visible and _QUANTITY.search(words) is not None


def _is_a_number(kind: Kind, control: Control) -> bool:
    """Tell whether a box is for the number of something: no personal data, and said so by words."""
    typed = control.visible and control.type in {"text", "number", "tel"}
    typed = typed and len(control.label or control.near) <= _LONGEST
    return typed and kind.kind == "none" and kind.because in {"label", "near", "placeholder", "name"}


def _may_leave_out_password(fields: Sequence[tuple[Kind, Control]], stated: Sequence[Required]) -> bool:
    """Tell whether a new password is called optional; only then is no account the point."""
    return any(
        said is Required.OPTIONAL and kind.kind == "new-password" and control.visible and not control.readonly
        for (kind, control), said in zip(fields, stated, strict=True)
    )


def _of_passwords(asked: Counter[str], personal: list[str]) -> Iterable[tuple[str, float, str]]:
    if not any(asked[kind] for kind in _PASSWORDS):
        yield "login", -0.8, "fields"
        return
    others = [kind for kind in personal if kind not in _PASSWORDS]
    if asked["current-password"] and asked["new-password"]:
        yield "account-details", 3.0, "fields"
    elif asked["current-password"] and asked["email"] > 1:  # another address, and again: nobody logs in by two
        yield "account-details", 2.1, "fields"
        yield "login", 1.5, "fields"
    elif not asked["new-password"]:
        yield "login", 3.0 if len(others) <= 2 else 1.5, "fields"  # noqa: PLR2004 - who, and perhaps a code
    elif not others:
        yield "recovery", 2.0, "fields"
    else:
        yield "signup", 3.0, "fields"
    yield "newsletter", -3.0, "fields"
    yield "contact", -2.0, "fields"
    yield "search", -4.0, "fields"


def _of_one_field(asked: Counter[str], personal: list[str]) -> Iterable[tuple[str, float, str]]:
    if asked["email"] and set(personal) <= _FOR_NEWS:  # to be sent news, no more is asked
        yield "newsletter", _NEWS if set(personal) == {"email"} else 1.2, "fields"
        yield "signup", -1.8 if set(personal) == {"email"} else -1.1, "fields"
    elif asked["email"] and asked["consent-marketing"] >= _SEVERAL and not asked["x-message"]:
        yield "newsletter", 1.2, "fields"
    elif asked["email"] and set(personal) <= _FOR_OFFERS:  # or to open an account
        yield "newsletter", 0.7, "fields"
    if set(personal) & _BIRTH and set(personal) <= _BIRTH | _WHOSE_LAW:
        yield "age-gate", 2.5, "fields"
    if not personal:
        yield "other", 0.8, "fields"


def _of_several(asked: Counter[str], personal: list[str]) -> Iterable[tuple[str, float, str]]:
    address = sum(kind in ADDRESS for kind in personal)
    card = sum(kind in CARD for kind in personal)
    if card:
        yield "checkout", 2.5, "fields"
    if address >= 3:  # noqa: PLR2004 - street, place and code
        yield "checkout", 1.2, "fields"
        yield "newsletter", -1.0, "fields"
    if asked["x-message"]:
        yield "contact", 1.8 if any(kind in CONTACT | NAME for kind in personal) else 0.8, "fields"
        yield "newsletter", -1.5, "fields"
        yield "login", -2.0, "fields"
    if asked["transaction-amount"] and personal:
        yield "donation", 1.0, "fields"
