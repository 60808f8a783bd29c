"""A name server of ours on loopback, which answers as a test says."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address

import dnslib

Addresses = Sequence[IPv4Address | IPv6Address]


class NameServer(asyncio.DatagramProtocol):
    """Answers A and AAAA from `answer(name, how often it was asked)`, and aliases by CNAME; None is NXDOMAIN."""

    def __init__(self, answer: Callable[[str, int], Addresses | None], aliases: dict[str, str] | None = None) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.port = 0
        self._answer = answer
        self._aliases = aliases or {}

    def connection_made(self, transport):
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data, addr):
        query = dnslib.DNSRecord.parse(data)
        reply = query.reply()
        name, kind = str(query.q.qname).rstrip("."), dnslib.QTYPE[query.q.qtype]
        self.asked[name, kind] += 1
        if name in self._aliases:
            reply.add_answer(dnslib.RR(name, dnslib.QTYPE.CNAME, rdata=dnslib.CNAME(self._aliases[name]), ttl=0))
            name = self._aliases[name]
        found = self._answer(name, self.asked[name, kind])
        if found is None:
            reply.header.rcode = dnslib.RCODE.NXDOMAIN
        for address in found or ():
            if kind == "A" and address.version == 4:
                reply.add_answer(dnslib.RR(name, dnslib.QTYPE.A, rdata=dnslib.A(str(address)), ttl=0))
            if kind == "AAAA" and address.version == 6:
                reply.add_answer(dnslib.RR(name, dnslib.QTYPE.AAAA, rdata=dnslib.AAAA(str(address)), ttl=0))
        self._transport.sendto(reply.pack(), addr)


@asynccontextmanager
async def name_server(answer, aliases=None):
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: NameServer(answer, aliases), local_addr=("127.0.0.1", 0)
    )
    try:
        yield server
    finally:
        transport.close()
