"""Auditing a copy of the log: everything is read and hashed anew, and nothing is believed but the pinned keys."""

from collections.abc import Callable
from dataclasses import dataclass

from safeinfo.seal import entries, merkle
from safeinfo.seal.edge import Edge
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.notes import Checkpoint, Note, NoteKey, parse_checkpoint, parse_note, signers
from safeinfo.seal.tiles import CHECKPOINT, WIDTH, Reader, TileTree, path, read_bundle, read_tile


@dataclass(frozen=True, slots=True)
class Audited:
    """What was found: checkpoint, number of entries by kind, cosigners, and what is wrong (empty: nothing)."""

    checkpoint: Checkpoint | None
    kinds: dict[str, int]
    cosigners: tuple[str, ...]
    wrong: tuple[str, ...]


def audit(
    read: Reader,
    origin: str,
    keys: tuple[NoteKey, ...],
    *,
    witnesses: tuple[NoteKey, ...] = (),
    earlier: Note | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Audited:
    """Read a whole log through `read` and check it: signature, every entry, every tile, the root.

    `earlier` is a checkpoint seen before: the log has to begin with it. Trouble is in the answer, never raised.
    """
    found = _Found()
    try:
        note, head = signed_checkpoint(read(CHECKPOINT), origin, keys)
        found.checkpoint = head
        found.cosigners = sorted({key.name for key in signers(note, witnesses)})
        _check_entries(read, head, found, progress)
        if earlier is not None:
            _check_earlier(read, head, parse_checkpoint(earlier))
    except MalformedError as error:
        found.wrong.append(f"{error.reason}: {error}")
    return Audited(found.checkpoint, found.kinds, tuple(found.cosigners), tuple(found.wrong))


def signed_checkpoint(data: bytes | None, origin: str, keys: tuple[NoteKey, ...]) -> tuple[Note, Checkpoint]:
    """Return a checkpoint that a pinned key of the log signed; MalformedError otherwise."""
    if data is None:
        raise MalformedError("checkpoint", "there is no checkpoint")
    note = parse_note(data)
    head = parse_checkpoint(note)
    if head.origin != origin:
        raise MalformedError("wrong-log", f"the checkpoint is of {head.origin[:80]}, not of {origin}")
    if not signers(note, keys):
        raise MalformedError("log-signature", "no pinned key of the log signed the checkpoint")
    return note, head


class _Found:
    def __init__(self) -> None:
        self.checkpoint: Checkpoint | None = None
        self.kinds: dict[str, int] = {}
        self.cosigners: list[str] = []
        self.wrong: list[str] = []


def _check_entries(read: Reader, head: Checkpoint, found: _Found, progress: Callable[[int, int], None] | None) -> None:
    """Grow a tree of our own from the entries, and compare each tile and the root."""
    edge = Edge()
    for index in range((head.size + WIDTH - 1) // WIDTH):
        held = read_bundle(read, index, min(WIDTH, head.size - index * WIDTH))
        for number, entry in enumerate(held, index * WIDTH):
            _count(entry, number, found)
        for name, data in edge.grow(held):
            _compare(read, name, data, found)
        if progress is not None:
            progress(edge.size, head.size)
    if edge.root() != head.root:
        found.wrong.append("root: the entries do not add up to the root that the log signed")
    elif head.size and TileTree(read, head.size).root() != head.root:
        found.wrong.append("tile: the partial tiles do not add up to the root that the log signed")


def _count(entry: bytes, index: int, found: _Found) -> None:
    try:
        kind = entries.read(entry)["type"]
    except MalformedError as error:
        found.wrong.append(f"entry: entry {index} is none of the kinds that the log may hold: {error}")
        return
    found.kinds[kind] = found.kinds.get(kind, 0) + 1


def _compare(read: Reader, name: str, data: bytes, found: _Found) -> None:
    """Compare a tile with what the entries make of it; bundles were read to make it."""
    level, _, rest = name.removeprefix("tile/").partition("/")
    if level == "entries" or ".p/" in rest:
        return  # a partial tile on the way is no longer there; those of the newest tree are compared below
    index = int(rest.replace("/", "").replace("x", ""))
    try:
        same = read_tile(read, int(level), index, WIDTH) == data
    except MalformedError as error:
        found.wrong.append(f"{error.reason}: {error}")
        return
    if not same:
        found.wrong.append(f"tile: {path(int(level), index)} does not hold the hashes of its entries")


def _check_earlier(read: Reader, head: Checkpoint, earlier: Checkpoint) -> None:
    if earlier.origin != head.origin:
        raise MalformedError("wrong-log", "the earlier checkpoint is of another log")
    if head.size < earlier.size:
        raise MalformedError("rolled-back", f"the log shows {head.size} entries and had {earlier.size}")
    if earlier.size == 0:
        return
    try:
        proof = TileTree(read, head.size).consistency(earlier.size)
        merkle.check_consistency(earlier.size, head.size, (earlier.root, head.root), proof)
    except MalformedError as error:
        if error.reason != "consistency":
            raise
        raise MalformedError("forked", "the log does not begin with the checkpoint that was seen before") from None
