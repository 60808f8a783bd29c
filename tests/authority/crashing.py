"""A worker that dies at every place where something has just become lasting, once at each, and is started again.

Places are told apart by the code that led there. A crash is what `kill -9` leaves: what was committed or written is
there, an open transaction is not, and what was to be done after a commit is not done.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

import safeinfo
from safeinfo.authority.audits import results
from safeinfo.authority.records.models import Record
from safeinfo.authority.seals import issuing
from safeinfo.authority.seals.models import Credential, Publication, Seal
from safeinfo.engine import Payload, defined
from safeinfo.seal import entries
from safeinfo.seal.files import Disk
from tests.authority.world import Orders, World

SOURCE = str(Path(safeinfo.__file__).parent)
_FRAMES = 5  # of our own code that tell a place from another
_WRITES = ("INSERT", "UPDATE", "DELETE")
_LASTING = ("create", "create_many", "append", "cut", "rename", "remove")  # of a Disk
Place = tuple[str, ...]


class Crash(BaseException):
    """The process is gone; not an Exception, for nothing may catch it."""


class Durable(Orders):
    """Orders of which a crash loses nothing that was taken: a step that was not noted as done runs again."""

    def __init__(self, lasting: Callable[[str], None]) -> None:
        super().__init__()
        self.lasting = lasting
        self.reached: dict[str, tuple[int, dict[str, Any]]] = {}

    def ask(self, name: str, key: str, payload: Payload, *, partition: str = "") -> str:
        asked = super().ask(name, key, payload, partition=partition)
        self.lasting("an order was taken")
        return asked

    def carry_out(self) -> int:
        done = 0
        while self.waiting:
            name, key, payload = self.waiting[0]
            identity = f"{name}:{key}"
            first, known = self.reached.get(identity, (0, dict(payload)))
            for number, (step, function) in enumerate(defined()[name].steps[first:], first):
                known = known | dict(function(known) or {})
                self.lasting(f"{name}.{step} was done and not noted")
                self.reached[identity] = (number + 1, known)
            self.waiting.pop(0)
            done += 1
        return done


class Crashes:
    """Raises Crash at each place once, while it is `on`."""

    def __init__(self) -> None:
        self.on, self.places = False, set[Place]()

    def lasting(self, what: str) -> None:
        """Something has just become lasting."""
        place = (what, *_ours())
        if self.on and place not in self.places:
            self.places.add(place)
            raise Crash(what)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch every commit, every write of the seal's files, every report, and every mail."""
        with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
            _after(patch, BaseDatabaseWrapper, "_commit", self.lasting, "a commit")
            for name in _LASTING:
                _after(patch, Disk, name, self.lasting, name)
            _after(patch, results, "_write", self.lasting, "a report")
            _after(patch, EmailMessage, "send", self.lasting, "a mail went out")
            stack.enter_context(connection.execute_wrapper(self._executed))
            yield

    def _executed(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith(_WRITES) and not connection.in_atomic_block:
            self.lasting("a row")
        return done


def _after(patch: pytest.MonkeyPatch, owner: Any, name: str, lasting: Callable[[str], None], what: str) -> None:
    real = getattr(owner, name)

    def done(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        lasting(what)
        return result

    patch.setattr(owner, name, done)


def _ours() -> Iterator[str]:
    frame, found = sys._getframe(2), 0
    while frame is not None and found < _FRAMES:
        if frame.f_code.co_filename.startswith(SOURCE):
            yield f"{frame.f_code.co_filename}:{frame.f_lineno}"
            found += 1
        frame = frame.f_back  # type: ignore[assignment]


def drive(world: World, crashes: Crashes) -> int:
    """Sweep and carry out until nothing waits, starting again after each crash; return how many there were."""
    crashed = 0
    while True:
        try:
            for _ in range(3):  # what a sweep finds, asks for, and finds again
                world.sweep()
        except Crash:
            crashed += 1
            connection.run_on_commit.clear()
            world.now += timedelta(minutes=11)  # a lost order and an unsent letter are looked for after ten
        else:
            return crashed


def facts(world: World) -> dict[str, Any]:
    """What must be the same with and without crashes: each thing counted."""
    with issuing.opened() as held:
        log = [entries.read(data) for _, data in held.log.entries()]
    letters = {message.extra_headers["Message-ID"]: message.subject for message in mail.outbox}
    return {
        "log": Counter(entry["type"] for entry in log),
        "letters": Counter(letters.values()),
        "records": Counter(Record.objects.values_list("act", flat=True)),
        "credentials": Counter(Credential.objects.values_list("step", flat=True)),
        "publications": Counter(Publication.objects.exclude(done_at=None).values_list("kind", flat=True)),
        "undone": Publication.objects.filter(done_at=None).count(),
        "seals": sorted(Seal.objects.values_list("shop__origin", "state")),
    }
