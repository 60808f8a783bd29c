"""Outgoing mail as files: one `.eml` a message, in the order they were written."""

import itertools
import os
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from safeinfo.authority import clock, using


class Outbox(BaseEmailBackend):
    """Writes every message to `home`/outbox as a file that mail programs open."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; a file is there whole or not at all."""
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        folder = using.config().home / "outbox"
        stem = f"{clock.now():%Y%m%dT%H%M%S%f}"
        for number in itertools.count():
            path = folder / f"{stem}-{number}.eml"
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.message().as_bytes())
            return
