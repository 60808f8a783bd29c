"""Rule out, fast, what holds no planted value: nearly all that a browser sends.

The sieve decodes as `Needles` does, but asks only whether anything shows, never where. So each distinct word is
looked at once, surroundings are not tracked, and words found empty are remembered. Where a
bound is met it says yes, and the full search decides. Two gaps are known: encodings inside a text that is written
backwards, and a text nested deeper than one that was already met with the same last step.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from safeinfo.derive.leaks.bodies import compressed_layers, lz16_layers, lz_layers
from safeinfo.derive.leaks.codes import CODES
from safeinfo.derive.leaks.layers import Layer
from safeinfo.derive.leaks.runs import words
from safeinfo.derive.leaks.scan import Scanner
from safeinfo.derive.leaks.wrappers import (
    base64_layers,
    character_list_layer,
    folded_layer,
    gapped_layer,
    hex_layers,
    is_followed_backwards,
    reversed_layer,
)

DEPTH = 6  # decoders on top of each other
LAYERS = 240  # decoded texts in one search
_FOLLOWED = 12  # characters of a word that is decoded
_CERTAIN = 24  # followed words of one text that no bound of a decoder cuts short
_FEW = 400  # words of a text that is remembered
_REMEMBERED = 50_000  # words known to be empty


@dataclass(slots=True)
class Sieve:
    """Remembers which words hold nothing, and at which depth that was found."""

    scanner: Scanner
    _empty: dict[bytes, int] = field(default_factory=dict)

    def may_hold(self, data: bytes, budget: int) -> bool:
        """Whether `data` may hold a planted value in any form; `budget` bounds the bytes decoded."""
        queue, layers = [Layer(data)], LAYERS
        fresh: list[tuple[bytes, int]] = []
        seen: set[tuple[bytes, str]] = set()
        while queue:
            layer = queue.pop(0)
            if self.scanner.shows(layer.data):
                return True
            kept = self._unknown_words(layer, fresh)
            if self.scanner.shows_digest(kept.data, layer.data):
                return True
            for child in self._children(layer, kept, budget) if len(layer.path) < DEPTH else ():
                budget -= len(child.data)
                layers -= 1
                if budget <= 0 or layers <= 0:
                    return True
                if (child.data, child.path[-1]) not in seen:
                    seen.add((child.data, child.path[-1]))
                    queue.append(child)
        self._remember(fresh)
        return False

    def _unknown_words(self, layer: Layer, fresh: list[tuple[bytes, int]]) -> Layer:
        """The distinct words of a layer that are not known to be empty, a line each."""
        found = words(layer.data)
        depth = len(layer.path)
        if "reversed" not in layer.path:
            empty = self._empty
            found = [word for word in found if empty.get(word, DEPTH) > depth]
            long = [word for word in found if len(word) >= _FOLLOWED]
            if len(found) < _FEW and len(long) + sum(word.count(b"/") for word in long) <= _CERTAIN:
                fresh += [(word, depth) for word in found]
        return Layer(b"\n".join(found), layer.path, layer.parent, layer.pieces)

    def _remember(self, fresh: list[tuple[bytes, int]]) -> None:
        if len(self._empty) + len(fresh) > _REMEMBERED:
            self._empty.clear()
        for word, depth in fresh:
            self._empty[word] = min(depth, self._empty.get(word, DEPTH))

    def _children(self, layer: Layer, kept: Layer, limit: int) -> Iterator[Layer]:
        """What the decoders yield: of single characters from the whole layer, of words from those kept."""
        for code in CODES:
            text = code.decoded(layer.data)
            if text and text != layer.data:
                yield Layer(text, (*layer.path, code.step), layer)
        if kept.data:
            suspects = self.scanner.suspects
            yield from base64_layers(kept, suspects, limit)
            yield from hex_layers(kept, suspects, limit)
            yield from lz_layers(kept, limit)
        for child in (character_list_layer(layer, limit), folded_layer(layer), gapped_layer(layer)):
            if child is not None:
                yield child
        yield from compressed_layers(layer, limit)
        yield from lz16_layers(layer, limit)
        if is_followed_backwards(layer):
            yield reversed_layer(layer)
