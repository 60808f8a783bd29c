"""Intermediate certificates that a server forgot to send, fetched from where its certificate says (RFC 5280, 4.2.2.1).

Browsers do the same, so that a shop whose customers see no warning is not told that its certificate is invalid.
"""

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID

if TYPE_CHECKING:
    from safeinfo.gather.guard.guard import Guard

MOST = 3
LARGEST = 64 * 1024  # bytes
SECONDS = 10.0
PEM = b"-----BEGIN CERTIFICATE-----"


async def missing_issuers(guard: "Guard", der: bytes) -> list[bytes]:
    """Return the issuers of a certificate, nearest first, as DER; without roots, which nobody can bring along.

    Whatever cannot be fetched or read ends the list.
    """
    found: list[bytes] = []
    try:
        certificate = x509.load_der_x509_certificate(der)
        while len(found) < MOST and (url := _issuer_url(certificate)):
            fetched = await guard.fetch(url, max_bytes=LARGEST, timeout=SECONDS)
            if fetched.failure:
                break
            certificate = _read(fetched.body)
            if certificate.subject == certificate.issuer:
                break
            found.append(certificate.public_bytes(Encoding.DER))
    except ValueError:
        return found
    return found


def _issuer_url(certificate: x509.Certificate) -> str:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return ""
    for described in access:
        place = described.access_location
        if described.access_method == AuthorityInformationAccessOID.CA_ISSUERS and isinstance(
            place, x509.UniformResourceIdentifier
        ):
            return place.value
    return ""


def _read(body: bytes) -> x509.Certificate:
    if body.lstrip().startswith(PEM):
        return x509.load_pem_x509_certificate(body)
    return x509.load_der_x509_certificate(body)
