"""The account by program: who it is, its tokens, everything that is held about it, and its end."""

from typing import Any

from django.http import HttpRequest
from ninja import Status
from ninja.errors import HttpError

from safeinfo.authority import holdings
from safeinfo.authority.accounts import services
from safeinfo.authority.accounts.models import Account, Token
from safeinfo.authority.api.base import account_of, api, confirmed
from safeinfo.authority.api.schemas import AccountOut, DeleteIn, SecretOut, TokenIn, TokenOut


@api.get("/account", response=AccountOut, summary="The account of this token")
def account(request: HttpRequest) -> Account:
    """Return whose token this is."""
    return account_of(request)


@api.get("/account/export", response=dict[str, Any], summary="Everything that is held about the account")
def export(request: HttpRequest) -> dict[str, Any]:
    """Return everything that is held about the account, as at the desk."""
    return holdings.export(account_of(request))


@api.delete("/account", response={204: None}, summary="Delete the account")
def delete(request: HttpRequest, given: DeleteIn) -> Status[None]:
    """Delete the account and all that is held about it; it cannot be undone."""
    if given.email.strip().lower() != account_of(request).email.lower():
        raise HttpError(422, "this is not the account's e-mail address; nothing was deleted")
    holdings.delete(confirmed(request, given.password))
    return Status(204, None)


@api.get("/account/tokens", response=list[TokenOut], summary="Your tokens")
def tokens(request: HttpRequest) -> Any:
    """List the account's tokens."""
    return account_of(request).tokens.all()


@api.post("/account/tokens", response={201: SecretOut}, summary="Make a token")
def make_token(request: HttpRequest, given: TokenIn) -> Status[dict[str, Any]]:
    """Make a token; its secret is told this once, and is kept nowhere, so this is never repeated for you."""
    secret, token = services.make_token(confirmed(request, given.password), given.name)
    return Status(201, {name: getattr(token, name) for name in TokenOut.model_fields} | {"secret": secret})


@api.delete("/account/tokens/{pk}", response={204: None}, summary="Delete a token")
def drop_token(request: HttpRequest, pk: int) -> Status[None]:
    """Delete a token, also the one that is used now."""
    if not Token.objects.filter(account=account_of(request), pk=pk).exists():
        raise HttpError(404, "there is no such token of yours")
    services.drop_token(account_of(request), pk)
    return Status(204, None)
