"""What a job is: a name, a queue, and steps that each take what is known so far and add to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]
Step = Callable[[Payload], Payload | None]


class JobError(Exception):
    """A job is not known, or was defined twice."""


@dataclass(frozen=True, slots=True)
class Job:
    """A durable job. `steps` run in order; what a step returns (JSON) is merged into what the next one is given.

    A step that a worker died in runs again from its start, so each must be safe to repeat; a finished one does not.
    `attempts` is how often a step is tried when it raises; the pause doubles from one second.
    """

    name: str
    steps: tuple[tuple[str, Step], ...]
    queue: str
    attempts: int = 3


_JOBS: dict[str, Job] = {}


def define(name: str, *steps: Step, queue: str = "work", attempts: int = 3) -> Job:
    """Register a job under a name that stays: work waiting in the store is found by it after an upgrade."""
    if name in _JOBS:
        raise JobError(f"the job {name!r} is defined twice")
    named = tuple((step.__name__, step) for step in steps)
    if len(dict(named)) != len(named):
        raise JobError(f"two steps of the job {name!r} have the same name")
    _JOBS[name] = Job(name, named, queue, attempts)
    return _JOBS[name]


def defined() -> Mapping[str, Job]:
    """Return every job by name."""
    return dict(_JOBS)
