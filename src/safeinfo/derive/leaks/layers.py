"""What was sent, decoded step by step, with the way back: each decoded piece knows which bytes it came from.

A `Layer` is a text made of pieces that one decoder produced from places of its parent. Pieces are joined with a
line feed, so that nothing is found across two of them. Decoders never raise and never yield more than they may.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Locate = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Decoded `data` of the parent's bytes [start, end); `locate` maps a range of `data` into the parent."""

    data: bytes
    start: int
    end: int
    locate: Locate | None = None  # None: only as a whole

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The parent's range that holds [start, end) of this piece."""
        if self.locate is None:
            return self.start, self.end
        first, last = self.locate(start, end)
        return self.start + first, min(self.start + last, self.end)


@dataclass(slots=True)
class Layer:
    """Pieces of one decoder in a row. `path` tells the decoders from the outside in."""

    data: bytes
    path: tuple[str, ...] = ()
    parent: "Layer | None" = None
    pieces: tuple[Piece, ...] = ()
    _starts: list[int] = field(default_factory=list)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of the outermost bytes that holds [start, end) of this layer."""
        if self.parent is None:
            return start, end
        if not self._starts:
            self._index()
        at = max(bisect_right(self._starts, start) - 1, 0)
        offset = self._starts[at]
        return self.parent.origin(*self.pieces[at].source(start - offset, end - offset))

    def _index(self) -> None:
        offset = 0
        for piece in self.pieces:
            self._starts.append(offset)
            offset += len(piece.data) + 1


def below(parent: Layer, step: str, pieces: list[Piece]) -> Layer:
    """The layer that `step` yields from `parent`."""
    return Layer(b"\n".join(piece.data for piece in pieces), (*parent.path, step), parent, tuple(pieces))


@dataclass(frozen=True, slots=True)
class CharacterCode:
    """An encoding that writes some characters in another way and leaves the rest: percent, escapes, entities.

    `code` matches one run of encoded characters; `decode` turns it into bytes. Only the surroundings of codes are
    decoded: `reach` bytes on both sides are as much as a value can be long. One of the `hints` must
    be there.
    """

    step: str
    hints: tuple[bytes, ...]
    code: re.Pattern[bytes]
    decode: Callable[[bytes], bytes]
    reach: int = 128
    edges: bytes = b""  # translation table that turns delimiters into blanks and all else into x

    def open(self, layer: Layer, limit: int) -> Layer | None:
        """The layer with the codes decoded; None if there are none."""
        if not any(hint in layer.data for hint in self.hints):
            return None
        pieces, size = [], 0
        for start, end in self._regions(layer.data):
            part = layer.data[start:end]
            pieces.append(Piece(self.code.sub(self._replace, part), start, end, self._way_back(part)))
            size += len(pieces[-1].data)
            if size > limit:
                break
        return below(layer, self.step, pieces) if pieces else None

    def decoded(self, data: bytes) -> bytes | None:
        """What `open` yields, without the way back; None if there are no codes."""
        if self.hints[0][:1] not in data or not any(hint in data for hint in self.hints):
            return None
        parts = [data[start:end] for start, end in self._regions(data)]
        return self.code.sub(self._replace, b"\n".join(parts)) if parts else None

    def _replace(self, found: re.Match[bytes]) -> bytes:
        return self.decode(found[0])

    def _regions(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Codes with their surroundings: `reach` bytes on both sides, or up to the next delimiter."""
        start = end = -1
        edges = data.translate(self.edges) if self.edges else b""
        for found in self.code.finditer(data):
            last = min(found.end() + self.reach, len(data))
            if edges:
                if found.end() <= end:
                    continue  # up to the delimiter it is in already
                stop = edges.find(b" ", found.end(), last)
                last = stop if stop >= 0 else last
            first = max(found.start() - self.reach, 0)
            if edges:
                first = max(first, edges.rfind(b" ", 0, found.start()) + 1)
            if end >= 0 and first > end:
                yield start, end
            start = first if end < 0 or first > end else start
            end = max(end, last)
        if end >= 0:
            yield start, end

    def _way_back(self, part: bytes) -> Locate:
        def locate(start: int, end: int) -> tuple[int, int]:
            return self._outside(part, start, last=False), self._outside(part, end, last=True)

        return locate

    def _outside(self, part: bytes, target: int, *, last: bool) -> int:
        """The place in `part` of character `target` of the decoded text; inside a run, the run's edge."""
        inside = outside = 0
        for found in self.code.finditer(part):
            literal = found.start() - outside
            if target < inside + literal or (last and target == inside + literal):
                return outside + target - inside
            inside, outside = inside + literal, found.start()
            size = len(self.decode(found[0]))
            if target < inside + size or (last and target == inside + size):
                return found.end() if last else found.start()
            inside, outside = inside + size, found.end()
        return outside + target - inside
