"""An inclusion proof that stands by itself, as text (C2SP tlog-proof): index, path, and the checkpoint it leads to."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from safeinfo.seal import merkle
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.notes import Checkpoint, Note, parse_checkpoint, parse_note

HEADER = "c2sp.org/tlog-proof@v1"
LARGEST = 64 * 1024  # characters
LONGEST_PATH = 63
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class LogProof:
    """Where an entry stands: `note` holds the checkpoint as it was signed."""

    index: int
    path: tuple[bytes, ...]
    note: Note

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint; MalformedError if the note holds none."""
        return parse_checkpoint(self.note)

    def check(self, entry: bytes) -> None:
        """Raise MalformedError (reason `inclusion`) unless `entry` stands at the index in the checkpoint's tree.

        Says nothing about who signed the checkpoint.
        """
        head = self.checkpoint
        merkle.check_inclusion(self.index, head.size, merkle.leaf_hash(entry), self.path, head.root)


def write(index: int, path: Sequence[bytes], note: str) -> str:
    """Return a proof as text."""
    lines = [HEADER, f"index {index}", *(base64.b64encode(each).decode("ascii") for each in path)]
    return "\n".join(lines) + "\n\n" + note


def read(text: object) -> LogProof:
    """Read a proof; MalformedError (log-proof) if it is none. An `extra` line is let pass and not looked at."""
    if not isinstance(text, str) or len(text) > LARGEST:
        raise MalformedError("log-proof", "a log proof is a text of at most 64 KiB")
    front, blank, note = text.partition("\n\n")
    lines = front.split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):
        del lines[1]
    match = _INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    if not blank or lines[0] != HEADER or match is None or len(lines) > LONGEST_PATH + 2:
        raise MalformedError("log-proof", f"a log proof begins with {HEADER} and the entry's index")
    return LogProof(int(match[1]), tuple(_hash(line) for line in lines[2:]), parse_note(note))


def _hash(line: str) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != merkle.HASH_BYTES:
        raise MalformedError("log-proof", f"{line[:60]!r} is no hash")
    return data
