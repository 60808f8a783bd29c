"""Certificates from an authority made on the spot: good ones, and the broken ones that some switches ask for."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

FLAWS = ("", "expired", "other-name", "self-made")


def authority() -> trustme.CA:
    """Return a new certificate authority; nothing on this machine trusts it unless told to."""
    return trustme.CA(organization_name="Tarn & Thistle sample authority", key_type=trustme.KeyType.ECDSA)


def issue(ca: trustme.CA, hosts: tuple[str, ...], flaw: str = "") -> trustme.LeafCert:
    """Return a certificate for `hosts`; with a flaw it is one that no browser accepts."""
    if flaw == "expired":
        past = datetime.now(UTC) - timedelta(days=2)
        return ca.issue_cert(*hosts, not_before=past - timedelta(days=90), not_after=past)
    if flaw == "other-name":
        return ca.issue_cert("elsewhere.localhost", key_type=trustme.KeyType.ECDSA)
    if flaw == "self-made":
        return authority().issue_cert(*hosts, key_type=trustme.KeyType.ECDSA)
    return ca.issue_cert(*hosts, key_type=trustme.KeyType.ECDSA)


def server_context(cert: trustme.LeafCert, *, old_tls: bool = False) -> ssl.SSLContext:
    """Return a context that serves `cert` over TLS 1.2 and newer; `old_tls` lets TLS 1.0 and 1.1 in as well."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    cert.configure_cert(context)
    if old_tls:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    else:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def write_authority(ca: trustme.CA, folder: Path) -> Path:
    """Write the authority's certificate as PEM and return the file."""
    path = folder / "sample-authority.pem"
    ca.cert_pem.write_to_path(str(path))
    return path
