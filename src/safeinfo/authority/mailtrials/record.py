"""The record of a trial as audits read it (gather.mail_trial.Trial), and what requirements make of it on its own."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import models

from safeinfo.authority import clock, using
from safeinfo.authority.mailtrials import liveness, planning
from safeinfo.authority.mailtrials.models import Beat, Canary, Letter, MailTrial
from safeinfo.authority.mailtrials.receiving import raw_of
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.shops.services import declared
from safeinfo.derive.computed.consent_proofs import PROOF_NEEDS, trial_customers
from safeinfo.gather import mail_trial
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.mail import record_trial
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade
from safeinfo.model.requirement import Finding, Requirement, Verdict
from safeinfo.requirements import IN_FORCE

_log = logging.getLogger(__name__)
# Trials that showed something: of SI-06 by their outcome, or of SI-05 by what ended them.
TELLING = models.Q(outcome__in=("passed", "failed", "cantTell", "inapplicable")) | models.Q(why=MailTrial.Why.FAILED)
_BEFORE = timedelta(days=1)  # from which on the receiver's pulse is read
_ROLES = {each.value: each.value for each in (Canary.Role.CONTROL, Canary.Role.CUSTOMER, Canary.Role.DECOY)}
UNSUBSCRIBE: Requirement = next(each for each in IN_FORCE if each.id == "SI-06")
SALE_CONSENT = "SI-05"


def for_audit(shop: Shop) -> mail_trial.Trial | None:
    """Return the record that an audit of a shop uses: one put by hand, else the last trial that is over; None for none.

    A trial that goes on is not used: evidence is shown to the shop, and would tell it which addresses are ours.
    """
    if (path := by_hand(shop)).exists():
        return mail_trial.load(path)
    over = MailTrial.objects.filter(shop=shop, state=MailTrial.State.OVER, purged_at=None)
    last = over.filter(TELLING).first() or over.first()  # one that showed nothing takes nothing back
    if last is None:
        return None
    try:
        return of(last)
    except (OSError, ValueError):
        _log.exception("the messages of %s cannot be read; the audit goes on without them", last)
        return None


def by_hand(shop: Shop) -> Path:
    """Return where a record is put by hand, for whoever runs a trial otherwise."""
    home: Path = using.config().home
    return home / "mail-trials" / shop.staple / "trial.toml"


def boxes_of(trial: MailTrial) -> list[planning.Box]:
    """Return the addresses of a trial as planning sees them."""
    return [_box(canary) for canary in trial.canaries.prefetch_related("letters", "deeds")]


def _box(canary: Canary) -> planning.Box:
    letters = tuple(
        planning.Seen(each.pk, each.kind, each.received_at, frozenset(ways_of(each))) for each in canary.letters.all()
    )
    deeds = tuple(
        planning.Done(
            each.what, each.attempt, each.claimed_at, each.result, each.letter_id, each.pages, each.done_at is not None
        )
        for each in canary.deeds.all()
    )
    return planning.Box(canary.pk, canary.role, letters, deeds)


def ways_of(letter: Letter) -> dict[str, str]:
    """Return the addresses in a message by their role."""
    return dict(line.partition(" ")[::2] for line in letter.roles.splitlines())


def of(trial: MailTrial) -> mail_trial.Trial:
    """Return the record; OSError or ValueError where a message is gone or was changed."""
    canaries = list(trial.canaries.prefetch_related("letters", "deeds"))
    letters = [letter for canary in canaries for letter in canary.letters.all()]
    files = {letter.pk: f"mail/{number:04}.eml" for number, letter in enumerate(letters, 1)}
    names = {canary.pk: canary.name for canary in canaries}
    return mail_trial.Trial(
        watched=_watched(trial),
        addresses=tuple(made for canary in canaries if (made := _address(trial, canary))),
        messages=tuple(
            mail_trial.Message(file=files[each.pk], address=names[each.canary_id], received_at=each.received_at)
            for each in letters
        ),
        opt_outs=tuple(each for canary in canaries for each in _exits(canary, files)),
        raw={files[letter.pk]: raw_of(letter) for letter in letters},
    )


def _address(trial: MailTrial, canary: Canary) -> mail_trial.Address | None:
    """Return an address as it stands in the record; None where it was never planted, and nothing came to it."""
    at = planted(trial, canary)
    role = _ROLES.get(canary.role, "subscriber")
    return mail_trial.Address(name=canary.name, role=role, planted_at=at) if at is not None else None


def planted(trial: MailTrial, canary: Canary) -> datetime | None:
    """Return from when on an address counts: when the form took it, or mail showed that it had; None for neither."""
    if canary.role == Canary.Role.DECOY:
        return trial.began_at
    came = canary.letters.first() if canary.planted_at is None else None
    return came.received_at if came is not None else canary.planted_at


def _exits(canary: Canary, files: dict[int, str]) -> list[mail_trial.OptOut]:
    return [
        mail_trial.OptOut(
            address=canary.name,
            message=files[done.letter],
            way="link" if done.what == "alive" else done.what,
            at=done.at,
            result=done.result,
            pages=done.pages,
        )
        for done in planning.exits(_box(canary))
        if done.letter in files and (done.what != "get" or done.result == "accepted")
    ]


def _watched(trial: MailTrial) -> tuple[tuple[datetime, datetime], ...]:
    beats = Beat.objects.filter(at__gte=trial.began_at - _BEFORE)
    if trial.over_at is not None:
        beats = beats.filter(at__lte=trial.over_at + liveness.GAP)
    return tuple(liveness.watched(beats))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a trial comes to as it is now: what SI-06 finds, its outcome, and what trial customers show for SI-05."""

    findings: Sequence[Finding]
    outcome: str
    customers: Sequence[Finding]

    def rows(self) -> list[dict[str, str]]:
        """Return what is shown of it, without what is for information only."""
        both = [(UNSUBSCRIBE.id, each) for each in self.findings] + [(SALE_CONSENT, each) for each in self.customers]
        return [
            {"requirement": name, "name": each.name, "outcome": each.outcome.value, "message": each.message}
            for name, each in both
            if not each.for_information
        ]


def judged(trial: MailTrial) -> Judged:
    """Return what the record of a trial comes to, as it is now."""
    ledger = Ledger(clock.now)
    if (declaration := declared(trial.shop)) is not None:
        ledger.add(DeclarationMade, declaration=declaration, source="declaration")
    asyncio.run(record_trial(ledger, of(trial), _nobody))
    evidence = ledger.evidence(trial.shop.origin)
    verdict = Verdict(UNSUBSCRIBE, tuple(dict.fromkeys(UNSUBSCRIBE.decide(View(evidence, UNSUBSCRIBE.needs)))))
    return Judged(verdict.findings, verdict.outcome.value, tuple(trial_customers(View(evidence, PROOF_NEEDS))))


def _nobody(name: str, _kind: str) -> Sequence[str]:
    """Who sent a message is looked up when an audit uses the record, not each time that the trial is looked at."""
    raise OSError(f"nobody is asked for {name} here")
