"""Find the line of a key in a TOML text, for messages: the parser of the standard library does not keep it."""

import re

_TABLE = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """Return the number (from 1) of the line that a key, or else the nearest table around it, stands on; 1 if none."""
    places = _places(text)
    wanted = path
    while wanted:
        if wanted in places:
            return places[wanted]
        wanted = wanted[:-1]
    return 1


def _places(text: str) -> dict[tuple[str | int, ...], int]:
    """Return the line of each key and table, by its path; rows of arrays of tables are numbered from 0."""
    found: dict[tuple[str | int, ...], int] = {}
    rows: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    quoted = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quoted:
            quoted = "" if quoted in line else quoted
            continue
        if header := _TABLE.match(line):
            table = _enter(_parts(header.group(2)), rows, array=header.group(1) == "[[")
            found.setdefault(table, number)
            found.setdefault(_parts(header.group(2)), number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key.group(1))), number)
            quoted = _opens(line)
    return found


def _enter(name: tuple[str, ...], rows: dict[tuple[str | int, ...], int], *, array: bool) -> tuple[str | int, ...]:
    """Return the path of a table header: within arrays of tables it is the last row."""
    path: tuple[str | int, ...] = ()
    for place, part in enumerate(name):
        path = (*path, part)
        last = place == len(name) - 1
        if array and last:
            rows[path] = rows.get(path, -1) + 1
        if path in rows:
            path = (*path, rows[path])
    return path


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _opens(line: str) -> str:
    """Return the quotes of a text of several lines that begins on this line and does not end on it."""
    for quotes in ('"""', "'''"):
        if line.count(quotes) % 2:
            return quotes
    return ""
