"""An authority that runs as it does for real: `safeinfo serve` as a process, with a home and a clock of its own."""

import asyncio
import os
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socket import socket
from typing import TypeVar
from urllib.request import urlopen

PASSWORD = "twelve quiet herons"
PATIENCE = 90.0  # seconds for anything that a busy machine may take long for
_EVERY = 0.1
_T = TypeVar("_T")


@dataclass(slots=True)
class Authority:
    """A running authority: its public address, its home, and the link that makes the first administrator."""

    url: str
    home: Path
    first_link: str
    environment: Mapping[str, str]  # of its processes
    days: float = 0.0  # by which its clock is ahead
    read: set[Path] = field(default_factory=set)

    @property
    def ca_file(self) -> Path:
        """What a client must trust to reach it."""
        return self.home / "tls" / "ca.pem"

    def let_pass(self, days: float) -> None:
        """Let time pass, for the site and its workers alike."""
        self.days += days
        made = self.home / "clock.new"
        made.write_text(str(self.days * 86400), "ascii")
        made.rename(self.home / "clock")

    def letters(self, address: str) -> list[str]:
        """Return the subjects of all mail to an address, in the order it was sent."""
        found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in self._outbox()]
        return [str(message["subject"]) for message in found if address in str(message["to"])]

    def _outbox(self) -> list[Path]:
        return sorted((self.home / "outbox").glob("*.eml"))

    async def mail_to(self, address: str, words: str) -> str:
        """Return the text of the next unread message to an address whose subject or text has the words."""
        return await until(lambda: self._mail(address, words), f"mail to {address} with «{words}»")

    def _mail(self, address: str, words: str) -> str | None:
        for path in sorted(set(self._outbox()) - self.read):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(("plain",))
            text = f"{message['subject']}\n\n{body.get_content() if body else ''}"
            if address in str(message["to"]) and words in text:
                self.read.add(path)
                return text
        return None


async def until(look: Callable[[], _T | None], what: str) -> _T:
    """Look again and again until there is something; TimeoutError names what never came."""
    end = time.monotonic() + PATIENCE
    while (found := look()) is None:
        if time.monotonic() > end:
            raise TimeoutError(f"there was no {what}")
        await asyncio.sleep(_EVERY)
    return found


@contextmanager
def served(home: Path, shop_ca: Path | None = None, *, workers: int = 1, **settings: object) -> Iterator[Authority]:
    """Run `safeinfo serve --try-out` until the block is left; it and all it started are ended then.

    `shop_ca` is what its audits trust besides what every browser does.
    """
    port = free_port()
    given = {
        "HOME": home,
        "BASE_URL": f"https://localhost:{port}",
        "LISTEN": f"127.0.0.1:{port}",
        "TICK_SECONDS": 1,
        "CA_FILE": shop_ca or "",
    } | settings
    environment = os.environ | {f"SAFEINFO_{name.upper()}": str(value) for name, value in given.items()}
    said = home.with_suffix(".log")
    made = Authority(f"https://localhost:{port}", home, "", environment)
    with running(["serve", "--try-out", "--workers", str(workers)], environment, said) as process:
        yield _ready(process, made, said)


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], said: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a command of `safeinfo` until the block is left; it and all it started are ended then, if they live."""
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "safeinfo", *command],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        finally:
            _end_group(process.pid)


def _end_group(group: int) -> None:
    """End what is left of the process group that we began."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _ready(process: "subprocess.Popen[bytes]", authority: Authority, said: Path) -> Authority:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"works once\): (\S+)", said.read_text("utf-8"))
        if found and _answers(authority):
            authority.first_link = found[1]
            return authority
        time.sleep(_EVERY)
    raise RuntimeError(f"the authority did not start ({process.poll()}): {said.read_text('utf-8')}")


def _answers(authority: Authority) -> bool:
    if not authority.ca_file.exists():
        return False
    try:
        context = ssl.create_default_context(cafile=authority.ca_file)
        with urlopen(authority.url, timeout=10, context=context) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
