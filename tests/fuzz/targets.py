"""What is fed with anything: each reader of what strangers write, and what it promises of any input.

A target takes bytes. It returns, or raises one of the errors that its reader names; anything else is a fault. Used by
test_readers.py (hypothesis, a moment each) and run.py (atheris, as long as wanted: `make fuzz`).
"""

import json
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import h11

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.leaks import Needles, mask_secrets
from safeinfo.derive.links import policy_links
from safeinfo.derive.mail import authenticated, opened, read_mail
from safeinfo.derive.policy import read_policy
from safeinfo.gather import archive, declaration
from safeinfo.gather.guard import Refused
from safeinfo.gather.guard.addresses import check
from safeinfo.gather.guard.hosts import parse_host
from safeinfo.gather.guard.plain import forwarded
from safeinfo.gather.guard.urls import parse_url
from safeinfo.model.errors import EvidenceError, UsageError

URL = "https://shop.example/page"
NEEDLES = Needles.build({"email": "qx7vk2mp9d4rt8@canary.example", "tel": "+12025550143", "name": "Zorblat Quimby"})
_MOST_DECODED = 200_000  # bytes: a bomb is bounded by the caller


def forms(data: bytes) -> None:
    """Fields and forms of a page."""
    read_forms(Document.parse(data.decode("utf-8", "replace"), URL))


def links(data: bytes) -> None:
    """Links of a page."""
    policy_links(Document.parse(data.decode("utf-8", "replace"), URL))


def policy(data: bytes) -> None:
    """A policy in HTML, plain text or Markdown."""
    read_policy(data, URL, ("text/html", "text/plain", "text/markdown")[len(data) % 3])


def policy_pdf(data: bytes) -> None:
    """A policy in PDF."""
    read_policy(b"%PDF-1.7\n" + data, URL, "application/pdf")


def mail(data: bytes) -> None:
    """A message: as it came, opened for masking, and checked for its sender."""
    read_mail(data)
    read_mail(opened(data))
    authenticated(data, lambda name, kind: ["v=DKIM1; p=" + name] if kind == "TXT" else [])


def mail_html(data: bytes) -> None:
    """The HTML of a message, which says in its header where to opt out."""
    head = b"From: a@shop.example\nList-Unsubscribe: <https://shop.example/u>\nContent-Type: text/html\n\n"
    read_mail(head + data)


def leaks(data: bytes) -> None:
    """Search and mask; what was masked shows no value any more, and masking it again changes nothing."""
    NEEDLES.examine(data, _MOST_DECODED)
    masked = NEEDLES.mask(data)
    assert not [leak for leak in NEEDLES.search(masked) if not leak.weak]
    assert NEEDLES.mask(masked) == masked
    mask_secrets(data.decode("utf-8", "replace"))


def evidence(data: bytes) -> None:
    """An evidence file: any bytes, and any index in a good archive."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "e.zip"
        path.write_bytes(data)
        with suppress(EvidenceError):
            archive.read(path)
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("evidence.json", _index(data))
        with suppress(EvidenceError):
            archive.read(path)


def _index(data: bytes) -> bytes:
    """The data where the observations stand."""
    start = {"format": archive.FORMAT, "number": archive.NUMBER, "site": "https://shop.example"}
    return json.dumps(start).encode()[:-1] + b', "observations": [' + data + b"]}"


def declared(data: bytes) -> None:
    """A declaration of a shop."""
    with suppress(UsageError):
        declaration.parse(data.decode("utf-8", "replace"))


def heads(data: bytes) -> None:
    """The head of a request to the guard's proxy, and what is passed on of it."""
    speaker = h11.Connection(h11.SERVER, max_incomplete_event_size=65536)
    with suppress(h11.ProtocolError, Refused):
        speaker.receive_data(data)
        event = speaker.next_event()
        if isinstance(event, h11.Request):
            target = parse_url(event.target.decode("ascii", "replace"))
            h11.Connection(h11.CLIENT).send(forwarded(event, target))


def addresses(data: bytes) -> None:
    """URLs, hosts and addresses; what is let through reads the same again."""
    text = data.decode("utf-8", "replace")
    with suppress(Refused):
        target = parse_url(text)
        assert parse_url(str(target)) == target
    with suppress(Refused):
        parse_host(text)
    with suppress(Refused, ValueError):
        check(ip_address(text))


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (forms, links, policy, policy_pdf, mail, mail_html, leaks, evidence, declared, heads, addresses)
}
