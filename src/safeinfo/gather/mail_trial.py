"""Read the record of a mail trial (TOML; docs/mail-trial.md): addresses, messages, ways out taken, and the watch.

The authority writes it; so may whoever runs such a trial. The messages lie in files beside the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from safeinfo.gather.mailbox import read_messages
from safeinfo.gather.tables import (
    KeyPath,
    Reader,
    Trouble,
    moment,
    number,
    one_of,
    read_file,
    read_toml,
    rows,
    table,
    text,
)
from safeinfo.model.errors import UsageError

ROLES = ("subscriber", "control", "customer", "decoy")
WAYS = ("link", "mailto", "one-click", "get")
RESULTS = ("accepted", "unclear", "login", "payment", "asked-more", "dead", "error")
_ADVICE = "docs/mail-trial.md shows every key with an example."


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that was planted, as AddressPlanted has it."""

    name: str
    role: str
    planted_at: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that came to an address; `file` is beside the record."""

    file: str
    address: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A way out that was taken, as OptOutExercised has it; `message` is the file of the message."""

    address: str
    message: str
    way: str
    at: datetime
    result: str
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A whole record; `watched` are times through which all mailboxes were read, `raw` the messages by file."""

    watched: tuple[tuple[datetime, datetime], ...]
    addresses: tuple[Address, ...]
    messages: tuple[Message, ...]
    opt_outs: tuple[OptOut, ...]
    raw: Mapping[str, bytes]


def load(path: Path) -> Trial:
    """Return the record in a file with its messages; UsageError names file, line and key of what is wrong."""
    trouble = Trouble(str(path), read_file(path, "record of a mail trial", _ADVICE), _ADVICE)
    given = read_toml(trouble, _KEYS)
    for name in ("watched", "addresses"):
        if name not in given:
            raise UsageError(f"{path}: the record lacks `{name}`", _ADVICE)
    messages, opt_outs = given.get("messages", ()), given.get("opt_outs", ())
    _agree(trouble, given["addresses"], messages, opt_outs)
    raw = {each.file: _message(trouble, index, path.parent / each.file) for index, each in enumerate(messages)}
    return Trial(watched=given["watched"], addresses=given["addresses"], messages=messages, opt_outs=opt_outs, raw=raw)


def _message(trouble: Trouble, index: int, path: Path) -> bytes:
    found = read_messages(path)
    if len(found) != 1:
        raise trouble.at(("messages", index, "file"), f"must be one message, and {path} has {len(found)}")
    return found[0][1]


def _agree(
    trouble: Trouble, addresses: tuple[Address, ...], messages: tuple[Message, ...], opt_outs: tuple[OptOut, ...]
) -> None:
    """Refuse a record that names an address twice, or an address or message that is not in it."""
    names = [each.name for each in addresses]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise trouble.at(("addresses", index, "name"), f"is the name of two addresses: {name!r}")
    came = {(each.file, each.address) for each in messages}
    for path, name in _named(messages, opt_outs):
        if name not in names:
            raise trouble.at(path, f"names no address of the record: {name!r}")
    for index, each in enumerate(opt_outs):
        if (each.message, each.address) not in came:
            raise trouble.at(("opt_outs", index, "message"), f"is no message that came to {each.address!r}")


def _named(messages: tuple[Message, ...], opt_outs: tuple[OptOut, ...]) -> Iterator[tuple[KeyPath, str]]:
    yield from ((("messages", index, "address"), each.address) for index, each in enumerate(messages))
    yield from ((("opt_outs", index, "address"), each.address) for index, each in enumerate(opt_outs))


def _watched(trouble: Trouble, path: KeyPath, value: object) -> tuple[tuple[datetime, datetime], ...]:
    """Read one time, or several with gaps between them."""
    if isinstance(value, list):
        return tuple(_span(trouble, (*path, index), each) for index, each in enumerate(value))
    return (_span(trouble, path, value),)


def _span(trouble: Trouble, path: KeyPath, value: object) -> tuple[datetime, datetime]:
    given = table(trouble, path, value, {"since": moment, "until": moment})
    if set(given) != {"since", "until"} or given["until"] <= given["since"]:
        raise trouble.at(path, "needs `since` and a later `until`")
    return given["since"], given["until"]


_ADDRESS = {"name": text, "role": one_of(ROLES), "planted_at": moment, "answer": one_of(("yes", "no", ""))}
_MESSAGE = {"file": text, "address": text, "received_at": moment}
_OPT_OUT = {
    "address": text,
    "message": text,
    "way": one_of(WAYS),
    "at": moment,
    "result": one_of(RESULTS),
    "pages": number,
}
_KEYS: Mapping[str, Reader] = {
    "watched": _watched,
    "addresses": rows(Address, _ADDRESS, ("name", "role", "planted_at")),
    "messages": rows(Message, _MESSAGE, ("file", "address", "received_at")),
    "opt_outs": rows(OptOut, _OPT_OUT, ("address", "message", "way", "at", "result")),
}
