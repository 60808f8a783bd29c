"""List-Unsubscribe and one-click, by the clauses of RFC 2369 and RFC 8058."""

import pytest

from safeinfo.derive.mail import read_mail
from safeinfo.derive.mail.header import read_pair

POST = "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("value", "post", "uris", "one_click"),
    [
        ("<https://s.example/u>", POST, ["https://s.example/u"], True),
        ("<https://s.example/u>", None, ["https://s.example/u"], False),
        ("<https://s.example/u>", f" {POST} \r\n ", ["https://s.example/u"], True),
        ("<https://s.example/u>", POST.lower(), ["https://s.example/u"], False),
        ("<https://s.example/u>", "Unsubscribe", ["https://s.example/u"], False),
        ("<http://s.example/u>", POST, ["http://s.example/u"], False),
        ("<mailto:a@s.example>,<https://s.example/u>", POST, ["mailto:a@s.example", "https://s.example/u"], True),
        ("<https://a.example/>, <https://b.example/>", POST, ["https://a.example/", "https://b.example/"], False),
        ("(web form) <https://s.example/u> (or mail)", None, ["https://s.example/u"], False),
        ("<https://s.example/a\r\n b>", None, ["https://s.example/ab"], False),
        ("<https://s.example/?a=1,2>", None, ["https://s.example/?a=1,2"], False),
        ("=?utf-8?q?=3Chttps=3A//s=2Eexample/u=3E?=", None, ["https://s.example/u"], False),
        ("https://s.example/u", POST, [], False),
        ("<s@s.example>", None, [], False),
        ("<https://s.example/u", POST, [], False),
        ("<javascript:void(0)>", None, [], False),
        ("<{{unsubscribe}}>", POST, [], False),
        ("", POST, [], False),
    ],
)
def test_pairs(value: str, post: str | None, uris: list[str], one_click: bool) -> None:
    read = read_pair(value, post)
    assert list(read.uris) == uris
    assert read.one_click is one_click


@pytest.mark.parametrize(
    ("signed", "detail"),
    [
        ("", "not signed"),
        ("DKIM-Signature: v=1; d=s.example; h=From:To; b=x\n", "signature does not cover it"),
        (
            "DKIM-Signature: v=1; d=s.example;\n h=From:List-Unsubscribe:\n List-Unsubscribe-Post; b=x\n",
            "signed",
        ),
    ],
)
def test_the_signature_must_cover_the_pair(signed: str, detail: str) -> None:
    raw = (
        f"{signed}From: a@s.example\nList-Unsubscribe: <https://s.example/u>\nList-Unsubscribe-Post: {POST}\n\nhello\n"
    )
    one_click = [way for way in read_mail(raw.encode()).opt_outs if way.how == "one-click"]
    assert [way.detail for way in one_click] == [detail]
