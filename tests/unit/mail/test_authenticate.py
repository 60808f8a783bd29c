"""DKIM, SPF and DMARC over records that the test hands in; keys are made for the test."""

import base64
from collections.abc import Sequence

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from safeinfo.derive.mail import read_mail

MAIL = (
    b"Return-Path: <bounce@shop.example.com>\r\n"
    b"Received: from mx.shop.example.com (mx.shop.example.com [192.0.2.7])\r\n"
    b" by in.example.net; Tue, 3 Feb 2026 08:00:00 +0000\r\n"
    b"From: Shop <news@shop.example.com>\r\nTo: a@b.example\r\nSubject: New\r\n\r\nhello\r\n"
)


@pytest.fixture(scope="module")
def signed() -> tuple[bytes, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    header = dkim.sign(MAIL, b"s1", b"shop.example.com", pem)
    return header + MAIL, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def records(key: str, spf: str = "v=spf1 ip4:192.0.2.0/24 -all", policy: str = "v=DMARC1; p=reject"):
    known = {
        ("s1._domainkey.shop.example.com", "TXT"): [key],
        ("shop.example.com", "TXT"): [spf],
        ("_dmarc.example.com", "TXT"): [policy],
    }

    def resolver(name: str, kind: str) -> Sequence[str]:
        return known.get((name, kind), [])

    return resolver


def test_without_a_resolver_nothing_is_claimed(signed: tuple[bytes, str]) -> None:
    found = read_mail(signed[0]).authentication
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("not-checked", "not-checked", "not-checked")


def test_a_good_message_passes(signed: tuple[bytes, str]) -> None:
    found = read_mail(signed[0], records(signed[1])).authentication
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("pass", "pass", "pass")
    assert found["dmarc-policy"] == "reject"


def test_a_changed_body_fails(signed: tuple[bytes, str]) -> None:
    found = read_mail(signed[0] + b"more\r\n", records(signed[1], spf="v=spf1 -all")).authentication
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("fail", "fail", "fail")


def test_an_unsigned_message_without_records() -> None:
    found = read_mail(MAIL, lambda _name, _kind: []).authentication
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("none", "none", "none")


def test_trouble_with_the_resolver_is_no_verdict(signed: tuple[bytes, str]) -> None:
    def broken(_name: str, _kind: str) -> Sequence[str]:
        raise OSError("no answer")

    found = read_mail(signed[0], broken).authentication
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("temperror", "temperror", "temperror")
