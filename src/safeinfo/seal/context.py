"""The JSON-LD context of our own terms, for readers that process JSON-LD; our verifiers do not."""

from typing import Any

_XSD = "http://www.w3.org/2001/XMLSchema#"


def context(authority: str) -> dict[str, Any]:
    """Return the document that is served at `<authority>/ns/safe-info/v1`."""
    base = f"{authority}/ns/safe-info#"
    plain = ("SafeInfoSeal", "SealedShop", "SafeInfoLogEntry", "edition", "evidenceDigest", "logProof")
    terms: dict[str, Any] = {name: f"{base}{name}" for name in plain}
    terms |= {
        "origins": {"@id": f"{base}origins", "@container": "@set"},
        "auditedAt": {"@id": f"{base}auditedAt", "@type": f"{_XSD}dateTime"},
        "requirements": {"@id": f"{base}requirements", "@type": "@json"},
        "coverage": {"@id": f"{base}coverage", "@type": "@json"},
        "entry": {"@id": f"{base}entry", "@type": "@json"},
    }
    return {"@context": {"@protected": True, **terms}}
