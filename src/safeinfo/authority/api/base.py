"""What every part of the API rests on: tokens, limits, problems (RFC 9457), requests that are done once."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer

from safeinfo.authority import clock
from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.api.models import Answer
from safeinfo.authority.api.schemas import Problem
from safeinfo.authority.callers import counted
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.problems import PROBLEM, problem
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.site.middleware import is_down
from safeinfo.model.errors import SafeInfoError

_A_MINUTE, _PER_TOKEN, _PER_CALLER, _WRONG_TOKENS, _WRONG_PASSWORDS = 60, 120, 300, 30, 5
_KEPT = timedelta(days=1)  # that an idempotency key is remembered
_LONGEST_KEY = 200
View = Callable[..., Any]
_log = logging.getLogger(__name__)


class Token(HttpBearer):
    """`Authorization: Bearer <token>`, a token made at the merchant's desk."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        """Return the account that a token speaks for."""
        found = accounts.by_token(token)
        if found is None:
            limit(f"wrong-{caller_of(request)}", _WRONG_TOKENS)
            return None
        limit(f"token-{found.pk}", _PER_TOKEN)
        request.user = found.account
        return found.account


class Api(NinjaAPI):
    """The API; its description says of every operation that an error is a problem."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """Describe the API."""
        schema = super().get_openapi_schema(*args, **kwargs)
        told = {"$ref": "#/components/schemas/Problem"}
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = {
                    "description": "A problem (RFC 9457)",
                    "content": {PROBLEM: {"schema": told}},
                }
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return schema


api = Api(
    title="Safe Info",
    version="1",
    description="What a merchant can do at the desk, and public reading of seals. Errors are problems of RFC 9457.",
    auth=Token(),
    urls_namespace="api",
    docs_url=None,
)
ONCE: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "description": "A request with a key that was seen within a day is answered as then, and done once.",
            "schema": {"type": "string", "maxLength": _LONGEST_KEY},
        }
    ]
}


def once(view: View) -> View:
    """Answer a request with an `Idempotency-Key` that was seen before as it was answered then, and do nothing again.

    The answer is stored in the transaction of the act, under a lock that a second equal request waits for: so both are
    there or neither is, also when two come at once. What ends as a problem is not stored, and may be tried again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > _LONGEST_KEY:
            raise HttpError(400, f"an Idempotency-Key has at most {_LONGEST_KEY} characters")
        body = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        with transaction.atomic():
            Answer.objects.filter(account=account_of(request), key=key, at__lte=clock.now() - _KEPT).delete()
            blank = {"digest": body, "status": 0, "body": "", "at": clock.now()}
            Answer.objects.get_or_create(account=account_of(request), key=key, defaults=blank)
            known = Answer.objects.select_for_update().get(account=account_of(request), key=key)
            if known.digest != body:
                raise HttpError(422, "this Idempotency-Key was used for another request")
            if not known.status:
                answer = view(request, *args, **kwargs)
                known.status = answer.status_code
                known.body = "" if answer.value is None else json.dumps(answer.value, cls=NinjaJSONEncoder)
                known.save()
        return HttpResponse(known.body, status=known.status, content_type="application/json")

    return guarded


def account_of(request: HttpRequest) -> Account:
    """Return the account that the request's token speaks for."""
    if not isinstance(request.user, Account):
        raise HttpError(401, "a token is needed")
    return request.user


def own(request: HttpRequest, pk: int) -> Shop:
    """Return a shop of the account; anybody else's is as if there were none."""
    return get_object_or_404(Shop, pk=pk, owner=account_of(request))


def confirmed(request: HttpRequest, password: str) -> Account:
    """Return the account if the password is its own: what a token alone must not do, for tokens leak."""
    account = account_of(request)
    limit(f"password-{account.pk}", _WRONG_PASSWORDS)
    if not account.has_usable_password():
        raise HttpError(403, "this account has no password: do this at the desk, signed in with your passkey")
    if not account.check_password(password):
        raise HttpError(403, "this is not the account's password")
    return account


def public(request: HttpRequest) -> None:
    """Count a request that needs no token."""
    limit(caller_of(request), _PER_CALLER)


def caller_of(request: HttpRequest) -> str:
    """Return what stands for a caller without naming it: a hash that nobody keeps for longer than a minute."""
    address = counted(request.META.get("REMOTE_ADDR", ""))
    return hashlib.sha256(f"{clock.now():%Y%m%d}{address}".encode()).hexdigest()


def limit(who: str, most: int) -> None:
    """Count a request of this minute; HttpError 429 when it is one too many."""
    name = f"api-{who}-{clock.now():%H%M}"
    if cache.get_or_set(name, 0, _A_MINUTE) is not None and cache.incr(name) > most:
        raise HttpError(429, f"more than {most} requests in a minute; wait a little")


@api.exception_handler(NotPossibleError)
def _not_possible(request: HttpRequest, error: NotPossibleError) -> HttpResponse:
    return problem(request.path, 409, str(error), code=error.code, detail=error.advice)


@api.exception_handler(SafeInfoError)
def _trouble(request: HttpRequest, error: SafeInfoError) -> HttpResponse:
    return problem(request.path, 422, str(error), code="wrong", detail=error.advice)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request.path, 404, "there is no such thing, or it is not yours")


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request.path, error.status_code, str(error))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request.path, 422, "the request is not as it should be", errors=error.errors)


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    if is_down(error):
        _log.exception("the database or the disk failed")
        return problem(request.path, 503, "we cannot store or look up anything at the moment", code="down")
    _log.exception("an error of ours")
    return problem(request.path, 500, "an error of ours; nothing was done", code="ours")
