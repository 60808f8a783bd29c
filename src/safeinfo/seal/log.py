"""The public log: entries are acknowledged when they are in the journal, shown when a signed checkpoint covers them.

`public/` is what is served (C2SP tlog-tiles): `checkpoint` and `tile/…`. `private/` holds the journal and the newest
checkpoint that was ever signed. What happens in which order, so that a crash at any point loses nothing that was
acknowledged, forks nothing, and shows nothing that is not logged:

1. `append`: one frame in the journal, flushed; then the entries have their places for good.
2. `publish`: tiles and bundles for every entry in the journal, flushed; the checkpoint is signed and kept in
   `private/head`, flushed, before anybody sees it; witnesses cosign; `public/checkpoint` is replaced; a new journal
   begins, and old ones go.

Tiles are made of the journal alone, so that a crash between these steps leads to the same bytes when they are taken
again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safeinfo.model.errors import SafeInfoError
from safeinfo.seal import journal, proofs
from safeinfo.seal.edge import Edge
from safeinfo.seal.errors import LogError, MalformedError
from safeinfo.seal.files import PRIVATE, Disk, Files, locked, replace, write_many
from safeinfo.seal.notes import Checkpoint, Kind, Note, NoteKey, Signature, parse_checkpoint, parse_note, sign, signers
from safeinfo.seal.tiles import CHECKPOINT, LARGEST_ENTRY, WIDTH, TileTree, needed, path, read_bundle

_HEAD = "private/head"
_JOURNALS = "private/journal"
_PUBLIC = "public/"
_STOP = "Do not append: it would fork the log. Restore private/ and public/ together, newer than what was shown."


class Cosigner(Protocol):
    """A witness as the log sees it."""

    keys: Sequence[NoteKey]

    def cosign(self, note: Note, consistency: Callable[[int], list[bytes]]) -> Iterable[Signature]:
        """Return cosignatures of a checkpoint; `consistency` proves it from an older size. LogError if it fails."""
        ...


@dataclass(frozen=True, slots=True)
class Published:
    """A checkpoint as it was shown; `missing` are the witnesses that did not cosign, and why."""

    note: Note
    checkpoint: Checkpoint
    missing: tuple[str, ...] = ()


class Log:
    """One log, for one writer. `size` counts acknowledged entries, `shown` those under the newest signed checkpoint."""

    def __init__(self, files: Files, origin: str, private: Ed25519PrivateKey, retired: Sequence[NoteKey] = ()) -> None:
        """Open or begin a log; LogError if it is damaged, or older than what it has shown.

        `retired` are the log's earlier keys, with which its newest checkpoint may be signed.
        """
        self.origin = origin
        self.key = NoteKey(origin, Kind.NOTE, private.public_key().public_bytes_raw())
        self._private, self._files, self._keys = private, files, (self.key, *retired)
        self._broken = False
        self._pending: list[bytes] = []
        self._edge = self._load_edge()
        self._recover_journal()

    @property
    def shown(self) -> int:
        """How many entries the newest signed checkpoint covers."""
        return self._edge.size

    @property
    def size(self) -> int:
        """How many entries are acknowledged."""
        return self._edge.size + len(self._pending)

    def read(self, name: str) -> bytes | None:
        """Return a public file: a checkpoint, a tile, a bundle."""
        return self._files.read(_PUBLIC + name)

    def append(self, entries: Sequence[bytes]) -> range:
        """Add entries durably and return their indexes; all of them or, where OSError is raised, perhaps none.

        After an OSError the log has to be opened anew. ValueError for entries that are empty or too long.
        """
        self._check_open()
        if any(not 0 < len(entry) <= LARGEST_ENTRY for entry in entries):
            raise ValueError(f"an entry has 1 to {LARGEST_ENTRY} bytes")
        first = self.size
        if entries:
            framed = journal.frame(first, entries)
            with self._breaking():
                self._files.append(self._journal, framed)
            self._pending.extend(entries)
        return range(first, self.size)

    def publish(self, witnesses: Sequence[Cosigner] = ()) -> Published:
        """Show everything that was appended, under a newly signed checkpoint; also where nothing was."""
        self._check_open()
        with self._breaking():
            before = self._edge.size
            if self._pending:
                write_many(self._files, {_PUBLIC + name: data for name, data in self._edge.grow(self._pending)})
                self._pending = []
            head = Checkpoint(self.origin, self._edge.size, self._edge.root())
            note = Note(head.text, (sign(head.text, self.origin, self._private),))
            replace(self._files, _HEAD, note.written.encode(), PRIVATE)
            note, missing = self._cosigned(note, head, witnesses)
            replace(self._files, _PUBLIC + CHECKPOINT, note.written.encode())
            self._begin_journal()
            self._sweep(before)
        return Published(note, head, missing)

    def tree(self, size: int | None = None, most: int = 1024) -> TileTree:
        """Return the tree of `size` entries (the newest that is shown) to read hashes and proofs from."""
        return TileTree(self.read, self.shown if size is None else size, most)

    def proof(self, index: int, published: Published, tree: TileTree | None = None) -> str:
        """Return the proof that an entry stands in a published checkpoint, as text (tlog-proof)."""
        made = tree or self.tree(published.checkpoint.size)
        return proofs.write(index, made.inclusion(index), published.note.written)

    def entries(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield index and bytes of each acknowledged entry from `start` on."""
        for index in range(start // WIDTH, (self.shown + WIDTH - 1) // WIDTH):
            held = read_bundle(self.read, index, min(WIDTH, self.shown - index * WIDTH))
            for number, entry in enumerate(held, index * WIDTH):
                if number >= start:
                    yield number, entry
        for number, entry in enumerate(self._pending, self.shown):
            if number >= start:
                yield number, entry

    @property
    def _journal(self) -> str:
        return f"{_JOURNALS}/{self._edge.size:020d}"

    def _check_open(self) -> None:
        if self._broken:
            raise LogError("writing the log failed before", "Open it anew: it then finds out what is on the disk.")

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """Whatever goes wrong while writing, nothing is written after it: what is on the disk is not known."""
        self._broken = True
        yield
        self._broken = False

    def _cosigned(self, note: Note, head: Checkpoint, witnesses: Sequence[Cosigner]) -> tuple[Note, tuple[str, ...]]:
        lines, missing = list(note.signatures), []
        tree = self.tree(head.size)
        for witness in witnesses:
            try:
                found = list(witness.cosign(note, tree.consistency))
                good = signers(Note(head.text, tuple(found)), witness.keys)
                lines += [each for each in found if (each.name, each.id) in {(key.name, key.id) for key in good}]
                if not good:
                    missing.append(f"{witness.keys[0].name}: no cosignature came")
            except (SafeInfoError, ValueError, OSError, RuntimeError) as error:  # it is not the log that failed
                missing.append(f"{witness.keys[0].name}: {error}")
        return Note(head.text, tuple(lines)), tuple(missing)

    def _begin_journal(self) -> None:
        names = self._files.names(_JOURNALS)
        current = self._journal.rpartition("/")[2]
        if current not in names:
            self._files.create(self._journal, b"", PRIVATE)
            self._files.settle(_JOURNALS)
        for name in names:
            if name < current:
                self._files.remove(f"{_JOURNALS}/{name}")

    def _sweep(self, before: int) -> None:
        """Remove the partial tiles whose full ones are there now; a crash leaves some, which harms nobody."""
        for level, index, width in needed(self._edge.size, before):
            if width == WIDTH:
                name = path(level, index)
                folder = f"{_PUBLIC}{name}.p"
                for partial in self._files.names(folder):
                    self._files.remove(f"{folder}/{partial}")

    def _load_edge(self) -> Edge:
        data = self._files.read(_HEAD)
        shown = self._checked(_PUBLIC + CHECKPOINT)
        if data is None:
            if shown is not None:
                raise LogError("the log has shown a checkpoint that its private part does not know", _STOP)
            return Edge()
        head = self._checked(_HEAD)
        if head is None or (shown is not None and shown.size > head.size):
            raise LogError("the log has shown more than its private part knows", _STOP)
        if shown is not None and shown.size == head.size and shown.root != head.root:
            raise LogError("the log has shown another tree than its private part knows", _STOP)
        try:
            edge = Edge.load(self.read, head.size)
        except MalformedError as error:
            raise LogError(f"the log's tiles are damaged: {error}", _STOP) from None
        if edge.root() != head.root:
            raise LogError("the log's tiles do not add up to its checkpoint", _STOP)
        return edge

    def _checked(self, name: str) -> Checkpoint | None:
        data = self._files.read(name)
        if data is None:
            return None
        try:
            note = parse_note(data)
            head = parse_checkpoint(note)
            signed = signers(note, self._keys)
        except MalformedError as error:
            raise LogError(f"{name} is damaged: {error}", _STOP) from None
        if head.origin != self.origin or not signed:
            raise LogError(
                f"{name} is not signed by this log's key",
                "Give the key that the log was begun with, or was rotated to.",
            )
        return head

    def _recover_journal(self) -> None:
        names = self._files.names(_JOURNALS)
        for name in names:
            where = f"{_JOURNALS}/{name}"
            data = self._files.read(where) or b""
            batches, whole = journal.read(data)
            if whole < len(data) and name != names[-1]:
                raise LogError(f"{where} is damaged", _STOP)
            for batch in batches:
                self._take(batch, where)
            if whole < len(data) or self._pending:
                self._files.cut(where, whole)  # flushes too: a batch that was whole and not flushed counts from now on
        if self._journal.rpartition("/")[2] not in names:
            self._files.create(self._journal, b"", PRIVATE)
            self._files.settle(_JOURNALS)

    def _take(self, batch: journal.Batch, where: str) -> None:
        if batch.end <= self._edge.size:
            return  # shown already: the crash came before the journal was changed
        if batch.first != self.size:
            raise LogError(f"{where} does not continue at entry {self.size}", _STOP)
        self._pending.extend(batch.entries)


@contextmanager
def opened(folder: Path, origin: str, private: Ed25519PrivateKey, retired: Sequence[NoteKey] = ()) -> Iterator[Log]:
    """Open the log in a folder for writing; BusyError while another process writes it."""
    with locked(folder / "private" / "lock"):
        yield Log(Disk(folder), origin, private, retired)
