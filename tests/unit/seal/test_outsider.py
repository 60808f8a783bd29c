"""A seal checked by somebody who has nothing of ours: `cryptography`, `rfc8785`, the standard library, the pins."""

import base64
import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.unit.seal.cases import cases

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(text: str, length: int) -> bytes:
    number = 0
    for letter in text.removeprefix("z"):
        number = number * 58 + ALPHABET.index(letter)
    return number.to_bytes(length, "big")


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def signed_by(document: dict, pins: dict) -> None:
    proof = document["proof"]
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    assert proof["@context"] == document["@context"]
    assert document["issuer"] == pins["issuer"]
    assert proof["verificationMethod"] in {key["id"] for key in pins["keys"]}
    key = base58(proof["verificationMethod"].partition("#")[2], 34)[2:]
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    bare = {name: value for name, value in document.items() if name != "proof"}
    data = sha(rfc8785.dumps(config)) + sha(rfc8785.dumps(bare))
    Ed25519PublicKey.from_public_bytes(key).verify(base58(proof["proofValue"], 64), data)


def in_time(document: dict, now: str) -> None:
    start, end, at = (
        datetime.fromisoformat(t).astimezone(UTC) for t in (document["validFrom"], document["validUntil"], now)
    )
    assert (start - at).total_seconds() <= 300
    assert at < end
    assert (end - start).days <= 7


def bit(entry: dict, lists: dict, pins: dict, now: str) -> bool:
    document = json.loads(base64.b64decode(lists[entry["statusListCredential"]]))
    signed_by(document, pins)
    in_time(document, now)
    assert document["credentialSubject"]["statusPurpose"] == entry["statusPurpose"]
    text = document["credentialSubject"]["encodedList"].removeprefix("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    index = int(entry["statusListIndex"])
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def note_signed(body: str, lines: list[str], vkey: str, cosigned: bool) -> bool:
    name, _, rest = vkey.partition("+")
    key = base64.b64decode(rest.partition("+")[2])[1:]
    for line in lines:
        _, signer, data = line.split(" ")
        raw = base64.b64decode(data)
        if (signer, raw[:4].hex()) == (name, rest.partition("+")[0]):
            stamp = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n" if cosigned else ""
            Ed25519PublicKey.from_public_bytes(key).verify(raw[12 if cosigned else 4 :], (stamp + body).encode())
            return True
    return False


def path(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """The root, by the recursive definition of RFC 6962, 2.1.1."""
    if size == 1:
        assert not proof
        return leaf
    k = 1 << ((size - 1).bit_length() - 1)
    if index < k:
        return sha(b"\1", path(index, k, leaf, proof[:-1]), proof[-1])
    return sha(b"\1", proof[-1], path(index - k, size - k, leaf, proof[:-1]))


def logged(credential: dict, pins: dict) -> None:
    [evidence] = credential["evidence"]
    claim = {name: value for name, value in credential.items() if name not in {"evidence", "proof"}}
    assert evidence["entry"]["claim"] == sha(rfc8785.dumps(claim)).hex()
    head, _, note = evidence["logProof"].partition("\n\n")
    body, _, signatures = note.rpartition("\n\n")
    origin, size, root = body.split("\n")[:3]
    _, index, *proof = head.split("\n")
    leaf = sha(b"\0", rfc8785.dumps(evidence["entry"]))
    assert path(int(index.split(" ")[1]), int(size), leaf, [base64.b64decode(p) for p in proof]) == base64.b64decode(
        root
    )
    assert origin == pins["log"]["origin"]
    lines = signatures.strip().split("\n")
    assert any(note_signed(body + "\n", lines, key, False) for key in pins["log"]["keys"])
    assert (
        sum(note_signed(body + "\n", lines, key, True) for key in pins["witnesses"]["keys"])
        >= pins["witnesses"]["quorum"]
    )


def is_seal(case: dict) -> bool:
    credential, pins = json.loads(base64.b64decode(case["staple"])), case["trust"]
    signed_by(credential, pins)
    in_time(credential, case["now"])
    assert case["origin"] in credential["credentialSubject"]["origins"]
    logged(credential, pins)
    return not any(bit(entry, case["lists"], pins, case["now"]) for entry in credential["credentialStatus"])


PLAIN = {
    "a good seal", "expired", "not yet valid", "another shop's seal", "a key that is not pinned", "not included",
    "revocation: revoked", "suspension: suspended", "a tampered evidence digest", "an unknown cryptosuite",
    "no witness", "a bent path", "a checkpoint that another key signed", "another log's checkpoint",
    "a key in its overlap",
    "revocation: a list that another key signed", "revocation: a list of the other purpose", "on the last second",
    "another issuer", "a proof with another context", "an entry for another claim", "signed with the new key",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_an_outsider_agrees(name: str) -> None:
    case = next(case for case in cases() if case.name == name)
    try:
        found = is_seal(case.as_json())
    except (AssertionError, InvalidSignature, KeyError, ValueError):
        found = False
    assert found is (not case.wrong)
