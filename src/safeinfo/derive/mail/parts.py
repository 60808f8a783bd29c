"""A message as bytes to its parts: headers decoded, the HTML and the plain text that a mail program would show.

Robust before strict: wrong charsets, missing boundaries and thousands of parts give the best reading possible, and a
reason where nothing could be read.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

_KNOWN_HEADERS = frozenset({"from", "to", "subject", "date", "received", "message-id", "mime-version", "content-type"})
_MOST_PARTS = 1000
_MOST_TEXT = 2_000_000  # characters of one part that are read
_DEPTH_LIMIT = 50
_MOST_BOUNDARIES = 200  # of parts in parts
_MOST_COMPARED = 10_000_000  # lines compared with boundaries, each with those of all parts it is in
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=")


@dataclass(slots=True)
class Parts:
    """What a message holds. `html` and `text` are the parts shown first; `unread` says why there is none."""

    message: Message
    html: str = ""
    text: str = ""
    attachments: int = 0
    unread: str = ""
    cut: bool = False  # a text is longer than is read
    headers: dict[str, list[str]] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """The first header of that name, unfolded and decoded (RFC 2047); "" if it is missing."""
        return next(iter(self.headers.get(name.lower(), ())), "")

    def raw_headers(self, name: str) -> list[str]:
        """All headers of that name as they stand, unfolded."""
        return [_unfold(str(value)) for value in self.message.get_all(name, [])]


def parse(raw: bytes) -> Parts:
    """Read a message; never raises for bad mail."""
    message, nested = message_of(_without_envelope(raw))
    parts = Parts(message)
    for name, value in message.items():
        parts.headers.setdefault(name.lower(), []).append(decode(_unfold(str(value))))
    _read_bodies(parts)
    if nested:
        parts.unread = "parts nested too deeply"
    elif "⟦".encode() in raw and any(map(_is_masked, _leaves(parts.message))):
        parts.unread = "masked"
    elif not _KNOWN_HEADERS.intersection(parts.headers) or not (parts.html + parts.text).strip():
        parts.unread = _reason(parts, raw)
    return parts


def message_of(raw: bytes) -> tuple[Message, bool]:
    """The message, and whether its parts nest so deeply that only its headers were read."""
    boundaries = len(_BOUNDARY.findall(raw))
    if boundaries <= _MOST_BOUNDARIES and boundaries * raw.count(b"\n") <= _MOST_COMPARED:
        with suppress(RecursionError):
            return email.message_from_bytes(raw, policy=email.policy.compat32), False
    return BytesHeaderParser(policy=email.policy.compat32).parsebytes(raw), True


def _without_envelope(raw: bytes) -> bytes:
    """Leave out blank lines and an mbox "From " line before the headers."""
    stripped = raw.lstrip(b"\r\n\t ")
    if stripped.startswith((b"From ", b">From ")):
        return stripped.partition(b"\n")[2]
    return stripped


def _unfold(value: str) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", value).strip("\r\n")


def decode(value: str) -> str:
    """Decode RFC 2047 words and bare eight-bit bytes; what cannot be decoded stays readable as far as it is."""
    if not _ENCODED_WORD.search(value):
        return _from_surrogates(value)
    try:
        pieces = decode_header(value)
    except (ValueError, LookupError, HeaderParseError):
        return value
    return "".join(piece if isinstance(piece, str) else _decode(piece, charset or "ascii") for piece, charset in pieces)


def _from_surrogates(value: str) -> str:
    if value.isascii():
        return value
    return _decode(value.encode("utf-8", "surrogateescape"), "utf-8")


def _decode(data: bytes, charset: str) -> str:
    for candidate in (charset, "utf-8"):
        try:
            return data.decode(candidate)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("windows-1252", "replace")


def _read_bodies(parts: Parts) -> None:
    html: list[str] = []
    text: list[str] = []
    for part in _leaves(parts.message):
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or kind not in {"text/html", "text/plain", "text/enriched"}:
            parts.attachments += 1
            continue
        body = _body(part)
        if kind == "text/html" or (not html and body.lstrip()[:15].lower().startswith(("<!doctype html", "<html"))):
            html.append(body)
        else:
            text.append(body)
    parts.cut = max(sum(map(len, html)), sum(map(len, text))) > _MOST_TEXT
    parts.html = "\n".join(html)[:_MOST_TEXT]
    parts.text = "\n".join(text)[:_MOST_TEXT]


def _leaves(message: Message) -> Iterator[Message]:
    stack, seen = [(message, 0)], 0
    while stack and seen < _MOST_PARTS:
        part, depth = stack.pop()
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and depth:
            seen += 1  # somebody else's message
            yield part
            continue
        if part.is_multipart() and isinstance(payload, list) and depth < _DEPTH_LIMIT:
            stack += [(each, depth + 1) for each in reversed(payload) if isinstance(each, Message)]
            continue
        seen += 1
        yield part


def _body(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload() or "")
    declared = part.get_content_charset("")
    inside = _CHARSET.search(data[:4096])
    charset = declared or (inside[1].decode("ascii") if inside else "utf-8")
    return _decode(data, charset)


def _is_masked(part: Message) -> bool:
    """Whether a mask token stands in an encoded body: its words are gone."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    payload = part.get_payload()
    return (
        encoding == "base64"
        and part.get_content_maintype() == "text"
        and isinstance(payload, str)
        and not payload.isascii()
    )


def _reason(parts: Parts, raw: bytes) -> str:
    if not raw.strip():
        return "empty"
    kind = parts.message.get_content_type()
    if kind in {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return "encrypted"
    if not _KNOWN_HEADERS.intersection(parts.headers):
        return "not a message"
    return "attachments only" if parts.attachments else "no text"


def address_of(value: str) -> str:
    """The first e-mail address of a header, lower-case; "" if there is none."""
    for _, address in getaddresses([value]):
        if "@" in address:
            return address.strip().lower()
    found = re.search(r"[\w.+-]+@[\w.-]+", value)
    return found[0].lower() if found else ""
