"""A worker killed in the middle of each workflow, at every place where something has just become lasting.

Played once in peace and once with a crash at each place, a workflow must come to the very same: log entries, letters,
records, credentials, publications, states. Nothing lost, nothing twice.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.complaints import services as complaints
from safeinfo.authority.misuse import services as misuse
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.shops.models import Control
from safeinfo.model.outcome import Outcome
from safeinfo.seal import mark
from tests.authority.crashing import Crashes, Durable, drive, facts
from tests.authority.world import World

SHOP, FORGER = "https://shop.example", "https://forger.example"
Stage = Callable[[World, Seal], object]


def away(**time: float) -> Stage:
    """Time passes in which nobody looked at anything."""
    return lambda world, _: setattr(world, "now", world.now + timedelta(**time))


def later(**time: float) -> Stage:
    """Time passes in which the domain was looked at every day."""

    def passes(world: World, seal: Seal) -> None:
        away(**time)(world, seal)
        Control.objects.update(checked_at=world.now, held_at=world.now)

    return passes


def fails(requirement: str) -> Stage:
    return lambda world, _: world.outcomes.update({SHOP: {requirement: Outcome.FAILED}})


def mended(world: World, seal: Seal) -> None:
    world.outcomes.clear()
    audits.ask(seal.shop, Audit.Reason.MERCHANT, seal.shop.owner)


def unreachable(world: World, _: Seal) -> None:
    world.unreachable.add(SHOP)


def domain_lost(world: World, _: Seal) -> None:
    world.answers[SHOP] = False


def complaint(world: World, _: Seal) -> None:
    made = complaints.complain(SHOP, "They wrote to me after I had opted out.", "ann@mail.example")
    made.state = made.State.OPEN
    made.save()
    complaints.answer(made, world.reviewer("ada"), "It was so; they mended it.", upheld=True)


def refused(world: World, _: Seal) -> None:
    other = seals.apply(world.shop(world.merchant("other"), "https://other.example"), world.reviewer("ada"))
    for name in ("ada", "ben"):
        seals.vote(other, "refuse", world.reviewer(name), "It is no shop but a letter box.")


def revoked(world: World, seal: Seal) -> None:
    for name in ("ada", "ben"):
        seals.vote(seal, "revoke", world.reviewer(name), "It sold what it had promised not to.")


def copied(world: World, _: Seal) -> None:
    world.fronts[FORGER] = mark.snippet(FORGER, "https://seal.localhost:8443")
    misuse.suspect(FORGER, Suspicion.Because.COMPLAINT, world.now)


def listed(world: World, _: Seal) -> None:
    found = Suspicion.objects.get(origin=FORGER)
    misuse.decide(found, world.reviewer("ada"), "The picture is a copy.", digest=found.digest, forged=True)


def gone(world: World, _: Seal) -> None:
    world.fronts.clear()


WORKFLOWS: dict[str, tuple[Stage, ...]] = {
    "audit": (mended,),
    "renewal": (later(days=2.1), later(days=2.1)),
    "monitoring": (later(days=7.1),),
    "cure": (fails("SI-10"), later(days=7.1), mended),
    "suspension": (fails("SI-10"), later(days=7.1), later(days=10.1), mended),
    "at once": (later(days=6.2), fails("SI-07"), later(days=1)),
    "expiry": (unreachable, later(days=7.1), later(days=24)),
    "domain": (later(days=1.1), domain_lost, away(days=8)),
    "away": (away(days=9),),
    "complaint": (complaint,),
    "refusal": (refused, later(days=1)),
    "revocation": (revoked,),
    "misuse": (copied, listed, later(days=7.1), gone, later(days=1.1), later(days=1.1), later(days=1.1)),
    "purge": (mended, later(days=20), later(days=20), later(days=401)),
}


def played(world: World, stages: tuple[Stage, ...], *, killed: bool) -> tuple[dict[str, Any], int]:
    crashes = Crashes()
    world.orders = Durable(crashes.lasting)
    seal, crashed = world.sealed(), 0
    with crashes.watching():
        for stage in stages:
            stage(world, seal)
            crashes.on = killed
            crashed += drive(world, crashes)
            crashes.on = False
    world.now += timedelta(minutes=30)
    drive(world, crashes)
    return facts(world), crashed


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_comes_to_the_same_wherever_its_worker_dies(world: World, name: str) -> None:
    calm, _ = played(world, WORKFLOWS[name], killed=False)
    assert calm["undone"] == 0
    world.begin_anew()
    killed, crashed = played(world, WORKFLOWS[name], killed=True)
    assert crashed > 2
    assert killed == calm
