"""An audit, the lines of its progress, and the settlements of its findings by reviewers."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from safeinfo.authority import clock, using
from safeinfo.authority.shops.models import DeclarationVersion, Shop


class Audit(models.Model):
    """One audit of one shop. `key` names it everywhere: in its address, its evidence file and its durable work."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for its turn")
        WALKING = "walking", _("walking through the shop")
        JUDGED = "judged", _("judged")
        BROKEN = "broken", _("could not be carried out")

    class Reason(models.TextChoices):
        """Why it was asked for."""

        MERCHANT = "merchant", _("asked for by the merchant")
        APPLICATION = "application", _("for an application")
        MONITORING = "monitoring", _("monitoring")
        CURE = "cure", _("whether a failure is cured")

    key = models.CharField(max_length=32, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="audits")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    trials = models.BooleanField(default=False)
    declaration = models.ForeignKey(DeclarationVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    audited_at = models.DateTimeField(null=True, blank=True)  # as the evidence says
    edition = models.CharField(max_length=10, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the evidence file
    outcomes = models.JSONField(default=dict)  # outcome by id of requirement, before settlements
    # Of the conditions, before settlements: cantTell if one of them is, else the worst; "" where none was looked at.
    condition = models.CharField(max_length=20, blank=True)
    trouble = models.TextField(blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)  # how often a walk was begun
    considered_at = models.DateTimeField(null=True, blank=True)  # when its consequences for the seal were drawn
    purged_at = models.DateTimeField(null=True, blank=True)  # when the evidence was deleted

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        indexes = (
            # Nearly all audits are over, considered, and not yet to be purged: the sweep must not go through them.
            models.Index("id", condition=models.Q(considered_at=None), name="audits_not_considered"),
            models.Index("state", "asked_at", name="audits_under_way"),
            models.Index("ended_at", condition=models.Q(purged_at=None), name="audits_with_evidence"),
        )

    def __str__(self) -> str:
        return f"audit {self.key} of {self.shop}"

    @property
    def evidence(self) -> Path:
        """Where the evidence file is kept."""
        folder: Path = using.config().home / "evidence"
        return folder / f"{self.key}.evidence"

    @property
    def fresh(self) -> Path:
        """Where the walk that was begun last writes its evidence, until it is taken for that of the audit."""
        return self.evidence.with_name(f"{self.key}.{self.attempt}.evidence")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {self.State.JUDGED, self.State.BROKEN}

    def counts(self) -> dict[str, int]:
        """Return how many requirements came to each outcome."""
        found: dict[str, int] = {}
        for outcome in self.outcomes.values():
            found[outcome] = found.get(outcome, 0) + 1
        return found


class Progress(models.Model):
    """A line of what an audit is doing, for those who watch it; deleted some days after its end."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="progress")
    at = models.DateTimeField(default=clock.now)
    phase = models.CharField(max_length=40)
    detail = models.CharField(max_length=500)

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.phase} {self.detail}"


class Retest(models.Model):
    """A second look at one finding of an audit, for its merchant; it never changes what the audit says."""

    class State(models.TextChoices):
        """How far it is, and what it came to."""

        WAITING = "waiting", _("waiting for its turn")
        GONE = "gone", _("no longer found")
        STILL = "still", _("still there")
        UNTOLD = "untold", _("could not be told")

    key = models.CharField(max_length=32, unique=True)
    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="retests")
    finding = models.CharField(max_length=120)  # its id in the audit's report
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    said = models.TextField(blank=True)  # the finding's sentence as it is now, or why it could not be told
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"look again at {self.finding}: {self.state}"


class Settlement(models.Model):
    """A reviewer's decision on one `cantTell` finding of one audit, with a reason; a `failed` one cannot be settled.

    `finding` is the finding's id in the report, `said` the SHA-256 of its sentence. It holds for a later audit of the
    shop only where that says the very same of the very same words: see `audits.services.settlements_for`.
    """

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="settlements")
    finding = models.CharField(max_length=120)
    said = models.CharField(max_length=64)
    passed = models.BooleanField()
    reason = models.TextField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        """One decision a finding."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint("audit", "finding", name="one_settlement_a_finding"),)

    def __str__(self) -> str:
        return f"{self.finding}: {'passed' if self.passed else 'failed'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; a settlement is never changed."""
        if self.pk is not None:
            raise TypeError("a settlement is never changed")
        super().save(*args, **kwargs)
