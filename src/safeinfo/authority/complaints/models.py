"""A complaint. Who complains is stored encrypted and deleted with the complaint's retention."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from safeinfo.authority import clock
from safeinfo.authority.secret import SealedTextField
from safeinfo.authority.shops.models import Shop


class Complaint(models.Model):
    """What a customer says of a shop that shows our seal; `origin` is what they saw, sealed or not."""

    class State(models.TextChoices):
        """How far it is."""

        UNCONFIRMED = "unconfirmed", _("waiting for its mail to be confirmed")
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    key = models.CharField(max_length=32, unique=True)  # in the address by which its writer follows it
    origin = models.CharField(max_length=280)
    shop = models.ForeignKey(Shop, null=True, on_delete=models.SET_NULL, related_name="complaints")
    requirement = models.CharField(max_length=40, blank=True)  # slug, "" where the writer did not say
    text = SealedTextField()
    email = SealedTextField()
    confirm_digest = models.CharField(max_length=64)  # SHA-256 of the secret in the confirmation mail
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=20, choices=State.choices, default=State.UNCONFIRMED)
    made_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"complaint {self.key[:8]} about {self.origin}"
