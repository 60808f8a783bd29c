"""Which addresses may be dialled: none that the IANA special-purpose registries set apart, whatever it is dressed as.

An address that embeds an IPv4 address is unwrapped first, because a translator or tunnel on the way would do the same.
Outside of the blocks listed in `special-addresses.toml`, IPv6 is allowed in 2000::/3 only (global unicast, RFC 4291).
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from safeinfo.gather.guard.refusal import Refused

Address = IPv4Address | IPv6Address

OPENED = frozenset({"loopback", "private"})  # what allow_private opens
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
MAPPED = IPv6Network("::ffff:0:0/96")
LOW_32_BITS = (
    NAT64,
    IPv6Network("64:ff9b:1::/96"),
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0:0/96"),
)
LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
SIX_TO_FOUR = IPv6Network("2002::/16")
TEREDO = IPv6Network("2001::/32")
ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # upper half of the interface identifier, RFC 5214, 6.1


@dataclass(frozen=True, slots=True)
class Block:
    """A special-purpose block: what it is, where that is written, and the reason it is refused with."""

    network: IPv4Network | IPv6Network
    name: str
    source: str
    reason: str


def _load() -> tuple[tuple[Block, ...], frozenset[Address]]:
    text = files("safeinfo.gather.guard").joinpath("special-addresses.toml").read_text("utf-8")
    data = tomllib.loads(text)
    blocks = [Block(ip_network(cidr), name, source, reason) for cidr, name, source, reason in data["blocks"]]
    blocks.sort(key=lambda block: -block.network.prefixlen)
    return tuple(blocks), frozenset(ip_address(text) for text in data["metadata"])


BLOCKS, METADATA = _load()


def block_of(address: Address) -> Block | None:
    """Return the smallest special-purpose block that holds an address, None if it is ordinary."""
    return next(
        (b for b in BLOCKS if b.network.version == address.version and address in b.network),
        None,
    )


def embedded(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address carries: where a translator or tunnel would deliver it.

    Mapped and compatible (RFC 4291), translated (RFC 2765), NAT64 (RFC 6052, RFC 8215 with a prefix of 96 or 48
    bits), 6to4 (RFC 3056), Teredo server and client (RFC 4380), ISATAP (RFC 5214).
    """
    bits = int(address)
    if address == IPv6Address("::") or address == IPv6Address("::1"):
        return ()
    if address in MAPPED or any(address in network for network in LOW_32_BITS):
        return (IPv4Address(bits & 0xFFFFFFFF),)
    if address in LOCAL_NAT64:
        return (_split_at_48(bits), IPv4Address(bits & 0xFFFFFFFF))
    if address in SIX_TO_FOUR:
        return (IPv4Address(bits >> 80 & 0xFFFFFFFF),)
    if address in TEREDO:
        return (IPv4Address(bits >> 64 & 0xFFFFFFFF), IPv4Address(~bits & 0xFFFFFFFF))
    if bits >> 32 & 0xFFFFFFFF in ISATAP:
        return (IPv4Address(bits & 0xFFFFFFFF),)
    return ()


def _split_at_48(bits: int) -> IPv4Address:
    """Read the IPv4 address behind a prefix of 48 bits: 16 bits, the zero octet, 16 bits (RFC 6052, 2.2)."""
    return IPv4Address((bits >> 64 & 0xFFFF) << 16 | (bits >> 40 & 0xFFFF))


@lru_cache(maxsize=4096)
def check(address: Address, *, allow_private: bool = False) -> Address:
    """Return the address to dial; raise Refused if it is not one that a public web server can have.

    A mapped address is answered with the IPv4 address that it stands for. `allow_private` opens loopback and private
    ranges, and nothing else: never link-local, cloud metadata, multicast or what embeds such an address.
    """
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            raise Refused("zone-id", f"{address} names an interface of this machine")
        if address in MAPPED:
            return check(IPv4Address(int(address) & 0xFFFFFFFF), allow_private=allow_private)
        _check_embedded(address)
    if address in METADATA:
        raise Refused("metadata", f"{address} is where a cloud keeps its machines' credentials")
    block = block_of(address)
    if block is not None and not (allow_private and block.reason in OPENED):
        raise Refused(block.reason, f"{address} is {block.name} ({block.source})")
    if block is None and isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST and address not in NAT64:
        raise Refused("special-purpose", f"{address} is not global unicast (RFC 4291)")
    return address


def _check_embedded(address: IPv6Address) -> None:
    for inner in embedded(address):
        try:
            check(inner)
        except Refused as refusal:
            raise Refused("embedded", f"{address} leads to {inner}, {refusal.reason}") from None
