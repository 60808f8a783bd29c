"""The seal of a shop, the votes of its reviewers, and every credential that was issued for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from safeinfo.authority import clock
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.seals.states import LISTED, STANDING, State
from safeinfo.authority.shops.models import Shop


class Seal(models.Model):
    """An application, and the seal it becomes; one a shop. Dates are by the programme's clock."""

    STATES = tuple((state.value, state.value) for state in State)

    shop = models.OneToOneField(Shop, on_delete=models.PROTECT, related_name="seal")
    state = models.CharField(max_length=20, choices=STATES, default=State.APPLIED)
    since = models.DateTimeField(default=clock.now)  # in this state
    public_since = models.DateTimeField(default=clock.now)  # in the state that the public sees
    applied_at = models.DateTimeField(default=clock.now)
    issued_at = models.DateTimeField(null=True, blank=True)  # for the first time
    audit = models.ForeignKey(Audit, null=True, on_delete=models.SET_NULL, related_name="+")  # what it rests on
    failed_audit = models.ForeignKey(Audit, null=True, on_delete=models.SET_NULL, related_name="+")
    cure_until = models.DateTimeField(null=True, blank=True)
    renew_at = models.DateTimeField(null=True, blank=True, db_index=True)
    audit_at = models.DateTimeField(null=True, blank=True, db_index=True)
    why = models.TextField(blank=True)  # of the state, as the public may read it
    # The last look, where it could not renew the seal (it did not reach everything, or left a requirement open), and
    # how many such looks there were in a row.
    wanting_audit = models.ForeignKey(Audit, null=True, on_delete=models.SET_NULL, related_name="+")
    wanting = models.PositiveIntegerField(default=0)
    revocation_index = models.PositiveIntegerField(null=True, blank=True)
    suspension_index = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        """By shop."""

        ordering = ("shop__origin",)

    def __str__(self) -> str:
        return f"seal of {self.shop}"

    @property
    def stands(self) -> bool:
        """Whether the shop may show it."""
        return self.state in STANDING

    @property
    def is_listed(self) -> bool:
        """Whether Safe Sites names it."""
        return self.state in LISTED

    @property
    def seen(self) -> str:
        """What a vote is about: the state, and the audit that it rests on."""
        return f"{self.state}-{self.audit_id or 0}"

    @property
    def shown_state(self) -> str:
        """The state as the public sees it: a failure is told only after the cure period."""
        return State.ISSUED if self.state == State.CURE else self.state


class Vote(models.Model):
    """A reviewer's voice on an application, or on ending a seal. Two different ones are needed."""

    class Kind(models.TextChoices):
        """For what."""

        GRANT = "grant", _("grant the seal")
        REFUSE = "refuse", _("refuse the application")
        REVOKE = "revoke", _("revoke the seal")
        SUSPEND = "suspend", _("suspend the seal")
        REINSTATE = "reinstate", _("reinstate the seal")

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="votes")
    audit = models.ForeignKey(Audit, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now)
    spent = models.BooleanField(default=False)  # the act it was for was carried out, or became pointless

    class Meta:
        """Oldest first."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "seal", "kind", "reviewer", condition=models.Q(spent=False), name="one_open_vote_a_reviewer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.seal}"


class Credential(models.Model):
    """One signed credential, at most seven days long. `step` says how far its issue is (seal.md, order of acts)."""

    class Step(models.TextChoices):
        """In this order, each durable before the next."""

        CLAIMED = "claimed", _("claimed")
        LOGGED = "logged", _("logged")
        SIGNED = "signed", _("signed")
        SHOWN = "shown", _("shown")
        VOID = "void", _("not issued")  # its seal did not stand any more, or its audit does not earn it

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="credentials")
    audit = models.ForeignKey(Audit, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.CLAIMED)
    claimed_at = models.DateTimeField(default=clock.now)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    number = models.PositiveIntegerField(null=True, blank=True)  # of the seal's signed ones, known before it is logged
    body = models.TextField(blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        indexes = (
            models.Index(
                "claimed_at", condition=models.Q(step__in=("claimed", "logged", "signed")), name="credentials_to_come"
            ),
        )

    def __str__(self) -> str:
        return f"credential {self.key} of {self.seal}"


class Publication(models.Model):
    """Something that must stand in the public log, and on the public files: written with the act, carried out after."""

    seal = models.ForeignKey(Seal, null=True, on_delete=models.CASCADE, related_name="publications")
    kind = models.CharField(max_length=20)  # of the log entry (`safeinfo.seal.entries.KINDS`)
    key = models.CharField(max_length=100, blank=True)  # where the same must not be ordered twice
    members = models.JSONField(default=dict)  # of the log entry
    at = models.DateTimeField(default=clock.now)  # the entry's date
    since = models.BigIntegerField(null=True, blank=True)  # how long the log was when it was first tried
    log_index = models.BigIntegerField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order they happened."""

        ordering = ("id",)
        indexes = (models.Index("at", condition=models.Q(done_at=None), name="publications_to_come"),)
        constraints = (models.UniqueConstraint("key", condition=~models.Q(key=""), name="one_publication_a_key"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.seal or ''}".strip()


class Appeal(models.Model):
    """A merchant's appeal against a refusal, a suspension or a revocation; another reviewer answers by a deadline."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="appeals")
    against = models.CharField(max_length=20)
    text = models.TextField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"appeal of {self.seal}"
