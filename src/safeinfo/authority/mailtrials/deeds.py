"""Doing what is due at a shop, once: a deed is claimed in the database before it is done.

What a crash left between the two is never done a second time: nobody knows how far it came. Of a sign-up the mailbox
tells; a way out that was left so does not count, and the others tell what it would have.
"""

import asyncio
import smtplib
from collections.abc import Iterable
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction

from safeinfo.authority import clock, using
from safeinfo.authority.mailtrials import record
from safeinfo.authority.mailtrials.models import Canary, Deed, Letter, MailTrial
from safeinfo.authority.records import services as records
from safeinfo.authority.shops.services import controls_domain
from safeinfo.derive.mail.roles import letter_of
from safeinfo.engine import Payload
from safeinfo.gather import GatherOptions, mailing
from safeinfo.gather.mailing import Answer

SIGN_UP, DEED = "mail-sign-up", "mail-deed"
ATTEMPTS = 3  # at signing up, where the shop could not be reached
_SAID = 300


def options() -> GatherOptions:
    """Return how a shop is gone to."""
    config = using.config()
    return GatherOptions(
        max_pages=config.audit_pages,
        timeout=config.audit_seconds,
        allow_private=config.try_out,
        ca_file=config.ca_file,
        trials=True,
        controls_site=True,
        canary_domain=config.canary_domain,
        pictures=False,
        clock=clock.now,
    )


def may(trial: MailTrial) -> bool:
    """Tell whether anything may be done at the shop: it takes part, and its domain is proved."""
    return trial.shop.left_at is None and controls_domain(trial.shop)


def sign_up(payload: Payload) -> dict[str, Any]:
    """Give the addresses of a trial to the shop's form."""
    trial = MailTrial.objects.select_related("shop").get(key=payload["trial"])
    if trial.state != MailTrial.State.SIGNING or not may(trial):
        return {}
    canaries = list(trial.canaries.exclude(role__in=(Canary.Role.CUSTOMER, Canary.Role.DECOY)))
    if not claim_all(canaries, payload["attempt"]):
        mine = Deed.objects.filter(canary__trial=trial, what=Deed.What.SIGN_UP, attempt=payload["attempt"])
        if mine.filter(done_at=None).exists():  # a crash: some were given to the form, and the mailbox tells which
            lost = mailing.SignedUp(trial.form, {canary.address: "unclear" for canary in canaries}, "lost on the way")
            _signed(trial, lost, canaries, payload["attempt"])
        return {}
    addresses = tuple(canary.address for canary in canaries)
    came = asyncio.run(mailing.sign_up(trial.shop.origin, addresses, options()))
    _signed(trial, came, canaries, payload["attempt"])
    return {}


def claim_all(canaries: Iterable[Canary], attempt: int) -> bool:
    """Claim an attempt to sign up addresses; False where it was claimed before."""
    with transaction.atomic():
        made = [
            Deed.objects.get_or_create(canary=canary, what=Deed.What.SIGN_UP, attempt=attempt)[1] for canary in canaries
        ]
    return all(made)


def _signed(trial: MailTrial, came: mailing.SignedUp, canaries: list[Canary], attempt: int) -> None:
    """Note which addresses the form took; where there was no form, or it took none, it is tried again or over."""
    now = clock.now()
    with transaction.atomic():
        trial = MailTrial.objects.select_for_update().get(pk=trial.pk)
        note(came, canaries, attempt)
        trial.form = came.page[:2000]
        taken = set(came.results.values()) - {"refused"}
        if taken:
            trial.state, trial.signed_at = MailTrial.State.RUNNING, now
            records.write(trial, "mail-trial-signed-up", shop=trial.shop_id, results=sorted(came.results.values()))
        elif attempt >= ATTEMPTS:
            trial.state, trial.over_at = MailTrial.State.OVER, now
            trial.why = MailTrial.Why.NOT_TAKEN if came.page else MailTrial.Why.NO_FORM
            records.write(trial, "mail-trial-over", shop=trial.shop_id, why=trial.why)
        trial.save()


def note(came: mailing.SignedUp, canaries: Iterable[Canary], attempt: int) -> None:
    """Note what the form made of each address, and from when on those that it took are planted."""
    now = clock.now()
    for canary in canaries:
        result = came.results.get(canary.address, "unclear" if came.page else "error")
        mine = Deed.objects.filter(canary=canary, what=Deed.What.SIGN_UP, attempt=attempt)
        mine.update(result=result, done_at=now, said=came.said[:_SAID])
        if result == "accepted":
            Canary.objects.filter(pk=canary.pk).update(planted_at=now)


def carry_out(payload: Payload) -> dict[str, Any]:
    """Do one deed with one address."""
    canary = Canary.objects.select_related("trial__shop").get(pk=payload["canary"])
    letter = Letter.objects.filter(pk=payload["letter"], canary=canary).first()
    trial = canary.trial
    what, attempt = payload["what"], payload["attempt"]
    state = MailTrial.State.OVER if what == Deed.What.PART else MailTrial.State.RUNNING
    if letter is None or trial is None or trial.state != state or not may(trial):
        return {}
    with transaction.atomic():
        deed, made = Deed.objects.get_or_create(canary=canary, what=what, attempt=attempt, defaults={"letter": letter})
    if made:
        answer = _do(what, record.ways_of(letter), canary)
        Deed.objects.filter(pk=deed.pk).update(
            done_at=clock.now(), result=answer.result, pages=answer.pages, said=answer.said[:_SAID]
        )
    return {}


def _do(what: str, ways: dict[str, str], canary: Canary) -> Answer:
    """Go where a role of the message leads; what is there is looked at in its role and no other."""
    if what == Deed.What.CONFIRM:
        return asyncio.run(mailing.confirm(ways["confirm"], canary.address, options()))
    if what == Deed.What.PART and "link" not in ways:
        return asyncio.run(mailing.one_click(ways["one-click"], options()))
    if what in {Deed.What.LINK, Deed.What.PART}:
        return asyncio.run(mailing.leave(ways["link"], canary.address, options()))
    if what == Deed.What.ONE_CLICK:
        return asyncio.run(mailing.one_click(ways["one-click"], options()))
    if what in {Deed.What.GET, Deed.What.ALIVE}:
        return asyncio.run(mailing.look(ways["link"], options()))
    return _write(ways["mailto"], canary)


def _write(mailto: str, canary: Canary) -> Answer:
    """Leave by mail. That it was taken by a server says nothing of the shop: mail that stops does."""
    asked = letter_of(mailto)
    if asked is None:
        return Answer("unclear", said="the address to write to is none")
    to, subject, text = asked
    try:
        EmailMessage(subject, text, from_email=canary.address, to=[to]).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Answer("unclear", said=f"{type(error).__name__}: {error}")
    return Answer("unclear", said="sent")
