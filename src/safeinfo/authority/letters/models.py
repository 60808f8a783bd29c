"""A letter on its way. What is in it is stored encrypted, and emptied as soon as it was sent."""

from django.db import models
from django.db.models import Q

from safeinfo.authority import clock
from safeinfo.authority.secret import SealedTextField


class Letter(models.Model):
    """One mail to one address. `key` makes its Message-ID, so that a second copy can be told as such."""

    key = models.CharField(max_length=32, unique=True)
    to = SealedTextField(blank=True)
    subject = SealedTextField(blank=True)
    body = SealedTextField(blank=True)
    made_at = models.DateTimeField(default=clock.now)
    next_at = models.DateTimeField(default=clock.now)  # when it is tried next; moved on before each try
    tries = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)  # sent, or given up
    sent = models.BooleanField(default=False)

    class Meta:
        """In the order they were written."""

        ordering = ("id",)
        indexes = (models.Index("next_at", condition=Q(ended_at=None), name="letters_on_their_way"),)

    def __str__(self) -> str:
        return f"letter {self.key[:8]}"
