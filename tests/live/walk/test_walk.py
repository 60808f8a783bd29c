"""Whole walks through shops that share nothing: what is reached, what is typed, and that nothing is submitted."""

import dataclasses

import pytest
from aiohttp import web

from safeinfo.gather import GatherOptions, gather
from safeinfo.model.observations import BannerSeen, FieldTyped, GatherFailed, PageSeen, Searched, TrialRun
from tests.live.walk.shops import bakery, cellar, library, mill, served, tea

pytestmark = pytest.mark.live
OPTIONS = GatherOptions(allow_private=True, pictures=False, timeout=90)


def of(evidence, kind):
    return [each for each in evidence.observations if type(each) is kind]


def roles(evidence):
    return {page.role for page in of(evidence, PageSeen)}


def typed_at(evidence, role):
    visits = {page.visit for page in of(evidence, PageSeen) if page.role == role}
    return {typed.kind for typed in of(evidence, FieldTyped) if typed.visit in visits and typed.accepted}


async def test_a_shop_of_tables_in_czech() -> None:
    async with served(bakery) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert {"home", "product", "cart", "checkout", "policy", "contact"} <= roles(evidence)
    assert {"email", "tel", "postal-code"} <= typed_at(evidence, "checkout")
    assert [banner.answer for banner in of(evidence, BannerSeen)][:1] == ["saved-minimum"]
    assert "/souhlas?m=false" in shop.bodies
    assert "canary.example" not in shop.bodies
    assert "/doprava" not in shop.bodies
    stop = next(each for each in of(evidence, GatherFailed) if each.what == "checkout")
    assert stop.reason == "needs-trial"
    assert "email" in stop.detail
    searches = {search.what: search for search in of(evidence, Searched)}
    assert all(searches[what].found for what in ("product", "cart", "checkout", "policy"))
    assert searches["walk"].complete


async def test_a_visitor_who_shops_comes_to_the_till_and_types_nothing() -> None:
    async with served(bakery) as shop:
        only = ((f"{shop.url}/", "home"),)
        evidence = await gather(shop.url, dataclasses.replace(OPTIONS, only=only, visitor=True, shops=True))
    assert (
        {"home", "product", "cart", "checkout"} <= roles(evidence) <= {"home", "listing", "product", "cart", "checkout"}
    )
    assert of(evidence, FieldTyped) == []
    assert "/doprava" not in shop.bodies


async def test_a_shop_of_scripts_in_japanese() -> None:
    async with served(tea) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert {"home", "checkout", "policy"} <= roles(evidence)
    assert {"email", "name", "street-address", "tel"} <= typed_at(evidence, "checkout")
    assert "/okuru" not in shop.bodies
    searches = {search.what: search for search in of(evidence, Searched)}
    assert all(searches[what].found for what in ("product", "cart", "checkout", "policy"))


async def test_a_shop_behind_a_gate_that_pays_at_once() -> None:
    async with served(cellar) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert {"home", "product", "cart", "checkout"} <= roles(evidence)
    assert {"name", "email", "cc-number"} <= typed_at(evidence, "checkout")
    assert not any(path.startswith("/order") for _, path, _ in shop.requests)
    trials = {trial.trial: trial.result for trial in of(evidence, TrialRun)}
    assert trials["gate-child"] == "refused"
    assert trials["gate-child-again"] == "refused"
    assert trials["gate-adult"] == "accepted"


async def test_a_gate_that_turns_a_child_away_with_forbidden_blocks_nobody_else() -> None:
    async def stern(request):
        response = await cellar(request)
        if response is not None and "not old enough" in response.text:
            response.set_status(403)
        return response

    async with served(stern) as shop:
        evidence = await gather(shop.url, OPTIONS)
    assert not [failure for failure in of(evidence, GatherFailed) if failure.what == "page"]
    trials = {trial.trial: trial.result for trial in of(evidence, TrialRun)}
    assert trials["gate-child"] == trials["gate-child-again"] == "refused"
    assert trials["gate-adult"] == "accepted"


async def test_a_shop_whose_shelves_are_empty_is_asked_by_its_search_and_takes_guests() -> None:
    async with served(library) as shop:
        evidence = await gather(shop.url, OPTIONS)
    searches = {search.what: search for search in of(evidence, Searched)}
    assert all(searches[what].found for what in ("product", "cart", "checkout"))
    stop = next(each for each in of(evidence, GatherFailed) if each.what == "checkout")
    assert stop.reason == "needs-trial"


async def test_a_basket_that_stays_empty_is_not_reached() -> None:
    async def forgetful(request):
        if request.path == "/put":
            return web.HTTPFound("/basket")
        return await library(request)

    async with served(forgetful) as shop:
        evidence = await gather(shop.url, OPTIONS)
    searches = {search.what: search for search in of(evidence, Searched)}
    assert searches["product"].found
    assert not searches["cart"].found
    assert searches["cart"].note


async def test_trials_go_through_a_late_checkout_and_order_nothing() -> None:
    options = GatherOptions(allow_private=True, pictures=False, timeout=90, trials=True, controls_site=True)
    async with served(mill) as shop:
        evidence = await gather(shop.url, options)
    paths = [path for _, path, _ in shop.requests]
    assert "/address" in paths
    assert "/order" not in paths
    assert "/gb/cart?remove=1" not in paths
    searches = {search.what: search for search in of(evidence, Searched)}
    assert all(searches[what].found for what in ("product", "cart", "checkout", "policy"))
    assert "how to pay" in searches["checkout"].note
    assert not [each for each in of(evidence, GatherFailed) if each.what in {"cart", "checkout"}]
    assert [trial.result for trial in of(evidence, TrialRun) if trial.trial == "checkout-step"] == ["accepted"]
