"""Witnesses over HTTP (C2SP tlog-witness): asking one for a cosignature."""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence

from safeinfo.remote import Remote
from safeinfo.seal.errors import LogError
from safeinfo.seal.notes import Note, NoteKey, Signature, parse_checkpoint, parse_lines
from safeinfo.seal.witness import request

_LARGEST = 64 * 1024
_OK, _CONFLICT = 200, 409
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


class HttpWitness:
    """A witness at a URL prefix; `key` is what its cosignatures are checked with. Not for a running event loop.

    `remote` makes what fetches, anew for each request, as each has an event loop of its own.
    """

    def __init__(self, remote: Callable[[], Remote], prefix: str, key: NoteKey) -> None:
        self._new_remote, self._url = remote, f"{prefix.rstrip('/')}/add-checkpoint"
        self.keys: Sequence[NoteKey] = (key,)

    def cosign(self, note: Note, consistency: Callable[[int], list[bytes]]) -> Iterable[Signature]:
        """Ask for a cosignature; where the witness knows another size, once more from there. LogError if it refuses."""
        return asyncio.run(self._ask(note, consistency))

    async def _ask(self, note: Note, consistency: Callable[[int], list[bytes]]) -> list[Signature]:
        size, remote = parse_checkpoint(note).size, self._new_remote()
        status, body, failure = await remote.post(self._url, request(0, [], note.written), _LARGEST)
        known = _SIZE.fullmatch(body) if status == _CONFLICT else None
        if known:
            old = int(known[1])
            if old > size:
                raise LogError(f"the witness at {self._url} has seen {old} entries: this log is behind")
            proof = consistency(old) if old else []
            status, body, failure = await remote.post(self._url, request(old, proof, note.written), _LARGEST)
        if failure or status != _OK:
            said = failure or f"HTTP {status}: {body[:200].decode('utf-8', 'replace').strip()}"
            raise LogError(f"the witness at {self._url} did not cosign: {said}")
        return list(parse_lines(body.decode("utf-8", "replace")))
