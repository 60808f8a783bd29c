"""What the purpose of a form needs, field by field (standard, SI-03), and what goes beyond it."""

from collections.abc import Mapping
from dataclasses import dataclass

from safeinfo.derive.computed.collecting import Collected
from safeinfo.derive.computed.naming import is_named
from safeinfo.model.kinds import ADDRESS, CARD, NAME, Purpose, Required
from safeinfo.model.observations import DeclarationMade
from safeinfo.model.readings import FieldRead

EMAIL = frozenset({"email"})
PHONE = frozenset(kind for kind in (
    "tel", "tel-country-code", "tel-national", "tel-area-code", "tel-local", "tel-local-prefix", "tel-local-suffix",
    "tel-extension",
))  # fmt: skip
PERSON = NAME - {"nickname", "organization", "organization-title", "honorific-prefix", "honorific-suffix"}
SECRETS = frozenset({"new-password", "current-password", "one-time-code"})
PROOF = "one-time-code"  # typed to prove what was given before: it says nothing of the customer that is not known
PAYMENT = CARD | {"x-bank-account"}
PLACE = ADDRESS
AGE = frozenset({"x-age", "bday", "bday-day", "bday-month", "bday-year"})
# One of these is enough to reach somebody; of several required, the first here is the one that is needed.
REACH = (EMAIL, PHONE, frozenset({"impp"}), frozenset({"x-fax"}))
_LOGIN = EMAIL | {"username"} | SECRETS
# The standard's list. A username stands for the e-mail address where an account is made, as it does at the login.
NEEDED: Mapping[Purpose, frozenset[str]] = {
    Purpose.NEWSLETTER: EMAIL,
    Purpose.LOGIN: _LOGIN,
    Purpose.SIGNUP: _LOGIN,
    Purpose.CONTACT: frozenset({"x-message"}),
    Purpose.CHECKOUT: PAYMENT,
    Purpose.AGE_GATE: AGE,
}
# Not in the standard's list: what the purpose cannot do without; anything more is for a person to judge.
UNLISTED: Mapping[Purpose, frozenset[str]] = {
    Purpose.RECOVERY: _LOGIN | PHONE,
    Purpose.UNSUBSCRIBE: EMAIL,
    Purpose.ACCOUNT_DETAILS: _LOGIN,
    Purpose.DONATION: PAYMENT,
    Purpose.SEARCH: PLACE | {"x-geolocation", "language"},
    Purpose.SURVEY: frozenset(),
    Purpose.OTHER: frozenset(),
}
_ANSWERED = frozenset({Purpose.CONTACT, Purpose.CHECKOUT, Purpose.DONATION})


@dataclass(frozen=True, slots=True)
class Need:
    """Whether a form needs a field: `needed` is None where that hangs on goods being delivered, which is not known."""

    needed: bool | None
    listed: bool  # whether the standard lists the form's purpose


def need_of(collected: Collected, field: FieldRead, *, delivers: bool | None) -> Need:
    """Return whether the purpose of the form needs what the field asks (standard, SI-03, "Needed")."""
    purpose, kind = collected.form.purpose, field.kind
    listed = purpose in NEEDED
    if kind == PROOF:
        return Need(needed=True, listed=True)
    if kind in (NEEDED.get(purpose) or UNLISTED.get(purpose) or frozenset()):
        return Need(needed=True, listed=listed)
    if purpose in _ANSWERED and kind in _way_to_answer(collected):
        return Need(needed=True, listed=listed)
    if purpose is Purpose.CHECKOUT and kind in (PERSON | PLACE):
        return Need(needed=delivers, listed=listed)
    return Need(needed=False, listed=listed)


def _way_to_answer(collected: Collected) -> frozenset[str]:
    """Return the kinds of the one way to reach the customer that the form needs."""
    fields = (*collected.form.fields, *collected.beside)
    asked = {field.kind for field in fields if field.required is Required.REQUIRED}
    possible = {field.kind for field in fields}
    for kinds in (*REACH, PLACE if collected.form.purpose is Purpose.CONTACT else frozenset()):
        if kinds & asked:
            return kinds
    return next((kinds for kinds in REACH if kinds & possible), frozenset())


def reason_declared(made: tuple[DeclarationMade, ...], collected: Collected, kind: str) -> tuple[str, str]:
    """Return the reason that the shop declares for asking a kind in forms of this purpose, and the observation."""
    for each in made:
        for data in each.declaration.data:
            if (
                is_named(kind, {data.kind})
                and data.reason
                and (not data.forms or collected.form.purpose.value in data.forms)
            ):
                return data.reason, each.id
    return "", ""


def relation(field: FieldRead, need: Need, *, explained: bool) -> str:
    """Return the inventory's word for a personal field: needed, explained or unexplained."""
    if need.needed:
        return "needed"
    return "explained" if explained or field.explanation else "unexplained"
