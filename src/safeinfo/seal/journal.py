"""The journal's frames: one batch of entries each, whole or not at all. Bytes only; the log keeps the file.

A frame is a mark, the length of its payload, the index of its first entry, how many entries, the payload (an entry
bundle), and the SHA-256 of all that.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from safeinfo.seal.errors import LogError
from safeinfo.seal.tiles import bundle, unbundle

_MARK = b"SIJ1"
_HEAD = struct.Struct(">4sIQI")
_SUM = 32
LARGEST_PAYLOAD = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that were acknowledged together; `first` is the index of the first."""

    first: int
    entries: tuple[bytes, ...]

    @property
    def end(self) -> int:
        """The index after the last entry."""
        return self.first + len(self.entries)


def frame(first: int, entries: Sequence[bytes]) -> bytes:
    """Return a batch as a frame; ValueError for entries that are too long or too many for one."""
    payload = bundle(entries)
    if len(payload) > LARGEST_PAYLOAD:
        raise ValueError("a batch holds at most 64 MiB")
    head = _HEAD.pack(_MARK, len(payload), first, len(entries)) + payload
    return head + hashlib.sha256(head).digest()


def read(data: bytes) -> tuple[list[Batch], int]:
    """Return the whole batches of a journal, and how many of its bytes they are.

    What follows is what a crash left of one batch that was never acknowledged. LogError if a whole batch stands
    behind a broken one: then acknowledged data was damaged, and cutting would lose it.
    """
    batches, at = [], 0
    while (found := _batch_at(data, at)) is not None:
        batch, at = found
        batches.append(batch)
    after = data.find(_MARK, at + 1)
    while after != -1:
        if _batch_at(data, after) is not None:
            raise LogError(
                f"the log's journal is damaged at byte {at}",
                "Nothing was changed. Restore the file from a copy made after the last checkpoint, or ask for help; "
                "do not cut it: entries that were acknowledged stand behind the damage.",
            )
        after = data.find(_MARK, after + 1)
    return batches, at


def _batch_at(data: bytes, at: int) -> tuple[Batch, int] | None:
    if len(data) - at < _HEAD.size + _SUM:
        return None
    mark, length, first, count = _HEAD.unpack_from(data, at)
    end = at + _HEAD.size + length
    if mark != _MARK or length > LARGEST_PAYLOAD or end + _SUM > len(data):
        return None
    if hashlib.sha256(data[at:end]).digest() != data[end : end + _SUM]:
        return None
    return Batch(first, tuple(unbundle(data[at + _HEAD.size : end], count))), end + _SUM
