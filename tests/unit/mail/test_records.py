"""DKIM, SPF and DMARC from a name server of ours to the finding: checked as a message came, told when judged."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dnslib import QTYPE, RCODE, RR
from dnslib.server import BaseResolver, DNSServer

from safeinfo.derive.computed.messages import MESSAGES, advice
from safeinfo.derive.leaks import Needles
from safeinfo.derive.mail import authenticated
from safeinfo.gather.guard.servers import DnsResolver
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.mail import record_mail
from safeinfo.gather.records import MOST_QUESTIONS, DnsRecords, records_of
from safeinfo.model.evidence import View

DOMAIN = "harbour-books.shop"  # asked of our own server only
TO = "qx7vk2mp9d4rt8@canary.example"
MAIL = (
    f"Return-Path: <b-7@bounce.{DOMAIN}>\r\n"
    "Received: from inner (inner [10.1.2.3]) by store; Tue, 3 Feb 2026 08:00:01 +0000\r\n"
    f"Received: from out.{DOMAIN} (out.{DOMAIN} [192.0.2.7]) by mx; Tue, 3 Feb 2026 08:00:00 +0000\r\n"
    "Authentication-Results: mx.inbox.example; dkim=pass header.d=harbour-books.shop; spf=pass\r\n"
    f"From: Harbour <news@{DOMAIN}>\r\nTo: {TO}\r\nSubject: 20% off this week\r\n"
    'Content-Type: text/html\r\n\r\n<p>Dear {to}, sale!</p><a href="https://harbour-books.shop/u?t=9">Unsubscribe</a>\r\n'
).replace("{to}", TO)


class Zone(BaseResolver):
    """Answers from a zone and counts the questions."""

    def __init__(self, text: str) -> None:
        self.records = list(RR.fromZone(text))
        self.asked: list[str] = []

    def resolve(self, request, handler):
        self.asked.append(str(request.q.qname))
        reply = request.reply()
        named = [record for record in self.records if record.rname == request.q.qname]
        for record in named:
            if QTYPE[record.rtype] in {QTYPE[request.q.qtype], "CNAME"}:
                reply.add_answer(record)
        if not named:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


class Quiet:
    def __getattr__(self, _name):
        return lambda *_: None


@pytest.fixture(scope="module")
def key() -> tuple[bytes, str]:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, base64.b64encode(public).decode()


@pytest.fixture(scope="module")
def signed(key: tuple[bytes, str]) -> bytes:
    return dkim.sign(MAIL.encode(), b"s1", DOMAIN.encode(), key[0]) + MAIL.encode()


@pytest.fixture(scope="module")
def server(key: tuple[bytes, str]) -> Iterator[tuple[Zone, DnsRecords]]:
    halves = f'"v=DKIM1; k=rsa; p={key[1][:200]}" "{key[1][200:]}"'
    zone = Zone(
        f"s1._domainkey.{DOMAIN}. 60 TXT {halves}\n"
        f'bounce.{DOMAIN}. 60 TXT "v=spf1 a:out.{DOMAIN} mx -all"\n'
        f"bounce.{DOMAIN}. 60 MX 10 mail.{DOMAIN}.\n"
        f"out.{DOMAIN}. 60 A 192.0.2.7\n"
        f'_dmarc.{DOMAIN}. 60 TXT "v=DMARC1; p=reject; aspf=s"\n'
    )
    running = DNSServer(zone, port=0, address="127.0.0.1", logger=Quiet())
    running.start_thread()
    yield zone, DnsRecords(["127.0.0.1"], running.server.server_address[1], seconds=2.0)
    running.stop()
    running.server.server_close()


def test_a_signed_message_passes(server: tuple[Zone, DnsRecords], signed: bytes) -> None:
    found = authenticated(signed, server[1])
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("pass", "pass", "pass")
    assert found["said"] == "mx.inbox.example: dkim=pass spf=pass"


def test_strict_alignment_is_kept_to(server: tuple[Zone, DnsRecords]) -> None:
    """SPF speaks for bounce.harbour-books.shop, the sender is harbour-books.shop, and aspf=s asks for the same name."""
    found = authenticated(MAIL.encode(), server[1])
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("none", "pass", "fail")


def test_a_changed_message_fails_and_a_withdrawn_key_is_no_failure(
    server: tuple[Zone, DnsRecords], signed: bytes
) -> None:
    assert authenticated(signed.replace(b"sale", b"hale"), server[1])["dkim"] == "fail"
    gone = authenticated(signed.replace(b"s=s1", b"s=s9"), server[1])
    assert (gone["dkim"], gone["dmarc"]) == ("no-key", "not-checked")


def test_what_a_file_cannot_tell_is_said(server: tuple[Zone, DnsRecords], signed: bytes) -> None:
    without = b"\r\n".join(line for line in signed.split(b"\r\n") if not line.startswith((b"Return-Path", b"Received")))
    found = authenticated(without, server[1])
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("pass", "not-checked", "pass")
    assert "Return-Path" in found["note"]


def test_answers_are_kept_and_special_names_never_asked(server: tuple[Zone, DnsRecords]) -> None:
    zone, records = server
    records(f"out.{DOMAIN}", "A")
    before = len(zone.asked)
    assert list(records(f"OUT.{DOMAIN}.", "A")) == ["192.0.2.7"]
    for name in ("shop.test", "localhost", "x.example.com", "printer.local"):
        with pytest.raises(OSError, match="special"):
            records(name, "TXT")
    assert records("a" * 70 + ".shop", "TXT") == []
    assert len(zone.asked) == before


def test_questions_are_bounded(server: tuple[Zone, DnsRecords]) -> None:
    records = DnsRecords(["127.0.0.1"], 9)
    records.asked = MOST_QUESTIONS
    with pytest.raises(OSError, match="no more"):
        records(f"new.{DOMAIN}", "TXT")


def test_without_dns_two_questions_are_enough() -> None:
    records = DnsRecords(["127.0.0.1"], 9, seconds=0.1)  # discard: nobody answers
    for number in range(5):
        with pytest.raises(OSError):
            records(f"n{number}.{DOMAIN}", "TXT")
    assert records.asked == 2


def test_records_fit_the_resolver() -> None:
    async def own(_name: str):
        return ()

    assert isinstance(records_of(None), DnsRecords)
    assert isinstance(records_of(DnsResolver(["127.0.0.1"], 5353)), DnsRecords)
    with pytest.raises(OSError, match="no DNS"):
        records_of(own)("shop.dev", "TXT")


async def test_from_the_file_to_the_finding(server: tuple[Zone, DnsRecords], signed: bytes, tmp_path: Path) -> None:
    """The recorded message is masked, so its signature is broken; what was told before is what counts."""
    (tmp_path / "m.eml").write_bytes(signed)
    ledger = Ledger(lambda: datetime(2026, 2, 4, tzinfo=UTC), Needles.build({"email": TO}))
    await record_mail(ledger, [tmp_path / "m.eml"], lambda *_: None, server[1])
    ((seen, read),) = View(ledger.evidence("https://harbour-books.shop"), frozenset(MESSAGES.needs)).once(MESSAGES)
    assert TO.encode() not in ledger.read(seen.body)
    told = dict(advice(read))
    assert "DKIM pass, SPF pass and DMARC pass" in told["authenticated"]


async def test_no_dns_is_no_blame(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(signed)
    ledger = Ledger(lambda: datetime(2026, 2, 4, tzinfo=UTC))

    def nobody(_name: str, _kind: str) -> list[str]:
        raise OSError("no DNS")

    await record_mail(ledger, [tmp_path], lambda *_: None, nobody)
    ((_, read),) = View(ledger.evidence("https://harbour-books.shop"), frozenset(MESSAGES.needs)).once(MESSAGES)
    assert "authentication-unknown" in dict(advice(read))
