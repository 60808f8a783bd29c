"""Planted values, looked for in everything that was sent, in every usual encoding, hash and wrapping.

The values are encoded once (`digests`, `writings`); what was sent is decoded recursively (`codes`, `wrappers`) and
each layer is scanned. Depth and decoded volume are bounded: what a compressed bomb hides past the bound is not
looked at, and `Examined.complete` says so.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from safeinfo.derive.leaks.bodies import compressed_layers, lz16_layers, lz_layers
from safeinfo.derive.leaks.codes import CODES
from safeinfo.derive.leaks.digests import index
from safeinfo.derive.leaks.glance import Glance
from safeinfo.derive.leaks.layers import Layer
from safeinfo.derive.leaks.many import base64_heads, bodies, from_base64, from_hex, hex_words, standard
from safeinfo.derive.leaks.narrow import SMALL, parts_of
from safeinfo.derive.leaks.partial import Beginnings
from safeinfo.derive.leaks.runs import REVERSED_LIMIT, words
from safeinfo.derive.leaks.scan import Scanner
from safeinfo.derive.leaks.sieve import DEPTH, LAYERS, Sieve
from safeinfo.derive.leaks.wrappers import (
    REVERSED_DEPTH,
    base64_layers,
    character_list_layer,
    folded_layer,
    gapped_layer,
    hex_layers,
    is_followed_backwards,
    reversed_layer,
)
from safeinfo.derive.leaks.writings import planted
from safeinfo.model.readings import LeakRead

BUDGET = 16 * 1024 * 1024  # bytes decoded in one search, all layers together
_PROBED = 4096  # bytes unpacked to see whether a word is worth it
_ROUNDS = 6
_REMEMBERED = 1024  # texts whose result is kept: a body is searched, then masked


@dataclass(frozen=True, slots=True)
class Examined:
    """What a search found, and whether it got through everything within its bounds.

    `begun` are beginnings of values: to be masked, but no leaks.
    """

    leaks: tuple[LeakRead, ...]
    complete: bool
    begun: tuple[LeakRead, ...] = ()


@dataclass(slots=True)
class _Budget:
    left: int
    layers: int = LAYERS
    complete: bool = True

    def spend(self, size: int) -> bool:
        self.left -= size
        self.layers -= 1
        self.complete = self.complete and self.left > 0 and self.layers > 0
        return self.left > 0 and self.layers > 0


class Needles:
    """The planted values in all their forms."""

    def __init__(self, scanner: Scanner, names: tuple[str, ...], beginnings: Beginnings) -> None:
        self._scanner = scanner
        self._beginnings = beginnings
        self._glance = Glance(scanner)
        self._sieve = Sieve(self._glance)
        self._known: dict[tuple[bytes, int], Examined] = {}
        self.names = names

    @classmethod
    def build(cls, values: Mapping[str, str]) -> "Needles":
        """Prepare the search for `values` (name such as email, tel, cc-number to the value as typed)."""
        forms = [form for name, value in sorted(values.items()) if (form := planted(name, value))]
        return cls(Scanner(forms, index(forms)), tuple(form.name for form in forms), Beginnings(values))

    def search(self, data: bytes, budget: int = BUDGET) -> tuple[LeakRead, ...]:
        """Where the values stand in `data` (what was sent, raw); `budget` bounds the bytes decoded on the way."""
        return self.examine(data, budget).leaks

    def examine(self, data: bytes, budget: int = BUDGET) -> Examined:
        """The same, with whether the search was complete."""
        key = hashlib.blake2b(data, digest_size=16).digest(), budget
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._examined(data, budget)
        return known

    def _examined(self, data: bytes, budget: int) -> Examined:
        if len(data) <= SMALL:  # what leaks is mostly small: no sieve stands before it
            return self._searched(data, budget)
        begun = list(self._begun(Layer(data)))
        if not self._sieve.may_hold(data, budget):
            return Examined((), complete=True, begun=tuple(begun))
        found: list[LeakRead] = []
        complete = True
        for start, end in parts_of(data, lambda part: self._sieve.may_hold(part, budget)):
            part = self._searched(data[start:end], budget)
            complete = complete and part.complete
            for leak in part.leaks:
                _merge(found, _moved(leak, start))
            begun += [_moved(leak, start) for leak in part.begun if leak.path]
        return Examined(_sorted(found), complete, tuple(dict.fromkeys(begun)))

    def _searched(self, data: bytes, budget: int) -> Examined:
        """The full search of one text."""
        left = _Budget(budget)
        found: list[LeakRead] = []
        begun: list[LeakRead] = []
        for layer in self._layers(Layer(data), left):
            for hit in self._scanner.scan(layer.data):
                start, end = layer.origin(hit.start, hit.end)
                leak = LeakRead(name=hit.name, chain=hit.chain, start=start, end=end, path=layer.path, weak=hit.weak)
                _merge(found, leak)
            begun += self._begun(layer)
        return Examined(_sorted(found), left.complete, tuple(begun))

    def _begun(self, layer: Layer) -> Iterator[LeakRead]:
        for name, first, last in self._beginnings.find(layer.data):
            start, end = layer.origin(first, last)
            yield LeakRead(name=name, chain=("part",), start=start, end=end, path=layer.path)

    def mask(self, data: bytes) -> bytes:
        """`data` with each value replaced by a token ⟦name⟧ or ⟦name:chain⟧; `search` finds only weak leaks after.

        The beginning of a value is replaced by ⟦name:part⟧. A value inside a compressed body takes the whole body
        with it.
        """
        for _ in range(_ROUNDS):
            found = self.examine(data)
            leaks = [leak for leak in (*found.leaks, *found.begun) if not leak.weak]
            if not leaks:
                return data
            data = _replace(data, sorted(leaks, key=lambda leak: (leak.start, -leak.end)))
        left = [leak for leak in self.search(data) if not leak.weak]
        return data if not left else "⟦masked⟧".encode()

    def _layers(self, top: Layer, budget: _Budget) -> Iterator[Layer]:
        """The outermost text and everything decoded from it, breadth first."""
        queue = [top]
        while queue:
            layer = queue.pop(0)
            yield layer
            if len(layer.path) >= DEPTH:
                continue
            for child in self._children(layer, budget):
                if not budget.spend(len(child.data)):
                    return
                queue.append(child)

    def _children(self, layer: Layer, budget: _Budget) -> Iterator[Layer]:
        for code in CODES:
            child = code.open(layer, budget.left)
            if child is not None and child.data != layer.data:
                yield child
        listed = character_list_layer(layer, budget.left)
        if listed is not None:
            yield listed
        suspects = self._scanner.suspects
        yield from base64_layers(layer, suspects, budget.left)
        for child in (folded_layer(layer), gapped_layer(layer)):
            if child is not None:
                yield child
        yield from hex_layers(layer, suspects, budget.left)
        yield from compressed_layers(layer, budget.left)
        yield from lz_layers(layer, budget.left)
        yield from lz16_layers(layer, budget.left)
        if "reversed" not in layer.path and self._worth_reversing(layer):
            yield reversed_layer(layer)

    def _worth_reversing(self, layer: Layer) -> bool:
        if len(layer.path) > REVERSED_DEPTH or len(layer.data) > REVERSED_LIMIT:
            return False
        if is_followed_backwards(layer) or self._scanner.suspects(layer.data[::-1]):
            return True
        return len(layer.data) <= SMALL and self._is_coded_backwards(layer.data)

    def _is_coded_backwards(self, data: bytes) -> bool:
        """Whether a word read backwards is base64 or hex of something worth a look."""
        joined = b"\n".join(words(data[::-1]))
        found = standard(joined)
        decoded = b"\n".join(map(from_base64, found))
        digits = b"\n".join(map(from_hex, hex_words(joined)))
        if self._glance.shows(decoded, turned=False) or self._glance.shows(digits, turned=False):
            return True
        heads = base64_heads(found)
        further = (heads.sorted_out()[0], heads.wide(), bodies(decoded, _PROBED))
        return any(True for part in further for _ in part)


def _moved(leak: LeakRead, by: int) -> LeakRead:
    return replace(leak, start=leak.start + by, end=leak.end + by)


def _sorted(leaks: list[LeakRead]) -> tuple[LeakRead, ...]:
    return tuple(sorted(leaks, key=lambda leak: (leak.start, leak.end, leak.name)))


def _merge(found: list[LeakRead], leak: LeakRead) -> None:
    """Keep one leak for each place: the longest, and among equals the one found first (the shortest way)."""
    rivals = [each for each in found if each.start < leak.end and leak.start < each.end]
    if any(_covers(each, leak) for each in rivals):
        return
    for each in rivals:
        if leak.start <= each.start and each.end <= leak.end and (each.weak or not leak.weak):
            found.remove(each)
    found.append(leak)


def _covers(each: LeakRead, leak: LeakRead) -> bool:
    if each.weak and not leak.weak:
        return False
    inside = each.start <= leak.start and leak.end <= each.end
    return inside or (each.name == leak.name and len(each.chain) <= len(leak.chain) and not _wider(leak, each))


def _wider(leak: LeakRead, each: LeakRead) -> bool:
    return leak.start <= each.start and each.end <= leak.end


def _replace(data: bytes, leaks: list[LeakRead]) -> bytes:
    parts, at = [], 0
    for leak in leaks:
        if leak.start >= at:
            parts += [data[at : leak.start], token(leak).encode()]
        at = max(at, leak.end)
    return b"".join([*parts, data[at:]])


def token(leak: LeakRead) -> str:
    """What stands in the place of a masked value: ⟦email⟧, ⟦email:sha256⟧, ⟦email:base64⟧ and so on."""
    how = (*leak.chain, *reversed(leak.path))
    return f"⟦{leak.name}:{'+'.join(how)}⟧" if how else f"⟦{leak.name}⟧"
