"""A worker process that kills itself where something has just become lasting; the world around it is put aside.

`python -m tests.authority.dying HOME` runs until nothing is left to do, and writes what there is to HOME/facts.json.
At every twelfth new place (`crashing`) it sends itself SIGKILL, three times over all its starts. Started for the first
time it makes three sealed shops; then it is the day on which they are due.
"""

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from safeinfo.authority import settings
from safeinfo.authority.config import load
from tests.authority.dying_shops import AT_ONCE, EVERY, FAILS, GOOD, KILLS

HOME = Path(sys.argv[1])
WITHIN = 120.0  # seconds until it gives up
MINUTES_A_SECOND = 5.0  # of the programme's clock, so that what is tried again is so within the test


class Places:
    """The places that were come by over all starts, in a file; the process dies at every twelfth."""

    def __init__(self, path: Path) -> None:
        self.path, self.lock = path, threading.Lock()
        self.known = path.read_text().splitlines() if path.exists() else []
        self.on = False

    def lasting(self, what: str) -> None:
        from tests.authority.crashing import _ours

        place = " ".join((what, *_ours()))
        with self.lock:
            if not self.on or place in self.known:
                return
            self.known.append(place)
            with self.path.open("a") as file:
                file.write(f"{place}\n")
                file.flush()
                os.fsync(file.fileno())
            if len(self.known) % EVERY == 0 and len(self.known) <= EVERY * KILLS:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Go on where the last process died."""
    config = load(
        environment={
            "SAFEINFO_HOME": str(HOME),
            "SAFEINFO_BASE_URL": "https://seal.localhost:8443",
            "SAFEINFO_TRY_OUT": "1",
        }
    )
    settings.setup(config)
    from django.conf import settings as django
    from django.core.management import call_command

    from safeinfo.authority import work
    from safeinfo.authority.audits.models import Audit
    from tests.authority.world import BEGINNING, World

    django.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    is_first = not (HOME / "made").exists()
    if is_first:
        call_command("migrate", verbosity=0)
    real, patch = work.orders, pytest.MonkeyPatch()
    world = World(config, HOME, patch)
    with world.running():
        if is_first:
            made(world)
            (HOME / "made").touch()
        first = Audit.objects.filter(reason=Audit.Reason.APPLICATION)
        world.kept.update(
            {digest: {} for digest in first.values_list("digest", flat=True)}
        )  # they were good, and stay so
        world.outcomes.update(_outcomes())
        patch.setattr(work, "orders", real)
        began = time.monotonic()
        due = BEGINNING + timedelta(days=8)
        from safeinfo.authority import clock

        clock._current[-1] = lambda: due + timedelta(minutes=MINUTES_A_SECOND * (time.monotonic() - began))
        world.now = due
        carry_on(patch)
    patch.undo()


def _outcomes() -> dict[str, Any]:
    from safeinfo.model.outcome import Outcome

    return {FAILS: {"SI-10": Outcome.FAILED}, AT_ONCE: {"SI-07": Outcome.FAILED}}


def made(world: Any) -> None:
    """Three shops that hold the seal, and a complaint that waits for its answer."""
    from safeinfo.authority.complaints import services as complaints
    from safeinfo.authority.complaints.models import Complaint
    from safeinfo.authority.shops.models import Control

    for origin in (GOOD, FAILS, AT_ONCE):
        world.sealed(origin)
    Control.objects.update(held_at=world.now + timedelta(days=5))  # it was looked at meanwhile
    written = complaints.complain(GOOD, "They wrote to me after I had opted out.", "ann@mail.example")
    Complaint.objects.filter(pk=written.pk).update(state=Complaint.State.OPEN)


def carry_on(patch: pytest.MonkeyPatch) -> None:
    """Work until nothing is left, dying on the way."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    from safeinfo.authority import jobs, schedule, using
    from safeinfo.authority.accounts.models import Account
    from safeinfo.authority.audits import results
    from safeinfo.authority.complaints import services as complaints
    from safeinfo.authority.complaints.models import Complaint
    from safeinfo.engine import Store, Worker
    from safeinfo.seal.files import Disk
    from tests.authority.crashing import _LASTING, _after

    places = Places(HOME / "places")
    _after(patch, BaseDatabaseWrapper, "_commit", places.lasting, "a commit")
    _after(patch, results, "_write", places.lasting, "a report")
    for name in _LASTING:
        _after(patch, Disk, name, places.lasting, name)
    over = threading.Event()

    def tick() -> None:
        schedule.sweep()
        if is_quiet():
            over.set()

    worker = Worker(Store(using.config().store_url), "dying", parallel={}, hosts=jobs.HOSTS, polling=0.1, dead_after=5)
    worker.start(tick, 0.2)
    places.on = True
    waiting = Complaint.objects.filter(state=Complaint.State.OPEN).first()
    if waiting is not None:
        reviewer = Account.objects.get(email="ada@seal.example")
        complaints.answer(waiting, reviewer, "It was so; they mended it.", upheld=True)
    assert over.wait(WITHIN), "there was no end to it"
    places.on = False
    worker.stop(5)
    (HOME / "facts.json").write_text(json.dumps(facts()))


def is_quiet() -> bool:
    """Whether everything that was due is done, and each shop was audited a second time."""
    from safeinfo.authority.audits.models import Audit
    from safeinfo.authority.letters.models import Letter
    from safeinfo.authority.seals.models import Credential, Publication

    return not (
        Audit.objects.filter(considered_at=None).exists()
        or Audit.objects.count() < 6
        or Publication.objects.filter(done_at=None).exists()
        or Credential.objects.filter(step__in=("claimed", "logged", "signed")).exists()
        or Letter.objects.filter(ended_at=None).exists()
    )


def facts() -> dict[str, Any]:
    """What there is, counted."""
    from safeinfo.authority.audits.models import Audit
    from safeinfo.authority.records.models import Record
    from safeinfo.authority.seals import issuing
    from safeinfo.authority.seals.models import Credential, Seal
    from safeinfo.seal import entries

    with issuing.opened() as held:
        log = [entries.read(data) for _, data in held.log.entries()]
    logged = Counter(f"{each['type']} {(each.get('origins') or [''])[0]}".strip() for each in log)
    shown = Credential.objects.filter(step="shown").values_list("seal__shop__origin", flat=True)
    return {
        "log": logged,
        "shown": Counter(shown),
        "records": Counter(Record.objects.values_list("act", flat=True)),
        "seals": dict(Seal.objects.values_list("shop__origin", "state")),
        "audits": Audit.objects.count(),
    }


if __name__ == "__main__":
    main()
