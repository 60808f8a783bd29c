"""A copy of a log: fetched through the guard, audited whole, and only then called the newest."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from safeinfo.model.errors import SafeInfoError
from safeinfo.remote import Remote
from safeinfo.seal import auditing, notes
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.files import Disk, locked, replace
from safeinfo.seal.tiles import CHECKPOINT, WIDTH, needed, path

MOST_ENTRIES = 100_000_000  # some 800,000 files
_AT_A_TIME = 8
Progress = Callable[[int, int], None]


async def mirror(
    remote: Remote,
    prefix: str,
    folder: Path,
    origin: str,
    keys: tuple[notes.NoteKey, ...],
    *,
    witnesses: tuple[notes.NoteKey, ...] = (),
    progress: Progress | None = None,
) -> auditing.Audited:
    """Bring the copy in `folder` up to date and audit it; the checkpoint is replaced only if nothing is wrong.

    What was fetched and is wrong is taken away again. SafeInfoError if the log cannot be reached or is too large.
    """
    with locked(folder / ".lock"):
        return await _Mirror(remote, prefix, Disk(folder), progress).run(origin, keys, witnesses)


class _Mirror:
    def __init__(self, remote: Remote, prefix: str, disk: Disk, progress: Progress | None) -> None:
        self._remote, self._prefix, self._disk, self._progress = remote, prefix, disk, progress

    async def run(
        self, origin: str, keys: tuple[notes.NoteKey, ...], witnesses: tuple[notes.NoteKey, ...]
    ) -> auditing.Audited:
        """Fetch, audit, and only then put the checkpoint in place."""
        disk = self._disk
        newest = await self._remote.log_file(self._prefix, CHECKPOINT)
        if newest is None:
            raise SafeInfoError(
                f"{self._prefix}/{CHECKPOINT} cannot be had", "Check the address of the log, and try again."
            )
        try:
            _, head = auditing.signed_checkpoint(newest, origin, keys)
        except MalformedError as error:
            return auditing.Audited(None, {}, (), (f"{error.reason}: {error}",))
        old = disk.read(CHECKPOINT)
        fetched = await self._fetch_missing(head.size)
        earlier = notes.parse_note(old) if old else None

        def read(name: str) -> bytes | None:
            return newest if name == CHECKPOINT else disk.read(name)

        found = auditing.audit(read, origin, keys, witnesses=witnesses, earlier=earlier, progress=self._progress)
        if found.wrong:
            for name in fetched:
                disk.remove(name)
        else:
            replace(disk, CHECKPOINT, newest)
        return found

    async def _fetch_missing(self, size: int) -> list[str]:
        """Fetch what the copy lacks; return the names. A partial tile that is gone is taken from the full one."""
        if size > MOST_ENTRIES:
            raise SafeInfoError(f"the log has {size} entries, more than are mirrored here", "Use another tool.")
        wanted = [each for each in needed(size) if self._disk.read(path(*each)) is None]
        done: list[str] = []
        for start in range(0, len(wanted), _AT_A_TIME):
            part = wanted[start : start + _AT_A_TIME]
            for names in await asyncio.gather(*(self._fetch(each) for each in part)):
                done += names
            if self._progress is not None:
                self._progress(start + len(part), len(wanted))
        return done

    async def _fetch(self, tile: tuple[int, int, int]) -> list[str]:
        level, index, width = tile
        for name in dict.fromkeys((path(level, index, width), path(level, index, WIDTH))):
            data = await self._remote.log_file(self._prefix, name)
            if data is not None:
                replace(self._disk, name, data)
                return [name]
        return []
