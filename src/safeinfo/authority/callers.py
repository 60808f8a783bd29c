"""Who calls: the address of a caller as the connection gives it, or as proxies that are trusted by name tell it.

`X-Forwarded-For` is read from the right: what a caller sends along himself stands to the left of what our own proxies
added, so only addresses that a trusted proxy vouches for count. Without trusted proxies no such header counts at all.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Networks = Sequence[IPv4Network | IPv6Network]
_V6_OF_ONE = 64  # bits: whoever has one address of IPv6 has the network around it


def networks(text: str) -> Networks:
    """Read addresses and networks (CIDR) with commas between; ValueError names the one that is neither."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


def caller(remote: str, forwarded_for: str, trusted: Networks) -> str:
    """Return the caller's address: `remote` is the connection's, `forwarded_for` the header's value, "" for none."""
    found = remote
    for told in reversed(forwarded_for.split(",")):
        if not _is_in(found, trusted):
            return found
        try:
            found = str(ip_address(told.strip()))
        except ValueError:
            return found
    return found


def origin_of(referer: str) -> str:
    """Return the origin of the page that a caller says it came from, in small letters; "" where it is no address."""
    try:
        parts = urlsplit(referer)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def counted(address: str) -> str:
    """Return what requests of an address are counted under: the address, or its /64 in IPv6."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or known
    if isinstance(known, IPv6Address):
        return str(ip_network((int(known), _V6_OF_ONE), strict=False))
    return str(known)


def _is_in(address: str, trusted: Networks) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in trusted)
