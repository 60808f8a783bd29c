"""Shops, their domains and declarations, by program."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status

from safeinfo.authority.api.base import ONCE, account_of, api, once, own
from safeinfo.authority.api.schemas import (
    ChallengeOut,
    DeclarationIn,
    DeclarationOut,
    SeenOut,
    ShopIn,
    ShopOut,
)
from safeinfo.authority.audits import results
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.shops import services as shops
from safeinfo.authority.shops.control import where
from safeinfo.authority.shops.declaring import asked_in, hosts_in
from safeinfo.authority.shops.looking import look
from safeinfo.authority.shops.models import Control, DeclarationVersion, Shop


@api.get("/shops", response=list[ShopOut], summary="Your shops")
def list_shops(request: HttpRequest) -> list[dict[str, Any]]:
    """List the shops of the token's account."""
    return [plain(each) for each in Shop.objects.filter(owner=account_of(request))]


@api.post("/shops", response={201: ShopOut}, summary="Add a shop", openapi_extra=ONCE)
@once
def add_shop(request: HttpRequest, given: ShopIn) -> Status[dict[str, Any]]:
    """Add a shop."""
    return Status(201, plain(shops.add(account_of(request), given.address, given.name)))


@api.get("/shops/{pk}", response=ShopOut, summary="One shop")
def one_shop(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one shop."""
    return plain(own(request, pk))


@api.get("/shops/{pk}/domain", response=list[ChallengeOut], summary="Challenges, answered or not")
def challenges(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """List the shop's challenges."""
    return [_challenge(each) for each in own(request, pk).controls.all()]


@api.post("/shops/{pk}/domain/{method}", response=ChallengeOut, summary="The challenge that proves the domain")
def challenge(request: HttpRequest, pk: int, method: str) -> dict[str, Any]:
    """Return the challenge of a method (http, dns, dns-persistent), made where there is none."""
    return _challenge(shops.challenge(own(request, pk), method, account_of(request)))


@api.post("/shops/{pk}/domain/{method}/look", response=ChallengeOut, summary="Look for the answer now")
def look_now(request: HttpRequest, pk: int, method: str) -> dict[str, Any]:
    """Look at the domain now."""
    shop = own(request, pk)
    control = shops.challenge(shop, method, account_of(request))
    looked = shops.looked(control, look(control))
    if looked.proved_at:
        _advance(shop)
    return _challenge(looked)


@api.get("/shops/{pk}/declaration", response=DeclarationOut, summary="The declaration in force")
def declaration(request: HttpRequest, pk: int) -> DeclarationVersion:
    """Return the newest version of the declaration."""
    return get_object_or_404(own(request, pk).declarations.all()[:1])


@api.get("/shops/{pk}/declarations", response=list[DeclarationOut], summary="Every version of the declaration")
def declarations(request: HttpRequest, pk: int) -> Any:
    """List every version, newest first."""
    return own(request, pk).declarations.all()


@api.get("/shops/{pk}/declaration/seen", response=SeenOut, summary="What a declaration should speak of")
def seen(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return what the newest audit saw being asked for, and who received any of it."""
    newest = next((each for each in own(request, pk).audits.filter(state="judged") if results.report(each)), None)
    found = results.report(newest) if newest else None
    asked = [
        {"kind": each.kind, "forms": each.forms, "required": each.required, "labels": each.labels}
        for each in asked_in(found)
    ]
    return {"audit": newest.key if newest else "", "asked": asked, "hosts": [row["host"] for row in hosts_in(found)]}


@api.put("/shops/{pk}/declaration", response={204: None}, summary="Declare")
def declare(request: HttpRequest, pk: int, given: DeclarationIn) -> Status[None]:
    """Store a new version of the declaration; what is wrong with it is named by line and key."""
    shop = own(request, pk)
    shops.declare(shop, given.text, account_of(request), based_on=given.based_on)
    _advance(shop)
    return Status(204, None)


def plain(shop: Shop) -> dict[str, Any]:
    """Return a shop as the API gives it."""
    declared, seal = shop.declarations.first(), Seal.objects.filter(shop=shop).first()
    return {
        "id": shop.pk,
        "origin": shop.origin,
        "name": shop.name,
        "domain_proved": shops.controls_domain(shop),
        "declaration": declared.number if declared else None,
        "seal": seal.state if seal else "",
    }


def _challenge(control: Control) -> dict[str, Any]:
    names = ("method", "token", "expires_at", "proved_at", "checked_at", "said")
    return {name: getattr(control, name) for name in names} | {
        "where": where(control.method, control.shop.origin, control.token)
    }


def _advance(shop: Shop) -> None:
    if (seal := Seal.objects.filter(shop=shop).first()) is not None:
        seals.advance(seal)
