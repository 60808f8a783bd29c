"""What stands in the place of the world in tests: time, the workers' store, shops and what audits of them find."""

import dataclasses
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from safeinfo.authority import clock, schedule, work
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits import steps
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.config import Config
from safeinfo.authority.seals import issuing
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.shops import looking
from safeinfo.authority.shops import services as shops
from safeinfo.authority.shops.control import Look
from safeinfo.authority.shops.models import Shop
from safeinfo.engine import Payload, defined
from safeinfo.gather import GatherOptions, archive
from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import DocumentSeen, PageSeen, Searched
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Coverage, Missed, PageVisited, Report
from safeinfo.model.requirement import Finding, Place, Verdict
from safeinfo.requirements import EDITION, IN_FORCE
from safeinfo.seal import keys

BEGINNING = datetime(2026, 3, 1, 12, tzinfo=UTC)
DECLARATION = 'shop = "Tarn"\nsold = false\n'


class Orders:
    """Takes orders as the engine's client does, and carries them out when told: in order, each key once."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, str, Payload]] = []
        self.known: set[tuple[str, str]] = set()
        self.lost = False  # orders vanish, as in a crash between a commit and its order

    def ask(self, name: str, key: str, payload: Payload, *, partition: str = "") -> str:
        del partition
        if not self.lost and (name, key) not in self.known:
            self.known.add((name, key))
            self.waiting.append((name, key, payload))
        return f"{name}:{key}"

    def carry_out(self) -> int:
        done = 0
        while self.waiting:
            name, _, payload = self.waiting.pop(0)
            known = dict(payload)
            for _, step in defined()[name].steps:
                known.update(step(known) or {})
            done += 1
        return done


class World:
    """An authority with its clock, orders and shops in the test's hand.

    `outcomes` is what an audit finds by origin and requirement (else passed); `answers` whether a domain's challenge
    is answered.
    """

    def __init__(self, config: Config, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = BEGINNING
        self.orders = Orders()
        self.outcomes: dict[str, dict[str, Outcome]] = {}
        self.answers: dict[str, bool] = {}
        self.unreachable: set[str] = set()
        self.incomplete: dict[str, tuple[Missed, ...]] = {}  # by origin: what an audit does not reach
        self.fronts: dict[str, str] = {}  # by origin: the HTML of the front page, where it matters
        self.faces: dict[str, str] = {}  # likewise, as a plain visitor is shown it, where that is another one
        self.adds = ""  # what every finding says besides
        self.quote = "as it was seen"  # what every finding quotes
        self.kept: dict[str, dict[str, Outcome]] = {}  # what an audit found, by its evidence
        self.missed: dict[str, tuple[Missed, ...]] = {}  # what it did not reach, likewise
        self._config, self._patch = dataclasses.replace(config, home=home), monkeypatch

    def use(self, **changes: Any) -> None:
        """Go on with other settings."""
        from django.conf import settings

        self._config = dataclasses.replace(self._config, **changes)
        self._patch.setattr(settings, "SAFEINFO", self._config)

    @contextmanager
    def running(self) -> Iterator[None]:
        from django.conf import settings

        self._config.home.mkdir(parents=True, exist_ok=True)
        self._patch.setattr(settings, "SAFEINFO", self._config)
        self._patch.setattr(work, "orders", lambda: self.orders)
        self._patch.setattr(steps, "_gather", self._gather)
        self._patch.setattr(keys, "Hardness", partial(keys.Hardness, n=2**10))  # what is costly is tested elsewhere
        from safeinfo.authority.audits import faces
        from safeinfo.authority.misuse import looking as misuse

        self._patch.setattr(misuse, "gather", self._front)
        self._patch.setattr(faces, "gather", self._visited)
        for module in (steps, issuing):
            self._patch.setattr(module, "judge", self._judge)
        from safeinfo.authority import jobs
        from safeinfo.authority.api import shops as api
        from safeinfo.authority.desk import shops as desk

        for module in (jobs, looking, desk, api):
            self._patch.setattr(module, "look", self.look)
        with clock.at(lambda: self.now):
            yield

    def begin_anew(self) -> None:
        """Empty everything, as for another test; only the keys are kept."""
        from django.conf import settings
        from django.core import mail

        call_command("flush", verbosity=0, interactive=False)
        mail.outbox.clear()
        old = self._config.home
        self._config = dataclasses.replace(self._config, home=old.with_name(f"{old.name}-anew"))
        shutil.copytree(old / "keys", self._config.home / "keys")
        self._patch.setattr(settings, "SAFEINFO", self._config)
        self.now, self.orders = BEGINNING, Orders()
        for held in (self.outcomes, self.answers, self.unreachable, self.incomplete, self.fronts, self.faces):
            held.clear()

    async def _gather(self, audit: Audit, options: GatherOptions) -> None:
        from safeinfo.model.errors import SiteError

        assert options.trials is audit.trials
        if audit.shop.origin in self.unreachable:
            raise SiteError(f"{audit.shop.origin} could not be audited (unreachable)", "Is the shop running?")
        seen = Searched(id="o1", seen_at=self.now, what="walk", found=1, looked_at=1, complete=True, note=audit.key)
        page, blobs = front_page(audit.shop.origin, self.fronts.get(audit.shop.origin, ""), self.now)
        archive.write(Evidence(audit.shop.origin, (seen, *page), blobs), audit.fresh)

    async def _front(self, origin: str, _options: GatherOptions) -> Evidence:
        """What a look at a front page gathers."""
        from safeinfo.model.errors import SiteError

        if origin in self.unreachable:
            raise SiteError(f"{origin} could not be audited (unreachable)", "Is it running?")
        page, blobs = front_page(origin, self.fronts.get(origin, "<p>Welcome</p>"), self.now)
        return Evidence(origin, page, blobs)

    async def _visited(self, origin: str, options: GatherOptions) -> Evidence:
        """What a plain visitor is shown: what the auditor was, unless `faces` says otherwise."""
        assert options.visitor
        page, blobs = front_page(origin, self.faces.get(origin) or self.fronts.get(origin, ""), self.now)
        return Evidence(origin, page, blobs)

    def _judge(self, evidence: Evidence) -> Report:
        seen = evidence.observations[0]
        wrong = self.kept.setdefault(evidence.digest, dict(self.outcomes.get(evidence.site, {})))
        made = report(evidence.site, seen.seen_at, evidence.digest, wrong)
        missed = self.missed.setdefault(evidence.digest, self.incomplete.get(evidence.site, ()))
        coverage = dataclasses.replace(made.coverage, missed=missed, complete=not missed)
        return dataclasses.replace(made, coverage=coverage, verdicts=tuple(map(self._worded, made.verdicts)))

    def _worded(self, verdict: Verdict) -> Verdict:
        (found,) = verdict.findings
        place = dataclasses.replace(found.place, quote=self.quote)
        worded = dataclasses.replace(found, message=found.message + self.adds, place=place)
        return dataclasses.replace(verdict, findings=(worded,))

    def look(self, control: Any) -> Look:
        held = self.answers.get(control.shop.origin, True)
        return Look(held=held, said="The file holds the token." if held else "It answered 404, not 200.")

    def passes(self, *, every: timedelta = timedelta(hours=12), **time: float) -> None:
        """Let time pass, in steps, each with a sweep and all the work that it asks for."""
        end = self.now + timedelta(**time)
        while self.now < end:
            self.now = min(end, self.now + every)
            self.sweep()

    def sweep(self) -> None:
        schedule.sweep()
        self.orders.carry_out()

    def merchant(self, name: str = "merchant") -> Account:
        return Account.objects.create_user(f"{name}@shop.example", "a long enough password")

    def reviewer(self, name: str) -> Account:
        known = Account.objects.filter(email=f"{name}@seal.example").first()
        return known or Account.objects.create_user(f"{name}@seal.example", "a long password", is_reviewer=True)

    def shop(self, owner: Account, origin: str = "https://shop.example") -> Shop:
        """A shop whose domain is proved and that has declared."""
        shop = shops.add(owner, origin, "Tarn & Thistle")
        control = shops.challenge(shop, "http", owner)
        shops.looked(control, self.look(control))
        shops.declare(shop, DECLARATION, owner)
        return shop

    def sealed(self, origin: str = "https://shop.example") -> Seal:
        """A shop that holds the seal, granted by two reviewers."""
        shop = self.shop(self.merchant(f"owner-of-{origin.partition('://')[2]}"), origin)
        seal = seals.apply(shop, shop.owner)
        self.orders.carry_out()
        for name in ("ada", "ben"):
            seals.vote(seal, "grant", self.reviewer(name), "All is as it should be.")
        self.orders.carry_out()
        return self.fresh(seal)

    @staticmethod
    def fresh(seal: Seal) -> Seal:
        return Seal.objects.select_related("shop", "audit").get(pk=seal.pk)


def front_page(origin: str, html: str, when: datetime) -> tuple[tuple[PageSeen, ...], dict[str, bytes]]:
    """A front page as it is observed, and its blobs; nothing for no HTML."""
    if not html:
        return (), {}
    data = f"<html><body>{html}</body></html>".encode()
    digest = hashlib.sha256(data).hexdigest()
    page = PageSeen(
        id="page-1",
        seen_at=when,
        visit="v1",
        role="home",
        state="arrived",
        url=f"{origin}/",
        requested_url=f"{origin}/",
        status=200,
        documents=(DocumentSeen(frame="", url=f"{origin}/", dom=digest),),
    )
    return (page,), {digest: data}


def report(site: str, when: datetime, digest: str, wrong: dict[str, Outcome]) -> Report:
    """A report in which every requirement passed but the `wrong` ones."""
    page = PageVisited(id="p1", visit="v1", url=f"{site}/", role="home", title="Shop", status=200, forms=1, fields=1)
    coverage = Coverage(
        pages=(page,),
        forms=1,
        fields=1,
        frames=0,
        exchanges=3,
        reached={"home": True},
        stopped_at="",
        missed=(),
        complete=True,
    )
    verdicts = tuple(
        Verdict(
            each,
            (
                Finding(
                    f"{each.slug}-seen",
                    wrong.get(each.id, Outcome.PASSED),
                    f"{each.title}.",
                    ("o1",),
                    Place(page=f"{site}/", quote="as it was seen"),
                ),
            ),
        )
        for each in IN_FORCE
    )
    return Report(
        edition=EDITION, site=site, audited_at=when, evidence_digest=digest, tool="safeinfo", browser="none",
        settings={}, coverage=coverage, verdicts=verdicts, fields=(), forms=(), policies=(), recipients=(),
        pictures={},
    )  # fmt: skip


__all__ = ["BEGINNING", "DECLARATION", "Orders", "PageSeen", "World", "report"]
