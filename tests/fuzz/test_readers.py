"""No reader breaks on what strangers write, and none does unbounded work; what once broke one is kept here."""

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS

from safeinfo.derive.mail import body, opened, read_mail
from safeinfo.derive.mail.exits import _MOST_ADDRESSES

HEAD = b"From: a@shop.example\nSubject: 20% off\nContent-Type: text/html\n\n"


@pytest.mark.parametrize("name", TARGETS)
def test_good_input_is_read(name: str) -> None:
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(junk=st.binary(max_size=120), at=st.integers(0, 400), more=st.booleans())
def test_anything_is_survived(name: str, junk: bytes, at: int, more: bool) -> None:
    """Junk alone, and in the middle of good input."""
    seed = SEEDS[name][at % len(SEEDS[name])]
    TARGETS[name](seed[:at] + junk + seed[at + len(junk) * more :])
    TARGETS[name](junk)


BROKE = {
    "parts in parts beyond Python's recursion": (
        "mail",
        b"From: a@b.example\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1200)),
    ),
    "LZ-string's end sign among base64": ("leaks", b'{"id":"aGVsbG8$d29ybGQh","x":"' + b"ab$cd" * 1800 + b'"}'),
    "a subject whose base64 is damaged": ("mail", b"From: a@b.example\nSubject: =?utf-8?B?U2F@ZQ==?=\n\nHi"),
    "no words at all in a large text": ("leaks", b", . " * 2100),
}


@pytest.mark.parametrize("case", BROKE)
def test_what_broke_a_reader_once(case: str) -> None:
    name, data = BROKE[case]
    TARGETS[name](data)


def test_deep_parts_are_unread_with_a_reason() -> None:
    """They cost no comparing of every line with every boundary."""
    data = BROKE["parts in parts beyond Python's recursion"][1]
    assert read_mail(data).unread == "parts nested too deeply"
    assert opened(data) == data
    many = data.replace(b"boundary=b9\n", b"boundary=b9\n" + b"\n" * 200_000)
    assert read_mail(many).unread == "parts nested too deeply"


@pytest.mark.parametrize("tag", [b"<div>", b"<table><tr><td>", b"<b><i>", b"<blockquote>"])
def test_a_million_tags_in_each_other_are_cut(tag: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is counted in elements looked at; what was left out may hold the way out, so the message is unread."""
    looked: list[None] = []
    inherit = body.inherit
    monkeypatch.setattr(body, "inherit", lambda *given: looked.append(None) or inherit(*given))
    assert read_mail(HEAD + tag * (1_000_000 // tag.count(b"<"))).unread == "too long"
    assert len(looked) < 60_000


def test_a_mail_too_long_to_be_read_is_no_mail_without_a_link() -> None:
    link = b'<p>Bye <a href="https://shop.example/u">unsubscribe</a></p>'
    filler = b"<p>" + b"word " * 500_000 + b"</p>"
    assert read_mail(HEAD + filler + link).unread == "too long"
    assert read_mail(HEAD + link + filler).actionable


def test_addresses_in_one_line_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    exits = sys.modules["safeinfo.derive.mail.exits"]  # the package has a function of that name
    judged: list[None] = []
    judge = exits._judge
    monkeypatch.setattr(exits, "_judge", lambda *given: judged.append(None) or judge(*given))
    read_mail(b"From: a@b.example\nContent-Type: text/plain\n\n" + b"leave https://x.example/u " * 50_000)
    assert len(judged) <= 2 * _MOST_ADDRESSES
