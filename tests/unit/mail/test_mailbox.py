"""Mail that the user has, in the usual forms."""

import mailbox
from pathlib import Path

import pytest

from safeinfo.gather.mailbox import read_messages
from safeinfo.model.errors import UsageError

ONE = b"From: a@shop.example\nSubject: one\n\nhello\n"
TWO = b"From: a@shop.example\nSubject: two\n\nhello\n"


def test_one_file(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(ONE)
    assert read_messages(tmp_path / "m.eml") == [("m.eml", ONE)]


def test_a_folder_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(TWO)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.eml").write_bytes(ONE)
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    assert [source for source, _ in read_messages(tmp_path)] == ["b.eml", "sub/a.eml"]


def test_an_mbox(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    box.add(ONE)
    box.add(TWO)
    box.close()
    found = read_messages(tmp_path / "box")
    assert [source for source, _ in found] == ["box#1", "box#2"]
    assert b"Subject: two" in found[1][1]


def test_a_maildir(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "dir")
    box.add(ONE)
    assert [raw for _, raw in read_messages(tmp_path / "dir")] == [ONE]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"just some words\nwithout headers\n"])
def test_what_is_no_message_is_refused_with_advice(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.eml").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_messages(tmp_path / "x.eml")
    assert caught.value.advice


def test_a_missing_path_and_an_empty_folder(tmp_path: Path) -> None:
    for place in (tmp_path / "gone", tmp_path):
        with pytest.raises(UsageError):
            read_messages(place)
