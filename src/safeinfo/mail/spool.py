"""Messages on disk: a file is there whole and flushed, with its folder, or it is not there."""

import os
from contextlib import suppress
from pathlib import Path

_MADE_FROM = ".part"


def write(path: Path, data: bytes) -> bool:
    """Write a file so that it survives a power cut; False where it was there already. OSError for trouble of the disk.

    Written beside and renamed: who finds the file finds all of it.
    """
    if path.exists():
        _flush_folders(path)  # the one that wrote it may have died before it did
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}{_MADE_FROM}-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    _flush_folders(path)
    return True


def kept(folder: Path, suffix: str) -> list[Path]:
    """Return the files of a folder and the folders in it that end in `suffix`, in order; none where there is none."""
    return sorted(folder.glob(f"*/*{suffix}")) if folder.is_dir() else []


def forget(path: Path) -> None:
    """Delete a file, and its folder where that is empty then."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()


def _flush_folders(path: Path) -> None:
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
