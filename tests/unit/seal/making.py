"""A small authority for tests: keys that are no secret, a clock that is set by hand, reports that pass or do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Coverage, PageVisited, Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.requirements import EDITION, IN_FORCE
from safeinfo.seal.authority import Authority, Settings
from safeinfo.seal.credential import Terms
from safeinfo.seal.did import did_of
from safeinfo.seal.keys import Key, KeyRing
from safeinfo.seal.log import Log
from safeinfo.seal.trust import Trust
from safeinfo.seal.verify import Held, Looked, Result, list_urls, verify
from safeinfo.seal.witness import Witness
from tests.unit.seal.disk import Memory

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AUTHORITY = "https://seals.example"
SHOP = "https://shop.example"
EVIDENCE = "ab" * 32
TERMS = Terms(edition=EDITION, requirements=frozenset(each.id for each in IN_FORCE))


def private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def key(purpose: str, name: str, number: int, start: datetime = NOW - timedelta(days=100)) -> Key:
    secret = private(number)
    return Key(purpose, name, secret.public_key().public_bytes_raw(), start, None, secret)


def ring(authority: str = AUTHORITY) -> KeyRing:
    host = authority.removeprefix("https://")
    return KeyRing((key("seal", did_of(authority), 1), key("log", f"{host}/log", 2)))


def report(
    outcomes: Mapping[str, Outcome] | None = None, *, site: str = SHOP, pages: Sequence[str] = (), **changes
) -> Report:
    """A report in which every requirement passed, but for those named."""
    worse = outcomes or {}
    verdicts = tuple(
        Verdict(each, (Finding("as-made", worse.get(each.id, Outcome.PASSED), "made for a test", ("searched-1",)),))
        for each in IN_FORCE
    )
    visited = tuple(
        PageVisited(id=f"page-{n}", visit=f"v{n}", url=url, role="home", title="", status=200, forms=1, fields=2)
        for n, url in enumerate([f"{site}/", *pages])
    )
    coverage = Coverage(
        pages=visited,
        forms=3,
        fields=9,
        frames=1,
        exchanges=40,
        reached={"home": True, "policy": True, "cart": True, "checkout": False},
        stopped_at="",
        missed=(),
        complete=True,
    )
    made = Report(
        edition=EDITION,
        site=site,
        audited_at=NOW - timedelta(days=1),
        evidence_digest=EVIDENCE,
        tool="safeinfo",
        browser="none",
        settings={},
        coverage=coverage,
        verdicts=verdicts,
        fields=(),
        forms=(),
        policies=(),
        recipients=(),
        pictures={},
    )
    return replace(made, **changes)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class World:
    """An authority, its witness, their disks, and what a visitor of a shop can fetch."""

    authority_url: str = AUTHORITY
    disk: Memory = field(default_factory=Memory)
    log_disk: Memory = field(default_factory=Memory)
    witness_disk: Memory = field(default_factory=Memory)
    clock: Clock = field(default_factory=Clock)
    ring: KeyRing = field(default_factory=ring)
    random: Random = field(default_factory=lambda: Random(7))
    quorum: int = 1

    def settings(self) -> Settings:
        log_key = self.ring.of("log")[-1].note_key()
        witness = Witness(self.witness_disk, "witness.example/w1", private(3), {log_key.name: [log_key]}, self.clock)
        return Settings(
            authority=self.authority_url,
            terms=TERMS,
            clock=self.clock,
            below=self.random.randrange,
            witnesses=(witness,) if self.quorum else (),
            quorum=self.quorum,
        )

    def authority(self) -> Authority:
        """Open the authority as after a start of the program."""
        settings, current = self.settings(), self.ring.current("log", self.clock())
        assert current.private is not None
        retired = [each.note_key() for each in self.ring.of("log") if each != current]
        return Authority(
            self.disk, Log(self.log_disk, settings.log_origin, current.private, retired), self.ring, settings
        )

    @property
    def trust(self) -> Trust:
        return Trust.parse(self.authority().trust().written())

    def staple(self, host: str = "shop.example") -> bytes:
        found = self.disk.read(f"public/staples/{host}.json")
        assert found is not None
        return found

    def looked(self, staple: bytes, origin: str = SHOP, **more) -> Looked:
        """What a careful visitor fetches."""
        lists = {url: Held(self._served(url) or b"", self.clock()) for url in list_urls(staple, self.trust)}
        return Looked(origin=origin, lists=lists, **more)

    def _served(self, url: str) -> bytes | None:
        return self.disk.read("public/" + url.removeprefix(f"{self.authority_url}/"))

    def verify(self, staple: bytes, origin: str = SHOP, trust: Trust | None = None, **more) -> Result:
        return verify(staple, self.looked(staple, origin, **more), trust or self.trust, self.clock())


def sealed(**settings) -> tuple[World, bytes]:
    """A world in which the shop has a seal, and the file that the shop staples."""
    world = World(**settings)
    world.authority().issue(report(), EVIDENCE, "seal-0001", [SHOP])
    return world, world.staple()


def answers(result: Result) -> dict[str, str]:
    """Each check's answer, with its reason where there is one."""
    return {check.name: check.reason or check.answer.value for check in result.checks}
