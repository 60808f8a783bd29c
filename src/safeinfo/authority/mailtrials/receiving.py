"""Keeping what the receiver takes: bytes encrypted and flushed to disk first, then the row, then the answer 250."""

import asyncio
import hashlib
import os
import signal
import ssl
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, close_old_connections

from safeinfo.authority import clock
from safeinfo.authority.config import Config, address_of
from safeinfo.authority.mailtrials.models import SUFFIX, Canary, Letter, folder
from safeinfo.authority.secret import open_bytes, seal_bytes
from safeinfo.mail import Receiver, forget, kept, write


class Boxes:
    """The mailboxes of all canaries, as the receiver asks for them; each call may come from another thread."""

    def __init__(self, domain: str) -> None:
        self._domain = domain

    def takes(self, address: str) -> bool:
        """Tell whether an address is a canary whose trial still takes mail; OSError for trouble with the database."""
        with _Database():
            found = self._canary(address)
            return found is not None and found.takes(clock.now())

    def keep(self, address: str, raw: bytes) -> None:
        """Keep a message; the same bytes for the same address are kept once."""
        with _Database():
            canary = self._canary(address)
            if canary is None:
                raise OSError("the address is no longer known")
            digest = hashlib.sha256(raw).hexdigest()
            letter = Letter(canary=canary, digest=digest, size=len(raw), received_at=clock.now())
            if write(letter.path, seal_bytes(raw, _about(letter))):
                seconds = letter.received_at.timestamp()
                os.utime(letter.path, (seconds, seconds))  # when it came, for `adopt`
            Letter.objects.get_or_create(
                canary=canary, digest=digest, defaults={"size": len(raw), "received_at": letter.received_at}
            )

    def _canary(self, address: str) -> Canary | None:
        local, _, domain = address.lower().rpartition("@")
        if domain != self._domain:
            return None
        return Canary.objects.select_related("trial").filter(local=local).first()


class _Database:
    """Trouble with the database is trouble that passes: the sender is asked to try again."""

    def __enter__(self) -> None:
        close_old_connections()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, DatabaseError):
            raise OSError(f"the database: {error}") from error


def raw_of(letter: Letter) -> bytes:
    """Return the bytes of a message as they came; OSError where they are gone, ValueError where they were changed."""
    return open_bytes(letter.path.read_bytes(), _about(letter))


def drop(letter: Letter) -> None:
    """Delete the bytes of a message."""
    forget(letter.path)


def adopt() -> int:
    """Make rows of messages whose row a crash lost between disk and database; return how many there were."""
    known = {(letter.canary_id, letter.digest) for letter in Letter.objects.only("canary_id", "digest")}
    found = [path for path in kept(folder(), SUFFIX) if (int(path.parent.name), path.stem) not in known]
    return sum(_adopted(path) for path in found)


def _adopted(path: Path) -> bool:
    canary = Canary.objects.filter(pk=int(path.parent.name)).first()
    if canary is None:
        forget(path)
        return False
    came = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    letter = Letter(canary=canary, digest=path.stem, size=0, received_at=came)
    letter.size = len(raw_of(letter))
    _, made = Letter.objects.get_or_create(
        canary=canary, digest=letter.digest, defaults={"size": letter.size, "received_at": came}
    )
    return made


def _about(letter: Letter) -> str:
    return f"letter {letter.canary_id or letter.canary.pk} {letter.digest}"


def receiver(config: Config) -> Receiver:
    """Return the receiver that the settings describe."""
    host, port = address_of(config.smtp_listen, "smtp_listen")
    tls = None
    if config.smtp_cert is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.minimum_version = ssl.TLSVersion.TLSv1_2
        tls.load_cert_chain(config.smtp_cert, config.smtp_key)
    return Receiver(Boxes(config.canary_domain), host, port, name=config.canary_domain, tls=tls)


async def run(config: Config) -> None:
    """Receive until this process is asked to end."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    receiving = receiver(config)
    await receiving.start()
    await asked.wait()
    await receiving.stop()
