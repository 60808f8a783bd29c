"""What can be done with an account: tokens, export, deletion, and the first administrator."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

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
        raise NotPossibleError("name", "Give the token a name, so that you know it again.")
    if account.tokens.count() >= _MOST_TOKENS:
        raise NotPossibleError("too-many", f"One account holds at most {_MOST_TOKENS} tokens; delete one first.")
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


def export(account: Account) -> dict[str, Any]:
    """Return everything that is held about an account, as plain data."""
    return {
        "email": account.email,
        "joined_at": account.joined_at.isoformat(),
        "language": account.language,
        "tokens": [{"name": each.name, "made_at": each.made_at.isoformat()} for each in account.tokens.all()],
        "shops": [_shop(shop) for shop in account.shops.all()],
    }


def _shop(shop: Any) -> dict[str, Any]:
    seal = getattr(shop, "seal", None)
    return {
        "origin": shop.origin,
        "name": shop.name,
        "added_at": shop.made_at.isoformat(),
        "domain": [{"method": each.method, "proved_at": _at(each.proved_at)} for each in shop.controls.all()],
        "declarations": [
            {"number": d.number, "made_at": _at(d.made_at), "text": d.text} for d in shop.declarations.all()
        ],
        "audits": [{"key": a.key, "asked_at": _at(a.asked_at), "state": a.state} for a in shop.audits.all()],
        "seal": {"state": seal.state, "since": _at(seal.since)} if seal else None,
        "appeals": [{"text": a.text, "answer": a.answer, "made_at": _at(a.made_at)} for a in seal.appeals.all()]
        if seal
        else [],
    }


def _at(when: Any) -> str | None:
    return when.isoformat() if when else None


@transaction.atomic
def delete(account: Account) -> None:
    """Delete an account: shops that were never sealed go with it, sealed ones leave the programme first.

    The public record keeps what it said of a shop; it names no person.
    """
    from safeinfo.authority.shops import services as shops  # noqa: PLC0415 - shops stand above accounts

    if account.is_staff and Account.objects.filter(is_staff=True, is_active=True).count() == 1:
        raise NotPossibleError("last-staff", "You are the only administrator; name another one first.")
    records.write(account, "account-deleted", actor=None)
    shops.leave_all(account)
    account.tokens.all().delete()
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    account.email = f"deleted-{account.pk}@deleted.invalid"
    account.is_active = account.is_staff = account.is_reviewer = account.is_superuser = False
    account.set_unusable_password()
    account.save()
