"""The API: what a merchant can do, by token; public reading of seals and directory. Errors are RFC 9457 problems."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Status
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from safeinfo.authority import clock
from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.api.models import Answer
from safeinfo.authority.api.schemas import (
    AuditIn,
    AuditOut,
    ChallengeOut,
    DeclarationIn,
    RetestIn,
    RetestOut,
    SealOut,
    ShopIn,
    ShopOut,
    TextIn,
)
from safeinfo.authority.audits import results, retests
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit, Retest
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.seals import appeals
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.seals.states import LISTED
from safeinfo.authority.shops import services as shops
from safeinfo.authority.shops.looking import look
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.site import directory
from safeinfo.model.errors import SafeInfoError

_A_MINUTE, _PER_MINUTE, _PUBLIC_PER_MINUTE = 60, 120, 300
_A_PAGE = 100
_KEPT = timedelta(days=1)  # that an idempotency key is remembered
_LONGEST_KEY = 200
View = Callable[..., Any]


class Token(HttpBearer):
    """`Authorization: Bearer <token>`, a token made at the merchant's desk."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        """Return the account that a token speaks for."""
        account = accounts.by_token(token)
        if account is not None:
            _limit(f"account-{account.pk}", _PER_MINUTE)
            request.user = account
        return account


api = NinjaAPI(
    title="Safe Info",
    version="1",
    description="What a merchant can do at the desk, and public reading of seals. Errors are problems of RFC 9457.",
    auth=Token(),
    urls_namespace="api",
    docs_url=None,
)


def once(view: View) -> View:
    """Answer a request with an `Idempotency-Key` that was seen before as it was answered then, and do nothing again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > _LONGEST_KEY:
            raise HttpError(400, f"an Idempotency-Key has at most {_LONGEST_KEY} characters")
        body = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        known = Answer.objects.filter(account=_account(request), key=key, at__gt=clock.now() - _KEPT).first()
        if known is not None and known.digest != body:
            raise HttpError(422, "this Idempotency-Key was used for another request")
        if known is not None:
            return HttpResponse(known.body, status=known.status, content_type="application/json")
        answer = view(request, *args, **kwargs)
        status = answer.status_code
        text = json.dumps(answer.value, default=_plain)
        Answer.objects.update_or_create(
            account=_account(request),
            key=key,
            defaults={"digest": body, "status": status, "body": text, "at": clock.now()},
        )
        return HttpResponse(text, status=status, content_type="application/json")

    return guarded


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")


@api.get("/shops", response=list[ShopOut], summary="Your shops")
def list_shops(request: HttpRequest) -> list[dict[str, Any]]:
    """List the shops of the token's account."""
    return [_shop(each) for each in Shop.objects.filter(owner=_account(request))]


@api.post("/shops", response={201: ShopOut}, summary="Add a shop")
@once
def add_shop(request: HttpRequest, given: ShopIn) -> Status[dict[str, Any]]:
    """Add a shop."""
    return Status(201, _shop(shops.add(_account(request), given.address, given.name)))


@api.get("/shops/{pk}", response=ShopOut, summary="One shop")
def one_shop(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one shop."""
    return _shop(_own(request, pk))


@api.post("/shops/{pk}/domain/{method}", response=ChallengeOut, summary="The challenge that proves the domain")
def challenge(request: HttpRequest, pk: int, method: str) -> Any:
    """Return the challenge of a method (http, dns, dns-persistent), made where there is none."""
    return shops.challenge(_own(request, pk), method, _account(request))


@api.post("/shops/{pk}/domain/{method}/look", response=ChallengeOut, summary="Look for the answer now")
def look_now(request: HttpRequest, pk: int, method: str) -> Any:
    """Look at the domain now."""
    shop = _own(request, pk)
    control = shops.challenge(shop, method, _account(request))
    looked = shops.looked(control, look(control))
    if looked.proved_at and (seal := Seal.objects.filter(shop=shop).first()) is not None:
        seals.advance(seal)
    return looked


@api.put("/shops/{pk}/declaration", response={204: None}, summary="Declare")
def declare(request: HttpRequest, pk: int, given: DeclarationIn) -> Status[None]:
    """Store a new version of the declaration; what is wrong with it is named by line and key."""
    shop = _own(request, pk)
    shops.declare(shop, given.text, _account(request))
    if (seal := Seal.objects.filter(shop=shop).first()) is not None:
        seals.advance(seal)
    return Status(204, None)


@api.post("/shops/{pk}/audits", response={202: AuditOut}, summary="Ask for an audit")
@once
def ask_audit(request: HttpRequest, pk: int, given: AuditIn) -> Status[dict[str, Any]]:
    """Ask for an audit; one that is under way is returned instead of a second."""
    asked = audits.ask(_own(request, pk), Audit.Reason.MERCHANT, _account(request), trials=given.trials)
    return Status(202, _audit(asked))


@api.get("/audits/{key}", response=AuditOut, summary="One audit")
def one_audit(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return an audit of one of your shops."""
    return _audit(get_object_or_404(Audit, key=key, shop__owner=_account(request)))


@api.get("/audits/{key}/report", summary="The report of an audit (report.schema.json)")
def report(request: HttpRequest, key: str) -> Any:
    """Return the JSON report."""
    found = results.report(get_object_or_404(Audit, key=key, shop__owner=_account(request)))
    if found is None:
        raise HttpError(404, "this audit has no report, or no longer")
    return found


@api.post("/audits/{key}/retests", response={202: RetestOut}, summary="Look again at one finding")
@once
def look_again(request: HttpRequest, key: str, given: RetestIn) -> Status[dict[str, Any]]:
    """Look again at one finding, quickly; it changes no verdict, for that takes another audit."""
    audit = get_object_or_404(Audit.objects.select_related("shop"), key=key, shop__owner=_account(request))
    return Status(202, _retest(retests.ask(audit, given.finding, _account(request))))


@api.get("/retests/{key}", response=RetestOut, summary="One second look")
def one_retest(request: HttpRequest, key: str) -> dict[str, Any]:
    """Return what a second look came to: waiting, gone, still or untold."""
    return _retest(get_object_or_404(Retest, key=key, audit__shop__owner=_account(request)))


@api.post("/shops/{pk}/seal", response={201: ShopOut}, summary="Apply for the seal")
@once
def apply(request: HttpRequest, pk: int) -> Status[dict[str, Any]]:
    """Apply for the seal, which agrees to the programme rules, trials included."""
    shop = _own(request, pk)
    seals.apply(shop, _account(request))
    return Status(201, _shop(shop))


@api.delete("/shops/{pk}/seal", response={204: None}, summary="Leave the programme")
def leave(request: HttpRequest, pk: int) -> Status[None]:
    """Take a shop out of the programme; its seal ends at once."""
    seals.withdraw(get_object_or_404(Seal, shop=_own(request, pk)), _account(request))
    return Status(204, None)


@api.post("/shops/{pk}/appeals", response={204: None}, summary="Appeal")
def appeal(request: HttpRequest, pk: int, given: TextIn) -> Status[None]:
    """Appeal against a refusal, suspension or revocation."""
    appeals.appeal(get_object_or_404(Seal, shop=_own(request, pk)), given.text, _account(request))
    return Status(204, None)


@api.get("/seals", response=list[SealOut], auth=None, summary="Safe Sites")
def list_seals(request: HttpRequest, q: str = "", state: str = "", page: int = 1) -> list[dict[str, Any]]:
    """Search the directory, a hundred a page."""
    _limit(_caller(request), _PUBLIC_PER_MINUTE)
    start = (max(1, page) - 1) * _A_PAGE
    return [_seal(each) for each in directory.listed(q[:200], state)[start : start + _A_PAGE]]


@api.get("/seals/{host}", response=SealOut, auth=None, summary="The seal of a shop")
def one_seal(request: HttpRequest, host: str) -> dict[str, Any]:
    """Return the state of a shop's seal."""
    _limit(_caller(request), _PUBLIC_PER_MINUTE)
    listed = Seal.objects.filter(shop__origin=f"https://{host.lower()}", state__in=LISTED)
    found = listed.select_related("shop", "audit")
    best = min(found, key=lambda each: (not each.stands, -each.pk), default=None)
    if best is None:
        raise HttpError(404, "this shop holds no seal and never did")
    return _seal(best)


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise HttpError(401, "a token is needed")
    return request.user


def _own(request: HttpRequest, pk: int) -> Shop:
    return get_object_or_404(Shop, pk=pk, owner=_account(request))


def _shop(shop: Shop) -> dict[str, Any]:
    declared, seal = shop.declarations.first(), Seal.objects.filter(shop=shop).first()
    return {
        "id": shop.pk,
        "origin": shop.origin,
        "name": shop.name,
        "domain_proved": shops.controls_domain(shop),
        "declaration": declared.number if declared else None,
        "seal": seal.state if seal else "",
    }


def _audit(audit: Audit) -> dict[str, Any]:
    return {
        "key": audit.key,
        "state": audit.state,
        "reason": audit.reason,
        "asked_at": audit.asked_at,
        "ended_at": audit.ended_at,
        "digest": audit.digest,
        "outcomes": audits.standing(audit) if audit.state == Audit.State.JUDGED else {},
        "trouble": audit.trouble,
    }


def _retest(made: Retest) -> dict[str, Any]:
    named = ("key", "finding", "state", "said", "asked_at", "ended_at")
    return {name: getattr(made, name) for name in named} | {"audit": made.audit.key}


def _seal(seal: Seal) -> dict[str, Any]:
    shown = directory.current(seal)
    return {
        "origin": seal.shop.origin,
        "name": seal.shop.name,
        "state": seal.shown_state,
        "since": seal.public_since,
        "issued_at": seal.issued_at,
        "audited_at": seal.audit.audited_at if seal.audit else None,
        "edition": seal.audit.edition if seal.audit else "",
        "evidence_digest": seal.audit.digest if seal.audit else "",
        "valid_until": shown.valid_until if shown else None,
        "why": "" if seal.stands else seal.why,
    }


def _caller(request: HttpRequest) -> str:
    """Return what stands for a caller without naming it: a keyed hash that nobody keeps for longer than a minute."""
    return hashlib.sha256(f"{clock.now():%Y%m%d}{request.META.get('REMOTE_ADDR', '')}".encode()).hexdigest()


def _limit(who: str, most: int) -> None:
    """Count a request of this minute; HttpError 429 when it is one too many."""
    name = f"api-{who}-{clock.now():%H%M}"
    if cache.get_or_set(name, 0, _A_MINUTE) is not None and cache.incr(name) > most:
        raise HttpError(429, f"more than {most} requests in a minute; wait a little")


def _problem(request: HttpRequest, status: int, title: str, **more: Any) -> HttpResponse:
    data = {"type": "about:blank", "title": title, "status": status, "instance": request.path, **more}
    answer = HttpResponse(json.dumps(data), status=status, content_type="application/problem+json")
    if status == 429:  # noqa: PLR2004 - RFC 6585
        answer["Retry-After"] = str(_A_MINUTE)
    return answer


@api.exception_handler(NotPossibleError)
def _not_possible(request: HttpRequest, error: NotPossibleError) -> HttpResponse:
    return _problem(request, 409, str(error), code=error.code, detail=error.advice)


@api.exception_handler(SafeInfoError)
def _trouble(request: HttpRequest, error: SafeInfoError) -> HttpResponse:
    return _problem(request, 422, str(error), code="wrong", detail=error.advice)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, error.status_code, str(error))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _problem(request, 422, "the request is not as it should be", errors=error.errors)
