"""The Merkle tree of RFC 6962, 2.1 (SHA-256): hashes, proofs and how they are checked.

A tree is read through `Node`: the hash of the complete subtree number `index` of 2**level leaves. Where it comes from
(tiles, memory) is the caller's business.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from functools import reduce

from safeinfo.seal.errors import MalformedError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
Node = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf that holds `entry`."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (level, index) of the complete subtrees that make up leaves `start` to `end`, left to right.

    `start` is a multiple of the largest power of two below the length, as everywhere in RFC 6962.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def range_hash(start: int, end: int, node: Node) -> bytes:
    """Return MTH(D[start:end]) of a range that RFC 6962 hashes as one; the root for 0 and the size."""
    if start == end:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed([node(*each) for each in subtrees(start, end)]))


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Return the ranges of leaves whose hashes are the proof of leaf `index`, from the leaf upwards.

    ValueError if the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    ranges.reverse()
    return ranges


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """Return the ranges whose hashes prove that the tree of `first` leaves begins the one of `second`.

    ValueError unless 0 < first <= second: nothing can be proved of an empty tree.
    """
    if not 0 < first <= second:
        raise ValueError(f"no proof leads from size {first} to {second}")
    ranges, start, end, whole = [], 0, second, True
    while first != end:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    ranges.reverse()
    return ranges


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """Return PATH(index, D[size]) of RFC 6962, 2.1.1, from the leaf's sibling up to the root's child."""
    return [range_hash(start, end, node) for start, end in inclusion_ranges(index, size)]


def consistency_proof(first: int, second: int, node: Node) -> list[bytes]:
    """Return PROOF(first, D[second]) of RFC 6962, 2.1.2; empty where both are the same."""
    return [range_hash(start, end, node) for start, end in consistency_ranges(first, second)]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """Return the root that a proof leads to (RFC 9162, 2.1.3.2); MalformedError if it is too long or too short."""
    if not 0 <= index < size:
        raise MalformedError("inclusion", f"a tree of {size} has no entry {index}")
    if any(len(each) != HASH_BYTES for each in (leaf, *proof)):
        raise MalformedError("inclusion", "a hash of the proof is not 32 bytes long")
    place, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise MalformedError("inclusion", "the proof is too long")
        if place & 1 or place == last:
            root = node_hash(sibling, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise MalformedError("inclusion", "the proof is too short")
    return root


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise MalformedError (reason `inclusion`) unless `leaf` is entry `index` of the tree of `size` with that root."""
    if not hmac.compare_digest(root_from_inclusion(index, size, leaf, proof), root):
        raise MalformedError("inclusion", "the proof leads to another root than the checkpoint's")


def check_consistency(first: int, second: int, roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> None:
    """Raise MalformedError (reason `consistency`) unless the tree of size `first` begins the tree of size `second`.

    RFC 9162, 2.1.4.2. Of two equal sizes the proof is empty and the roots are equal; size 0 proves nothing and is
    refused.
    """
    if not 0 < first <= second or any(len(each) != HASH_BYTES for each in proof):
        raise MalformedError("consistency", f"nothing leads from size {first} to {second}")
    if first == second:
        if proof or roots[0] != roots[1]:
            raise MalformedError("consistency", f"two different trees of the same size {first}")
        return
    if not proof:
        raise MalformedError("consistency", f"nothing leads from size {first} to {second}")
    path = [roots[0], *proof] if first & (first - 1) == 0 else list(proof)
    if _roots_from(first, second, path) != roots:
        raise MalformedError("consistency", f"the tree of size {second} does not begin with the tree of size {first}")


def _roots_from(first: int, second: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the two roots that a consistency path leads to."""
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            raise MalformedError("consistency", "the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise MalformedError("consistency", "the proof is too short")
    return old, new
