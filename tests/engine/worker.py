"""A worker in a process of its own: `python -m tests.engine.worker STORE NAME FOLDER`.

Each step of its job writes a line to FOLDER/done; the second one never ends while FOLDER/held-NAME is there.
"""

import os
import signal
import sys
from pathlib import Path

from safeinfo.engine import Payload, Store, Worker, define

STORE, NAME, FOLDER = Store(sys.argv[1]), sys.argv[2], Path(sys.argv[3])


def say(line: str) -> None:
    with (FOLDER / "done").open("a") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def first(payload: Payload) -> Payload:
    say(f"first {payload['number']}")
    return {"first": payload["number"] + 1}


def second(payload: Payload) -> Payload:
    say(f"second {payload['number']} by {NAME}")
    if (FOLDER / f"held-{NAME}").exists():
        signal.pause()  # until it is killed
    return {"second": payload["first"] + 1}


def third(payload: Payload) -> None:
    say(f"third {payload['second']}")


define("held", first, second, third, queue="held")


if __name__ == "__main__":
    worker = Worker(STORE, NAME, parallel={"held": 2}, hosts=frozenset({"held"}), polling=0.05, dead_after=1.0)
    signal.signal(signal.SIGTERM, lambda *_: worker.halt())
    worker.start()
    (FOLDER / f"up-{NAME}").touch()
    worker.wait()
    worker.stop(within=1)
