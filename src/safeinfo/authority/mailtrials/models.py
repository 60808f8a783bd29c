"""A trial by e-mail: its addresses, the messages that came to them, what was done with them, and the receiver's pulse.

Waits are dates that follow from these rows (`planning`); nothing here sleeps.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeinfo.authority import clock, using
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.secret import SealedTextField
from safeinfo.authority.shops.models import Shop

SUFFIX = ".mail"
_LENGTH = 21  # letters of a local part: 105 bits
_ALPHABET = "abcdefghijkmnopqrstuvwxyz0123456789"  # no l, which looks like 1
AFTER = timedelta(days=30)  # for which mail to the addresses of a trial is still taken when it is over


def local_part() -> str:
    """Return the part of a new address before the @: random, of no shop's name, more than 100 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def folder() -> Path:
    """Return where messages are kept, encrypted."""
    home: Path = using.config().home
    return home / "mail"


class MailTrial(models.Model):
    """One trial at one shop. `key` names it in its durable work.

    `outcome` is that of SI-06 so far; `findings` are its, and those of SI-05 where trial customers take part.
    """

    class State(models.TextChoices):
        """How far it is."""

        SIGNING = "signing", _("signing up")
        RUNNING = "running", _("waiting for mail, and for it to stop")
        OVER = "over", _("over")

    class Why(models.TextChoices):
        """Why it is over."""

        SHOWN = "shown", _("everything was seen that had to be seen")
        FAILED = "failed", _("something was seen that fails")
        SILENT = "silent", _("the shop declares that it sends no mail, and sent none for 30 days")
        LONG = "long", _("the longest time was over before everything was seen")
        NO_FORM = "no-form", _("no form was found in which a customer can sign up for mail")
        NOT_TAKEN = "not-taken", _("the form did not take our addresses")
        ENDED = "ended", _("the shop left, or its domain is no longer proved")

    key = models.CharField(max_length=32, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="mail_trials")
    state = models.CharField(max_length=20, choices=State.choices, default=State.SIGNING)
    why = models.CharField(max_length=20, choices=Why.choices, blank=True)
    began_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=2000, blank=True)  # page whose form the addresses were given to
    outcome = models.CharField(max_length=20, blank=True)
    findings = models.JSONField(default=list)
    judged_at = models.DateTimeField(null=True, blank=True)
    audit = models.ForeignKey(Audit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")  # that used it
    purged_at = models.DateTimeField(null=True, blank=True)  # when its messages were deleted

    class Meta:
        """Newest first; one at a time for a shop."""

        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint("shop", condition=~models.Q(state="over"), name="one_mail_trial_at_a_time"),
        )

    def __str__(self) -> str:
        return f"mail trial {self.key} of {self.shop}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done."""
        return self.state == self.State.OVER


class Canary(models.Model):
    """An address that nobody else knows; a new one for each purpose. `local` is its part before the @."""

    class Role(models.TextChoices):
        """What it is for."""

        LINK = "link", _("leaves by the link in the message")
        ONE_CLICK = "one-click", _("leaves by one click (RFC 8058)")
        MAILTO = "mailto", _("leaves by mail")
        LATE = "late", _("leaves by a link that is 30 days old")
        GET = "get", _("only opens the link, as a mail scanner does")
        CONTROL = "control", _("never leaves")
        CUSTOMER = "customer", _("is a customer, and never says yes to a sale")
        DECOY = "decoy", _("was told to nobody")
        PROBE = "probe", _("shows that the receiver lives")

    trial = models.ForeignKey(MailTrial, null=True, blank=True, on_delete=models.CASCADE, related_name="canaries")
    name = models.CharField(max_length=10)  # in the trial's record: a1, a2 …
    role = models.CharField(max_length=20, choices=Role.choices)
    local = models.CharField(max_length=64, unique=True)
    planted_at = models.DateTimeField(null=True, blank=True)  # the shop's form took it

    class Meta:
        """In the order they were made."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"

    @property
    def address(self) -> str:
        """The whole address."""
        return f"{self.local}@{using.config().canary_domain}"

    def takes(self, now: datetime) -> bool:
        """Tell whether mail to it is still taken."""
        over = self.trial.over_at if self.trial else None
        return over is None or now - over < AFTER


class Letter(models.Model):
    """A message that came to an address, known by its bytes: the same once more is the same. `kind` is "" until read.

    `roles` are addresses of links in it by what each is for (safeinfo.derive.mail.roles): link, one-click, mailto,
    confirm.
    """

    canary = models.ForeignKey(Canary, on_delete=models.CASCADE, related_name="letters")
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes as they came
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=40, blank=True)
    roles = SealedTextField(blank=True)

    class Meta:
        """In the order they came."""

        ordering = ("received_at", "id")
        constraints = (models.UniqueConstraint("canary", "digest", name="one_letter_an_address_and_digest"),)

    def __str__(self) -> str:
        return f"{self.canary}: {self.digest[:12]}"

    @property
    def path(self) -> Path:
        """Where it is kept, encrypted."""
        return folder() / str(self.canary_id) / f"{self.digest}{SUFFIX}"


class Deed(models.Model):
    """Something done with an address, claimed before it is done: what a crash left open is never done a second time."""

    class What(models.TextChoices):
        """What is done."""

        SIGN_UP = "sign-up", _("given to the shop's form")
        CONFIRM = "confirm", _("confirmed that it wants mail")
        LINK = "link", _("left by the link in the message")
        ONE_CLICK = "one-click", _("left by one click")
        MAILTO = "mailto", _("left by mail")
        GET = "get", _("opened the link without leaving")
        ALIVE = "alive", _("looked whether the link is still alive")
        PART = "part", _("left when the trial was over")

    canary = models.ForeignKey(Canary, on_delete=models.CASCADE, related_name="deeds")
    what = models.CharField(max_length=20, choices=What.choices)
    attempt = models.PositiveSmallIntegerField(default=1)
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=20, default="unclear")  # until it is known: what a crash left is unclear
    pages = models.PositiveSmallIntegerField(default=1)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order they were claimed."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint("canary", "what", "attempt", name="one_deed_an_attempt"),)

    def __str__(self) -> str:
        return f"{self.canary}: {self.what} {self.attempt} {self.result}"


class Beat(models.Model):
    """A look whether the receiver lives: a message sent to it through its own port, and found again."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    held = models.BooleanField()
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of time."""

        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'alive' if self.held else self.said}"
