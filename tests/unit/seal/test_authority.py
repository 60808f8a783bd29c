"""The authority's acts, in their order, and what is left of them wherever the power goes."""

import itertools
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from safeinfo.model.errors import UsageError
from safeinfo.model.outcome import Outcome
from safeinfo.seal import auditing, entries, keys, strict
from safeinfo.seal.authority import Authority, Renewal, opened
from safeinfo.seal.errors import BusyError, KeyFileError, LogError, MalformedError, NotEarnedError
from safeinfo.seal.trust import Trust
from safeinfo.seal.verify import CHECKS
from tests.unit.seal.disk import Left, Memory, PowerCut
from tests.unit.seal.making import EVIDENCE, NOW, SHOP, World, answers, key, report, sealed


def kinds(world: World) -> Counter[str]:
    return Counter(entries.read(data)["type"] for _, data in world.authority().log.entries())


def test_a_seal_from_issue_to_revocation() -> None:
    world, first = sealed()
    assert world.verify(first).valid
    world.clock.forward(days=1)
    world.authority().refresh()
    world.authority().renew(report(), EVIDENCE, "seal-0001")
    second = world.staple()
    assert second != first
    assert world.verify(first).valid
    assert world.verify(second).valid
    world.authority().suspend("seal-0001", "requirements-not-met")
    assert answers(world.verify(second))["suspension"] == "suspended"
    assert answers(world.verify(second))["revocation"] == "yes"
    assert world.disk.read("public/staples/shop.example.json") is None
    world.authority().reinstate("seal-0001", "cured")
    assert world.verify(second).valid
    assert world.staple() == second
    world.authority().revoke("seal-0001", "fraud")
    assert answers(world.verify(second))["revocation"] == "revoked"
    assert kinds(world) == Counter(["issue", "renew", "suspend", "reinstate", "revoke"])


def test_what_a_seal_cannot_do_from_where_it_is() -> None:
    world, _ = sealed()
    authority = world.authority()
    authority.suspend("seal-0001", "fraud")
    for step in (
        lambda: authority.renew(report(), EVIDENCE, "seal-0001"),
        lambda: authority.suspend("seal-0001", "fraud"),
        lambda: authority.issue(report(), EVIDENCE, "seal-0001", [SHOP]),
        lambda: authority.issue(report(), EVIDENCE, "seal-0002", [SHOP]),
        lambda: authority.issue(report(), EVIDENCE, "../seal", [SHOP]),
        lambda: authority.revoke("seal-0009", "fraud"),
        lambda: authority.record("revoke", seal="seal-0001"),
    ):
        with pytest.raises(UsageError) as refused:
            step()
        assert refused.value.advice
    with pytest.raises(MalformedError, match="ground"):
        authority.revoke("seal-0001", "because a customer, Jo Doe, complained")
    authority.revoke("seal-0001", "fraud")
    with pytest.raises(UsageError, match="revoked"):
        authority.reinstate("seal-0001", "appeal-upheld")
    authority.issue(report(), EVIDENCE, "seal-0002", [SHOP])
    assert world.verify(world.staple()).valid


def test_nothing_is_issued_that_was_not_earned() -> None:
    world = World()
    with pytest.raises(NotEarnedError, match="SI-04 sale-disclosure failed"):
        world.authority().issue(report({"SI-04": Outcome.FAILED}), EVIDENCE, "seal-0001", [SHOP])
    assert world.authority().log.size == 0
    assert not [name for name in world.disk.names_now if name.startswith("public/")]


def test_a_seal_does_not_outlive_its_audit() -> None:
    world = World()
    old = report(audited_at=NOW - timedelta(days=29))
    made = world.authority().issue(old, EVIDENCE, "seal-0001", [SHOP])
    assert made["validUntil"] == "2026-03-02T12:00:00Z"
    world.clock.forward(days=1)
    with pytest.raises(NotEarnedError, match="older than 30 days"):
        world.authority().renew(old, EVIDENCE, "seal-0001")


def test_nothing_is_signed_without_the_witnesses_and_goes_on_with_them() -> None:
    world = World()
    authority = world.authority()

    def silent(note, consistency):
        raise OSError("no answer")

    authority.settings.witnesses[0].cosign = silent  # type: ignore[method-assign]
    with pytest.raises(LogError, match="0 of 1 witnesses") as refused:
        authority.issue(report(), EVIDENCE, "seal-0001", [SHOP])
    assert "witnesses answer again" in refused.value.advice
    with pytest.raises(UsageError, match="on its way"):
        authority.issue(report(), EVIDENCE, "seal-0002", [SHOP])
    assert authority.recover() == refused.value.args[0]
    assert world.disk.read("public/staples/shop.example.json") is None
    assert world.authority().recover() == ""
    assert world.verify(world.staple()).valid
    assert kinds(world) == Counter(["issue"])


def test_a_seal_is_suspended_though_witnesses_are_silent_and_a_renewal_that_waited_is_not_signed() -> None:
    world, first = sealed()
    world.clock.forward(days=1)
    authority = world.authority()
    authority.settings.witnesses[0].cosign = lambda note, consistency: []  # type: ignore[method-assign]
    with pytest.raises(LogError, match="0 of 1 witnesses"):
        authority.renew(report(), EVIDENCE, "seal-0001")
    authority.suspend("seal-0001", "fraud")
    assert answers(world.verify(first))["suspension"] == "suspended"
    again = world.authority()
    assert again.recover() == ""
    assert world.disk.read("public/staples/shop.example.json") is None
    assert world.disk.read("public/seals/seal-0001.json") == first
    assert answers(world.verify(first))["suspension"] == "suspended"
    assert kinds(world) == Counter(["issue", "renew", "suspend"])
    again.reinstate("seal-0001", "cured")
    again.renew(report(), EVIDENCE, "seal-0001")
    assert world.verify(world.staple()).valid
    assert json.loads(world.staple())["id"].endswith("#3")


def test_a_claim_whose_time_passed_before_it_was_signed_is_not_signed() -> None:
    world = World(quorum=1)
    authority = world.authority()
    authority.settings.witnesses[0].cosign = lambda note, consistency: []  # type: ignore[method-assign]
    with pytest.raises(LogError):
        authority.issue(report(), EVIDENCE, "seal-0001", [SHOP])
    world.clock.forward(days=8)
    world.authority().recover()
    assert world.disk.read("public/seals/seal-0001.json") is None
    world.authority().renew(report(audited_at=world.clock()), EVIDENCE, "seal-0001")
    assert world.verify(world.staple()).valid


class Life:
    """Acts in a row; `shown` is every credential that a visitor could have seen on the way."""

    def __init__(self, world: World) -> None:
        self.world, self.done = world, 0

    def run(self) -> None:
        authority = self.world.authority()
        for act in (
            lambda: authority.issue(report(), EVIDENCE, "seal-0001", [SHOP]),
            lambda: authority.suspend("seal-0001", "fraud"),
        ):
            act()
            self.done += 1


DISKS = ("disk", "log_disk", "witness_disk")
WANTED = ("issue", "suspend")


def test_no_power_cut_shows_what_is_not_logged_or_logs_twice() -> None:
    whole = Life(World())
    whole.run()
    for name in DISKS:
        disk: Memory = getattr(whole.world, name)
        assert disk.steps > 5
        for step, left in itertools.product(range(disk.steps), (Left.NOTHING, Left.ALL)):
            life = Life(World(**{name: Memory(stop_at=step)}))
            with pytest.raises(PowerCut):
                life.run()
            _check_restart(life, left)


def _check_restart(life: Life, left: Left) -> None:
    before = life.world
    staple = before.disk.read("public/seals/seal-0001.json")
    world = World(**{name: getattr(before, name).after(left) for name in DISKS})
    authority = world.authority()
    if staple is not None:  # it was shown: so it is logged, whatever was lost
        evidence = json.loads(staple)["evidence"][0]["entry"]
        assert strict.canonical(evidence) in [data for _, data in authority.log.entries()]
    authority.recover()
    happened = [entries.read(data)["type"] for _, data in authority.log.entries()]
    assert happened == list(WANTED[: len(happened)])
    assert len(happened) >= life.done
    for step in range(len(happened), len(WANTED)):
        if step == 0:
            authority.issue(report(), EVIDENCE, "seal-0001", [SHOP])
        else:
            authority.suspend("seal-0001", "fraud")
    assert auditing.audit(authority.log.read, authority.log.origin, (authority.log.key,)).wrong == ()
    shown = world.disk.read("public/seals/seal-0001.json")
    assert shown
    assert answers(world.verify(shown)) == dict.fromkeys(CHECKS, "yes") | {"suspension": "suspended"}


def test_documents_for_the_public() -> None:
    world, staple = sealed()
    world.authority().refresh()
    document = json.loads(world.disk.read("public/.well-known/did.json") or b"")
    method = json.loads(staple)["proof"]["verificationMethod"]
    assert document["id"] == "did:web:seals.example"
    assert document["assertionMethod"] == [method]
    assert document["verificationMethod"][0]["publicKeyMultibase"] == method.partition("#")[2]
    trust = Trust.parse(world.disk.read("public/.well-known/safe-info-trust.json") or b"")
    assert world.verify(staple, trust=trust).valid
    terms = json.loads(world.disk.read("public/ns/safe-info/v1") or b"")["@context"]
    subject = json.loads(staple)["credentialSubject"]
    assert set(subject) - {"type"} <= set(terms)


def test_keys_are_rotated_with_overlap() -> None:
    world, old = sealed()
    ring = world.ring.rotated("seal", NOW + timedelta(days=2)).rotated("log", NOW + timedelta(days=2))
    ring = keys.KeyRing(tuple(each if each.private else key(each.purpose, each.name, 5) for each in ring.keys))
    world.authority().rotate(ring)
    assert kinds(world) == Counter({"issue": 1, "key": 4})  # two that begin, and two that got an end
    assert len(world.trust.keys) == 1
    world.ring = ring
    assert len(world.trust.keys) == 2
    world.clock.forward(days=3)
    world.witness_disk = Memory()  # a witness that has been told of the new key
    authority = world.authority()
    authority.refresh()
    new_key = ring.current("seal", world.clock())
    authority.renew(report(), EVIDENCE, "seal-0001")
    new = world.staple()
    assert json.loads(new)["proof"]["verificationMethod"].endswith(new_key.multikey)
    assert world.verify(old).valid
    assert world.verify(new).valid
    document = json.loads(world.disk.read("public/.well-known/did.json") or b"")
    assert [("expires" in method) for method in document["verificationMethod"]] == [True, False]
    world.clock.forward(days=20)
    with pytest.raises(KeyFileError, match="no log key in force"):
        keys.KeyRing(ring.of("seal")).current("log", world.clock())


def test_records_hold_no_personal_data() -> None:
    world, _ = sealed()
    authority = world.authority()
    authority.record("refuse", day="2026-02-28", count=3)
    authority.record("edition", edition="1", digest="0" * 64)
    authority.record("complaint", seal="seal-0001", complaint="ab" * 32, outcome="upheld")
    for kind, members in [
        ("refuse", {"day": "2026-02-28", "count": 3, "shop": "evil.example"}),
        ("refuse", {"day": "yesterday", "count": 3}),
        ("refuse", {"day": "2026-02-28", "count": True}),
        ("complaint", {"seal": "seal-0001", "outcome": "Jo Doe was right"}),
        ("complaint", {"seal": "jo@mail.example", "outcome": "upheld"}),
        ("key", {"purpose": "seal", "key": "zQ3sh", "from": "2026-03-01T12:00:00Z"}),
        ("gossip", {}),
    ]:
        with pytest.raises(MalformedError) as refused:
            authority.record(kind, **members)
        assert refused.value.reason == "entry"
    assert authority.log.size == 4


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    world = World(quorum=0)
    with opened(tmp_path, world.ring, world.settings()) as authority:
        assert isinstance(authority, Authority)
        authority.issue(report(), EVIDENCE, "seal-0001", [SHOP])
        with pytest.raises(BusyError, match="another process"), opened(tmp_path, world.ring, world.settings()):
            pass
    assert (tmp_path / "private" / "seals" / "seal-0001.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "public" / "staples" / "shop.example.json").stat().st_mode & 0o004
    locked = keys.KeyRing(tuple(keys.Key(k.purpose, k.name, k.public, k.start) for k in world.ring.keys))
    with pytest.raises(UsageError, match="not opened"), opened(tmp_path, locked, world.settings()):
        pass


def test_many_are_renewed_under_one_checkpoint_and_the_refused_are_told() -> None:
    world = World()
    authority = world.authority()
    for number in range(3):
        shop = f"https://shop-{number}.example"
        authority.issue(report(site=shop), EVIDENCE, f"seal-000{number}", [shop])
    authority.suspend("seal-0001", "fraud")
    before = world.log_disk.log.count("rename public/checkpoint")
    wanted = [Renewal(report(site=f"https://shop-{n}.example"), EVIDENCE, f"seal-000{n}") for n in range(2)]
    failed = report({"SI-01": Outcome.FAILED}, site="https://shop-2.example")
    refused = authority.renew_all([*wanted, Renewal(failed, EVIDENCE, "seal-0002")])
    assert {seal: type(error) for seal, error in refused.items()} == {
        "seal-0001": UsageError,
        "seal-0002": NotEarnedError,
    }
    assert world.log_disk.log.count("rename public/checkpoint") == before + 1
    assert json.loads(world.staple("shop-0.example"))["id"].endswith("#2")
    assert json.loads(world.staple("shop-2.example"))["id"].endswith("#1")
    assert authority.renew_all([]) == {}


def test_a_batch_shares_one_checkpoint() -> None:
    world = World()
    authority = world.authority()
    at = world.clock()
    wanted = [(entries.entry("refuse", at, day="2026-02-28", count=n), None) for n in range(20)]
    published = authority.perform(wanted)
    assert published.checkpoint.size == 20
    assert world.log_disk.log.count("rename public/checkpoint") == 1
