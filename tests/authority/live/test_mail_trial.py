"""A trial by e-mail with nothing made up but the time: real mail, a real browser, the sample shop for forty days."""

import dataclasses
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.conf import settings

from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits import steps
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.mailtrials import deeds
from safeinfo.authority.mailtrials.models import Deed, MailTrial
from safeinfo.authority.mailtrials.receiving import Boxes
from safeinfo.authority.mailtrials.sweeping import mail_trials
from safeinfo.authority.seals import services as seals
from safeinfo.authority.shops import services as shops
from safeinfo.authority.shops.declaring import text_of
from safeinfo.mail import Receiver
from tests.authority.test_receiving import DOMAIN, in_a_thread, listening
from tests.authority.world import World
from tests.live.mailing.test_mailing import here
from tests.shops import shop_served
from tests.shops.declarations import GOOD
from tests.shops.post import Letterbox, Post, write_to_all
from tests.shops.serving import Shop

pytestmark = pytest.mark.live
_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_LETTERS_EVERY = timedelta(days=6)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shop's name of its letters be this machine's."""
    options = deeds.options
    monkeypatch.setattr(deeds, "options", lambda: dataclasses.replace(options(), resolver=here))


def begun(world: World, shop: Shop) -> MailTrial:
    listed = world.shop(world.merchant(), shop.url)
    shops.declare(listed, text_of(GOOD), listed.owner)
    seals.apply(listed, listed.owner)
    world.sweep()
    world.sweep()
    return MailTrial.objects.get()


def live(world: World, shop: Shop, trial: MailTrial, days: float) -> MailTrial:
    """Let days pass, with a letter every six, until the trial is over."""
    began = wrote = world.now
    while world.now - began < timedelta(days=days) and not trial.is_over:
        world.now += timedelta(hours=4)
        if world.now - wrote >= _LETTERS_EVERY or wrote == began:
            wrote = world.now
            write_to_all(shop.site, f"{world.now:%j%H}")
        mail_trials(world.now)
        world.orders.carry_out()
        if world.now.hour < 4:
            world.sweep()
        trial.refresh_from_db()
    return trial


def test_the_sample_shop_passes_with_real_mail_and_its_audit_is_given_the_record(
    world: World, real: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        shop, receiver = stack.enter_context(shop_served()), stack.enter_context(listening(world, Boxes(DOMAIN)))
        shop.site.memory.post = post = Post(receiver.host, receiver.port, confirms=False)
        theirs = stack.enter_context(in_a_thread(Receiver(Letterbox(post), "127.0.0.1", 0)))
        for name, value in (("BACKEND", _SMTP), ("HOST", "127.0.0.1"), ("PORT", theirs.port)):
            monkeypatch.setattr(settings, f"EMAIL_{name}", value)
        world.use(ca_file=shop.ca_file, mail=f"smtp://127.0.0.1:{theirs.port}")
        trial = begun(world, shop)
        assert (trial.state, len(post.known)) == ("running", 6), Deed.objects.values_list("result", "said")
        trial = live(world, shop, trial, 45)
        assert (trial.why, trial.outcome) == ("shown", "passed"), trial.findings
        assert {row["outcome"] for row in trial.findings} == {"passed"}
        taken = sorted(Deed.objects.exclude(what="sign-up").values_list("what", "result", "pages"))
        assert taken == [
            ("alive", "accepted", 1),
            ("get", "accepted", 1),
            ("link", "accepted", 1),
            ("link", "accepted", 1),
            ("mailto", "unclear", 1),  # that it was sent; that it was heard, mail that stops shows
            ("one-click", "accepted", 1),
        ]
        assert len(post.left) == 4
        assert len(post.known) == 2  # the control and the look
        record = steps._options(audits.begin(audits.ask(trial.shop, Audit.Reason.MONITORING))).mail_trial
        assert record is not None
        assert len(record.raw) == len(record.messages) > 12
        assert {each.way for each in record.opt_outs} == {"get", "link", "mailto", "one-click"}
        world.now += timedelta(hours=4)
        mail_trials(world.now)
        world.orders.carry_out()
        assert post.known == {}  # no address of ours stays on a list when its trial is over


def test_the_sample_shop_that_goes_on_writing_fails_with_real_mail(world: World, real: None) -> None:
    with shop_served() as shop, listening(world, Boxes(DOMAIN)) as receiver:
        post = Post(receiver.host, receiver.port, confirms=False, one_click=False, listens=False)
        shop.site.memory.post = post
        world.use(ca_file=shop.ca_file)
        trial = live(world, shop, begun(world, shop), 45)
        assert (trial.why, trial.outcome) == ("failed", "failed"), trial.findings
        assert [row["name"] for row in trial.findings if row["outcome"] == "failed"] == ["mail-after-opt-out"]
