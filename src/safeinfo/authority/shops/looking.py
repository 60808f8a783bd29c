"""Looking at a shop's domain now, from the web process or a worker; the world can be put aside in tests.

Where other networks are named (settings `vantages`, `vantage_resolvers`), enough of them must see what is seen here.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from safeinfo.authority import using
from safeinfo.authority.shops.control import LABEL, PERSISTENT_LABEL, DnsTexts, Look, Texts, look_dns, look_http
from safeinfo.authority.shops.models import Control, Shop
from safeinfo.authority.shops.perspectives import corroborated
from safeinfo.authority.vantages import name_servers, places
from safeinfo.gather.guard import Guard, Resolver


@dataclass(slots=True)
class World:
    """What a look goes through: names to addresses (None: the machine's own), and names to texts."""

    resolver: Resolver | None = None
    texts: Callable[[], Texts] = DnsTexts


WORLD = World()


def look(control: Control) -> Look:
    """Look for the answer to a challenge."""
    return asyncio.run(_look(control, control.shop))  # its shop is read here: Django reads no row within a loop


async def _look(control: Control, shop: Shop) -> Look:
    config = using.config()
    if control.method == Control.Method.HTTP:
        there = places(config.vantages, config.vantage_resolvers)
        from_there = [
            _file(control, shop, Guard(resolver=each.resolver or WORLD.resolver, upstream=each.proxy)) for each in there
        ]
        here = _file(control, shop, Guard(allow_private=config.try_out, resolver=WORLD.resolver))
    else:
        from_there = [
            _record(control, shop, DnsTexts((each.address,), each.port))
            for each in name_servers(config.vantage_resolvers)
        ]
        here = _record(control, shop, WORLD.texts())
    seen = await asyncio.gather(here, *from_there)
    return corroborated(seen[0], seen[1:])


async def _file(control: Control, shop: Shop, guard: Guard) -> Look:
    config = using.config()
    try:
        ca_file = str(config.ca_file) if config.ca_file else None
        return await look_http(guard, shop.origin, control.token, ca_file, any_port=config.try_out)
    finally:
        await guard.close()


async def _record(control: Control, shop: Shop, texts: Texts) -> Look:
    label = PERSISTENT_LABEL if control.method == Control.Method.DNS_PERSISTENT else LABEL
    return await look_dns(texts, shop.host, control.token, label)
