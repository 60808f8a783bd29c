"""Origins, exactly as a browser writes them (RFC 6454, 6.2): scheme, ASCII host, port unless it is the scheme's own.

Names in other scripts become A-labels (IDNA 2008 with UTS 46), so that look-alikes compare as what they are. What a
browser would call another origin is refused rather than repaired: user names, a dot at the end, paths, addresses.
"""

import re
from urllib.parse import urlsplit

import idna

from safeinfo.seal.errors import MalformedError

_PORTS = {"https": 443, "http": 80}
_AUTHORITY = re.compile(r"([^:/?#@\[\]\\%\s]+)(?::([1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_LONGEST = 253  # RFC 1035, 2.3.4
_LARGEST_PORT = 65535
_LONGEST_INPUT = 2048


def origin(text: object) -> str:
    """Return the origin that a text names exactly; MalformedError (reason `origin`) with what is wrong otherwise."""
    if not isinstance(text, str) or len(text) > _LONGEST_INPUT:
        raise MalformedError("origin", "an origin is a text such as https://shop.example")
    scheme, mark, authority = text.partition("://")
    scheme = scheme.lower()
    if not mark or scheme not in _PORTS:
        raise MalformedError("origin", f"{text[:80]!r} does not begin with https:// or http://")
    if "@" in authority:
        raise MalformedError("origin", "an origin has no user name in it")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise MalformedError("origin", f"{text[:80]!r} is more, or less, than scheme, host and port")
    host, port = _host(match[1]), int(match[2]) if match[2] else _PORTS[scheme]
    if port > _LARGEST_PORT:
        raise MalformedError("origin", f"port {port} does not exist")
    return f"{scheme}://{host}" if port == _PORTS[scheme] else f"{scheme}://{host}:{port}"


def is_origin(text: object) -> bool:
    """Tell whether a text is an origin in its exact, canonical writing."""
    try:
        return origin(text) == text
    except MalformedError:
        return False


def origin_of_url(url: str) -> str:
    """Return the origin of a URL as recorded by a browser; MalformedError if it has none that a seal can name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise MalformedError("origin", f"{url[:80]!r} is no address") from None
    return origin(f"{parts.scheme}://{parts.netloc}")


def asked(text: str) -> str:
    """Return the origin a user means by `shop.example`, `https://shop.example/` or an origin; or MalformedError."""
    whole = text.strip()
    if "://" not in whole:
        whole = "https://" + whole
    return origin(whole.removesuffix("/"))


def _host(text: str) -> str:
    try:
        name = text.lower() if text.isascii() else idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise MalformedError("origin", f"{text[:80]!r} is no host name: {error}") from None
    if name.endswith("."):
        raise MalformedError("origin", f"{name[:80]!r} ends in a dot, which browsers treat as another site")
    labels = name.split(".")
    if len(name) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        raise MalformedError("origin", f"{text[:80]!r} is no host name")
    if labels[-1].isdigit() or re.fullmatch(r"0x[0-9a-f]*", labels[-1]):
        raise MalformedError("origin", f"{text[:80]!r} is an address; a seal names hosts")
    _check_a_labels(labels)
    return name


def _check_a_labels(labels: list[str]) -> None:
    """Refuse an `xn--` label that no name of another script encodes to."""
    for label in labels:
        if label.startswith("xn--"):
            try:
                idna.ulabel(label)
            except (idna.IDNAError, UnicodeError):
                raise MalformedError("origin", f"{label} is no A-label of IDNA 2008") from None
