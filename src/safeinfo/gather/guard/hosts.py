"""Hosts as a browser reads them, so that what is vetted is what it would dial (WHATWG URL, 3.5 host parsing)."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import unquote_to_bytes

import idna

from safeinfo.gather.guard.refusal import Refused

Host = str | IPv4Address | IPv6Address

LONGEST_INPUT = 2048
LONGEST_NAME, LONGEST_LABEL = 253, 63  # RFC 1035, 2.3.4
MOST_PARTS, LARGEST_PART, MOST_DIGITS = 4, 255, 64  # of an IPv4 address
FORBIDDEN = re.compile(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^|]")  # forbidden domain code points
DIGITS = {10: re.compile(r"[0-9]+"), 8: re.compile(r"[0-7]*"), 16: re.compile(r"[0-9a-f]*")}


def parse_host(text: str) -> Host:
    """Return an address, or a lower-case ASCII name without trailing dot.

    Reads what browsers read: decimal, octal, hexadecimal and short IPv4 numbers, percent-encoding, full-width
    digits, other scripts. Raises Refused: bad-host for what a browser refuses too, and for names too long for
    DNS; zone-id for an IPv6 address that names an interface.
    """
    if len(text) > LONGEST_INPUT:
        raise Refused("bad-host", "the host name is too long")
    if text.startswith("["):
        return _ipv6(text)
    name = _to_ascii(unquote_to_bytes(text.encode("utf-8", "replace")).decode("utf-8", "replace"))
    if not name or FORBIDDEN.search(name):
        raise Refused("bad-host", f"{text!r} is no host name")
    if _ends_in_number(name):
        return _ipv4(name)
    return _domain(name)


def _ipv6(text: str) -> IPv6Address:
    if not text.endswith("]"):
        raise Refused("bad-host", f"{text!r} is no IPv6 address")
    if "%" in text:
        raise Refused("zone-id", f"{text} names an interface of this machine")
    try:
        return IPv6Address(text[1:-1])
    except AddressValueError:
        raise Refused("bad-host", f"{text!r} is no IPv6 address") from None


def _to_ascii(text: str) -> str:
    """Map and encode as UTS 46 does, leniently: whatever name comes out is the one that is resolved and vetted."""
    if text.isascii():
        return text.lower()
    try:
        mapped = idna.uts46_remap(text, std3_rules=False, transitional=False)
        return ".".join(_label_to_ascii(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError):
        raise Refused("bad-host", f"{text!r} is no host name") from None


def _label_to_ascii(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _ends_in_number(name: str) -> bool:
    parts = name.split(".")
    if parts[-1] == "" and len(parts) > 1:
        parts.pop()
    return DIGITS[10].fullmatch(parts[-1]) is not None or re.fullmatch(r"0x[0-9a-f]*", parts[-1]) is not None


def _ipv4(name: str) -> IPv4Address:
    """Read an IPv4 address of one to four numbers; the last fills the rest (WHATWG URL, IPv4 parser)."""
    parts = name.removesuffix(".").split(".")
    numbers = [_number(part) for part in parts]
    *first, last = numbers
    if len(parts) > MOST_PARTS or any(n > LARGEST_PART for n in first) or last >= 256 ** (5 - len(parts)):
        raise Refused("bad-host", f"{name!r} is no IPv4 address")
    value = last
    for place, number in enumerate(first):
        value += number << (8 * (3 - place))
    return IPv4Address(value)


def _number(part: str) -> int:
    base, digits = 10, part
    if part.startswith("0x"):
        base, digits = 16, part[2:]
    elif len(part) > 1 and part.startswith("0"):
        base, digits = 8, part[1:]
    if not part or not DIGITS[base].fullmatch(digits) or len(digits) > MOST_DIGITS:
        raise Refused("bad-host", f"{part!r} is no number of an IPv4 address")
    return int(digits or "0", base)


def _domain(name: str) -> str:
    """Check the lengths that DNS sets (RFC 1035, 2.3.4) and take the root's dot away."""
    name = name.removesuffix(".")
    if len(name) > LONGEST_NAME or any(not 0 < len(label) <= LONGEST_LABEL for label in name.split(".")):
        raise Refused("bad-host", f"{name[:80]!r} does not fit into DNS")
    return name
