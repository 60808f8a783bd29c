"""What can be done with an account: make a token, know it again, delete it."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from safeinfo.authority import clock
from safeinfo.authority.accounts.models import Account, Token
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records

_PREFIX = "safeinfo_"
_MOST_TOKENS = 20
_FORM_LIVES = timedelta(minutes=10)  # for which a form sent again makes the same token; a deleted one must not return
_NOTED_EVERY = timedelta(minutes=1)  # that a token was used


def digest(secret: str) -> str:
    """Return what is kept of a token: its SHA-256; it has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(account: Account, name: str, once: str = "") -> tuple[str, Token]:
    """Make a token and return its secret, which is told once, and its row.

    `once` names the form that asks (`new_form`): sent twice, as by a double click, it makes one token, told twice.
    """
    title = " ".join(name.split())[:60]
    if not title:
        raise NotPossibleError("name", _("Give the token a name, so that you know it again."))
    secret = _PREFIX + _secret(account, once)
    if made := account.tokens.filter(digest=digest(secret)).first():
        return secret, made
    if account.tokens.count() >= _MOST_TOKENS:
        raise NotPossibleError("too-many", _("One account holds at most %s tokens; delete one first.") % _MOST_TOKENS)
    with transaction.atomic():
        token, new = Token.objects.get_or_create(digest=digest(secret), defaults={"account": account, "name": title})
        if new:
            records.write(account, "token-made", actor=account, token=token.pk)
    return secret, token


def new_form(account: Account) -> str:
    """Return what names one showing of the form that makes a token, and cannot be made up."""
    return _signer(account).sign(secrets.token_urlsafe(16))


def _secret(account: Account, once: str) -> str:
    """Return 256 bits: random, or for a form of ours always the same, known to nobody without our key."""
    try:
        form = _signer(account).unsign(once, max_age=_FORM_LIVES)
    except BadSignature:
        return secrets.token_urlsafe(32)
    return urlsafe_b64encode(
        salted_hmac("safeinfo.token", f"{account.pk} {form}", algorithm="sha256").digest()
    ).decode()


def _signer(account: Account) -> TimestampSigner:
    return TimestampSigner(salt=f"safeinfo.token-form.{account.pk}")


def drop_token(account: Account, pk: int) -> None:
    """Delete a token; nothing happens where there is none."""
    with transaction.atomic():
        if account.tokens.filter(pk=pk).delete()[0]:
            records.write(account, "token-deleted", actor=account, token=pk)


def by_token(secret: str) -> Token | None:
    """Return a token with its account; None for one that is not known, or of an account that is closed."""
    token = Token.objects.select_related("account").filter(digest=digest(secret)).first()
    if token is None or not token.account.is_active:
        return None
    now = clock.now()
    if token.used_at is None or now - token.used_at >= _NOTED_EVERY:  # reading should not mean a write each time
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token
