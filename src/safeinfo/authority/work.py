"""Asking the engine for work from within the authority's own transactions.

A job is asked for once its transaction is committed, by a key that is always the same: what is lost in between (a
crash) is found by the sweep, which asks again for everything that waits, and the same key is never done twice.
"""

from functools import lru_cache

from django.db import transaction

from safeinfo.authority import using
from safeinfo.engine import Orders, Payload, Store


@lru_cache(maxsize=1)
def orders() -> Orders:
    """Return this process's client of the store."""
    return Orders(Store(using.config().store_url))


def ask_after_commit(name: str, key: str, payload: Payload, *, partition: str = "") -> None:
    """Ask for a job when the transaction is committed; nothing is asked where it is not."""
    transaction.on_commit(lambda: ask(name, key, payload, partition=partition), robust=True)


def ask(name: str, key: str, payload: Payload, *, partition: str = "") -> None:
    """Ask for a job now."""
    orders().ask(name, key, payload, partition=partition)
