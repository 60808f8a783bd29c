"""What the API remembers: answers to requests that came with an idempotency key."""

from django.conf import settings
from django.db import models

from safeinfo.authority import clock


class Answer(models.Model):
    """The answer to a request, to be given again when the same request comes with the same key within a day."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        """One answer a key."""

        constraints = (models.UniqueConstraint("account", "key", name="one_answer_a_key"),)

    def __str__(self) -> str:
        return f"{self.status} {self.key}"
