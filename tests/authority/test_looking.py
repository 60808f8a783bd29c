"""A look at a domain by a challenge as it comes from the database, its shop not read yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address

import dnslib
import dnslib.server
import pytest
from django.utils import translation

from safeinfo.authority.shops import looking, services
from safeinfo.authority.shops.control import Look
from safeinfo.authority.shops.looking import look  # before the world puts its own in the place of it
from safeinfo.authority.shops.models import Control
from safeinfo.authority.shops.perspectives import corroborated
from safeinfo.authority.site.templatetags.words import seen as in_words
from safeinfo.gather.guard import Guard
from tests.authority.world import World


@contextmanager
def serving_names(text: str, address: str = "") -> Iterator[int]:
    """A name server that tells one text and one address under every name; its port."""

    class Answers:
        def resolve(self, request: dnslib.DNSRecord, _handler: object) -> dnslib.DNSRecord:
            reply, kind = request.reply(), dnslib.QTYPE[request.q.qtype]
            if kind == "TXT" and text:
                reply.add_answer(dnslib.RR(request.q.qname, dnslib.QTYPE.TXT, rdata=dnslib.TXT(text), ttl=0))
            if kind == "A" and address:
                reply.add_answer(dnslib.RR(request.q.qname, dnslib.QTYPE.A, rdata=dnslib.A(address), ttl=0))
            return reply

    server = dnslib.server.DNSServer(Answers(), address="127.0.0.1", port=0, logger=dnslib.server.DNSLogger(log="-all"))
    server.start_thread()
    try:
        yield server.server.server_address[1]
    finally:
        server.stop()
        server.server.server_close()


async def _nothing(_name: str) -> tuple[str, ...]:
    return ()


def test_a_challenge_read_alone_can_be_looked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = world.merchant()
    shop = services.add(merchant, "https://shop.example", "Tarn")
    made = services.challenge(shop, "dns", merchant)
    monkeypatch.setattr(looking.WORLD, "texts", lambda: _nothing)
    seen = look(Control.objects.get(pk=made.pk))
    assert "no TXT record at _safe-info-challenge.shop.example" in seen.said


@pytest.mark.parametrize(("networks", "allowed"), [(0, 0), (1, 0), (2, 1), (5, 1), (6, 2), (9, 2)])
def test_most_other_networks_must_see_what_is_seen_from_here(networks: int, allowed: int) -> None:
    sees, not_there = Look(held=True, said="It is there."), Look(held=False, said="It is not there.")
    lost = Look(held=False, said="The proxy is away.", reached=False)
    for missed in range(networks + 1):
        rest = [sees] * (networks - missed)
        seen = corroborated(sees, [not_there] * missed + rest)
        assert (seen.held, seen.reached) == (missed <= allowed, True)
        unknown = corroborated(sees, [lost] * missed + rest)
        assert (unknown.held, unknown.reached) == (missed <= allowed, missed <= allowed)  # nothing against the shop
    assert corroborated(not_there, [sees] * networks) is not_there


def test_a_record_that_only_one_network_is_told_proves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    merchant = world.merchant()
    shop = services.add(merchant, "https://shop.example", "Tarn")
    made = Control.objects.get(pk=services.challenge(shop, "dns", merchant).pk)

    async def told(_name: str) -> tuple[str, ...]:
        return (made.token,)

    monkeypatch.setattr(looking.WORLD, "texts", lambda: told)
    with serving_names(made.token) as honest, serving_names("another") as deceived:
        world.use(vantage_resolvers=f"127.0.0.1:{honest}")
        assert look(made).held
        world.use(vantage_resolvers=f"127.0.0.1:{deceived}")
        seen = look(made)
        assert (seen.held, seen.reached) == (False, True)
        assert "not from 1 of 1 other networks" in seen.said
        with translation.override("de"):
            assert "von 1 von 1 anderen Netzen" in in_words(seen.said)
            assert "TXT-Eintrag bei _safe-info-challenge.shop.example" in in_words(seen.said)
        world.use(vantage_resolvers=f"127.0.0.1:{honest}, 127.0.0.1:{deceived}")
        assert look(made).held
        world.use(vantage_resolvers=f"127.0.0.1:{deceived}, 127.0.0.1:{deceived}, 127.0.0.1:{honest}")
        assert not look(made).held


def test_a_file_is_fetched_through_each_proxy_under_the_addresses_that_names_have_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant = world.merchant()
    made = services.challenge(services.add(merchant, "https://shop.example", "Tarn"), "http", merchant)
    asked = []

    async def look_http(guard: Guard, *_: object, **__: object) -> Look:
        asked.append([str(each) for each in await guard.vet("shop.example", 443)])
        return Look(held=True, said="The file holds the token.")

    async def here(_name: str) -> tuple[IPv4Address, ...]:
        return (IPv4Address("93.184.215.14"),)

    monkeypatch.setattr(looking, "look_http", look_http)
    monkeypatch.setattr(looking.WORLD, "resolver", here)
    with serving_names("", "93.184.215.15") as there:
        proxies = "http://one.example:3128, http://two.example:3128"
        world.use(vantages=proxies, vantage_resolvers=f"127.0.0.1:{there}")
        assert look(Control.objects.get(pk=made.pk)).held
    assert sorted(asked) == [["93.184.215.14"], ["93.184.215.14"], ["93.184.215.15"]]
