"""Read what people write in TOML (a declaration, a review, a record of a mail trial); trouble names line and key."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from safeinfo.gather.lines import line_of
from safeinfo.model.errors import UsageError

MAX_BYTES = 1_000_000
_YOUNGEST, _OLDEST = 1, 120
_DIGEST = 64  # hexadecimal digits of a SHA-256


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where a text comes from and what it is, to name file, line and key of what is wrong with it."""

    source: str
    text: str
    advice: str

    def at(self, path: tuple[str | int, ...], said: str) -> UsageError:
        """Return the error for a key; `path` leads to it through tables and, by number, their rows."""
        line = line_of(self.text, path)
        key = ".".join(f"{part + 1}" if isinstance(part, int) else part for part in path)
        return UsageError(f"{self.source}, line {line}: `{key}` {said}", self.advice)


KeyPath = tuple[str | int, ...]
Reader = Callable[[Trouble, KeyPath, Any], Any]


def read_file(path: Path, what: str, advice: str) -> str:
    """Return the text of a file that a user gives; `what` is its noun in the UsageError if it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: the {what} cannot be read ({error.strerror})", advice) from error
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{path}: no {what} is larger than {MAX_BYTES:,} bytes", advice)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: the {what} is not UTF-8 text", advice) from error


def read_toml(trouble: Trouble, keys: Mapping[str, Reader]) -> dict[str, Any]:
    """Return what a TOML text holds, key by key as the readers read it; UsageError names file, line and key."""
    try:
        found = tomllib.loads(trouble.text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{trouble.source}: this is not TOML: {error}", trouble.advice) from error
    return table(trouble, (), found, keys)


def table(trouble: Trouble, path: KeyPath, given: Any, keys: Mapping[str, Reader]) -> dict[str, Any]:
    """Read a table by its keys; any other key is refused, with the nearest that there is."""
    if not isinstance(given, dict):
        raise trouble.at(path, "must be a table")
    for name in given:
        if name not in keys:
            raise trouble.at((*path, name), f"is not a key here{_nearest(name, keys)}")
    return {name: keys[name](trouble, (*path, name), value) for name, value in given.items()}


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name.lower().replace("-", "_"), known, n=1, cutoff=0.5)
    near = near or get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    return f"; did you mean `{near[0]}`?" if near else f"; there are: {', '.join(sorted(known))}"


def text(trouble: Trouble, path: KeyPath, value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise trouble.at(path, f"must be text in quotes, not {_what(value)}")
    return value.strip()


def flag(trouble: Trouble, path: KeyPath, value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise trouble.at(path, f"must be true or false, not {_what(value)}")
    return value


def texts(trouble: Trouble, path: KeyPath, value: Any) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(value, list):
        raise trouble.at(path, f"must be a list of texts, not {_what(value)}")
    return tuple(text(trouble, (*path, index), each) for index, each in enumerate(value))


def day(trouble: Trouble, path: KeyPath, value: Any) -> date:
    """Read a date."""
    if type(value) is not date:
        raise trouble.at(path, f"must be a date without quotes, as 2026-11-23, not {_what(value)}")
    return value


def age(trouble: Trouble, path: KeyPath, value: Any) -> int:
    """Read an age in whole years."""
    if isinstance(value, bool) or not isinstance(value, int) or not _YOUNGEST <= value <= _OLDEST:
        raise trouble.at(path, f"must be an age in whole years, not {_what(value)}")
    return value


def _what(value: Any) -> str:
    words = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return f"{words.get(type(value), 'a date or time')} ({value!r:.40})"


def one_of(allowed: Iterable[str]) -> Callable[[Trouble, KeyPath, Any], str]:
    """Return a reader of one of some words."""
    known = tuple(sorted(allowed))

    def read(trouble: Trouble, path: KeyPath, value: Any) -> str:
        word = text(trouble, path, value)
        if word not in known:
            raise trouble.at(path, f"cannot be {word!r}{_nearest(word, known)}")
        return word

    return read


def several_of(allowed: Iterable[str]) -> Callable[[Trouble, KeyPath, Any], tuple[str, ...]]:
    """Return a reader of a list of some words."""
    one = one_of(allowed)

    def read(trouble: Trouble, path: KeyPath, value: Any) -> tuple[str, ...]:
        words = texts(trouble, path, value)
        return tuple(one(trouble, (*path, index), each) for index, each in enumerate(words))

    return read


def paths(trouble: Trouble, path: KeyPath, value: Any) -> tuple[str, ...]:
    """Read a list of paths of a site."""
    found = texts(trouble, path, value)
    for index, each in enumerate(found):
        if not each.startswith("/"):
            raise trouble.at((*path, index), f"must be a path that begins with /, not {each!r}")
    if not found:
        raise trouble.at(path, "must name at least one page")
    return found


def hosts(trouble: Trouble, path: KeyPath, value: Any) -> tuple[str, ...]:
    """Read a list of host names."""
    found = texts(trouble, path, value)
    for index, each in enumerate(found):
        if "/" in each or " " in each or "." not in each:
            raise trouble.at((*path, index), f"must be a host as `mail.example.com`, not {each!r}")
    return tuple(each.lower() for each in found)


def rows(
    record: Callable[..., Any], keys: Mapping[str, Reader], needed: tuple[str, ...]
) -> Callable[[Trouble, KeyPath, Any], tuple[Any, ...]]:
    """Return a reader of an array of tables, each of which becomes a `record`."""

    def read(trouble: Trouble, path: KeyPath, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise trouble.at(path, f"must be written as [[{path[-1]}]], once for each, not {_what(value)}")
        found = []
        for index, row in enumerate(value):
            given = table(trouble, (*path, index), row, keys)
            for name in needed:
                if not given.get(name):
                    raise trouble.at((*path, index), f"lacks `{name}`")
            found.append(record(**given))
        return tuple(found)

    return read


def number(trouble: Trouble, path: KeyPath, value: Any) -> int:
    """Read a whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise trouble.at(path, f"must be a whole number, not {_what(value)}")
    return value


def moment(trouble: Trouble, path: KeyPath, value: Any) -> datetime:
    """Read a time with its zone, and return it in UTC."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise trouble.at(path, f"must be a time with its zone, as 2026-11-23T10:00:00Z, not {_what(value)}")
    return value.astimezone(UTC)


def digest(trouble: Trouble, path: KeyPath, value: Any) -> str:
    """Read a SHA-256 in hexadecimal."""
    given = text(trouble, path, value).lower()
    if len(given) != _DIGEST or set(given) - set("0123456789abcdef"):
        raise trouble.at(path, "must be a SHA-256 in 64 hexadecimal digits")
    return given
