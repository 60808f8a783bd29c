"""JSON that can be read in one way only: bounded, without repeated keys, and written in its canonical form.

Signed documents are served in the form of RFC 8785, byte for byte (white space around it and a byte order mark are let
pass), so that no two readers can take different things from the same bytes; whole numbers are their only numbers.
"""

import hashlib
import json
import re
from typing import Any

import rfc8785

from safeinfo.seal.errors import MalformedError

DEEPEST = 16
LARGEST_INTEGER = 2**53 - 1  # RFC 7493, 2.2
_MOST_DIGITS = 16
_LAST_OF_BASIC_PLANE = "\uffff"
_SPACE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"  # editors put it in front of UTF-8; RFC 8259, 8.1 lets a reader ignore it
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
# A string that does not end is taken to the end of the text, lest the search begin anew at each of its quotes.
_NESTING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|([\[{])|([\]}])', re.DOTALL)


def canonical(value: Any) -> bytes:
    """Return the canonical form of a value (RFC 8785); ValueError for what JSON cannot carry."""
    return rfc8785.dumps(value)


def canonical_read(value: Any) -> bytes:
    """Return the canonical form of something that `parse` returned, five times as fast.

    Without fractions the standard library writes what RFC 8785 asks for, but for the order of keys beyond the basic
    plane: with such letters it goes the long way. A fraction, which `parse` lets nobody have, would get a form that no
    signature fits. ValueError for half a surrogate pair.
    """
    text = _write(value)
    return text.encode() if text.isascii() or max(text) <= _LAST_OF_BASIC_PLANE else canonical(value)


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in hex, of something without fractions."""
    return hashlib.sha256(canonical_read(value)).hexdigest()


def parse(data: bytes, most: int, *, as_signed: bool = True) -> dict[str, Any]:
    """Return the object that JSON of at most `most` bytes holds; `as_signed` demands the canonical form.

    MalformedError otherwise, with the reason: too-large, not-utf8, too-deep, duplicate-key, number, not-json,
    not-object or not-canonical.
    """
    if len(data) > most:
        raise MalformedError("too-large", f"more than {most} bytes")
    trimmed = data.removeprefix(_MARK).strip(_SPACE)
    try:
        text = trimmed.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedError("not-utf8", "the text is not UTF-8") from None
    _check_depth(text)
    value = _loaded(text)
    if not isinstance(value, dict):
        raise MalformedError("not-object", "a JSON object was expected")
    try:
        form = canonical_read(value)
    except ValueError as error:
        raise MalformedError("not-json", f"no canonical form: {error}") from None
    if as_signed and form != trimmed:
        raise MalformedError(
            "not-canonical", "the text is not in canonical form (RFC 8785): something reformatted or changed it"
        )
    return value


def _check_depth(text: str) -> None:
    depth = 0
    for match in _NESTING.finditer(text):
        if match[1]:
            depth += 1
            if depth > DEEPEST:
                raise MalformedError("too-deep", f"nested deeper than {DEEPEST}")
        elif match[2]:
            depth -= 1


def _loaded(text: str) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_float=_no_number, parse_constant=_no_number, parse_int=_integer
        )
    except MalformedError:
        raise
    except (ValueError, RecursionError) as error:
        raise MalformedError("not-json", f"not JSON: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise MalformedError("duplicate-key", "an object has the same key twice")
    return made


def _no_number(text: str) -> Any:
    raise MalformedError("number", f"{text[:20]} is not a whole number")


def _integer(text: str) -> int:
    value = int(text) if len(text) <= _MOST_DIGITS + 1 else LARGEST_INTEGER + 1
    if abs(value) > LARGEST_INTEGER:
        raise MalformedError("number", f"{text[:20]} is larger than 2^53 - 1")
    return value
