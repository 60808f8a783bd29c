"""A witness: cosigns a checkpoint only if its tree begins with the last one it cosigned (C2SP tlog-witness).

For each log it keeps the newest checkpoint it cosigned, and writes that down before it answers.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safeinfo.seal import merkle
from safeinfo.seal.errors import LogError, MalformedError
from safeinfo.seal.files import PRIVATE, Files, replace
from safeinfo.seal.notes import (
    Checkpoint,
    Kind,
    Note,
    NoteKey,
    Signature,
    cosign,
    parse_checkpoint,
    parse_note,
    signers,
)

LARGEST_REQUEST = 128 * 1024  # bytes
MOST_HASHES = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP."""

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"


class Witness:
    """One witness; `logs` are the keys it trusts, by the log's origin line. One writer at a time."""

    def __init__(
        self,
        files: Files,
        name: str,
        private: Ed25519PrivateKey,
        logs: Mapping[str, Sequence[NoteKey]],
        clock: Callable[[], datetime],
    ) -> None:
        self._files, self._name, self._private, self._logs, self._clock = files, name, private, logs, clock
        self.keys = (NoteKey(name, Kind.COSIGNATURE, private.public_key().public_bytes_raw()),)

    def last(self, origin: str) -> Checkpoint | None:
        """Return the newest checkpoint of a log that was cosigned; None if there is none."""
        data = self._files.read(_place(origin))
        return None if data is None else parse_checkpoint(parse_note(data))

    def cosign(self, note: Note, consistency: Callable[[int], list[bytes]]) -> Iterable[Signature]:
        """Cosign a checkpoint, given whoever can prove it from an older size; LogError says why not."""
        head = parse_checkpoint(note)
        before = self.last(head.origin)
        old = before.size if before else 0
        proof = consistency(old) if 0 < old <= head.size else []
        return [self._checked(note, head, old, proof)]

    def add_checkpoint(self, request: bytes) -> Reply:
        """Answer a request `add-checkpoint` of tlog-witness."""
        try:
            old, proof, note, head = _request(request)
        except MalformedError as error:
            return Reply(400, f"{error}\n")
        if head.origin not in self._logs:
            return Reply(404, "this log is not known here\n")
        try:
            return Reply(200, self._checked(note, head, old, proof).line)
        except _RefusedError as refused:
            return refused.reply

    def _checked(self, note: Note, head: Checkpoint, old: int, proof: Sequence[bytes]) -> Signature:
        self._check_signed(note, head)
        before = self.last(head.origin)
        known = before.size if before else 0
        if old > head.size:
            raise _RefusedError(400, f"size {head.size} is smaller than {old}: the log was rolled back")
        if old != known:
            raise _RefusedError(409, f"{known}", SIZE_TYPE)
        if before and old == head.size and before.root != head.root:
            raise _RefusedError(409, f"another tree of size {old} was cosigned: the log is forked")
        _check_grown(before, head, proof)
        replace(self._files, _place(head.origin), note.written.encode(), PRIVATE)
        return cosign(note.text, self._name, self._private, int(self._clock().timestamp()))

    def _check_signed(self, note: Note, head: Checkpoint) -> None:
        try:
            signed = signers(note, self._logs.get(head.origin, ()))
        except MalformedError:
            signed = {}
        if not signed:
            raise _RefusedError(403, "no key that is trusted for this log signed the checkpoint")


class _RefusedError(LogError):
    def __init__(self, status: int, why: str, content_type: str = "text/plain; charset=utf-8") -> None:
        super().__init__(
            f"the witness refuses: {why}" if content_type != SIZE_TYPE else f"the witness knows size {why}"
        )
        self.reply = Reply(status, f"{why}\n", content_type)


def _check_grown(before: Checkpoint | None, head: Checkpoint, proof: Sequence[bytes]) -> None:
    if before is None or before.size == 0:
        if proof:
            raise _RefusedError(422, "from size 0 there is nothing to prove")
        return
    try:
        merkle.check_consistency(before.size, head.size, (before.root, head.root), proof)
    except MalformedError as error:
        raise _RefusedError(422, str(error)) from None


def _place(origin: str) -> str:
    """Return where the state of a log is kept: its origin line can hold anything, so it is hashed."""
    return f"witnessed/{hashlib.sha256(origin.encode()).hexdigest()}"


def _request(data: bytes) -> tuple[int, list[bytes], Note, Checkpoint]:
    if len(data) > LARGEST_REQUEST:
        raise MalformedError("request", "the request is too long")
    try:
        front, blank, rest = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise MalformedError("request", "the request is not UTF-8") from None
    first, *lines = front.split("\n")
    match = _OLD.fullmatch(first)
    if not blank or match is None or len(lines) > MOST_HASHES:
        raise MalformedError("request", "a request is `old <size>`, at most 63 hashes, an empty line and a checkpoint")
    try:
        proof = [base64.b64decode(line, validate=True) for line in lines]
    except ValueError:
        raise MalformedError("request", "a hash of the proof is not base64") from None
    note = parse_note(rest)
    return int(match[1]), proof, note, parse_checkpoint(note)


def request(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """Return the body of a request `add-checkpoint`."""
    hashes = [base64.b64encode(each).decode("ascii") for each in proof]
    return ("\n".join([f"old {old}", *hashes]) + "\n\n" + note).encode()
