"""Whether the receiver lives: every hour a message of our own goes through its port, and must be found again.

Shops' servers try again for days when nobody answers (RFC 5321, 4.5.4.1), so a short pause loses nothing. Longer than
`GAP` without a message that came through, and silence proves nothing any more.
"""

import secrets
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from safeinfo.authority import clock, using
from safeinfo.authority.config import address_of
from safeinfo.authority.mailtrials import receiving
from safeinfo.authority.mailtrials.models import Beat, Canary, Letter

EVERY = timedelta(hours=1)
SOON = timedelta(minutes=5)  # after a look in vain
GAP = timedelta(hours=4)
_SECONDS = 20.0
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - where "everywhere" is reached from here


def due(now: datetime) -> bool:
    """Tell whether it is time for another look."""
    last = Beat.objects.last()
    return last is None or now - last.at >= (EVERY if last.held else SOON)


def beat() -> Beat:
    """Send a message through the receiver's port and look for it; what came of it is stored."""
    canary = probe()
    said = ""
    try:
        _look(canary, _through(canary))
    except (OSError, smtplib.SMTPException, ValueError, LookupError) as error:
        said = f"{type(error).__name__}: {error}"
    return Beat.objects.create(at=clock.now(), held=not said, said=said[:300])


def probe() -> Canary:
    """Return the address of our own messages, made where there is none."""
    found = Canary.objects.filter(role=Canary.Role.PROBE).first()
    return found or Canary.objects.create(name="probe", role=Canary.Role.PROBE, local=secrets.token_hex(16))


def _through(canary: Canary) -> bytes:
    """Send a message and return its bytes."""
    config = using.config()
    host, port = address_of(config.smtp_listen, "smtp_listen")
    name = secrets.token_hex(16)
    raw = f"From: <{name}@{config.canary_domain}>\r\nSubject: {name}\r\nDate: {clock.now():%a, %d %b %Y %H:%M:%S +0000}"
    data = f"{raw}\r\n\r\nThe receiver lives.\r\n".encode()
    with smtplib.SMTP(_ANY.get(host, host), port, timeout=_SECONDS) as client:
        client.sendmail(f"{name}@{config.canary_domain}", [canary.address], data)
    return data


def _look(canary: Canary, data: bytes) -> None:
    """Find the message, whole, and delete it; LookupError where it is not there."""
    for letter in Letter.objects.filter(canary=canary):
        found = receiving.raw_of(letter)
        receiving.drop(letter)
        letter.delete()
        if found == data:
            return
    raise LookupError("a message that was answered with 250 was not kept")


def watched(beats: Iterable[Beat]) -> list[tuple[datetime, datetime]]:
    """Return the times, in order, through which the receiver lived without a gap; `beats` in the order of time."""
    spans: list[tuple[datetime, datetime]] = []
    for each in beats:
        if not each.held:
            continue
        if spans and each.at - spans[-1][1] <= GAP:
            spans[-1] = (spans[-1][0], each.at)
        else:
            spans.append((each.at, each.at))
    return [(since, until) for since, until in spans if until > since]
