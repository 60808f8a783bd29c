"""The log's tree cut into tiles (C2SP tlog-tiles): where each lies, what is in it, and hashes read out of them."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from safeinfo.seal import merkle
from safeinfo.seal.errors import MalformedError

HEIGHT = 8
WIDTH = 256
LARGEST_ENTRY = 0xFFFF  # bytes; its length is written in two
LARGEST_BUNDLE = WIDTH * (LARGEST_ENTRY + 2)
LARGEST_TILE = WIDTH * merkle.HASH_BYTES
_BYTES = merkle.HASH_BYTES
ENTRIES = -1  # the "level" of entry bundles
CHECKPOINT = "checkpoint"
_PATH = re.compile(
    r"tile/(entries|0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)
Reader = Callable[[str], bytes | None]  # the bytes at a path below the log's prefix, None if there are none


def path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the path of a tile, or of an entry bundle for level `ENTRIES`, below the log's prefix."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    name = "entries" if level == ENTRIES else str(level)
    suffix = "" if width == WIDTH else f".p/{width}"
    return f"tile/{name}/{'/'.join(reversed(parts))}{suffix}"


def is_path(text: str) -> bool:
    """Tell whether a text is a path of the log: its checkpoint, or a tile or bundle in its only writing."""
    if text == CHECKPOINT:
        return True
    match = _PATH.fullmatch(text)
    if match is None:
        return False
    index = int(re.sub(r"\D", "", match[2]))
    width = int(match[3]) if match[3] else WIDTH
    return text == path(ENTRIES if match[1] == "entries" else int(match[1]), index, width)


def width_at(level: int, index: int, size: int) -> int:
    """Return how many hashes tile `index` of a level has in a tree of `size`; 0 if there is none."""
    total = size if level == ENTRIES else size >> (HEIGHT * level)
    return max(0, min(WIDTH, total - index * WIDTH))


def needed(size: int, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield (level, index, width) of each tile and bundle of a tree of `size` that a tree of `since` did not have."""
    levels = [ENTRIES, *range((max(size, 1).bit_length() + HEIGHT - 1) // HEIGHT)]
    for level in levels:
        shift = 0 if level == ENTRIES else HEIGHT * level
        total, before = size >> shift, since >> shift
        if total > before:
            for index in range(before // WIDTH, (total + WIDTH - 1) // WIDTH):
                yield level, index, width_at(level, index, size)


def bundle(entries: Sequence[bytes]) -> bytes:
    """Return an entry bundle; ValueError for an entry longer than 65,535 bytes."""
    if any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise ValueError("an entry of the log is longer than 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes, count: int) -> list[bytes]:
    """Return the `count` entries of a bundle; MalformedError (reason `tile`) if it holds fewer, more or half ones."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < count:
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            break
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) != count or at != len(data):
        raise MalformedError("tile", f"an entry bundle does not hold exactly {count} entries: truncated or changed")
    return entries


def read_tile(read: Reader, level: int, index: int, width: int) -> bytes:
    """Return a tile's hashes, from the full one where the partial is gone; MalformedError (tile, tile-missing)."""
    data = read(path(level, index, width))
    if data is not None and len(data) == width * merkle.HASH_BYTES:
        return data
    full = read(path(level, index)) if data is None and width < WIDTH else None
    if full is not None and len(full) == LARGEST_TILE:
        return full[: width * merkle.HASH_BYTES]
    where = path(level, index, width)
    if data is None and full is None:
        raise MalformedError("tile-missing", f"{where} is missing")
    raise MalformedError("tile", f"{where} is truncated or too long")


def read_bundle(read: Reader, index: int, width: int) -> list[bytes]:
    """Return a bundle's entries, from the full one where the partial is gone; MalformedError (tile, tile-missing)."""
    data = read(path(ENTRIES, index, width))
    if data is not None:
        return unbundle(data, width)
    full = read(path(ENTRIES, index)) if width < WIDTH else None
    if full is None:
        raise MalformedError("tile-missing", f"{path(ENTRIES, index, width)} is missing")
    return unbundle(full, WIDTH)[:width]


class TileTree:
    """Hashes of the tree of `size` leaves, read from tiles; at most `most` tiles (16 KiB each) are kept.

    What it returns is as true as what `read` gave: proofs made of it hold only against a root that somebody signed.
    """

    def __init__(self, read: Reader, size: int, most: int = 1024) -> None:
        self.size = size
        self._read = read
        self._most = most
        self._tiles: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()
        self._edges: dict[tuple[int, int], bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree; MalformedError (tile, tile-missing) where a tile is no good."""
        height = level % HEIGHT
        tile, place = divmod(index << height, WIDTH)
        rows = self._rows(level // HEIGHT, tile)
        at = (place >> height) * merkle.HASH_BYTES
        found = rows[height][at : at + merkle.HASH_BYTES]
        if len(found) != merkle.HASH_BYTES:
            raise ValueError(f"no complete subtree {index} of 2**{level} leaves in a tree of {self.size}")
        return found

    def range_hash(self, start: int, end: int) -> bytes:
        """Return MTH(D[start:end]); ranges at the right edge are kept, for every proof ends in the same few."""
        length = end - start
        if length & (length - 1) == 0 and length:
            level = length.bit_length() - 1
            return self.node(level, start >> level)
        known = self._edges.get((start, end))
        if known is None:
            known = self._edges[start, end] = merkle.range_hash(start, end, self.node)
        return known

    def root(self) -> bytes:
        """Return the root of the tree."""
        return self.range_hash(0, self.size)

    def inclusion(self, index: int) -> list[bytes]:
        """Return the inclusion proof of an entry in this tree; ValueError if it has no such entry.

        What `merkle.inclusion_proof` returns, with one look at a tile for its eight levels.
        """
        if not 0 <= index < self.size:
            raise ValueError(f"a tree of {self.size} has no leaf {index}")
        path: list[bytes] = []
        top = (self.size - 1).bit_length()
        for base in range(0, top, HEIGHT):
            tile, place = divmod(index >> base, WIDTH)
            heights = range(min(HEIGHT, top - base))
            if (tile + 1) * WIDTH <= self.size >> base:
                rows, at = self._rows(base // HEIGHT, tile), [((place >> h) ^ 1) * _BYTES for h in heights]
                path += [rows[h][at[h] : at[h] + _BYTES] for h in heights]
            else:
                siblings = [((index >> base + h) ^ 1) << base + h for h in heights]
                ends = [min(start + (1 << base + h), self.size) for h, start in zip(heights, siblings, strict=True)]
                path += [self.range_hash(*each) for each in zip(siblings, ends, strict=True) if each[0] < self.size]
        return path

    def consistency(self, first: int) -> list[bytes]:
        """Return the proof that the tree of `first` entries begins this one."""
        return [self.range_hash(*each) for each in merkle.consistency_ranges(first, self.size)]

    def _rows(self, level: int, index: int) -> list[bytes]:
        """Return a tile with the rows between its hashes and its top, each as hashes in sequence."""
        key = (level, index)
        rows = self._tiles.get(key)
        if rows is None:
            rows = self._tiles[key] = _built(
                read_tile(self._read, level, index, width_at(level, index, self.size) or WIDTH)
            )
            if len(self._tiles) > self._most:
                self._tiles.popitem(last=False)
        else:
            self._tiles.move_to_end(key)
        return rows


def _built(row: bytes) -> list[bytes]:
    rows, width = [row], merkle.HASH_BYTES
    for _ in range(HEIGHT - 1):
        pairs = range(0, len(row) - 2 * width + 1, 2 * width)
        row = b"".join(merkle.node_hash(row[at : at + width], row[at + width : at + 2 * width]) for at in pairs)
        rows.append(row)
    return rows
