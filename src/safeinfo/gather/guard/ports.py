"""Which ports may be dialled: 80, 443, and from 1024 on those that browsers do not block (WHATWG Fetch)."""

import tomllib
from importlib.resources import files

from safeinfo.gather.guard.refusal import Refused

BAD = frozenset(tomllib.loads(files("safeinfo.gather.guard").joinpath("ports.toml").read_text("utf-8"))["bad"])
WELL_KNOWN = frozenset({80, 443})
UNPRIVILEGED = range(1024, 65536)


def check_port(port: int) -> int:
    """Return the port; raise Refused with reason bad-port where no web server is to be expected."""
    if port in WELL_KNOWN or (port in UNPRIVILEGED and port not in BAD):
        return port
    raise Refused("bad-port", f"port {port} is not for web servers")
