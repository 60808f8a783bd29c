"""What can be done with an account: make a token, know it again, delete it."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from safeinfo.authority import clock
from safeinfo.authority.accounts.models import Account, Token
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.records import services as records

_PREFIX = "safeinfo_"
_MOST_TOKENS = 20
_NOTED_EVERY = timedelta(minutes=1)  # that a token was used


def digest(secret: str) -> str:
    """Return what is kept of a token: its SHA-256; it has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(account: Account, name: str) -> tuple[str, Token]:
    """Make a token and return its secret, which is told once, and its row."""
    title = " ".join(name.split())[:60]
    if not title:
        raise NotPossibleError("name", _("Give the token a name, so that you know it again."))
    if account.tokens.count() >= _MOST_TOKENS:
        raise NotPossibleError("too-many", _("One account holds at most %s tokens; delete one first.") % _MOST_TOKENS)
    secret = _PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(account=account, name=title, digest=digest(secret))
        records.write(account, "token-made", actor=account, token=token.pk)
    return secret, token


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
