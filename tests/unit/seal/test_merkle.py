"""The tree: against the RFC's own definition, against vectors where they are at hand, and proofs that must not hold."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.seal import merkle
from safeinfo.seal.errors import MalformedError

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "vectors" / "rfc6962-merkle" / "testdata"


def mth(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1 writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def leaves_of(count: int) -> list[bytes]:
    return [f"entry {n}".encode() for n in range(count)]


def nodes(leaves: list[bytes]) -> merkle.Node:
    return lambda level, index: mth(leaves[index << level : (index + 1) << level])


def test_known_roots() -> None:
    assert merkle.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 7, 8, 9, 31, 33])
def test_a_range_hash_is_the_rfcs(size: int) -> None:
    leaves = leaves_of(size)
    assert merkle.range_hash(0, size, nodes(leaves)) == mth(leaves)


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 70), st.data())
def test_every_inclusion_proof_holds_and_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    proof, root = merkle.inclusion_proof(index, size, nodes(leaves)), mth(leaves)
    leaf = merkle.leaf_hash(leaves[index])
    merkle.check_inclusion(index, size, leaf, proof, root)
    wrong = [
        (index, size, merkle.leaf_hash(b"other"), proof, root),
        (index, size, leaf, [*proof, root], root),
        (index, size, leaf, proof, bytes(32)),
        (size, size, leaf, proof, root),
        (-1, size, leaf, proof, root),
    ]
    if proof:
        wrong += [(index, size, leaf, proof[:-1], root), (index, size, leaf, [proof[0][:31], *proof[1:]], root)]
    for case in wrong:
        with pytest.raises(MalformedError) as refused:
            merkle.check_inclusion(*case)
        assert refused.value.reason == "inclusion"


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 70), st.data())
def test_every_consistency_proof_holds_and_no_other(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    leaves = leaves_of(second)
    roots = (mth(leaves[:first]), mth(leaves))
    proof = merkle.consistency_proof(first, second, nodes(leaves))
    merkle.check_consistency(first, second, roots, proof)
    forked = mth([b"forged", *leaves[1:first]])
    wrong = [(first, second, (forked, roots[1]), proof), (first, second, roots, [*proof, roots[1]])]
    if first < second:
        wrong += [(second, first, roots, proof), (0, second, roots, proof), (first, second, roots, proof[:-1])]
    for case in wrong:
        with pytest.raises(MalformedError) as refused:
            merkle.check_consistency(*case)
        assert refused.value.reason == "consistency"


def test_no_proof_of_what_is_not_there() -> None:
    for index, size in [(0, 0), (3, 3), (-1, 2)]:
        with pytest.raises(ValueError, match="has no leaf"):
            merkle.inclusion_ranges(index, size)
    for first, second in [(0, 3), (4, 3)]:
        with pytest.raises(ValueError, match="no proof leads"):
            merkle.consistency_ranges(first, second)


def _vectors(kind: str) -> list[Path]:
    return sorted((VECTORS / kind).rglob("*.json"))


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.skipif(not _vectors("inclusion"), reason="the published vectors are not at hand")
def test_published_inclusion_vectors() -> None:
    for path in _vectors("inclusion"):
        case = json.loads(path.read_text("utf-8"))
        proof = [_bytes(each) for each in case["proof"] or []]
        try:
            merkle.check_inclusion(
                case["leafIdx"], case["treeSize"], _bytes(case["leafHash"]), proof, _bytes(case["root"])
            )
            refused = False
        except MalformedError:
            refused = True
        assert refused is case["wantErr"], path.name


@pytest.mark.skipif(not _vectors("consistency"), reason="the published vectors are not at hand")
def test_published_consistency_vectors() -> None:
    for path in _vectors("consistency"):
        case = json.loads(path.read_text("utf-8"))
        proof = [_bytes(each) for each in case["proof"] or []]
        roots = (_bytes(case["root1"]), _bytes(case["root2"]))
        try:
            merkle.check_consistency(case["size1"], case["size2"], roots, proof)
            refused = False
        except MalformedError:
            refused = True
        assert refused is case["wantErr"], path
