"""Where visitors of a seal's page came from, counted, and the sites that may show a seal without right."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from safeinfo.authority import clock, using
from safeinfo.authority.secret import SealedTextField


class Referral(models.Model):
    """How many visitors came to seals' pages on one day from an origin that is not theirs; nothing of the visitors."""

    origin = models.CharField(max_length=280)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering = ("-day", "origin")
        constraints = (models.UniqueConstraint("origin", "day", name="one_count_an_origin_and_day"),)

    def __str__(self) -> str:
        return f"{self.origin} {self.day}: {self.count}"


class Suspicion(models.Model):
    """An origin that may show our seal without right. Nothing is said in public before a person has confirmed it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("to be looked at")
        CLEAR = "clear", _("nothing seen")
        SEEN = "seen", _("waits for a person")
        DISMISSED = "dismissed", _("dismissed")
        LISTED = "listed", _("listed as forged")
        GONE = "gone", _("gone, no longer listed")

    class Because(models.TextChoices):
        """Why it was looked at first."""

        STOPPED = "stopped", _("its seal does not stand any more")
        REFERRAL = "referral", _("visitors came from it")
        COMPLAINT = "complaint", _("a complaint names it")

    origin = models.CharField(max_length=280, unique=True)
    because = models.CharField(max_length=20, choices=Because.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField(default=clock.now)
    look_at = models.DateTimeField(null=True, blank=True, db_index=True)  # when it is looked at next
    looks = models.PositiveIntegerField(default=0)  # that are over, however they ended
    absent = models.PositiveIntegerField(default=0)  # looks in a row that saw nothing, or could not look
    looked_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the evidence in which it was seen
    evidence_name = models.CharField(max_length=60, blank=True)
    seen = models.JSONField(default=list)  # what showed the seal: kind, page, selector, quote
    trouble = models.TextField(blank=True)  # why the last look saw nothing at all
    contact = SealedTextField(blank=True)  # an address that the site itself names on its front page
    reason = models.TextField(blank=True)  # of the person who decided
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    listed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("since", "id")

    def __str__(self) -> str:
        return f"{self.origin}: {self.state}"

    @property
    def host(self) -> str:
        """The origin without its scheme."""
        return self.origin.partition("://")[2]

    def evidence(self, name: str = "") -> Path:
        """Where the evidence of a look is kept; that in which the seal was seen without a `name`."""
        folder: Path = using.config().home / "evidence"
        return folder / (name or self.evidence_name or "none")
