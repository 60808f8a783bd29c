"""Read a shop's declaration file (TOML; every key is told of in docs/declaration.md)."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from safeinfo.gather.lines import line_of
from safeinfo.model.declaration import (
    AgeLimitDeclared,
    DataDeclared,
    Declaration,
    MailingDeclared,
    RecipientDeclared,
)
from safeinfo.model.errors import UsageError
from safeinfo.model.kinds import PERSONAL, Purpose

MAX_BYTES = 1_000_000
SAFEGUARDS = ("encryption", "access", "retention", "breach")
UNDER_13 = ("refused", "guardian", "not-addressed")
_YOUNGEST, _OLDEST = 1, 120
_ADVICE = "docs/declaration.md shows every key with an example; `safeinfo declare` asks and writes the file."


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where a declaration comes from, to name file, line and key of what is wrong with it."""

    source: str
    text: str

    def at(self, path: tuple[str | int, ...], said: str) -> UsageError:
        """Return the error for a key; `path` leads to it through tables and, by number, their rows."""
        line = line_of(self.text, path)
        key = ".".join(f"{part + 1}" if isinstance(part, int) else part for part in path)
        return UsageError(f"{self.source}, line {line}: `{key}` {said}", _ADVICE)


KeyPath = tuple[str | int, ...]
Reader = Callable[[Trouble, KeyPath, Any], Any]


def load(path: Path) -> Declaration:
    """Return the declaration in a file; UsageError names file, line and key of what is wrong."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: the declaration cannot be read ({error.strerror})", _ADVICE) from error
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{path}: no declaration is larger than {MAX_BYTES:,} bytes", _ADVICE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: the declaration is not UTF-8 text", _ADVICE) from error
    return parse(text, str(path))


def parse(text: str, source: str = "declaration") -> Declaration:
    """Return the declaration in a TOML text; UsageError as `load`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{source}: this is not TOML: {error}", _ADVICE) from error
    trouble = Trouble(source, text)
    given = _table(trouble, (), table, KEYS)
    declaration = Declaration(**given)
    _agree(trouble, declaration)
    return declaration


def _table(trouble: Trouble, path: tuple[str | int, ...], table: Any, keys: Mapping[str, Reader]) -> dict[str, Any]:
    """Read a table by its keys; any other key is refused, with the nearest that there is."""
    if not isinstance(table, dict):
        raise trouble.at(path, "must be a table")
    for name in table:
        if name not in keys:
            raise trouble.at((*path, name), f"is not a key here{_nearest(name, keys)}")
    return {name: keys[name](trouble, (*path, name), value) for name, value in table.items()}


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name.lower().replace("-", "_"), known, n=1, cutoff=0.5)
    near = near or get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    return f"; did you mean `{near[0]}`?" if near else f"; there are: {', '.join(sorted(known))}"


def _text(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> str:
    if not isinstance(value, str):
        raise trouble.at(path, f"must be text in quotes, not {_what(value)}")
    return value.strip()


def _flag(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> bool:
    if not isinstance(value, bool):
        raise trouble.at(path, f"must be true or false, not {_what(value)}")
    return value


def _texts(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise trouble.at(path, f"must be a list of texts, not {_what(value)}")
    return tuple(_text(trouble, (*path, index), each) for index, each in enumerate(value))


def _date(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> date:
    if type(value) is not date:
        raise trouble.at(path, f"must be a date without quotes, as 2026-11-23, not {_what(value)}")
    return value


def _age(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not _YOUNGEST <= value <= _OLDEST:
        raise trouble.at(path, f"must be an age in whole years, not {_what(value)}")
    return value


def _what(value: Any) -> str:
    words = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return f"{words.get(type(value), 'a date or time')} ({value!r:.40})"


def _one_of(allowed: Iterable[str]) -> Callable[[Trouble, tuple[str | int, ...], Any], str]:
    known = tuple(sorted(allowed))

    def read(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> str:
        text = _text(trouble, path, value)
        if text not in known:
            raise trouble.at(path, f"cannot be {text!r}{_nearest(text, known)}")
        return text

    return read


def _several_of(allowed: Iterable[str]) -> Callable[[Trouble, tuple[str | int, ...], Any], tuple[str, ...]]:
    one = _one_of(allowed)

    def read(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> tuple[str, ...]:
        texts = _texts(trouble, path, value)
        return tuple(one(trouble, (*path, index), each) for index, each in enumerate(texts))

    return read


def _paths(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> tuple[str, ...]:
    texts = _texts(trouble, path, value)
    for index, each in enumerate(texts):
        if not each.startswith("/"):
            raise trouble.at((*path, index), f"must be a path that begins with /, not {each!r}")
    if not texts:
        raise trouble.at(path, "must name at least one page")
    return texts


def _hosts(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> tuple[str, ...]:
    texts = _texts(trouble, path, value)
    for index, each in enumerate(texts):
        if "/" in each or " " in each or "." not in each:
            raise trouble.at((*path, index), f"must be a host as `mail.example.com`, not {each!r}")
    return tuple(each.lower() for each in texts)


def _rows(
    record: Callable[..., Any], keys: Mapping[str, Reader], needed: tuple[str, ...]
) -> Callable[[Trouble, tuple[str | int, ...], Any], tuple[Any, ...]]:
    """Return a reader of an array of tables, each of which becomes a `record`."""

    def read(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise trouble.at(path, f"must be written as [[{path[-1]}]], once for each, not {_what(value)}")
        found = []
        for index, row in enumerate(value):
            given = _table(trouble, (*path, index), row, keys)
            for name in needed:
                if not given.get(name):
                    raise trouble.at((*path, index), f"lacks `{name}`")
            found.append(record(**given))
        return tuple(found)

    return read


def _safeguards(trouble: Trouble, path: tuple[str | int, ...], value: Any) -> dict[str, str]:
    return _table(trouble, path, value, dict.fromkeys(SAFEGUARDS, _text))


_DATA = {
    "kind": _one_of(PERSONAL),
    "purpose": _text,
    "reason": _text,
    "forms": _several_of(purpose.value for purpose in Purpose),
    "required": _flag,
    "recipients": _texts,
}
_RECIPIENT = {
    "organisation": _text,
    "purpose": _text,
    "hosts": _hosts,
}
_MAILING = {"name": _text, "sender": _text, "frequency": _text}
_AGE_LIMIT = {"minimum": _age, "pages": _paths}
KEYS: Mapping[str, Reader] = {
    "shop": _text,
    "signed_by": _text,
    "signed_on": _date,
    "sells_goods": _flag,
    "sold": _flag,
    "sold_to": _texts,
    "consent_asked_by_mail": _flag,
    "data": _rows(DataDeclared, _DATA, ("kind", "purpose")),
    "recipients": _rows(RecipientDeclared, _RECIPIENT, ("organisation", "purpose")),
    "safeguards": _safeguards,
    "mailings": _rows(MailingDeclared, _MAILING, ("name",)),
    "sends_mailings": _flag,
    "under_13": _one_of(UNDER_13),
    "directed_at_children": _flag,
    "age_limits": _rows(AgeLimitDeclared, _AGE_LIMIT, ("minimum", "pages")),
    "no_age_limits": _flag,
}


def _agree(trouble: Trouble, declared: Declaration) -> None:
    """Refuse a declaration that contradicts itself."""
    if declared.sold is False and declared.sold_to:
        raise trouble.at(("sold_to",), "names buyers, and `sold` is false")
    if declared.sends_mailings is False and declared.mailings:
        raise trouble.at(("mailings",), "names mailings, and `sends_mailings` is false")
    if declared.no_age_limits and declared.age_limits:
        raise trouble.at(("age_limits",), "names pages, and `no_age_limits` is true")
