"""Registrable domains, first and third parties, and what well-known hosts do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.derive.parties import all_roles, known, party_of, registrable

NAMED = {
    "payment",
    "delivery",
    "address-lookup",
    "fraud-prevention",
    "captcha",
    "advertising",
    "analytics",
    "session-recorder",
    "tag-manager",
    "cdn",
    "email-marketing",
    "consent-manager",
    "chat",
    "reviews",
    "social",
    "maps",
    "fonts",
    "data-broker",
    "error-tracking",
    "video",
    "a-b-testing",
    "identity",
    "shop-platform",
    "personalisation",
    "affiliate",
    "search",
    "images",
}


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("shop.example.com", "example.com"),
        ("www.shop.example.co.uk", "example.co.uk"),
        ("EXAMPLE.com.", "example.com"),
        ("example.com:8443", "example.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1:80", "127.0.0.1"),
        ("[::1]:443", "::1"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
        ("a.myshopify.com", "a.myshopify.com"),
        ("www.bücher.example", "xn--bcher-kva.example"),
        ("", ""),
    ],
)
def test_registrable(host: str, domain: str) -> None:
    assert registrable(host) == domain


@pytest.mark.parametrize(
    ("host", "site", "party"),
    [
        ("cdn.shop.example", "www.shop.example", "first"),
        ("cdn.shop.example", "https://www.shop.example/start", "first"),
        ("shop-cdn.example", "shop.example", "third"),
        ("one.myshopify.com", "two.myshopify.com", "third"),
        ("a.github.io", "b.github.io", "third"),
        ("fonts.gstatic.com", "pay.google.com", "first"),
        ("evil-shop.example", "shop.example", "third"),
        ("127.0.0.2", "127.0.0.1", "third"),
    ],
)
def test_party(host: str, site: str, party: str) -> None:
    assert party_of(host, site).party == party


@pytest.mark.parametrize(
    ("host", "organisation", "role"),
    [
        ("js.stripe.com", "Stripe", "payment"),
        ("www.google-analytics.com", "Google", "analytics"),
        ("static.hotjar.com", "Contentsquare", "session-recorder"),
        ("connect.facebook.net", "Meta", "advertising"),
        ("idsync.rlcdn.com", "LiveRamp", "data-broker"),
        ("challenges.cloudflare.com", "Cloudflare", "captcha"),
        ("maps.googleapis.com", "Google", "address-lookup"),
        ("eu-sonar.sociomantic.example", "", ""),
    ],
)
def test_known_hosts(host: str, organisation: str, role: str) -> None:
    read = party_of(host, "shop.example")
    assert read.organisation == organisation
    assert role in (read.roles or ("",))


def test_every_role_is_a_named_one() -> None:
    assert all_roles() <= NAMED


def test_the_longest_listed_domain_decides() -> None:
    assert known("pay.google.com")[1] == ("payment",)
    assert known("mail.google.com")[1] == ()


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gets_an_answer(host: str, site: str) -> None:
    assert party_of(host, site).party in {"first", "third"}
    assert registrable(registrable(host)) == registrable(host)
