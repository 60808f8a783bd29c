"""The `autocomplete` attribute (HTML Living Standard, 4.10.18.7.1): its field name, where it holds one.

Many pages write nonsense into it to keep browsers from filling, so that only a known field name counts.
"""

from safeinfo.model.kinds import KINDS

# The WHATWG field names only: ours and the plain words of `model.kinds` are no autocomplete tokens.
_TOKENS = frozenset(kind for kind in KINDS if not kind.startswith(("x-", "consent-"))) - {
    "captcha", "honeypot", "search", "none",
}  # fmt: skip
_BEFORE = frozenset({"shipping", "billing", "home", "work", "mobile", "fax", "pager"})
# Written by many pages although the standard has no such name.
_MEANT = {
    "firstname": "given-name",
    "first-name": "given-name",
    "fname": "given-name",
    "lastname": "family-name",
    "last-name": "family-name",
    "lname": "family-name",
    "surname": "family-name",
    "fullname": "name",
    "full-name": "name",
    "phone": "tel",
    "telephone": "tel",
    "address": "street-address",
    "zip": "postal-code",
    "zip-code": "postal-code",
    "postcode": "postal-code",
    "city": "address-level2",
    "state": "address-level1",
    "company": "organization",
    "gender": "sex",
    "birthday": "bday",
    "password": "current-password",
    "cc-cvc": "cc-csc",
    "cc-cvv": "cc-csc",
    "cc-expiry": "cc-exp",
}


def token_of(autocomplete: str) -> str:
    """Return the field name an `autocomplete` value holds, "" if it holds none."""
    words = autocomplete.lower().split()
    if words and words[-1] == "webauthn":
        words.pop()
    if not words:
        return ""
    last = words[-1]
    before = [word for word in words[:-1] if not word.startswith("section-")]
    if any(word not in _BEFORE for word in before):
        return ""
    kind = last if last in _TOKENS else _MEANT.get(last, "")
    return "x-fax" if kind == "tel" and "fax" in before else kind
