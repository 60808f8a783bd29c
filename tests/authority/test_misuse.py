"""Seals shown without right: found in three ways, never said in public before a person confirmed it, gone when gone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from safeinfo.authority.complaints import services as complaints
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.misuse import services
from safeinfo.authority.misuse.models import Referral, Suspicion
from safeinfo.authority.records import services as records
from safeinfo.authority.seals import issuing
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.seal import entries, mark
from tests.authority.test_german import assert_no_english
from tests.authority.test_pages import get, signed_in
from tests.authority.world import World

BASE = "https://seal.localhost:8443"
SHOP, FORGER = "https://shop.example", "https://forger.example"
COPIED = mark.snippet(FORGER, BASE) + '<a href="mailto:info@forger.example?subject=x">Mail</a>'


@pytest.fixture
def client(world: World) -> Client:
    return Client(headers={"host": "seal.localhost:8443"})


def logged(kind: str) -> list[dict[str, object]]:
    with issuing.opened() as held:
        return [each for _, data in held.log.entries() if (each := entries.read(data))["type"] == kind]


def visits(client: Client, origin: str, times: int = 3, host: str = "shop.example") -> None:
    for _ in range(times):
        client.get(f"/seal/{host}", secure=True, headers={"referer": f"{origin}/"})


def seen(world: World, client: Client) -> Suspicion:
    world.sealed()
    world.fronts[FORGER] = COPIED
    visits(client, FORGER)
    world.passes(hours=12)
    return Suspicion.objects.get(origin=FORGER)


def test_visitors_from_elsewhere_are_counted_and_nothing_else_is_kept(world: World, client: Client) -> None:
    world.sealed()
    world.sealed("https://sister.example")
    visits(client, FORGER, 2)
    visits(client, SHOP, 2)  # its own page
    visits(client, "https://sister.example", 2)  # holds a seal of its own
    visits(client, "https://seal.localhost:8443", 2)
    visits(client, "not an origin", 1)
    visits(client, "https://liar.example", 4, host="liar.example")  # the page says that it holds no seal
    assert sorted(Referral.objects.values_list("origin", "count")) == [(FORGER, 2), ("https://liar.example", 4)]
    assert {field.name for field in Referral._meta.get_fields()} == {"id", "origin", "day", "count"}
    world.passes(days=70)
    assert not Referral.objects.exists()


def test_a_copied_seal_is_listed_only_after_a_person_has_looked(world: World, client: Client) -> None:
    found = seen(world, client)
    assert (found.state, found.because) == ("seen", "referral")
    assert found.evidence().exists()
    assert "forger.example" not in get(client, "/safe-sites/")
    assert not logged("misuse")
    assert not any("forger" in message.subject for message in mail.outbox)
    ada = world.reviewer("ada")
    page = get(signed_in(ada), f"/review/misuse/{found.pk}/")
    assert "Safe Info customer privacy seal for forger.example" in page
    with pytest.raises(NotPossibleError, match="Only reviewers"):
        services.decide(found, Seal.objects.get().shop.owner, "It is a copy.", digest=found.digest, forged=True)
    with pytest.raises(NotPossibleError, match="looked at again meanwhile"):
        services.decide(found, ada, "It is a copy.", digest="00" * 32, forged=True)
    given = {"digest": found.digest, "reason": "The picture is a copy.", "decision": "forged"}
    answer = signed_in(ada).post(f"/review/misuse/{found.pk}/decide/", given, secure=True)
    assert answer.status_code == 302
    world.orders.carry_out()
    with pytest.raises(NotPossibleError, match="before you"):
        services.decide(found, world.reviewer("ben"), "It is a copy.", digest=found.digest, forged=True)
    page = get(client, "/safe-sites/")
    assert "forger.example" in page
    assert found.digest in page
    assert [(each["origin"], each["evidence"]) for each in logged("misuse")] == [(FORGER, found.digest)]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["info@forger.example"],
        "forger.example is listed: it shows a seal without right",
    )
    world.passes(days=8)
    assert Suspicion.objects.get(pk=found.pk).looked_at >= world.now - timedelta(days=2)
    assert "forger.example" in get(client, "/safe-sites/")
    assert_no_english(client, "/safe-sites/")
    assert_no_english(signed_in(ada), f"/review/misuse/{found.pk}/")


def test_a_listing_ends_when_the_seal_is_gone(world: World, client: Client) -> None:
    found = seen(world, client)
    services.decide(found, world.reviewer("ada"), "The picture is a copy.", digest=found.digest, forged=True)
    world.fronts.clear()
    world.passes(days=12)  # three looks in a row, a day apart
    assert Suspicion.objects.get(pk=found.pk).state == "gone"
    assert "forger.example" not in get(client, "/safe-sites/")
    assert len(logged("misuse-ended")) == 1
    assert mail.outbox[-1].subject == "forger.example is no longer listed"


def test_what_is_dismissed_is_not_put_before_a_person_every_week(world: World, client: Client) -> None:
    found = seen(world, client)
    services.decide(found, world.reviewer("ada"), "It only writes about the seal.", digest=found.digest, forged=False)
    visits(client, FORGER, 5)
    world.passes(days=10)
    assert Suspicion.objects.get(pk=found.pk).state == "dismissed"
    assert records.history(found).filter(act="misuse-seen").count() == 1


@pytest.mark.parametrize(
    ("html", "state"),
    [
        ("<p>Welcome</p>", "clear"),
        (f'<p>We like <a href="{BASE}/seal/shop.example">their seal</a>.</p>', "clear"),
        ("<p>Certified by Safe Info.</p>", "seen"),
        (f'<a href="{BASE}/seal/shop.example"><img src="/b.png"></a>', "seen"),
    ],
)
def test_a_link_to_anothers_seal_shows_none(world: World, client: Client, html: str, state: str) -> None:
    world.sealed()
    world.fronts[FORGER] = html
    visits(client, FORGER)
    world.passes(hours=12)
    assert Suspicion.objects.get().state == state


def test_a_shop_that_goes_on_showing_its_seal_after_it_ended_is_told_and_watched(world: World) -> None:
    seal = world.sealed()
    world.fronts[SHOP] = mark.snippet(SHOP, BASE)
    seals.vote(seal, "suspend", world.reviewer("ada"), "It shows prices that it does not charge.")
    world.passes(hours=12)
    assert not Suspicion.objects.exists()  # there is a day to take it down
    world.passes(days=1)
    found = Suspicion.objects.get()
    assert (found.origin, found.state, found.because) == (SHOP, "seen", "stopped")
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        [seal.shop.owner.email],
        "shop.example still shows the seal",
    )
    world.fronts.clear()
    world.passes(days=8)
    assert Suspicion.objects.get().state == "clear"  # it was taken down: nobody need decide


def test_a_complaint_about_a_site_without_a_seal_has_it_looked_at(world: World) -> None:
    world.fronts[FORGER] = COPIED
    made = complaints.complain(FORGER, "This shop shows your seal and is none.", "ann@mail.example")
    world.passes(hours=12)
    assert not Suspicion.objects.exists()  # nobody confirmed that they wrote it
    Complaint.objects.filter(pk=made.pk).update(state=Complaint.State.OPEN)
    world.passes(hours=12)
    found = Suspicion.objects.get()
    assert (found.state, found.because) == ("seen", "complaint")


def test_a_site_that_cannot_be_reached_is_tried_again_and_let_be(world: World, client: Client) -> None:
    world.sealed()
    world.unreachable.add(FORGER)
    visits(client, FORGER)
    world.passes(hours=12)
    found = Suspicion.objects.get()
    assert (found.state, found.absent) == ("waiting", 1)
    assert "unreachable" in found.trouble
    world.passes(days=3)
    assert Suspicion.objects.get().state == "clear"


def test_a_site_that_gets_its_seal_is_no_longer_suspected(world: World) -> None:
    world.fronts[SHOP] = mark.snippet(SHOP, BASE)
    services.suspect(SHOP, "complaint", world.now)
    world.sweep()
    assert Suspicion.objects.get().state == "seen"
    world.sealed()
    found = Suspicion.objects.get()
    with pytest.raises(NotPossibleError, match="stands now"):
        services.decide(found, world.reviewer("cy"), "The picture is a copy.", digest=found.digest, forged=True)
    world.passes(days=8)
    assert Suspicion.objects.get().state == "clear"


def test_a_look_that_is_noted_twice_counts_once(world: World, client: Client) -> None:
    found = seen(world, client)
    assert services.looked(found, found.looks - 1, services.Look()).state == "seen"
    assert Suspicion.objects.get().looks == found.looks
