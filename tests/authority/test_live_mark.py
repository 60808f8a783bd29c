"""The live mark: for the frame of the sealed shop alone, without cookie, and true."""

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Route, expect, sync_playwright

from safeinfo.authority.seals import services as seals
from safeinfo.gather.browser.find import find_browser
from safeinfo.seal import mark
from tests.authority.test_german import assert_no_english
from tests.authority.test_pages import get, signed_in
from tests.authority.world import World

HOST = {"host": "seal.localhost:8443"}


def test_only_the_sealed_shop_can_frame_it_and_only_while_its_seal_stands(world: World) -> None:
    seal, client = world.sealed(), Client(headers=HOST)
    answer = client.get("/live/shop.example", secure=True)
    assert answer.status_code == 200
    assert "valid now" in answer.content.decode()
    assert answer["Content-Security-Policy"].endswith("frame-ancestors https://shop.example")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    assert "<script" not in answer.content.decode()
    seals.vote(seal, "suspend", world.reviewer("ada"), "It shows prices that it does not charge.")
    world.orders.carry_out()
    for host in ("shop.example", "never.example", "shop.example;x", "SHOP.example:0"):
        answer = client.get(f"/live/{host}", secure=True)
        assert answer.status_code == 404
        assert answer["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert "valid now" not in answer.content.decode().replace("is valid now.", "")
    assert mail.outbox


def test_the_desk_gives_the_frame_and_both_are_german(world: World) -> None:
    seal = world.sealed()
    page = get(signed_in(seal.shop.owner), f"/desk/shops/{seal.shop_id}/seal/")
    assert "/live/shop.example" in page
    assert "allow-popups allow-popups-to-escape-sandbox" in page
    assert_no_english(Client(headers=HOST), "/live/shop.example")
    german = Client(headers=HOST | {"accept-language": "de"})
    german.force_login(seal.shop.owner)
    assert "Oder das lebende Siegelbild" in get(german, f"/desk/shops/{seal.shop_id}/seal/")


@pytest.mark.live
def test_a_browser_shows_it_in_the_frame_of_its_shop_and_of_no_other(world: World) -> None:
    world.sealed()
    answer = Client(headers=HOST).get("/live/shop.example", secure=True)
    frame = mark.live_snippet("https://shop.example", "https://seal.localhost:8443")

    def fulfil(route: Route) -> None:
        if route.request.url.startswith("https://seal.localhost:8443/live/"):
            route.fulfill(status=200, headers=dict(answer.items()), body=answer.content)
        elif route.request.url.endswith(".example/"):
            route.fulfill(status=200, content_type="text/html", body=f"<!doctype html><title>x</title>{frame}")
        else:
            route.fulfill(status=404, body="")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(playwright.chromium.executable_path))
        page = browser.new_page()
        page.route("**/*", fulfil)
        page.goto("https://shop.example/")
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("link")).to_contain_text("is valid now")
        assert page.context.cookies() == []
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto("https://forger.example/")
        expect(page.frame_locator("iframe").get_by_role("link")).to_have_count(0)
        browser.close()
