"""The worker's job by name, for the process that asks for it."""

from safeinfo.engine import Payload, define


def nothing(_payload: Payload) -> None:
    """Runs in the worker's process only."""


define("held", nothing, queue="held")
