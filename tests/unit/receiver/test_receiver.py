"""The receiver, spoken to by a real SMTP client: what it takes, what it refuses, and that 250 means kept."""

import asyncio
import smtplib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme

from safeinfo.mail import Limits, Receiver, forget, kept, write

KNOWN = "k3vmzq7t2nxa5w4r@canary.example"
LETTER = b"From: news@shop.example\r\nSubject: Autumn\r\n\r\nA line.\r\n.a line with a dot\r\n"


class Boxes:
    """Mailboxes in memory, which may be in trouble."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []
        self.trouble = False

    def takes(self, address: str) -> bool:
        return address.lower() == KNOWN

    def keep(self, address: str, raw: bytes) -> None:
        if self.trouble:
            raise OSError("the disk is full")
        self.kept.append((address, raw))


@asynccontextmanager
async def receiving(boxes: Boxes, **settings: Any) -> AsyncIterator[Receiver]:
    receiver = Receiver(boxes, "127.0.0.1", 0, **settings)
    await receiver.start()
    try:
        yield receiver
    finally:
        await receiver.stop()


async def spoken(receiver: Receiver, say: Callable[[smtplib.SMTP], Any]) -> Any:
    """Let a client say something in a thread of its own."""

    def run() -> Any:
        with smtplib.SMTP(receiver.host, receiver.port, timeout=20) as client:
            return say(client)

    return await asyncio.to_thread(run)


async def test_a_message_is_kept_as_it_came() -> None:
    async with receiving(boxes := Boxes()) as receiver:
        refused = await spoken(receiver, lambda c: c.sendmail("news@shop.example", [KNOWN.upper()], LETTER))
    assert refused == {}
    assert boxes.kept == [(KNOWN.upper(), LETTER)]


async def test_an_unknown_address_is_refused_for_good() -> None:
    async with receiving(boxes := Boxes()) as receiver:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as raised:
            await spoken(receiver, lambda c: c.sendmail("a@shop.example", ["anybody@canary.example"], LETTER))
    assert {code for code, _ in raised.value.recipients.values()} == {550}
    assert boxes.kept == []


async def test_trouble_with_the_disk_asks_for_another_try_and_keeps_nothing() -> None:
    async with receiving(boxes := Boxes()) as receiver:
        boxes.trouble = True
        with pytest.raises(smtplib.SMTPDataError) as raised:
            await spoken(receiver, lambda c: c.sendmail("a@shop.example", [KNOWN], LETTER))
        assert raised.value.smtp_code == 451
        boxes.trouble = False
        await spoken(receiver, lambda c: c.sendmail("a@shop.example", [KNOWN], LETTER))
    assert boxes.kept == [(KNOWN, LETTER)]


async def test_size_recipients_and_rate_are_bounded() -> None:
    limits = Limits(size=2000, recipients=1, to_address=3, from_peer=5)
    now = [0.0]
    async with receiving(Boxes(), limits=limits, clock=lambda: now[0]) as receiver:

        def say(client: smtplib.SMTP) -> list[int]:
            codes = [client.sendmail("a@shop.example", [KNOWN], LETTER) == {} and 250]
            client.ehlo()
            codes.append(client.mail("a@shop.example", ["SIZE=5000"])[0])
            client.rset()
            client.mail("a@shop.example")
            codes += [client.rcpt(KNOWN)[0], client.rcpt(KNOWN)[0], client.data(b"x" * 3000)[0]]
            client.mail("a@shop.example")
            codes.append(client.rcpt(KNOWN)[0])
            client.rset()
            client.mail("a@shop.example")
            codes.append(client.rcpt(KNOWN)[0])
            client.rset()
            client.mail("a@shop.example")
            client.rset()
            return [*codes, client.mail("a@shop.example")[0]]

        assert await spoken(receiver, say) == [250, 552, 250, 452, 552, 250, 450, 450]
        now[0] = 3601.0
        assert await spoken(receiver, lambda c: c.sendmail("a@shop.example", [KNOWN], LETTER)) == {}


async def test_a_connection_too_many_is_turned_away() -> None:
    async with receiving(boxes := Boxes(), limits=Limits(connections=1)) as receiver:

        def say(_first: smtplib.SMTP) -> None:
            with pytest.raises(smtplib.SMTPException):
                smtplib.SMTP(receiver.host, receiver.port, timeout=20)

        await spoken(receiver, say)
    assert boxes.kept == []


async def test_it_encrypts_where_it_has_a_certificate() -> None:
    ca = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    ca.issue_cert("mx.canary.example", "127.0.0.1").configure_cert(server)
    ca.configure_trust(client)

    def say(speaker: smtplib.SMTP) -> None:
        speaker.starttls(context=client)
        speaker.sendmail("a@shop.example", [KNOWN], LETTER)

    async with receiving(boxes := Boxes(), tls=server) as receiver:
        await spoken(receiver, say)
    assert boxes.kept == [(KNOWN, LETTER)]


async def test_a_message_cut_short_is_not_kept() -> None:
    async with receiving(boxes := Boxes()) as receiver:
        reader, writer = await asyncio.open_connection(receiver.host, receiver.port)
        writer.write(f"HELO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{KNOWN}>\r\nDATA\r\nSubject: x\r\n".encode())
        while not (await reader.readline()).startswith(b"354"):
            pass
        writer.close()
        await writer.wait_closed()
        await spoken(receiver, lambda c: c.noop())
    assert boxes.kept == []


def test_a_file_is_written_whole_once_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mail" / "7" / "abc.mail"
    assert write(path, b"first") is True
    assert write(path, b"second") is False
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"first", 0o600)
    assert kept(tmp_path / "mail", ".mail") == [path]
    assert kept(tmp_path / "nowhere", ".mail") == []

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(path.with_name("other.mail"), b"x")
    assert [each.name for each in path.parent.iterdir()] == ["abc.mail"]
    forget(path)
    assert not path.parent.exists()
