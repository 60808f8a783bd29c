"""Messages that the user has: an .eml file, an mbox, a Maildir, or a folder of these.

Everything is bounded, because a mailbox may hold years of mail: the newest messages of a folder come first only if
their names sort so; the order is by name, so that the same folder gives the same messages.
"""

import mailbox
from collections.abc import Iterator
from pathlib import Path

from safeinfo.model.errors import UsageError

MOST_MESSAGES = 2000
LARGEST_MESSAGE = 25 * 1024 * 1024  # bytes; what is larger is cut, as a mail server would refuse it
LARGEST_MAILBOX = 2 * 1024 * 1024 * 1024  # bytes
_SUFFIXES = {".eml", ".msg", ".mime", ".mail", ".txt", ""}
_HEADER_LINE = b":"


def read_messages(path: Path | str) -> list[tuple[str, bytes]]:
    """(source, raw bytes) of each message; `source` is the file's name, with a number in an mbox.

    Raises UsageError with advice if there is nothing that can be read.
    """
    place = Path(path)
    try:
        found = list(_bounded(_messages(place)))
    except OSError as trouble:
        raise UsageError(
            f"Cannot read mail from {place}: {trouble.strerror or trouble}",
            "Check that the path exists and that you may read it.",
        ) from trouble
    if not found:
        raise UsageError(
            f"No message found in {place}",
            "Give an .eml file, an mbox file, a Maildir, or a folder that holds .eml files.",
        )
    return found


def _bounded(messages: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for number, (source, raw) in enumerate(messages):
        if number >= MOST_MESSAGES:
            return
        yield source, raw[:LARGEST_MESSAGE]


def _messages(place: Path) -> Iterator[tuple[str, bytes]]:
    if place.is_dir():
        yield from _maildir(place) if (place / "cur").is_dir() or (place / "new").is_dir() else _folder(place)
    else:
        yield from _file(place, place.name)


def _maildir(place: Path) -> Iterator[tuple[str, bytes]]:
    for part in ("cur", "new"):
        folder = place / part
        if folder.is_dir():
            for file in sorted(folder.iterdir()):
                if file.is_file():
                    yield f"{part}/{file.name}", _read(file)


def _folder(place: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(place.rglob("*")):
        if not file.is_file() or any(part.startswith(".") for part in file.relative_to(place).parts):
            continue
        name = file.relative_to(place).as_posix()
        if file.suffix.lower() in _SUFFIXES | {".mbox", ".mbx"}:
            yield from _file(file, name, strict=False)


def _file(file: Path, name: str, *, strict: bool = True) -> Iterator[tuple[str, bytes]]:
    with file.open("rb") as opened:
        start = opened.read(4096)
    if start.startswith(b"From "):
        yield from _mbox(file, name)
    elif looks_like_a_message(start):
        yield name, _read(file)
    elif strict:
        raise UsageError(
            f"{file} does not look like a mail message",
            "Save the message with its headers, as .eml: in most mail programs by “Save as” or “Show original”.",
        )


def _mbox(file: Path, name: str) -> Iterator[tuple[str, bytes]]:
    if file.stat().st_size > LARGEST_MAILBOX:
        raise UsageError(f"{file} is larger than 2 GB", "Export only the shop's messages to a smaller mbox.")
    box = mailbox.mbox(file, create=False)
    try:
        for number, key in enumerate(box.keys(), start=1):
            yield f"{name}#{number}", box.get_bytes(key)
    finally:
        box.close()


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_MESSAGE)


def looks_like_a_message(start: bytes) -> bool:
    """Whether bytes begin with header fields (RFC 5322, 2.2)."""
    lines = start.lstrip(b"\r\n\t \xef\xbb\xbf").split(b"\n")[:3]
    name, colon, _ = lines[0].partition(_HEADER_LINE)
    return bool(colon) and bool(name) and all(33 <= byte <= 126 for byte in name)  # noqa: PLR2004 RFC 5322 ftext
