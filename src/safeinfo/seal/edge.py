"""The right edge of the tree: all that is needed to grow it and to know its root, a tile's worth a level."""

from collections.abc import Iterator, Sequence

from safeinfo.seal import merkle
from safeinfo.seal.tiles import ENTRIES, HEIGHT, WIDTH, Reader, bundle, path, read_bundle, read_tile

_BYTES = merkle.HASH_BYTES


class Edge:
    """The tree of `size` entries as far as it can still change."""

    def __init__(self) -> None:
        self.size = 0
        self._entries: list[bytes] = []
        self._rows: list[bytes] = []  # by level: the hashes of its partial tile

    @classmethod
    def load(cls, read: Reader, size: int) -> "Edge":
        """Read the edge of a tree from its tiles; MalformedError where one is missing or no good."""
        edge = cls()
        edge.size = size
        if size % WIDTH:
            edge._entries = read_bundle(read, size // WIDTH, size % WIDTH)
        level = 0
        while total := size >> (HEIGHT * level):
            edge._row(level)
            if total % WIDTH:
                edge._rows[level] = read_tile(read, level, total // WIDTH, total % WIDTH)
            level += 1
        return edge

    def root(self) -> bytes:
        """Return the root of the tree."""
        return merkle.range_hash(0, self.size, self._node)

    def grow(self, entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
        """Add entries; yield path and bytes of every tile and bundle that is new or wider than before."""
        start = self.size - len(self._entries)
        held = [*self._entries, *entries]
        for at in range(0, len(held), WIDTH):
            part = held[at : at + WIDTH]
            yield path(ENTRIES, (start + at) // WIDTH, len(part)), bundle(part)
        self._entries = held[len(held) - len(held) % WIDTH :]
        fresh = b"".join(map(merkle.leaf_hash, entries))
        before, self.size = self.size, self.size + len(entries)
        level = 0
        while fresh:
            yield from self._tiles(level, before >> (HEIGHT * level), fresh)
            fresh = self._raised(level, fresh)
            level += 1

    def _tiles(self, level: int, before: int, fresh: bytes) -> Iterator[tuple[str, bytes]]:
        row = self._row(level) + fresh
        first = before // WIDTH
        for number, at in enumerate(range(0, len(row), WIDTH * _BYTES)):
            part = row[at : at + WIDTH * _BYTES]
            yield path(level, first + number, len(part) // _BYTES), part

    def _raised(self, level: int, fresh: bytes) -> bytes:
        """Take new hashes into a level; return the hashes of the tiles that became full."""
        row = self._row(level) + fresh
        full = len(row) - len(row) % (WIDTH * _BYTES)
        self._rows[level] = row[full:]
        return b"".join(_top(row[at : at + WIDTH * _BYTES]) for at in range(0, full, WIDTH * _BYTES))

    def _row(self, level: int) -> bytes:
        while len(self._rows) <= level:
            self._rows.append(b"")
        return self._rows[level]

    def _node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree at the edge: those are all that a root is made of."""
        height, row = level % HEIGHT, self._row(level // HEIGHT)
        base = (self.size >> (level - height)) // WIDTH * WIDTH
        at = ((index << height) - base) * _BYTES
        return _top(row[at : at + (_BYTES << height)])


def _top(row: bytes) -> bytes:
    """Return the hash over a row of hashes, a power of two of them."""
    while len(row) > _BYTES:
        step = 2 * _BYTES
        row = b"".join(
            merkle.node_hash(row[a : a + _BYTES], row[a + _BYTES : a + step]) for a in range(0, len(row), step)
        )
    return row
