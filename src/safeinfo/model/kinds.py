"""What a field asks for and what a form is for.

Field kinds are the WHATWG `autocomplete` field names (HTML Living Standard, 4.10.18.7); where WHATWG has no
name, ours begin with `x-`. What is not personal data has a plain word.
"""

from enum import StrEnum

CONTACT = frozenset(
    {
        "email",
        "tel",
        "tel-country-code",
        "tel-national",
        "tel-area-code",
        "tel-local",
        "tel-local-prefix",
        "tel-local-suffix",
        "tel-extension",
        "impp",
        "url",
        "x-fax",
    }
)
NAME = frozenset(
    {
        "name",
        "honorific-prefix",
        "given-name",
        "additional-name",
        "family-name",
        "honorific-suffix",
        "nickname",
        "organization",
        "organization-title",
    }
)
ADDRESS = frozenset(
    {
        "street-address",
        "address-line1",
        "address-line2",
        "address-line3",
        "address-level1",
        "address-level2",
        "address-level3",
        "address-level4",
        "country",
        "country-name",
        "postal-code",
    }
)
CARD = frozenset(
    {
        "cc-name",
        "cc-given-name",
        "cc-additional-name",
        "cc-family-name",
        "cc-number",
        "cc-exp",
        "cc-exp-month",
        "cc-exp-year",
        "cc-csc",
        "cc-type",
    }
)
ACCOUNT = frozenset({"username", "new-password", "current-password", "one-time-code", "x-security-answer", "x-openid"})
SENSITIVE = frozenset(
    {
        "bday",
        "bday-day",
        "bday-month",
        "bday-year",
        "sex",
        "x-age",
        "x-national-id",
        "x-tax-id",
        "x-bank-account",
        "x-income",
        "x-family-status",
        "x-geolocation",
        "x-health",
        "x-ethnicity",
        "x-religion",
    }
)
OTHER_PERSONAL = frozenset(
    {
        "x-message",
        "x-about-me",
        "x-loyalty-id",
        "x-occupation",
        "x-education",
        "x-cv",
        "x-file",
        "x-interests",
        "photo",
        "x-other-personal",
    }
)
# A tick box for marketing is a choice, not data about the person: the standard reads it apart. Nor is the language
# of the page or the amount of a payment.
NOT_PERSONAL = frozenset(
    {
        "consent-marketing",
        "consent-terms",
        "captcha",
        "honeypot",
        "search",
        "none",
        "x-subject",
        "x-security-question",
        "transaction-amount",
        "language",
    }
)
PERSONAL = CONTACT | NAME | ADDRESS | CARD | ACCOUNT | SENSITIVE | OTHER_PERSONAL
KINDS = PERSONAL | NOT_PERSONAL


def is_personal(kind: str) -> bool:
    """Tell whether a field of this kind collects personal data; an unknown kind counts as personal."""
    return kind not in NOT_PERSONAL


class Purpose(StrEnum):
    """What a form is for, from the visitor's side (standard, "Words")."""

    CHECKOUT = "checkout"
    SIGNUP = "signup"
    LOGIN = "login"
    RECOVERY = "recovery"
    NEWSLETTER = "newsletter"
    CONTACT = "contact"
    ACCOUNT_DETAILS = "account-details"
    DONATION = "donation"
    SURVEY = "survey"
    AGE_GATE = "age-gate"
    UNSUBSCRIBE = "unsubscribe"
    SEARCH = "search"
    OTHER = "other"


class Required(StrEnum):
    """Whether a form can be sent without a field."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    UNKNOWN = "unknown"


class Sale(StrEnum):
    """What a shop's texts say of selling personal information (SI-04)."""

    SOLD = "sold"
    NOT_SOLD = "not-sold"
    NOT_SOLD_BUT_SHARED = "not-sold-but-shared"
    UNCLEAR = "unclear"
    SILENT = "silent"
