"""What the receiver takes is kept encrypted before it says 250, found again after a crash, and its pulse is honest."""

import asyncio
import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError

from safeinfo.authority.config import Config, load
from safeinfo.authority.mailtrials import liveness, receiving
from safeinfo.authority.mailtrials.models import Beat, Canary, Letter, MailTrial, folder
from safeinfo.authority.mailtrials.receiving import Boxes
from safeinfo.mail import Receiver
from safeinfo.model.errors import UsageError
from tests.authority.world import World

DOMAIN = "canary.example"
LETTER = b"From: news@shop.example\r\nSubject: Autumn\r\n\r\nA line.\r\n"


@contextmanager
def listening(world: World, boxes: Boxes) -> Iterator[Receiver]:
    """A real receiver in a thread of its own, which the settings name."""
    with in_a_thread(Receiver(boxes, "127.0.0.1", 0)) as receiver:
        world.use(canary_domain=DOMAIN, smtp_listen=f"127.0.0.1:{receiver.port}")
        yield receiver


@contextmanager
def in_a_thread(receiver: Receiver) -> Iterator[Receiver]:
    """A receiver that runs in a thread of its own."""
    ready, loop = threading.Event(), asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(receiver.start())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(receiver.stop())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(20)
    try:
        yield receiver
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)


def canary(local: str = "k3vmzq7t2nxa5w4r") -> Canary:
    return Canary.objects.create(name="a1", role=Canary.Role.CONTROL, local=local)


def test_a_message_is_on_disk_encrypted_and_in_the_database_once(world: World) -> None:
    world.use(canary_domain=DOMAIN)
    one, boxes = canary(), Boxes(DOMAIN)
    for _ in range(2):
        boxes.keep(one.address.upper(), LETTER)
    (letter,) = Letter.objects.all()
    assert (letter.size, letter.received_at) == (len(LETTER), world.now)
    assert b"Autumn" not in letter.path.read_bytes()
    assert receiving.raw_of(letter) == LETTER
    letter.path.write_bytes(letter.path.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match="was changed"):
        receiving.raw_of(letter)


def test_only_addresses_whose_trial_takes_mail_are_known(world: World) -> None:
    world.use(canary_domain=DOMAIN)
    boxes, shop = Boxes(DOMAIN), world.shop(world.merchant())
    trial = MailTrial.objects.create(key="t", shop=shop, state="over", over_at=world.now)
    mine = Canary.objects.create(trial=trial, name="a1", role=Canary.Role.DECOY, local="q2w3e4")
    assert boxes.takes(f"Q2W3E4@{DOMAIN.upper()}")
    assert not boxes.takes("q2w3e4@elsewhere.example")
    assert not boxes.takes(f"q2w3e4+x@{DOMAIN}")
    assert not boxes.takes("q2w3e4")
    world.now += timedelta(days=31)
    assert not boxes.takes(mine.address)


def test_trouble_of_the_database_asks_for_another_try(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.use(canary_domain=DOMAIN)
    one, boxes = canary(), Boxes(DOMAIN)

    def away(**_: object) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(Letter.objects, "get_or_create", away)
        with pytest.raises(OSError, match="the database"):
            boxes.keep(one.address, LETTER)
    assert not Letter.objects.exists()
    assert receiving.adopt() == 1  # a crash between disk and database loses nothing
    assert receiving.adopt() == 0
    letter = Letter.objects.get()
    assert (receiving.raw_of(letter), letter.received_at, letter.size) == (LETTER, world.now, len(LETTER))


def test_what_belongs_to_nobody_is_deleted(world: World) -> None:
    path = folder() / "4711" / "abc.mail"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert receiving.adopt() == 0
    assert not path.exists()


def test_the_receiver_shows_that_it_lives_through_its_own_port(world: World) -> None:
    boxes = Boxes(DOMAIN)
    with listening(world, boxes):
        assert liveness.due(world.now)
        assert liveness.beat().held
        assert not liveness.due(world.now + timedelta(minutes=59))
    assert not Letter.objects.exists()
    world.now += timedelta(hours=1)
    after = liveness.beat()  # nobody listens any more
    assert (after.held, "Refused" in after.said) == (False, True)
    assert [liveness.due(world.now + timedelta(minutes=m)) for m in (4, 5)] == [False, True]


def test_an_answer_250_without_a_message_is_no_life(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = Boxes(DOMAIN)
    monkeypatch.setattr(boxes, "keep", lambda *_: None)
    with listening(world, boxes):
        beat = liveness.beat()
    assert (beat.held, "was not kept" in beat.said) == (False, True)


def test_a_gap_ends_what_was_watched(world: World) -> None:
    def at(hours: float, *, held: bool = True) -> Beat:
        return Beat(at=world.now + timedelta(hours=hours), held=held)

    beats = [at(0), at(1), at(2, held=False), at(4), at(8.5), at(9.5), at(20)]
    spans = [(a - world.now, b - world.now) for a, b in liveness.watched(beats)]
    assert spans == [(timedelta(0), timedelta(hours=4)), (timedelta(hours=8.5), timedelta(hours=9.5))]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"CANARY_DOMAIN": "https://canary.example"}, "is no domain"),
        ({"CANARY_DOMAIN": "canary"}, "is no domain"),
        ({"CANARY_DOMAIN": "canary.example", "SMTP_LISTEN": "0.0.0.0:25"}, "has the port 25"),
        ({"SMTP_LISTEN": "8025"}, "is no address and port"),
        ({"SMTP_LISTEN": "127.0.0.1:99999"}, "is no address and port"),
        ({"SMTP_CERT": "/a.pem"}, "belong together"),
    ],
)
def test_settings_of_the_receiver_are_checked_at_the_start(given: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load(environment={f"SAFEINFO_{name}": value for name, value in given.items()})


def test_the_receiver_is_made_of_the_settings(world: World, authority: Config, tmp_path: Path) -> None:
    import trustme

    issued = trustme.CA().issue_cert("mx.canary.example")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    issued.cert_chain_pems[0].write_to_path(str(cert))
    issued.private_key_pem.write_to_path(str(key))
    config = dataclasses.replace(
        authority, canary_domain=DOMAIN, smtp_listen="[::1]:2525", smtp_cert=cert, smtp_key=key
    )
    made = receiving.receiver(config)
    assert (made.host, made.port, made._tls is not None) == ("::1", 2525, True)
