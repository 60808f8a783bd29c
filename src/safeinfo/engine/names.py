"""A worker's own name, held by a lock that ends with its process: two workers of one name would do the same work."""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path


class NameTakenError(Exception):
    """Every name that was offered is that of a worker that lives."""


def hold(folder: Path, names: Iterable[str]) -> str:
    """Return the first of the names that no living process holds in the folder; it is held until this process ends.

    A worker that is started again thus gets the name it had, and with it the work that it had begun. The lock is the
    file system's (flock), so a folder that several machines share must be one that carries locks.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in names:
        handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
        else:
            return name  # the descriptor stays open on purpose
    raise NameTakenError("a worker of that name runs already")
