"""A trial by e-mail of forty days in seconds: a made-up shop, a moved clock, and all the rest as it is."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits import results
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.mailtrials import customers, deeds, liveness, record, services
from safeinfo.authority.mailtrials.models import Beat, Canary, Deed, Letter, MailTrial
from safeinfo.authority.mailtrials.receiving import Boxes
from safeinfo.authority.mailtrials.sweeping import mail_trials
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.shops import services as shops
from safeinfo.gather.mailing import Answer, SignedUp
from safeinfo.model.outcome import Outcome
from safeinfo.requirements import IN_FORCE
from tests.authority.crashing import Crashes, Durable, drive
from tests.authority.test_german import assert_no_english
from tests.authority.world import BEGINNING, DECLARATION, World

DOMAIN = "canary.example"
IN_FORCE_BY_ID = {each.id: each for each in IN_FORCE}
PROVEN = {"consent-ledger-sound", "trial-not-passed-on"}  # passed, and so without a remedy


@dataclass(slots=True)
class FakeShop:
    """A shop with a newsletter every few days; how it treats those who leave is in the test's hand."""

    world: World
    boxes: Boxes = field(default_factory=lambda: Boxes(DOMAIN))
    form: str = "https://shop.example/"
    known: dict[str, str] = field(default_factory=dict)  # address by token
    customers: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    every: timedelta = timedelta(days=6)
    listens: bool = True
    by_look: bool = False
    dead_after: timedelta = timedelta(days=400)
    crashes: set[str] = field(default_factory=set)  # deeds in which the worker dies, once
    answers: str = "accepted"
    body: str = '<p><a href="{link}">Unsubscribe</a></p>'
    sent: int = 0
    last: Any = None

    async def sign_up(
        self, _site: str, addresses: tuple[str, ...], _options: object, *, account: bool = False
    ) -> SignedUp:
        if account:
            self._note("account")
            self.customers += addresses
            return SignedUp(self.form, dict.fromkeys(addresses, "accepted"))
        if not self.form:
            self._note("sign-up")
            return SignedUp("", {}, "the shop did not answer")
        self.known |= {f"t{len(self.known) + number}": address for number, address in enumerate(addresses)}
        self._note("sign-up")
        return SignedUp(self.form, dict.fromkeys(addresses, "accepted"))

    async def leave(self, url: str, _address: str, _options: object) -> Answer:
        return self._left("link", url)

    async def one_click(self, url: str, _options: object) -> Answer:
        return self._left("one-click", url)

    async def look(self, url: str, _options: object) -> Answer:
        self._note(f"look {url.rpartition('/')[2]}")
        if self.by_look:
            self.known.pop(url.rpartition("/")[2], None)
        return Answer("dead" if self._is_dead(url) else "accepted")

    def _left(self, what: str, url: str) -> Answer:
        token = url.rpartition("/")[2]
        if self.listens and not self._is_dead(url):
            self.known.pop(token, None)
        self._note(f"{what} {token}")
        if self._is_dead(url):
            return Answer("dead", said="HTTP 404")
        return Answer(self.answers)

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if (name := what.partition(" ")[0]) in self.crashes:
            self.crashes.remove(name)
            raise KeyboardInterrupt

    def _is_dead(self, url: str) -> bool:
        made = int(url.split("/")[-2])
        return self.world.now.timestamp() - made > self.dead_after.total_seconds()

    def write(self) -> None:
        """Send a letter to everybody on the list, if it is time for one."""
        if self.last is not None and self.world.now - self.last < self.every:
            return
        self.last, self.sent = self.world.now, self.sent + 1
        for token, address in list(self.known.items()):
            self.boxes.keep(address, self.letter(token))

    def tell_customers(self, sender: str, subject: str, text: str) -> None:
        """Send a message to everybody with an account."""
        for number, address in enumerate(self.customers):
            head = f"From: {sender}\r\nTo: x@{DOMAIN}\r\nSubject: {subject}\r\nMessage-ID: <{number}-{sender}>\r\n"
            self.boxes.keep(address, f"{head}Content-Type: text/plain\r\n\r\n{text}\r\n".encode())

    def letter(self, token: str) -> bytes:
        made = int(self.world.now.timestamp())
        link, one = (f"https://shop.example/{what}/{made}/{token}" for what in ("u", "one"))
        head = (
            f"From: Tarn <news@shop.example>\r\nTo: x@{DOMAIN}\r\nSubject: Offers of the week: 20% off\r\n"
            f"Message-ID: <{self.sent}-{token}@shop.example>\r\nList-Unsubscribe: <{one}>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nContent-Type: text/html\r\n\r\n"
        )
        shown = self.body.format(link=link)
        return f"{head}<html><body><p>Save 20% this week only.</p>{shown}<p>1 Main St</p></body></html>\r\n".encode()


@pytest.fixture
def fake(world: World, monkeypatch: pytest.MonkeyPatch) -> FakeShop:
    world.use(canary_domain=DOMAIN)
    shop = FakeShop(world)

    def through(canary: Canary) -> bytes:
        data = f"Subject: {world.now}\r\n\r\nalive\r\n".encode()
        shop.boxes.keep(canary.address, data)
        return data

    monkeypatch.setattr(liveness, "_through", through)
    for name in ("sign_up", "leave", "one_click", "look"):
        monkeypatch.setattr(deeds.mailing, name, getattr(shop, name))
    return shop


def begun(world: World) -> MailTrial:
    """A shop that has applied, with its trial begun by the sweep."""
    shop = world.shop(world.merchant())
    seals.apply(shop, shop.owner)
    for _ in range(2):  # the receiver's pulse comes first
        world.sweep()
    return MailTrial.objects.get(shop=shop)


def live(world: World, fake: FakeShop, days: float, until: Callable[[], bool] = lambda: False) -> float:
    """Let days pass, four hours at a time; return after how many `until` held. All that is due is done once a day."""
    began = world.now
    while world.now - began < timedelta(days=days) and not until():
        world.now += timedelta(hours=4)
        fake.write()
        if world.now.hour < 4:
            world.sweep()
        else:
            mail_trials(world.now)
            world.orders.carry_out()
    return (world.now - began) / timedelta(days=1)


def over(trial: MailTrial) -> Callable[[], bool]:
    return lambda: MailTrial.objects.get(pk=trial.pk).is_over


def test_a_good_shop_passes_in_forty_days_and_an_audit_uses_what_was_seen(world: World, fake: FakeShop) -> None:
    trial = begun(world)
    assert trial.state == "running"
    assert [c.role for c in trial.canaries.all()][-2:] == ["decoy", "decoy"]
    assert {len(c.local) for c in trial.canaries.all()} == {21}
    assert not set(fake.known.values()) & {c.address for c in trial.canaries.filter(role="decoy")}
    days = live(world, fake, 60, over(trial))
    trial.refresh_from_db()
    assert (trial.why, trial.outcome) == ("shown", "passed")
    assert 30 <= days <= 36
    assert fake.asked.count("sign-up") == 1
    assert sorted(a.split()[0] for a in fake.asked) == ["link", "link", "look", "look", "one-click", "sign-up"]
    world.sweep()
    trial.refresh_from_db()
    assert trial.audit is not None
    assert trial.audit.reason == Audit.Reason.APPLICATION
    made = record.for_audit(trial.shop)
    assert made is not None
    assert {each.role for each in made.addresses} == {"subscriber", "control", "decoy"}
    assert {each.way for each in made.opt_outs} == {"link", "one-click", "get"}
    assert len(made.watched) == 1
    assert [row["outcome"] for row in trial.findings].count("failed") == 0


def test_when_it_is_over_our_addresses_leave_the_list(world: World, fake: FakeShop) -> None:
    trial = begun(world)
    live(world, fake, 60, over(trial))
    assert {c.role for c in trial.canaries.all() if c.address in fake.known.values()} == {"control", "get", "mailto"}
    live(world, fake, 1)
    assert fake.known == {}
    assert sorted(Deed.objects.filter(what="part").values_list("canary__role", "attempt")) == [
        ("control", 1),
        ("get", 1),
        ("mailto", 1),
    ]
    made = record.for_audit(trial.shop)
    assert made is not None
    assert {each.way for each in made.opt_outs} == {"link", "one-click", "get"}  # leaving so proves nothing


NOTICE = (
    "May we sell your data?",
    (
        "We would like to sell your personal information to mail order companies. We only do so with your consent."
        " If you agree that we may, please click here: https://shop.example/yes\r\nIf you do not answer, we do not sell"
        " your personal information."
    ),
)


def selling(world: World) -> MailTrial:
    """A shop that declares that it sells, with its trial under way."""
    trial = begun(world)
    shops.declare(trial.shop, DECLARATION.replace("false", "true"), trial.shop.owner)
    return trial


def test_a_shop_that_sells_is_tried_by_customers_who_never_say_yes(world: World, fake: FakeShop) -> None:
    trial = selling(world)
    live(world, fake, 1)
    assert fake.asked.count("account") == 1
    assert len(set(fake.customers)) == 2
    assert not set(fake.customers) & set(fake.known.values())
    fake.tell_customers("Tarn <news@shop.example>", *NOTICE)
    days = live(world, fake, 60, over(trial))
    trial.refresh_from_db()
    assert (trial.why, trial.outcome) == ("shown", "passed")
    assert days >= 30
    consent = [(row["name"], row["outcome"]) for row in trial.findings if row["requirement"] == "SI-05"]
    assert consent == [("trial-not-passed-on", "passed")]
    made = record.for_audit(trial.shop)
    assert made is not None
    assert [(each.role, each.answer) for each in made.addresses if each.role == "customer"] == [("customer", "")] * 2
    assert not any(each.startswith("confirm") for each in fake.asked)


def test_a_shop_that_passes_its_customers_on_fails_at_once(world: World, fake: FakeShop) -> None:
    trial = selling(world)
    live(world, fake, 1)
    fake.tell_customers("Profile Lane <hello@profilelane.example>", "Welcome", "20% off: https://profilelane.example/")
    days = live(world, fake, 60, over(trial))
    trial.refresh_from_db()
    assert days < 2
    assert trial.why == "failed"
    assert [row["name"] for row in trial.findings if row["outcome"] == "failed"] == ["passed-on"]
    MailTrial.objects.create(key="later", shop=trial.shop, state="over", why="long", outcome="untested")
    made = record.for_audit(trial.shop)
    assert made is not None
    assert "customer" in {each.role for each in made.addresses}  # what customers showed counts, whatever SI-06 is


def test_customers_join_when_an_audit_reads_that_data_is_sold(world: World, fake: FakeShop) -> None:
    assert set(IN_FORCE_BY_ID["SI-05"].remedies) >= customers.SOLD - PROVEN
    trial = begun(world)
    live(world, fake, 1)
    assert fake.customers == []
    assert customers.sells(trial.shop) is False
    audit = trial.shop.audits.filter(state=Audit.State.JUDGED).first()
    assert audit is not None
    report = results.report(audit)
    assert report is not None
    consent = next(each for each in report["requirements"] if each["id"] == "SI-05")
    consent["findings"][0]["name"] = "opt-out-only"
    results._path(audit, "json").write_text(json.dumps(report), "utf-8")
    assert customers.sells(trial.shop) is True


def test_a_shop_that_goes_on_writing_fails_and_the_trial_ends_at_once(world: World, fake: FakeShop) -> None:
    trial = begun(world)
    fake.listens = False
    days = live(world, fake, 60, over(trial))
    trial.refresh_from_db()
    assert (trial.why, trial.outcome) == ("failed", "failed")
    assert "mail-after-opt-out" in {row["name"] for row in trial.findings}
    assert 14 < days < 30


def test_a_link_that_is_dead_before_thirty_days_fails(world: World, fake: FakeShop) -> None:
    trial = begun(world)
    fake.dead_after = timedelta(days=20)
    days = live(world, fake, 60, over(trial))
    trial.refresh_from_db()
    assert (trial.why, [r["name"] for r in trial.findings if r["outcome"] == "failed"]) == ("failed", ["opt-out-dead"])
    assert 28 < days < 31
    assert Deed.objects.filter(what="alive", result="dead").count() == 3


def test_a_letter_without_a_link_fails_as_soon_as_it_comes(world: World, fake: FakeShop) -> None:
    fake.body = "<p>Until next time.</p>"
    trial = begun(world)
    assert live(world, fake, 60, over(trial)) < 2
    trial.refresh_from_db()
    assert trial.outcome == "failed"
    assert "opt-out-missing" in {row["name"] for row in trial.findings}


def test_mail_to_a_decoy_leaves_it_to_a_person_who_wrote(world: World, fake: FakeShop) -> None:
    trial = begun(world)
    decoy = trial.canaries.filter(role="decoy").first()
    assert decoy is not None
    fake.boxes.keep(decoy.address, fake.letter("guessed"))
    fake.listens = False
    live(world, fake, 25, over(trial))
    trial.refresh_from_db()
    late = [row for row in trial.findings if row["name"] == "mail-after-opt-out"]
    assert {row["outcome"] for row in late} == {"cantTell"}
    assert "told to nobody" in late[0]["message"]


def test_silence_while_the_receiver_was_away_proves_nothing(
    world: World, fake: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = begun(world)
    live(world, fake, 5)

    def nobody(_canary: Canary) -> bytes:
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(liveness, "_through", nobody)
        live(world, fake, 1)
    live(world, fake, 20)
    assert Beat.objects.filter(held=False).count() == 6
    trial.refresh_from_db()
    assert trial.outcome == "untested"
    assert "effect-unproven" in {row["name"] for row in trial.findings}
    assert len(record.of(trial).watched) == 2
    live(world, fake, 60, over(trial))  # the address that leaves by an old link leaves after the gap, and settles it
    trial.refresh_from_db()
    assert (trial.why, trial.outcome) == ("shown", "passed")


def test_who_sends_none_and_says_so_needs_none(world: World, fake: FakeShop) -> None:
    trial = begun(world)
    shops.declare(trial.shop, DECLARATION + "sends_mailings = false\n", trial.shop.owner)
    fake.every = timedelta(days=1000)
    fake.last = world.now
    days = live(world, fake, 60, over(trial))
    trial.refresh_from_db()
    assert (trial.why, trial.outcome) == ("silent", "inapplicable")
    assert 30 <= days < 31


def test_a_crash_in_the_middle_of_anything_does_nothing_twice(world: World, fake: FakeShop) -> None:
    fake.crashes = {"sign-up", "one-click"}
    with pytest.raises(KeyboardInterrupt):
        begun(world)
    trial = MailTrial.objects.get()
    while not over(trial)() and world.now < BEGINNING + timedelta(days=60):
        with suppress(KeyboardInterrupt):
            live(world, fake, 60, over(trial))
    assert fake.crashes == set()
    counted = [a for a in fake.asked if not a.startswith("look")]
    assert len(counted) == len(set(counted))
    assert {d.result for d in Deed.objects.filter(what__in=("sign-up", "one-click"))} == {"unclear"}
    trial.refresh_from_db()
    assert (trial.why, trial.outcome) == ("shown", "passed")  # mail stopped all the same: the mailboxes tell


def test_a_merchant_must_prove_the_domain_and_a_seal_must_be_asked_for(world: World, fake: FakeShop) -> None:
    shop = world.shop(world.merchant())
    world.sweep()
    world.sweep()
    assert not MailTrial.objects.exists()  # nobody applied
    world.answers[shop.origin] = False
    world.passes(days=8)
    with pytest.raises(NotPossibleError, match="prove its domain"):
        services.begin(shop)
    assert fake.asked == []
    world.use(canary_domain="")
    with pytest.raises(NotPossibleError, match="receives no mail"):
        services.begin(shop)


def test_a_shop_that_cannot_be_reached_is_tried_three_days(world: World, fake: FakeShop) -> None:
    fake.form = ""
    trial = begun(world)
    live(world, fake, 5, over(trial))
    trial.refresh_from_db()
    assert (trial.why, fake.asked) == ("no-form", ["sign-up"] * 3)
    with pytest.raises(NotPossibleError, match="another tomorrow"):
        services.begin(trial.shop)
    live(world, fake, 2)
    assert MailTrial.objects.count() == 1  # a trial that showed nothing is begun anew only when its merchant asks
    again = services.begin(trial.shop, trial.shop.owner)
    assert again.pk != trial.pk
    assert services.begin(trial.shop).pk == again.pk


def test_a_sealed_shop_is_tried_again_and_old_messages_are_deleted(world: World, fake: FakeShop) -> None:
    trial = begun(world)
    live(world, fake, 1)
    trial = services.end(trial, MailTrial.Why.SHOWN)
    Seal.objects.filter(shop=trial.shop).update(state="issued")
    MailTrial.objects.filter(pk=trial.pk).update(outcome="passed", over_at=world.now - timedelta(days=179))
    live(world, fake, 0.5)
    assert MailTrial.objects.count() == 1
    live(world, fake, 1)
    newer = MailTrial.objects.exclude(pk=trial.pk).get()
    kept = Letter.objects.filter(canary__trial=trial)
    paths = [letter.path for letter in kept]
    assert paths
    MailTrial.objects.filter(pk=newer.pk).update(outcome="passed")
    services.end(newer, MailTrial.Why.SHOWN)
    world.now += timedelta(days=31)
    world.sweep()
    assert not kept.all().exists()
    assert not any(path.exists() for path in paths)
    trial.refresh_from_db()
    assert trial.purged_at is not None


def signed_in(account: Account) -> Client:
    client = Client(headers={"host": "seal.localhost:8443"})
    client.force_login(account)
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url, secure=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_desk_says_where_it_stands_and_tells_no_address(world: World, fake: FakeShop) -> None:
    shop = world.shop(world.merchant())
    world.outcomes[shop.origin] = {"SI-06": Outcome.UNTESTED}
    merchant, url = signed_in(shop.owner), f"/desk/shops/{shop.pk}/"
    assert "1 April 2026" in text(merchant, url) or "April 1, 2026" in text(merchant, url)  # 31 days from now
    seals.apply(shop, shop.owner)
    world.sweep()
    world.sweep()
    assert "waiting for mail" in text(merchant, url)
    assert "Your first newsletter or offer is waited for" in text(merchant, f"{url}mail/")
    live(world, fake, 3)
    assert "How far it is" in text(merchant, f"/desk/audits/{Audit.objects.get().key}/")
    page = text(merchant, f"{url}mail/")
    for said in (
        "newsletter or offer",
        "link in the message",
        "one click",
        "Mail to the addresses that left must stop",
    ):
        assert said in page
    trial = MailTrial.objects.get()
    assert trial.outcome == "untested"
    secrets = [c.local for c in trial.canaries.all()] + [trial.key]
    for who in (merchant, signed_in(world.reviewer("ada"))):
        page = text(who, f"{url}mail/")
        assert not [each for each in [*secrets, DOMAIN] if each in page]
    MailTrial.objects.update(findings=[])  # what a requirement says stays English
    assert_no_english(merchant, url)
    assert_no_english(merchant, f"{url}mail/")
    stranger = signed_in(world.merchant("stranger"))
    assert stranger.get(f"{url}mail/", secure=True).status_code == 404
    token, _ = accounts.make_token(shop.owner, "test")
    answer = Client(headers={"host": "seal.localhost:8443", "authorization": f"Bearer {token}"}).get(
        f"/api/v1/shops/{shop.pk}/mail-trial", secure=True
    )
    told = answer.json()
    assert (answer.status_code, told["state"], told["signed_up"]) == (200, "running", 6)
    assert {each["kind"] for each in told["came"]} == {"informational"}
    assert not [each for each in [*secrets, DOMAIN] if each in answer.content.decode()]


def test_the_desk_says_what_is_lacking_and_a_merchant_begins_another(world: World, fake: FakeShop) -> None:
    world.use(canary_domain="")
    shop = world.shop(world.merchant())
    merchant, url = signed_in(shop.owner), f"/desk/shops/{shop.pk}/mail/"
    assert "This authority receives no mail" in text(merchant, url)
    world.use(canary_domain=DOMAIN)
    assert "does not answer at present" in text(merchant, url)
    liveness.beat()
    assert merchant.post(url, secure=True).status_code == 409
    seals.apply(shop, shop.owner)
    assert merchant.post(url, secure=True).status_code == 302
    assert signed_in(world.reviewer("ada")).post(url, secure=True).status_code == 404
    assert MailTrial.objects.get().state == "signing"
    path = record.by_hand(shop)
    path.parent.mkdir(parents=True)
    path.write_text("x", "utf-8")
    assert "put here by hand" in text(merchant, url)


def test_an_application_that_lacks_only_the_trial_is_told_to_wait(world: World, fake: FakeShop) -> None:
    shop = world.shop(world.merchant())
    world.outcomes[shop.origin] = {"SI-06": Outcome.UNTESTED}
    seals.apply(shop, shop.owner)
    world.orders.carry_out()
    assert "asks for changes" in mail.outbox[-1].subject  # no trial goes on yet
    world.sweep()
    world.sweep()
    audits.ask(shop, Audit.Reason.MERCHANT, shop.owner)
    world.orders.carry_out()
    assert "the trial by e-mail goes on" in mail.outbox[-1].subject
    world.outcomes.clear()
    live(world, fake, 60, lambda: Seal.objects.filter(shop=shop, state="audited").exists())
    assert Seal.objects.get(shop=shop).state == "audited"  # without anybody's hand


def test_wherever_a_worker_dies_nothing_is_done_twice_and_the_trial_goes_on(world: World, fake: FakeShop) -> None:
    crashes = Crashes()
    world.orders = Durable(crashes.lasting)
    shop = world.shop(world.merchant())
    seals.apply(shop, shop.owner)
    drive(world, crashes)
    crashed = 0
    with crashes.watching():
        crashes.on = True
        for _ in range(3):
            world.now += timedelta(hours=3)
            if MailTrial.objects.exists():
                crashes.on = False  # the shop and the receiver are no part of what dies
                fake.write()
                crashes.on = True
            crashed += drive(world, crashes)
    assert crashed > 10
    trial = MailTrial.objects.get()
    assert trial.state == "running"
    done = [each for each in fake.asked if not each.startswith("look")]
    assert len(done) == len(set(done))
    assert {each.split()[0] for each in done} <= {"sign-up", "link", "one-click"}
    assert Canary.objects.filter(trial=trial).count() == 8
    taken = Deed.objects.exclude(what="sign-up")
    assert sorted(taken.values_list("what", flat=True)) == ["get", "link", "one-click"]
    lost = taken.filter(done_at=None).count()
    assert len(record.of(trial).opt_outs) == 3 - lost
