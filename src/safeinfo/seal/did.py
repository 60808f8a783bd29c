"""The issuer's DID document (did:web; W3C Controlled Identifiers 1.0), served at `/.well-known/did.json`."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from safeinfo.seal import times
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import is_origin
from safeinfo.seal.trust import IssuerKey

PATH = "/.well-known/did.json"


def did_of(authority: str) -> str:
    """Return the did:web of an authority's origin; a port is written with %3A. MalformedError for anything else."""
    if not is_origin(authority) or not authority.startswith("https://"):
        raise MalformedError("did", f"{authority[:80]!r} is not an exact https origin")
    return "did:web:" + quote(urlsplit(authority).netloc, safe="")


def document(issuer: str, keys: Iterable[IssuerKey]) -> dict[str, Any]:
    """Return the DID document with each key as a Multikey; one that ends says when (`expires`)."""
    methods = [
        {
            "id": key.id,
            "type": "Multikey",
            "controller": issuer,
            "publicKeyMultibase": key.id.partition("#")[2],
            **({"expires": times.written(key.end)} if key.end else {}),
        }
        for key in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
