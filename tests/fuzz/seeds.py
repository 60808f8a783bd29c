"""What fuzzing starts from: a few good inputs of each reader, our own."""

from tests.fuzz.targets import URL
from tests.unit.leaks.encoders import ENCODINGS, HASHES, VALUES

_FORM = b"<form action=/join><label for=e>E-mail*</label><input id=e name=email required><input type=tel name=p></form>"
_LINK = b'<footer><a href="/privacy">Privacy policy</a> <a href="/terms" title="Terms">Terms</a></footer>'
_POLICY = b"<h1>Privacy policy</h1><p>We do not sell your data. We collect your e-mail address.</p>"
_PDF = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj trailer<</Root 1 0 R>>"
_MAIL = (
    b"Return-Path: <b@shop.example>\r\nReceived: from m (m [192.0.2.7]) by x\r\nFrom: S <n@shop.example>\r\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n"
    b"Subject: =?utf-8?B?U2FsZQ==?=\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b'<a style=3D"color:#fff" href=3D"/u">Unsubscribe</a>\r\n--b--\r\n'
)
SEEDS: dict[str, list[bytes]] = {
    "forms": [_FORM],
    "links": [_LINK],
    "policy": [_POLICY],
    "policy_pdf": [_PDF],
    "mail": [_MAIL],
    "mail_html": [b'<table bgcolor=#fff><tr><td style="font-size:1px"><a href="/u">unsubscribe</a></td></tr></table>'],
    "leaks": [step(VALUES["email"].encode()) for step in {**ENCODINGS, **HASHES}.values()],
    "evidence": [b'{"observation":"MailSeen","id":"m","seen_at":"2026-01-01T00:00:00+00:00","source":"a","body":"b"}'],
    "declared": [b'sells_data = false\n[[mailings]]\nname = "Monthly"\n'],
    "heads": [b"GET http://shop.example/a?b HTTP/1.1\r\nHost: shop.example\r\nConnection: keep-alive, x\r\n\r\n"],
    "addresses": [URL.encode(), b"http://[::ffff:127.0.0.1]:80/\\..", b"https://xn--bcher-kva.example./", b"0x7f.1"],
}
