"""The rows of the audit record."""

from typing import Any

from django.conf import settings
from django.db import models

from safeinfo.authority import clock


class Record(models.Model):
    """One act. `subject` is what it was done to, as `shop:12`; `public` acts are shown on a seal's page.

    `actor` is None for what the programme itself did; `actor_name` stays when an account is deleted.
    """

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)
    act = models.CharField(max_length=60)
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30, blank=True)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    public = models.BooleanField(default=False)

    class Meta:
        """Newest last, as they happened."""

        ordering = ("id",)
        verbose_name = "record"
        indexes = (models.Index("act", "at", name="records_by_act"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.act} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; one that was written is never changed."""
        if self.pk is not None:
            raise TypeError("a record is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what is past its retention is purged by the programme's own job, and only there."""
        raise TypeError("a record is never deleted")
