"""Outgoing mail as files: one `.eml` a message, in the order they were written."""

import itertools
import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from safeinfo.authority import clock, using

_ID = re.compile(r"<([0-9T]{21}\.[0-9a-f]{32})@")  # of a letter of ours


class Outbox(BaseEmailBackend):
    """Writes every message to `home`/outbox as a file that mail programs open."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; a file is there whole or not at all, and a letter that is there is not written again."""
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        folder = using.config().home / "outbox"
        data = message.message().as_bytes()
        if known := _ID.match(str(message.extra_headers.get("Message-ID", ""))):
            _put(folder / f"{known[1]}.eml", data)
            return
        stem = f"{clock.now():%Y%m%dT%H%M%S%f}"
        next(number for number in itertools.count() if _put(folder / f"{stem}-{number}.eml", data))


def _put(path: Path, data: bytes) -> bool:
    """Write a file as a whole; False if there is one of that name."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(partial)
    except FileExistsError:
        return False
    finally:
        partial.unlink(missing_ok=True)  # also where the disk was full
    return True
