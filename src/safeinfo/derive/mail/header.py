"""List-Unsubscribe (RFC 2369) and one-click (RFC 8058) as they stand in the header."""

import re
from dataclasses import dataclass

from safeinfo.derive.mail.parts import Parts, decode

_COMMENT = re.compile(r"\([^()<>]*\)")
_URI = re.compile(r"<([^<>]*)>")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!:)(.+)", re.DOTALL)
_UNUSABLE = {"javascript", "data", "vbscript", "about", "file"}
_TEMPLATE = re.compile(r"\*\||\|\*|\{\{|\}\}|%%|\$\{|<%|\[\[|\]\]")
_ONE_CLICK = "List-Unsubscribe=One-Click"


@dataclass(frozen=True, slots=True)
class ListUnsubscribe:
    """The URIs that can be used, in order; whether a one-click POST is offered and signed; what is amiss."""

    uris: tuple[str, ...] = ()
    one_click: bool = False
    signed: bool | None = None  # DKIM covers both headers; None without a signature
    notes: tuple[str, ...] = ()


def list_unsubscribe(parts: Parts) -> ListUnsubscribe:
    """Read the header pair of a message."""
    values = parts.raw_headers("List-Unsubscribe")
    posts = parts.raw_headers("List-Unsubscribe-Post")
    if not values:
        return ListUnsubscribe()
    read = read_pair(values[0], posts[0] if posts else None)
    return ListUnsubscribe(read.uris, read.one_click, _signed(parts), read.notes)


def read_pair(value: str, post: str | None) -> ListUnsubscribe:
    """The same from the bare values (`post` is None without List-Unsubscribe-Post)."""
    notes = []
    text = re.sub(r"[\r\n]+", "", value)
    if "=?" in text:
        text = decode(text)
        notes.append("encoded-word")
    uris = tuple(uri for uri in map(_usable, _URI.findall(_COMMENT.sub(" ", text))) if uri)
    secure = [uri for uri in uris if uri.lower().startswith("https:")]
    offered = post is not None and post.strip() == _ONE_CLICK
    if post is not None and not offered:
        notes.append("post-value")
    if offered and len(secure) > 1:
        notes.append("several-https")
    if not uris:
        notes.append("no-usable-uri")
    return ListUnsubscribe(uris, offered and len(secure) == 1, None, tuple(notes))


def _usable(inside: str) -> str:
    uri = re.sub(r"\s+", "", inside)
    found = _SCHEME.fullmatch(uri)
    if not found or found[1].lower() in _UNUSABLE or _TEMPLATE.search(uri):
        return ""
    return uri


def _signed(parts: Parts) -> bool | None:
    """Whether a DKIM signature covers both headers (RFC 8058, section 4), by its h= tag."""
    signatures = parts.raw_headers("DKIM-Signature")
    if not signatures:
        return None
    covered = [
        {name.strip().lower() for name in found[1].split(":")}
        for signature in signatures
        if (found := re.search(r"(?:^|;)\s*h\s*=([^;]*)", signature))
    ]
    return any({"list-unsubscribe", "list-unsubscribe-post"} <= names for names in covered)
