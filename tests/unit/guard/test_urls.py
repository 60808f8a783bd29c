import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.gather.guard.refusal import Refused
from safeinfo.gather.guard.urls import parse_url

BASE = parse_url("https://shop.example/a/b?c#d")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://shop.example", "https://shop.example/"),
        ("HTTPS://Shop.Example:443/A?B#C", "https://shop.example/A?B"),
        ("http://shop.example:443/", "http://shop.example:443/"),
        ("https://shop.example:/", "https://shop.example/"),
        ("https://shop.example:00443/", "https://shop.example/"),
        ("https:\\\\shop.example\\a\\b", "https://shop.example/a/b"),
        ("https:shop.example/a", "https://shop.example/a"),
        (" https://shop.example/\n", "https://shop.example/"),
        ("https://shop.example?q=ü", "https://shop.example/?q=%C3%BC"),
        ("https://shop.example/ü b%20c", "https://shop.example/%C3%BC%20b%20c"),
        ("https://[2606:4700::1]:8443/", "https://[2606:4700::1]:8443/"),
        ("https://0x08080808/", "https://8.8.8.8/"),
    ],
)
def test_absolute_urls(text, url):
    assert str(parse_url(text)) == url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", "https://shop.example/a/b?c"),
        ("x", "https://shop.example/a/x"),
        ("../x?y", "https://shop.example/x?y"),
        ("/x", "https://shop.example/x"),
        ("?x", "https://shop.example/a/b?x"),
        ("\\x", "https://shop.example/x"),
        ("//other.example/x", "https://other.example/x"),
        ("\\\\other.example\\x", "https://other.example/x"),
        ("/\\other.example", "https://other.example/"),
        ("///other.example", "https://other.example/"),
        ("https:x", "https://shop.example/a/x"),
        ("http:x", "http://x/"),
        ("https:/x", "https://shop.example/x"),
        ("https:/\\other.example", "https://other.example/"),
        ("https://other.example/", "https://other.example/"),
        ("http://other.example/", "http://other.example/"),
    ],
)
def test_relative_urls(text, url):
    assert str(parse_url(text, BASE)) == url


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.text(max_size=60) | st.text("htps:/\\@?#[]%.0127ax \t", max_size=40).map("http:".__add__))
def test_any_text_is_a_stable_target_or_refused(text):
    try:
        target = parse_url(text, BASE)
    except Refused:
        return
    assert target.scheme in {"http", "https"}
    assert target.resource.startswith("/")
    assert target.resource.isascii()
    assert not set(target.resource) & set(" \r\n\t#")
    assert parse_url(str(target)) == target
