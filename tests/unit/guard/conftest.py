import pytest

from safeinfo.gather.guard.servers import DnsResolver
from tests.unit.guard.hostile import ALIASES, NAMES
from tests.unit.guard.nameserver import name_server


@pytest.fixture
async def hostile_names():
    """A resolver that asks our name server for the names of the hostile list."""
    async with name_server(lambda name, _: NAMES.get(name), ALIASES) as server:
        yield DnsResolver(["127.0.0.1"], server.port, seconds=2)
