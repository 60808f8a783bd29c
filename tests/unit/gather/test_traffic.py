"""What a page may send before it is given up, and what of it is kept."""

import base64

import pytest

from safeinfo.gather.browser import traffic
from safeinfo.gather.browser.traffic import Traffic


def sent(number, body=b""):
    request = {"url": f"https://shop.example/{number}", "method": "POST", "headers": {}}
    if body:
        request |= {"hasPostData": True, "postDataEntries": [{"bytes": base64.b64encode(body).decode()}]}
    return {"requestId": str(number), "request": request, "type": "Fetch"}


def frame(text):
    return {"requestId": "socket", "response": {"opcode": 1, "payloadData": text}}


@pytest.fixture
async def book():
    made = Traffic()
    made.begin_visit("visit-1")
    return made


async def test_too_many_requests_of_one_visit_are_a_flood(book, monkeypatch):
    monkeypatch.setattr(traffic, "FLOOD", 3)
    for number in range(3):
        book.begun("s", "page", sent(number))
    assert not book.flooded.is_set()
    book.begun("s", "page", sent(3))
    assert book.flooded.is_set()
    book.begin_visit("visit-2")
    assert not book.flooded.is_set()


async def test_too_many_bytes_are_a_flood_and_what_comes_after_is_told_as_unseen(book, monkeypatch):
    monkeypatch.setattr(traffic, "FLOOD_BYTES", 10)
    first = book.begun("s", "page", sent(1, b"x" * 11))
    second = book.begun("s", "page", sent(2, b"y" * 11))
    assert book.flooded.is_set()
    assert (first.body_unseen, [each.data for each in first.bodies]) == (False, [b"x" * 11])
    assert (second.body_unseen, second.bodies, second.body_size) == (True, [], 11)


async def test_of_a_web_socket_only_so_many_frames_are_kept(book, monkeypatch):
    monkeypatch.setattr(traffic, "MOST_FRAMES", 2)
    book.socket_opened("s", "page", {"requestId": "socket", "url": "wss://shop.example/"})
    for text in ("a", "b", "c"):
        book.socket_sent(frame(text))
    (request,) = book.requests
    assert [each.data for each in request.bodies] == [b"a", b"b"]
    assert (request.body_size, request.body_unseen) == (3, True)


async def test_a_page_moves_while_its_next_document_has_not_come(book):
    request = book.begun("s", "page", sent(1))
    assert not book.moving("s", 30)
    request.top_level = True
    assert book.moving("s", 30)
    assert not book.moving("another", 30)
    assert not book.moving("s", -1)
    request.response = {"status": 200}
    assert not book.moving("s", 30)
