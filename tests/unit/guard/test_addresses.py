import contextlib
import csv
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.gather.guard.addresses import BLOCKS, METADATA, block_of, check, embedded
from safeinfo.gather.guard.refusal import Refused

REGISTRIES = Path(__file__).parents[4] / "shared" / "data" / "vectors" / "iana"
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "192.0.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "223.255.255.1"]
PUBLIC6 = ["2606:4700:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888", "64:ff9b::8.8.8.8"]

bounded = settings(deadline=None, derandomize=True, max_examples=300)


def registered():
    for path in sorted(REGISTRIES.glob("*.csv")):
        for row in csv.DictReader(path.read_text("utf-8").splitlines()):
            for block in row["Address Block"].split(","):
                yield ip_network(block.split()[0])


@pytest.mark.skipif(not REGISTRIES.is_dir(), reason="the registries are not beside the project")
def test_every_registered_block_is_in_ours():
    ours = {block.network for block in BLOCKS}
    missing = {str(n) for n in registered()} - {str(n) for n in ours} - {"64:ff9b::/96"}
    assert missing == set()


@pytest.mark.skipif(not REGISTRIES.is_dir(), reason="the registries are not beside the project")
def test_no_address_of_a_registered_block_is_let_through():
    networks = list(registered())
    assert len(networks) >= 51
    for network in networks:
        ends = (network[0], network[-1])
        for address in ends[:1] if str(network) == "64:ff9b::/96" else ends:
            with pytest.raises(Refused):
                check(address)


@pytest.mark.parametrize("text", PUBLIC + PUBLIC6)
def test_ordinary_addresses_pass(text):
    assert check(ip_address(text)) == ip_address(text)


def test_a_mapped_address_is_dialled_as_what_it_stands_for():
    assert check(ip_address("::ffff:8.8.8.8")) == ip_address("8.8.8.8")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: str(block.network))
def test_both_ends_of_every_block_are_refused(block):
    for address in (block.network[0], block.network[-1]):
        with pytest.raises(Refused) as refusal:
            check(address)
        assert refusal.value.detail


@pytest.mark.parametrize("address", sorted(METADATA, key=str), ids=str)
def test_cloud_metadata_is_never_opened(address):
    for allow_private in (False, True):
        with pytest.raises(Refused, match="metadata"):
            check(address, allow_private=allow_private)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("::ffff:1.2.3.4", ["1.2.3.4"]),
        ("::1.2.3.4", ["1.2.3.4"]),
        ("::ffff:0:1.2.3.4", ["1.2.3.4"]),
        ("64:ff9b::1.2.3.4", ["1.2.3.4"]),
        ("64:ff9b:1:102:3:400::", ["1.2.3.4", "0.0.0.0"]),  # RFC 6052, 2.2: a prefix of 48 bits
        ("64:ff9b:1::1.2.3.4", ["1.2.3.4"]),
        ("2002:102:304::1", ["1.2.3.4"]),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", ["65.54.227.120", "192.0.2.45"]),  # the example of RFC 4380
        ("2a00::5efe:1.2.3.4", ["1.2.3.4"]),
        ("2a00::200:5efe:1.2.3.4", ["1.2.3.4"]),
        ("::", []),
        ("::1", []),
        ("2606:4700::1", []),
    ],
)
def test_embedded_addresses_are_unwrapped(text, inner):
    assert [str(address) for address in embedded(IPv6Address(text))] == inner


def test_an_isatap_address_of_a_public_host_is_ordinary():
    assert check(ip_address("2a00:1450::5efe:8.8.8.8"))


@pytest.mark.parametrize("text", ["127.0.0.1", "::1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "fd00::1", "100.64.1.1"])
def test_allow_private_opens_loopback_and_private_ranges(text):
    assert check(ip_address(text), allow_private=True) == ip_address(text)


@bounded
@given(st.sampled_from(BLOCKS), st.integers(0, 2**128 - 1), st.booleans())
def test_whatever_is_in_a_block_is_refused_or_opened_as_private(block, offset, allow_private):
    address = block.network[offset % block.network.num_addresses]
    found = block_of(address)
    assert found is not None
    try:
        check(address, allow_private=allow_private)
    except Refused:
        return
    assert allow_private
    inner = ip_address(int(address) & 0xFFFFFFFF) if str(block.network) == "::ffff:0:0/96" else address
    assert block_of(inner) is None or block_of(inner).reason in {"loopback", "private"}


@bounded
@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_an_ipv4_address_is_as_welcome_mapped_or_translated_as_it_is_bare(address):
    def passes(candidate):
        try:
            check(candidate)
        except Refused:
            return False
        return True

    bare = passes(address)
    assert passes(IPv6Address(f"::ffff:{address}")) == bare
    assert passes(IPv6Address(f"64:ff9b::{address}")) == bare
    assert not passes(IPv6Address((0x2002 << 112) | (int(address) << 80) | 1))
    assert not passes(IPv6Address(f"::{address}"))


@bounded
@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_ipv6_passes_in_global_unicast_only(address):
    with contextlib.suppress(Refused):
        check(address)
        assert address in ip_network("2000::/3") or embedded(address)
