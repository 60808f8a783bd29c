"""Writing and sending letters. A crash between an act's commit and its mail loses nothing: the sweep sends the rest.

Nothing is sent twice by us; only where a crash comes between the mail server's answer and our noting it does a second
copy go out, under the same Message-ID (RFC 5322, 3.6.4), for no sender can know more.
"""

import logging
import secrets
from datetime import datetime, timedelta
from email.utils import format_datetime
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction

from safeinfo.authority import clock, using
from safeinfo.authority.letters.models import Letter

_log = logging.getLogger(__name__)
_FIRST, _LONGEST = timedelta(minutes=10), timedelta(hours=8)  # between two tries
_GIVEN_UP = timedelta(days=5)  # RFC 5321, 4.5.4.1
_KEPT = timedelta(days=30)  # that a letter was sent, without its words
_AT_ONCE = 200  # letters of one sweep


def write(to: str, subject: str, body: str) -> Letter:
    """Write a letter within the transaction of what it tells; it is sent when that is committed, and only then."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a letter is written outside the transaction of what it tells")
    letter = Letter.objects.create(
        key=secrets.token_hex(16),
        to=to,
        subject=subject,
        body=body,
        made_at=clock.now(),
        next_at=clock.now(),
    )
    transaction.on_commit(lambda: send(letter.pk), robust=True)
    return letter


def send(pk: int) -> bool:
    """Send a letter unless it was sent, or another process is at it; trouble is for the next try."""
    now = clock.now()
    letter = Letter.objects.filter(pk=pk, ended_at=None, next_at__lte=now).first()
    if letter is None:
        return False
    pause = min(_FIRST * 2 ** min(letter.tries, 10), _LONGEST)
    mine = Letter.objects.filter(pk=pk, ended_at=None, tries=letter.tries)
    if not mine.update(tries=letter.tries + 1, next_at=now + pause):
        return False
    try:
        _message(letter).send()
    except (OSError, SMTPException):
        _log.exception("letter %s could not be sent", letter.key[:8])
        if now - letter.made_at > _GIVEN_UP:
            _end(pk, now, sent=False)
        return False
    _end(pk, now, sent=True)
    return True


def left(now: datetime) -> None:
    """Send what is still on its way, and forget what was sent long ago."""
    due = Letter.objects.filter(ended_at=None, next_at__lte=now)
    for pk in due.values_list("pk", flat=True)[:_AT_ONCE]:
        send(pk)
    Letter.objects.filter(ended_at__lte=now - _KEPT).delete()


def _end(pk: int, now: datetime, *, sent: bool) -> None:
    Letter.objects.filter(pk=pk).update(ended_at=now, sent=sent, to="", subject="", body="")


def _message(letter: Letter) -> EmailMessage:
    host = using.config().host.partition(":")[0]
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{letter.made_at:%Y%m%dT%H%M%S%f}.{letter.key}@{host}>",
        "Date": format_datetime(letter.made_at),
    }
    return EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers)
