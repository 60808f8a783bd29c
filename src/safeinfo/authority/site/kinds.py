"""Kinds of data and purposes of forms in words for a merchant, in their language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeinfo.report.words import kind_words

_KINDS: Mapping[str, str | Promise] = {
    "email": _("e-mail address"),
    "tel": _("telephone number"),
    "tel-national": _("telephone number"),
    "tel-country-code": _("country code of the telephone"),
    "x-fax": _("fax number"),
    "url": _("web address"),
    "name": _("name"),
    "given-name": _("first name"),
    "additional-name": _("middle name"),
    "family-name": _("last name"),
    "honorific-prefix": _("title or salutation"),
    "nickname": _("nickname"),
    "organization": _("company"),
    "organization-title": _("position in the company"),
    "street-address": _("street and number"),
    "address-line1": _("street and number"),
    "address-line2": _("address, second line"),
    "address-line3": _("address, third line"),
    "address-level1": _("state or region"),
    "address-level2": _("town"),
    "address-level3": _("district"),
    "postal-code": _("postal code"),
    "country": _("country"),
    "country-name": _("country"),
    "cc-name": _("name on the card"),
    "cc-number": _("card number"),
    "cc-exp": _("card's expiry date"),
    "cc-exp-month": _("card's expiry month"),
    "cc-exp-year": _("card's expiry year"),
    "cc-csc": _("card's security code"),
    "cc-type": _("kind of card"),
    "username": _("user name"),
    "new-password": _("new password"),
    "current-password": _("password"),
    "one-time-code": _("one-time code"),
    "x-security-answer": _("answer to a security question"),
    "bday": _("date of birth"),
    "bday-day": _("day of birth"),
    "bday-month": _("month of birth"),
    "bday-year": _("year of birth"),
    "sex": _("gender"),
    "x-age": _("age"),
    "x-national-id": _("national identity number"),
    "x-tax-id": _("tax number"),
    "x-bank-account": _("bank account"),
    "x-income": _("income"),
    "x-family-status": _("family status"),
    "x-geolocation": _("whereabouts"),
    "x-health": _("health"),
    "x-ethnicity": _("ethnic origin"),
    "x-religion": _("religion"),
    "x-message": _("message"),
    "x-about-me": _("words about oneself"),
    "x-loyalty-id": _("customer card"),
    "x-occupation": _("occupation"),
    "x-education": _("education"),
    "x-cv": _("curriculum vitae"),
    "x-file": _("file"),
    "x-interests": _("interests"),
    "photo": _("photo"),
    "x-other-personal": _("other personal data"),
}
_PURPOSES: Mapping[str, str | Promise] = {
    "checkout": _("checkout"),
    "signup": _("sign-up"),
    "login": _("sign-in"),
    "recovery": _("forgotten password"),
    "newsletter": _("newsletter"),
    "contact": _("contact"),
    "account-details": _("account details"),
    "donation": _("donation"),
    "survey": _("survey"),
    "age-gate": _("age gate"),
    "unsubscribe": _("unsubscribing"),
    "search": _("search"),
    "other": _("another form"),
}


def kind_in_words(kind: str) -> str:
    """Return what to call a kind of data; a kind without words of its own stays English."""
    return str(_KINDS.get(kind) or kind_words(kind))


def purposes_in_words(purposes: tuple[str, ...]) -> str:
    """Return what forms are for, separated by commas."""
    return ", ".join(str(_PURPOSES.get(each, each)) for each in purposes)
