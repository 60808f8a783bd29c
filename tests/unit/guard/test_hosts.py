from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeinfo.gather.guard.hosts import parse_host
from safeinfo.gather.guard.refusal import Refused

bounded = settings(deadline=None, derandomize=True, max_examples=400)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Shop.Example", "shop.example"),
        ("shop.example.", "shop.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("b%C3%BCcher.example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("магазин.рф", "xn--80aairftm.xn--p1ai"),
        ("例え.jp", "xn--r8jz45g.jp"),
        ("ex。ample", "ex.ample"),
        ("ｓｈｏｐ.example", "shop.example"),
        ("a_b.example", "a_b.example"),
        ("r3---sn-x.example", "r3---sn-x.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("☃.net", "xn--n3h.net"),
        ("1.example", "1.example"),
        ("0x.example", "0x.example"),
        ("1.2.3.4", IPv4Address("1.2.3.4")),
        ("1.2.3", IPv4Address("1.2.0.3")),
        ("1.2", IPv4Address("1.0.0.2")),
        ("1", IPv4Address("0.0.0.1")),
        ("0x", IPv4Address("0.0.0.0")),
        ("1.0x", IPv4Address("1.0.0.0")),
        ("0x01.02.003.0", IPv4Address("1.2.3.0")),
        ("010.1", IPv4Address("8.0.0.1")),
        ("1.16777215", IPv4Address("1.255.255.255")),
        ("1.2.65535", IPv4Address("1.2.255.255")),
        ("1.2.3.4.", IPv4Address("1.2.3.4")),
        ("[::1]", IPv6Address("::1")),
        ("[2001:DB8::A]", IPv6Address("2001:db8::a")),
    ],
)
def test_hosts_are_read_as_browsers_read_them(text, host):
    assert parse_host(text) == host


@pytest.mark.parametrize(
    "text", ["1.16777216", "1.2.65536", "1..2", "1.2.3.4..", "1.2.0x1.4.5", "1.2.3.09", "x" * 3000]
)
def test_what_a_browser_refuses_is_refused(text):
    with pytest.raises(Refused, match="bad-host"):
        parse_host(text)


NOTATIONS = [
    str,
    lambda a: str(int(a)),
    lambda a: hex(int(a)),
    lambda a: hex(int(a)).upper().replace("0X", "0X"),
    lambda a: "0" + format(int(a), "o"),
    lambda a: ".".join(hex(part) for part in a.packed),
    lambda a: ".".join("0" + format(part, "o") for part in a.packed),
    lambda a: f"{a.packed[0]}.{int(a) & 0xFFFFFF}",
    lambda a: f"{a.packed[0]}.{hex(a.packed[1])}.{int(a) & 0xFFFF}",
    lambda a: "".join(f"%{ord(c):02x}" for c in str(a)),
    lambda a: str(a).translate({ord(d): ord("０") + int(d) for d in "0123456789"}),
    lambda a: str(a).replace(".", "。"),
    lambda a: f"{a}.",
]


@bounded
@given(st.integers(0, 2**32 - 1).map(IPv4Address), st.sampled_from(NOTATIONS))
def test_every_notation_of_an_address_is_that_address(address, notation):
    assert parse_host(notation(address)) == address


@bounded
@given(st.text(max_size=40) | st.text("0123456789abcdefx.:[]%", max_size=20))
@example("[::%1]")
@example("xn--")
@example("\ud800")
def test_anything_else_is_a_clean_name_or_refused(text):
    try:
        host = parse_host(text)
    except Refused:
        return
    if isinstance(host, str):
        assert host.isascii()
        assert host == host.lower()
        assert parse_host(host) == host
        assert not host.endswith(".")
        assert not host.rpartition(".")[2].isdigit()
    else:
        assert parse_host(str(host) if host.version == 4 else f"[{host}]") == host
