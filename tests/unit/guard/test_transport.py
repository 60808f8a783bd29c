import asyncio
import datetime as dt
import ssl
import warnings
from contextlib import asynccontextmanager

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from safeinfo.gather import transport
from safeinfo.gather.guard import Guard
from safeinfo.gather.transport import VERSIONS, look, pin, spki_of
from safeinfo.model.observations import TransportSeen
from tests.unit.guard.wire import answering, head_of, response, serve

OLD = ["TLS 1.0", "TLS 1.1"]
HSTS = "max-age=63072000; includeSubDomains"


class Ledger:
    def add(self, kind, **fields):
        return kind(id="transport-1", seen_at=dt.datetime.now(dt.UTC), **fields)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def ca_file(authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return str(tmp_path / "ca.pem")


@pytest.fixture
def guard():
    return Guard(allow_private=True)


def context_for(certificate, lowest="TLS 1.2", highest="TLS 1.3"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = VERSIONS[lowest]
        context.maximum_version = VERSIONS[highest]
    return context


@asynccontextmanager
async def secure(certificate, lowest="TLS 1.2", highest="TLS 1.3", answer=None):
    answer = answer or response(b"hello", Strict_Transport_Security=HSTS)
    async with serve(answering(answer), ssl=context_for(certificate, lowest, highest)) as port:
        yield port


@asynccontextmanager
async def closed_port():
    async with serve(answering(response())) as port:
        pass
    yield port


async def seen_at(port, guard, http_port, ca_file=None, host="localhost") -> TransportSeen:
    async with asyncio.timeout(40):
        return await look(host, port, guard, Ledger(), ca_file, http_port=http_port)


async def test_a_good_host(guard, authority, ca_file):
    certificate = authority.issue_cert("localhost")
    async with secure(certificate) as port:
        to_https = response(b"", "301 Moved", Location=f"https://localhost:{port}/")
        async with serve(answering(to_https)) as http_port:
            seen = await seen_at(port, guard, http_port, ca_file)
    assert seen.reachable
    assert seen.protocols == ("TLS 1.2", "TLS 1.3")
    assert (seen.certificate_valid, seen.certificate_error, seen.error) == (True, "", "")
    assert seen.hsts == HSTS
    assert (seen.http_status, seen.http_redirects_to) == (301, f"https://localhost:{port}/")
    leaf = x509.load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes())
    assert seen.certificate_expires == leaf.not_valid_after_utc
    assert seen.certificate_subject == leaf.subject.rfc4514_string()
    assert seen.certificate_issuer == leaf.issuer.rfc4514_string()


@pytest.mark.parametrize(
    ("lowest", "highest"), [("TLS 1.0", "TLS 1.3"), ("TLS 1.1", "TLS 1.2"), ("TLS 1.3", "TLS 1.3")]
)
async def test_accepted_protocols_are_all_seen(guard, authority, ca_file, lowest, highest):
    names = list(VERSIONS)
    async with secure(authority.issue_cert("localhost"), lowest, highest) as port, closed_port() as http_port:
        seen = await seen_at(port, guard, http_port, ca_file)
    assert seen.protocols == tuple(names[names.index(lowest) : names.index(highest) + 1])
    assert seen.certificate_valid is True
    assert (seen.http_status, seen.http_redirects_to) == (0, "")


async def test_a_host_that_speaks_old_protocols_only_still_shows_its_certificate(guard, authority, ca_file):
    async with secure(authority.issue_cert("localhost"), *OLD) as port, closed_port() as http_port:
        trusted = await seen_at(port, guard, http_port, ca_file)
        unknown = await seen_at(port, guard, http_port)
    assert trusted.protocols == unknown.protocols == ("TLS 1.0", "TLS 1.1")
    assert (trusted.certificate_valid, unknown.certificate_valid) == (True, False)
    assert trusted.certificate_subject


@pytest.mark.parametrize(
    ("fault", "words"),
    [("unknown", "issuer"), ("name", "mismatch"), ("expired", "expired"), ("early", "not yet valid")],
)
async def test_a_bad_certificate_is_described_and_not_trusted(guard, authority, ca_file, fault, words):
    now = dt.datetime.now(dt.UTC)
    days = dt.timedelta(days=1)
    certificate = {
        "unknown": lambda: trustme.CA().issue_cert("localhost"),
        "name": lambda: authority.issue_cert("other.test"),
        "expired": lambda: authority.issue_cert("localhost", not_before=now - 9 * days, not_after=now - days),
        "early": lambda: authority.issue_cert("localhost", not_before=now + days, not_after=now + 9 * days),
    }[fault]()
    async with secure(certificate) as port, closed_port() as http_port:
        seen = await seen_at(port, guard, http_port, ca_file)
        pinned = await spki_of("localhost", port, guard, ca_file)
    assert seen.certificate_valid is False
    assert words in seen.certificate_error
    assert seen.protocols == ("TLS 1.2", "TLS 1.3")
    assert seen.certificate_subject
    assert seen.certificate_expires is not None
    assert seen.hsts == ""
    assert pinned is None


async def test_a_key_is_pinned_only_when_it_verifies(guard, authority, ca_file):
    certificate = authority.issue_cert("localhost")
    async with secure(certificate) as port:
        trusted = await spki_of("localhost", port, guard, ca_file)
        unknown = await spki_of("localhost", port, guard)
        refused = await spki_of("localhost", port, Guard(), ca_file)
    leaf = x509.load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes())
    assert trusted == pin(leaf.public_bytes(Encoding.DER))
    assert len(trusted) == 44
    assert (unknown, refused) == (None, None)


async def test_an_address_is_verified_as_an_address(guard, authority, ca_file):
    async with secure(authority.issue_cert("127.0.0.1")) as port, closed_port() as http_port:
        assert (await seen_at(port, guard, http_port, ca_file, host="127.0.0.1")).certificate_valid is True


async def test_a_host_that_does_not_answer_is_an_observation(guard):
    async with closed_port() as port:
        seen = await seen_at(port, guard, port)
    assert not seen.reachable
    assert seen.error
    assert (seen.protocols, seen.certificate_valid, seen.http_status) == ((), None, 0)


@pytest.mark.parametrize(
    ("host", "reason"), [("10.0.0.1", "private"), ("a b", "bad-host"), ("169.254.169.254", "metadata")]
)
async def test_a_refused_host_is_an_observation(host, reason):
    seen = await look(host, 443, Guard(), Ledger())
    assert not seen.reachable
    assert seen.error.startswith(reason)


async def test_a_port_that_speaks_no_tls(guard):
    async def plain(reader, writer):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serve(plain) as port, closed_port() as http_port:
        seen = await seen_at(port, guard, http_port)
    assert seen.reachable
    assert (seen.protocols, seen.certificate_valid) == ((), None)
    assert "no secure connection" in seen.error


async def test_a_port_that_says_nothing_is_given_up_and_told(guard, monkeypatch):
    monkeypatch.setattr(transport, "PROBE_SECONDS", 0.1)

    async def silent(reader, writer):
        await asyncio.Event().wait()

    async with serve(silent) as port, closed_port() as http_port:
        seen = await seen_at(port, guard, http_port)
    assert seen.protocols == ()
    assert seen.certificate_valid is None
    for name in VERSIONS:
        assert f"{name} could not be tried" in seen.error


async def test_plain_http_that_answers_itself(guard, authority, ca_file):
    async with secure(authority.issue_cert("localhost")) as port, serve(answering(response(b"shop"))) as http_port:
        seen = await seen_at(port, guard, http_port, ca_file)
    assert (seen.http_status, seen.http_redirects_to) == (200, "")


async def test_plain_http_is_followed_until_it_is_secure(guard, authority, ca_file):
    async with secure(authority.issue_cert("localhost")) as port:
        hops = [
            response(b"", "302 Found", Location="/shop"),
            response(b"", "302 Found", Location="https://other.test/"),
        ]

        async def hop(reader, writer):
            await head_of(reader)
            writer.write(hops.pop(0))

        async with serve(hop) as http_port:
            seen = await seen_at(port, guard, http_port, ca_file)
    assert (seen.http_status, seen.http_redirects_to) == (302, "https://other.test/")


async def test_plain_http_that_runs_in_circles_or_leads_astray(guard, monkeypatch):
    monkeypatch.setattr(transport, "PROBE_SECONDS", 0.5)
    for location in ("/", "http://169.254.169.254/", "ftp://localhost/"):
        async with serve(answering(response(b"", "302 Found", Location=location))) as http_port:
            seen = await look("localhost", http_port, guard, Ledger(), http_port=http_port)
        assert seen.http_status == 302
        assert not seen.http_redirects_to.startswith("https:")


def issued(issuer, issuer_key, name, *, is_ca, issuer_url=""):
    """A certificate and its key; `issuer` None signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    if issuer_url:
        access = x509.AccessDescription(
            x509.AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer_url)
        )
        built = built.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return built.sign(issuer_key or key, hashes.SHA256()), key


class Certified:
    """A leaf as `context_for` wants it, without its intermediate."""

    def __init__(self, folder, certificate, key):
        self.path = folder / "leaf.pem"
        self.path.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )

    def configure_cert(self, context):
        context.load_cert_chain(self.path)


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
@pytest.mark.parametrize("known", [True, False])
async def test_a_forgotten_intermediate_is_fetched_as_browsers_do(guard, tmp_path, encoding, known):
    root, root_key = issued(None, None, "Root", is_ca=True)
    middle, middle_key = issued(root, root_key, "Middle", is_ca=True)
    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    ca_file = str(tmp_path / "root.pem") if known else None
    async with serve(answering(response(middle.public_bytes(encoding)))) as issuer_port, closed_port() as http_port:
        url = f"http://localhost:{issuer_port}/middle.crt"
        leaf = Certified(tmp_path, *issued(middle, middle_key, "localhost", is_ca=False, issuer_url=url))
        async with secure(leaf) as port:
            seen = await seen_at(port, guard, http_port, ca_file)
    assert seen.certificate_valid is known
    assert ("incomplete chain" in seen.certificate_error) is known


async def test_a_root_that_a_server_hands_out_itself_is_not_trusted(guard, tmp_path):
    root, root_key = issued(None, None, "Root", is_ca=True)
    async with (
        serve(answering(response(root.public_bytes(Encoding.DER)))) as issuer_port,
        closed_port() as http_port,
    ):
        url = f"http://localhost:{issuer_port}/root.crt"
        leaf = Certified(tmp_path, *issued(root, root_key, "localhost", is_ca=False, issuer_url=url))
        async with secure(leaf) as port:
            seen = await seen_at(port, guard, http_port)
    assert seen.certificate_valid is False
