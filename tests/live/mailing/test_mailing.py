# ruff: noqa: E501 - markup as it is met
"""Signing up, confirming and leaving at a shop that sends real mail: what the browser does and what the shop got."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address

import pytest
from aiohttp import web

from safeinfo.derive.mail import read_mail
from safeinfo.derive.mail.roles import roles_of
from safeinfo.gather import GatherOptions, mailing
from safeinfo.gather.guard import SystemResolver
from safeinfo.gather.guard.addresses import Address
from safeinfo.mail import Receiver
from tests.live.walk.shops import served
from tests.shops import serve_shop
from tests.shops.mails import NAME
from tests.shops.post import Post, write_to_all
from tests.shops.serving import Shop

pytestmark = pytest.mark.live
ADDRESSES = ("k3vmzq7t2nxa5w4r@canary.example", "h2wq8r5yplx3m7ct@canary.example")


@dataclass(slots=True)
class Boxes:
    """Mailboxes of the addresses, in memory."""

    kept: dict[str, list[bytes]] = field(default_factory=lambda: {each: [] for each in ADDRESSES})

    def takes(self, address: str) -> bool:
        return address in self.kept

    def keep(self, address: str, raw: bytes) -> None:
        self.kept[address].append(raw)

    def roles(self, address: str) -> dict[str, str]:
        """What the newest message to an address offers."""
        raw = self.kept[address][-1]
        return roles_of(raw, read_mail(raw))


@dataclass(slots=True)
class Town:
    shop: Shop
    boxes: Boxes
    options: GatherOptions

    @property
    def post(self) -> Post:
        post = self.shop.site.memory.post
        assert post is not None
        return post


async def here(name: str) -> Sequence[Address]:
    """The shop's name of its letters is this machine's; every other name is what it is."""
    return (IPv4Address("127.0.0.1"),) if name == NAME else await SystemResolver()(name)


@pytest.fixture(scope="module")
async def town() -> AsyncIterator[Town]:
    receiver = Receiver(boxes := Boxes(), "127.0.0.1", 0)
    await receiver.start()
    async with serve_shop() as shop:
        shop.site.memory.post = Post("127.0.0.1", receiver.port)
        options = GatherOptions(
            allow_private=True, ca_file=shop.ca_file, resolver=here, pictures=False, trials=True, controls_site=True
        )
        yield Town(shop, boxes, options)
    await receiver.stop()


async def test_addresses_are_signed_up_confirmed_and_leave(town: Town) -> None:
    first, second = ADDRESSES
    signed = await mailing.sign_up(town.shop.url, ADDRESSES, town.options)
    assert dict(signed.results) == dict.fromkeys(ADDRESSES, "accepted"), signed
    assert sorted(town.post.waiting.values()) == sorted(ADDRESSES)
    for address in ADDRESSES:
        answer = await mailing.confirm(town.boxes.roles(address)["confirm"], address, town.options)
        assert answer.result == "accepted", answer
    assert sorted(town.post.known.values()) == sorted(ADDRESSES)
    await asyncio.to_thread(write_to_all, town.shop.site, "one")
    ways = {address: town.boxes.roles(address) for address in ADDRESSES}
    assert (await mailing.look(ways[first]["link"], town.options)).result == "accepted"
    assert town.post.left == []  # a look alone must not end it here
    left = await mailing.leave(ways[first]["link"], first, town.options)
    assert (left.result, left.pages) == ("accepted", 1), left
    assert town.post.left == [first]
    clicked = await mailing.one_click(ways[second]["one-click"], town.options)
    assert clicked.result == "accepted"
    assert (town.post.left, town.post.known) == ([first, second], {})


async def test_a_customer_opens_an_account_and_asks_for_no_mail(town: Town) -> None:
    known = dict(town.post.known), dict(town.post.waiting)
    signed = await mailing.sign_up(town.shop.url, ADDRESSES[:1], town.options, account=True)
    assert dict(signed.results) == {ADDRESSES[0]: "accepted"}, signed
    assert signed.page.startswith(f"{town.shop.url}/account/sign-up")
    assert (town.post.known, town.post.waiting) == known


PAGES = {
    "/gone": "",
    "/log-in": "<h1>Log in</h1><form method=post><input type=email name=e><input type=password name=p><button>Go on</button></form>",
    "/news": "<h1>New arrivals</h1><p>Hats and coats.</p>",
    "/two": "<h1>Unsubscribe</h1><form action=/sure method=post><label>E-mail <input type=email name=e></label><button>Unsubscribe</button></form>",
    "/sure": "<h1>Are you sure?</h1><form action=/left method=post><p>Leave our newsletter?</p><input name=e type=hidden><button>Yes, unsubscribe</button></form>",
    "/left": "<p>You have been unsubscribed.</p>",
    "/script": "<h1>Newsletter</h1><button onclick=\"fetch('/left',{method:'POST',body:'by-script'}).then(()=>"
    "{document.querySelector('main').textContent='You are now unsubscribed.'})\">Unsubscribe me</button>",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "result", "pages", "asked"),
    [
        ("/gone", "dead", 1, "GET /gone"),
        ("/log-in", "login", 1, "GET /log-in"),
        ("/news", "unclear", 1, "GET /news"),
        ("/two", "accepted", 2, "POST /sure e=k3vmzq7t2nxa5w4r%40canary.example"),
        ("/script", "accepted", 1, "POST /left by-script"),
    ],
)
async def test_what_the_pages_ask_is_done_or_told(town: Town, path: str, result: str, pages: int, asked: str) -> None:
    async def answer(request: web.Request) -> web.Response | None:
        page = PAGES.get(request.path)
        return web.Response(text=f"<main>{page}</main>", content_type="text/html") if page else None

    async with served(answer) as shop:
        left = await mailing.leave(f"{shop.url}{path}", ADDRESSES[0], town.options)
    assert (left.result, left.pages) == (result, pages), left
    opened = [f"{method} {target} {body}".strip() for method, target, body in shop.requests]
    assert asked in opened
    assert opened.count(f"GET {path}") == 1  # an opt-out is never fetched but by its reader


async def test_a_shop_without_a_form_takes_nobody(town: Town) -> None:
    async def plain(_request: web.Request) -> web.Response:
        return web.Response(text="<main><h1>Nuts and bolts</h1><a href=/a>Bolts</a></main>", content_type="text/html")

    async with served(plain) as shop:
        signed = await mailing.sign_up(shop.url, ADDRESSES, town.options)
    assert (signed.page, dict(signed.results)) == ("", {})
