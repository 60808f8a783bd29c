"""Gather everything about one shop: guard, proxy, browser and ledger put together, the walk sent through it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from playwright.async_api import Error as PlaywrightError

import safeinfo
from safeinfo.derive.leaks import Needles
from safeinfo.gather import consent_ledger
from safeinfo.gather.browser import Browser, BrowserOptions, open_browser
from safeinfo.gather.browser.cdp import CdpError
from safeinfo.gather.browser.driver import Driver
from safeinfo.gather.guard import Guard, PolicyProxy
from safeinfo.gather.guard.upstream import Upstream
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.options import GatherOptions
from safeinfo.gather.plan import Plan, plan_for
from safeinfo.gather.start import Start, trusted_keys, vouching
from safeinfo.gather.walk import route
from safeinfo.gather.walk.budget import Budget
from safeinfo.gather.walk.canaries import Canaries, country_of
from safeinfo.gather.walk.hosts import Hosts
from safeinfo.gather.walk.reading import warm, warm_policies
from safeinfo.gather.walk.searches import record
from safeinfo.gather.walk.second import ask_again
from safeinfo.gather.walk.state import Walk, host_of
from safeinfo.model.errors import SafeInfoError
from safeinfo.model.evidence import Evidence
from safeinfo.model.mail_trials import LedgerRead
from safeinfo.model.observations import DeclarationMade, GatherFailed, GatheringDone, PageSeen

Progress = Callable[[str, str], None]
_FOR_HOSTS = 25.0  # seconds that looking at hosts may take after the walk
_NOTHING = frozenset({"empty", "blocked"})  # what a page is that shows nothing of the shop
_GRACE = 10.0  # seconds after the timeout at which the walk is ended from outside


@dataclass(slots=True)
class Gathering:
    """One gathering under way."""

    start: Start
    options: GatherOptions
    ledger: Ledger
    plan: Plan
    canaries: Canaries
    progress: Progress
    began: datetime
    browser: str = ""
    ended: str = "done"
    driver: Driver | None = None  # begun before, or none yet

    @classmethod
    def prepare(cls, start: Start, options: GatherOptions, progress: Progress) -> "Gathering":
        """Draw the canaries and open the ledger."""
        began = options.clock()
        country = country_of(options.language, host_of(start.origin))
        canaries = Canaries.make(options.random, began.date(), options.canary_domain, country)
        ledger = Ledger(options.clock, Needles.build(canaries.needles))
        trials = options.trials and options.controls_site
        plan = plan_for(trials=trials, mail=bool(options.mail))
        return cls(start, options, ledger, plan, canaries, progress, began)

    async def run(self) -> None:
        """Do it all; what a cancelled or timed-out walk had seen until then is in the ledger."""
        self._declare()
        if self.plan.mail or self.options.mail_trial is not None:
            await self._mail()
        if self.plan.walk:
            await self._walk()

    async def _mail(self) -> None:
        from safeinfo.gather.mail import record_mail, record_trial  # noqa: PLC0415 - most audits have none
        from safeinfo.gather.records import records_of  # noqa: PLC0415

        options = self.options
        records = options.records or records_of(options.resolver)
        await record_mail(self.ledger, options.mail, self.progress, records)
        if options.mail_trial is not None:
            await record_trial(self.ledger, options.mail_trial, records)

    def _declare(self) -> None:
        if self.options.declaration is not None:
            self.ledger.add(
                DeclarationMade, declaration=self.options.declaration, source=self.options.declaration_source
            )
            if (path := self.options.consent_ledger) is not None:
                customers = self.options.declaration.customers or 0
                self.ledger.add(LedgerRead, source=path.name, customers=customers, **consent_ledger.count(path))

    async def _walk(self) -> None:
        async with self.walking(found=not self.options.visitor) as walk:
            await self._bounded(walk)
            if self.options.visitor:
                return
            self.progress("transport", self.start.origin)
            await walk.hosts.finish(_FOR_HOSTS)

    @asynccontextmanager
    async def walking(self, *, found: bool = True) -> AsyncIterator[Walk]:
        """Open a browser behind the guard, and begin to walk with it.

        With `found` the address is looked at beside the browser first; an address that must be opened only once is not.
        """
        guard = Guard(
            allow_private=self.options.allow_private,
            resolver=self.options.resolver,
            limits=self.options.limits,
            upstream=Upstream.parse(self.options.upstream) if self.options.upstream else None,
        )
        async with AsyncExitStack() as stack:
            stack.push_async_callback(guard.close)
            if found:
                self.start = await self.start.found(guard, self.options)
            self.progress("browser", self.start.url)
            warmed = asyncio.create_task(asyncio.to_thread(warm))
            stack.push_async_callback(asyncio.wait, [warmed])
            browser = await stack.enter_async_context(self._browser(guard))
            await warmed
            if self.start.seen is not None:
                ready = asyncio.create_task(asyncio.to_thread(warm_policies, self.start.seen.body))
                stack.push_async_callback(asyncio.wait, [ready])
            walk = await self._begin(browser, guard)
            stack.callback(walk.hosts.cancel)
            yield walk

    @asynccontextmanager
    async def _browser(self, guard: Guard) -> AsyncIterator[Browser]:
        pins = await trusted_keys(self.start, guard, self.options)
        vouch = vouching(guard, self.options)
        async with (
            PolicyProxy(guard) as proxy,
            open_browser(BrowserOptions(proxy, pins, vouch, executable=self.options.browser), self.driver) as browser,
        ):
            self.browser = browser.name
            yield browser

    async def _begin(self, browser: Browser, guard: Guard) -> Walk:
        options = self.options
        profile = await browser.other_profile() if options.visitor else {}
        shopper = await browser.new_shopper(self.ledger, site=self.start.origin, language=options.language, **profile)
        return Walk(
            browser=browser,
            shopper=shopper,
            ledger=self.ledger,
            guard=guard,
            options=replace(options, trials=self.plan.trials),
            site=self.start.origin,
            canaries=self.canaries,
            budget=Budget.of(options.max_pages, options.timeout),
            hosts=Hosts(guard, self.ledger, options.ca_file, options.http_port),
            progress=self.progress,
        )

    async def _bounded(self, walk: Walk) -> None:
        """Walk until the end, the timeout, or the browser's end, and record the searches whatever happens."""
        try:
            async with asyncio.timeout(self.options.timeout + _GRACE):
                await route.walk_shop(walk, self.start.url)
                if self.options.second_opinion:
                    await ask_again(walk)
        except TimeoutError:
            self._cut(walk, "time", "timeout", f"the walk was ended after {self.options.timeout:g} s")
        except (PlaywrightError, CdpError, SafeInfoError) as error:  # what was seen until then is kept
            self._cut(walk, "browser", "crashed", str(error).partition("\n")[0])
        except asyncio.CancelledError:
            self._cut(walk, "time", "budget", "the user ended the audit")
            raise
        finally:
            with suppress(PlaywrightError, CdpError):
                await walk.shopper.close()

    def _cut(self, walk: Walk, what: str, reason: str, detail: str) -> None:
        self.ended = detail
        walk.stopped.setdefault("walk", detail)
        walk.fail(what, reason, detail)
        record(walk)

    def done(self) -> Evidence:
        """Close the evidence: how it was gathered, and by what."""
        options = self.options
        incomplete = self.ended != "done" or any(
            failure.what in {"walk", "time", "browser"} for failure in self.ledger.of(GatherFailed)
        )
        self.ledger.add(
            GatheringDone,
            settings={
                "max_pages": options.max_pages,
                "timeout": options.timeout,
                "trials": self.plan.trials,
                "allow_private": options.allow_private,
                "ca_file": options.ca_file is not None,
                "second_opinion": options.second_opinion,
            },
            tool=f"safeinfo {safeinfo.__version__}",
            browser=self.browser,
            started_at=self.began,
            complete=not incomplete,
            ended_because=self.ended,
        )
        return self.ledger.evidence(self.start.origin)

    @property
    def saw_a_page(self) -> bool:
        """Whether anything of the shop was seen: one empty page, or one that turns us away, is nothing."""
        seen = {page.visit for page in self.ledger.of(PageSeen) if page.documents}
        return bool(seen - {failed.visit for failed in self.ledger.of(GatherFailed) if failed.reason in _NOTHING})


def quiet(_phase: str, _detail: str) -> None:
    """Say nothing of progress."""


async def gather(
    site: str, options: GatherOptions, progress: Progress | None = None, driver: Driver | None = None
) -> Evidence:
    """Walk the shop at `site` (a URL or a host name) and return all that was seen.

    `progress` is called with a phase and what is looked at; `driver` is used if it was begun before. Cancelling
    returns what was seen until then, if a page was. SiteError, with advice, if nothing of the shop could be seen at
    all; UsageError for what is no web address.
    """
    start = Start.parse(site)
    gathering = Gathering.prepare(start, options, progress or quiet)
    gathering.driver = driver
    try:
        await gathering.run()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if not gathering.saw_a_page or task is None:
            raise
        task.uncancel()
        gathering.ended = "the user ended the audit"
    if not gathering.saw_a_page and gathering.plan.walk:
        raise gathering.start.error(gathering.ledger)
    return gathering.done()


__all__ = ["Gathering", "SafeInfoError", "gather"]
