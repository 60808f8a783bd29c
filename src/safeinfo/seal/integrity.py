"""Data Integrity proofs with the cryptosuite eddsa-jcs-2022 (W3C VC Data Integrity 1.0; EdDSA Cryptosuites v1.0, 3.3).

Narrower than the standards where they leave room: exactly one proof, with exactly these members, whose `@context` is
the document's own. A verifier never takes a key from what it verifies.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safeinfo.seal import multibase, times
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.strict import canonical_read

TYPE = "DataIntegrityProof"
SUITE = "eddsa-jcs-2022"
PURPOSE = "assertionMethod"
_MEMBERS = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue", "@context"})


def sign(document: Mapping[str, Any], method: str, private: Ed25519PrivateKey, created: datetime) -> dict[str, Any]:
    """Return the document with its proof; ValueError if it has one already or no `@context`.

    Documents have no fractions in them: whole numbers are the only ones.
    """
    if "proof" in document or "@context" not in document:
        raise ValueError("a document to be signed has a @context and no proof yet")
    config = {
        "type": TYPE,
        "cryptosuite": SUITE,
        "created": times.written(created),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
        "@context": document["@context"],
    }
    value = multibase.to_base58(private.sign(_hash_data(config, document)))
    return {**document, "proof": {**config, "proofValue": value}}


def proof_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document's only proof, its form checked; MalformedError: proof, cryptosuite or context."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise MalformedError("proof", "there is not exactly one proof")
    if proof.get("type") != TYPE or proof.get("cryptosuite") != SUITE:
        raise MalformedError("cryptosuite", f"the proof is not of {SUITE}")
    if set(proof) != _MEMBERS or proof["proofPurpose"] != PURPOSE or not isinstance(proof["verificationMethod"], str):
        raise MalformedError("proof", "the proof has other members than it should, or another purpose")
    if proof["@context"] != document.get("@context"):
        raise MalformedError("context", "the proof's @context is not the document's")
    return proof


def check(document: Mapping[str, Any], public: bytes) -> None:
    """Raise MalformedError (reason `signature`, or of `proof_of`) unless the holder of the key signed the document."""
    proof = proof_of(document)
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    config = {key: value for key, value in proof.items() if key != "proofValue"}
    try:
        value = multibase.from_base58(proof["proofValue"])
        Ed25519PublicKey.from_public_bytes(public).verify(value, _hash_data(config, unsigned))
    except (InvalidSignature, ValueError):
        raise MalformedError(
            "signature", "the signature does not fit: the document was changed, or another signed it"
        ) from None


def _hash_data(config: Mapping[str, Any], document: Mapping[str, Any]) -> bytes:
    return b"".join(hashlib.sha256(canonical_read(part)).digest() for part in (config, document))
