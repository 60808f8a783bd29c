"""Files that survive: the only way seal/ writes, so that a test can put a failing disk in its place.

POSIX rules: data counts once the file is flushed, a name (new, replaced or removed) once its directory is.
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from safeinfo.seal.errors import BusyError

PUBLIC, PRIVATE = 0o644, 0o600
_AT_A_TIME = 8
_SAFE = re.compile(r"(?!\.\.?(?:/|$))[A-Za-z0-9._-]+(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._-]+)*", re.ASCII)


class Files(Protocol):
    """A folder whose files have relative names with `/`; every method raises OSError where the disk fails."""

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None if there is none."""
        ...

    def names(self, folder: str) -> list[str]:
        """Return the names directly in a folder, sorted; none if it does not exist."""
        ...

    def create(self, name: str, data: bytes, mode: int = PUBLIC) -> None:
        """Write a whole file and flush its data; its name is not safe before `settle`."""
        ...

    def create_many(self, written: Mapping[str, bytes], mode: int = PUBLIC) -> None:
        """Do `create` for many files, in any order; where one fails, others may be there."""
        ...

    def append(self, name: str, data: bytes) -> None:
        """Add to a file that exists and flush it."""
        ...

    def cut(self, name: str, size: int) -> None:
        """Shorten a file to `size` bytes and flush it."""
        ...

    def rename(self, old: str, new: str) -> None:
        """Give a file another name in the same folder, replacing what has it, at once; not safe before `settle`."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""
        ...

    def settle(self, folder: str) -> None:
        """Flush the names of a folder."""
        ...


def replace(files: Files, name: str, data: bytes, mode: int = PUBLIC) -> None:
    """Put a file in place of the old one: whoever reads sees the old or the new, whole; durable on return."""
    partial = f"{name}.new"
    files.create(partial, data, mode)
    files.rename(partial, name)
    files.settle(name.rpartition("/")[0])


def write_many(files: Files, written: Mapping[str, bytes], mode: int = PUBLIC) -> None:
    """Put many files in place as `replace` does, flushing each folder once; durable on return."""
    files.create_many({f"{name}.new": data for name, data in written.items()}, mode)
    for name in written:
        files.rename(f"{name}.new", name)
    for folder in dict.fromkeys(name.rpartition("/")[0] for name in written):
        files.settle(folder)


class Disk:
    """Files below a folder of this machine. Names that would lead out of it, and links, are refused (ValueError)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Return where a file lies; ValueError for a name that is none of ours."""
        if name and not _SAFE.fullmatch(name):
            raise ValueError(f"{name[:80]!r} is no name of a file here")
        return self.root / name

    def read(self, name: str) -> bytes | None:
        """See `Files`; a symbolic link counts as no file, whatever it leads to."""
        try:
            handle = os.open(self.path(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                return None
            raise
        with open(handle, "rb") as file:  # noqa: PTH123 - a descriptor
            return file.read()

    def names(self, folder: str) -> list[str]:
        """See `Files`."""
        try:
            return sorted(each.name for each in self.path(folder).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def create(self, name: str, data: bytes, mode: int = PUBLIC) -> None:
        """See `Files`."""
        target = self.path(name)
        self._make_folders(target.parent)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        self._write(handle, data)

    def create_many(self, written: Mapping[str, bytes], mode: int = PUBLIC) -> None:
        """See `Files`; many at a time, for a disk flushes several files together as fast as one."""
        if len(written) == 1:
            self.create(*next(iter(written.items())), mode)
            return
        for folder in dict.fromkeys(self.path(name).parent for name in written):
            self._make_folders(folder)
        with ThreadPoolExecutor(_AT_A_TIME, "safeinfo-files") as threads:
            made = [threads.submit(self.create, name, data, mode) for name, data in written.items()]
        for each in made:
            each.result()

    def append(self, name: str, data: bytes) -> None:
        """See `Files`."""
        self._write(os.open(self.path(name), os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC), data)

    def cut(self, name: str, size: int) -> None:
        """See `Files`."""
        handle = os.open(self.path(name), os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.ftruncate(handle, size)
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, old: str, new: str) -> None:
        """See `Files`."""
        self.path(old).replace(self.path(new))

    def remove(self, name: str) -> None:
        """See `Files`."""
        self.path(name).unlink(missing_ok=True)

    def settle(self, folder: str) -> None:
        """See `Files`."""
        _flush_folder(self.path(folder))

    def _make_folders(self, folder: Path) -> None:
        """Make a folder and those above it, each flushed into its parent."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            _flush_folder(each.parent)

    @staticmethod
    def _write(handle: int, data: bytes) -> None:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file while the block runs; BusyError if another process holds it. It ends with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"{path.parent} is being written by another process",
                "Wait until it is done, or end it; there is one writer at a time.",
            ) from None
        yield
    finally:
        os.close(handle)
