"""The seal of a shop by program: apply, follow, appeal, put it on the shop, leave; and what the public reads."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Status
from ninja.errors import HttpError

from safeinfo.authority import using
from safeinfo.authority.api import shops
from safeinfo.authority.api.base import ONCE, account_of, api, once, own, public
from safeinfo.authority.api.schemas import AppealOut, MarkOut, OwnSealOut, PageNumber, SealOut, ShopOut, TextIn
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import appeals
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Appeal, Seal
from safeinfo.authority.seals.states import LISTED, OVER, State
from safeinfo.authority.site import directory
from safeinfo.seal import mark

_A_PAGE = 100
_PICTURE = {"responses": {200: {"description": "The mark", "content": {"image/svg+xml": {}}}}}


@api.post("/shops/{pk}/seal", response={201: ShopOut}, summary="Apply for the seal", openapi_extra=ONCE)
@once
def apply(request: HttpRequest, pk: int) -> Status[dict[str, Any]]:
    """Apply for the seal, which agrees to the programme rules, trials included."""
    shop = own(request, pk)
    seals.apply(shop, account_of(request))
    return Status(201, shops.plain(shop))


@api.get("/shops/{pk}/seal", response=OwnSealOut, summary="The application or seal of a shop")
def own_seal(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return how far it is, what can be done, and what happened."""
    seal = _own(request, pk)
    shown = directory.current(seal)
    history = records.history(seal).exclude(act="audit-considered")
    names = ("state", "since", "why", "cure_until")
    return {name: getattr(seal, name) for name in names} | {
        "valid_until": shown.valid_until if shown else None,
        "audit": seal.audit.key if seal.audit else "",
        "may_apply": seal.state in OVER - {State.REVOKED},
        "may_appeal": appeals.may_appeal(seal),
        "history": [
            {"at": r.at, "act": r.act, "who": r.actor_name, "before": r.before, "after": r.after, "why": r.why}
            for r in history
        ],
    }


@api.delete("/shops/{pk}/seal", response={204: None}, summary="Leave the programme")
def leave(request: HttpRequest, pk: int) -> Status[None]:
    """Take a shop out of the programme; its seal ends at once."""
    seals.withdraw(_own(request, pk), account_of(request))
    return Status(204, None)


@api.get("/shops/{pk}/appeals", response=list[AppealOut], summary="Your appeals")
def list_appeals(request: HttpRequest, pk: int) -> Any:
    """List the appeals about a shop's seal, newest first."""
    return Appeal.objects.filter(seal__shop=own(request, pk))


@api.post("/shops/{pk}/appeals", response={201: AppealOut}, summary="Appeal", openapi_extra=ONCE)
@once
def appeal(request: HttpRequest, pk: int, given: TextIn) -> Status[dict[str, Any]]:
    """Appeal against a refusal, suspension or revocation."""
    made = appeals.appeal(_own(request, pk), given.text, account_of(request))
    return Status(201, AppealOut.from_orm(made).model_dump())


@api.get("/shops/{pk}/seal/mark", response=MarkOut, summary="How the seal is put on the shop")
def show(request: HttpRequest, pk: int, language: str = "en") -> dict[str, Any]:
    """Return the HTML to paste, and the line that keeps the signed file fresh."""
    shop, base = own(request, pk), using.config().base_url
    if language not in mark.words():
        raise HttpError(422, f"there is no mark in the language {language[:20]!r}")
    return {
        "snippet": mark.snippet(shop.origin, base, language=language),
        "live": mark.live_snippet(shop.origin, base, language=language),
        "cron": mark.cron_line(shop.origin, base),
        "sizes": list(mark.SIZES),
        "themes": list(mark.THEMES),
        "languages": sorted(mark.words()),
    }


@api.get("/shops/{pk}/seal/mark/{size}-{theme}.svg", summary="The mark", openapi_extra=_PICTURE)
def picture(request: HttpRequest, pk: int, size: str, theme: str, language: str = "en") -> HttpResponse:
    """Return a mark, to be saved and served by the shop itself."""
    shop = own(request, pk)
    if size not in mark.SIZES or theme not in mark.THEMES or language not in mark.words():
        raise Http404
    return HttpResponse(mark.picture(shop.origin, size, theme, language), content_type="image/svg+xml")


@api.get("/seals", response=list[SealOut], auth=None, summary="Safe Sites")
def list_seals(request: HttpRequest, q: str = "", state: str = "", page: PageNumber = 1) -> list[dict[str, Any]]:
    """Search the directory, a hundred a page."""
    public(request)
    start = (page - 1) * _A_PAGE
    return [_seal(each) for each in directory.listed(q[:200], state)[start : start + _A_PAGE]]


@api.get("/seals/{host}", response=SealOut, auth=None, summary="The seal of a shop")
def one_seal(request: HttpRequest, host: str) -> dict[str, Any]:
    """Return the state of a shop's seal."""
    public(request)
    listed = Seal.objects.filter(shop__origin=f"https://{host.lower()}", state__in=LISTED)
    found = listed.select_related("shop", "audit")
    best = min(found, key=lambda each: (not each.stands, -each.pk), default=None)
    if best is None:
        raise HttpError(404, "this shop holds no seal and never did")
    return _seal(best)


def _own(request: HttpRequest, pk: int) -> Seal:
    return get_object_or_404(Seal.objects.select_related("shop", "audit"), shop=own(request, pk))


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
