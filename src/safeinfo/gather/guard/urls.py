"""URLs cut as a browser cuts them, so that nobody disagrees about the host (WHATWG URL, 4.4 URL parsing)."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin

from safeinfo.gather.guard.hosts import Host, parse_host
from safeinfo.gather.guard.refusal import Refused

DEFAULT_PORTS = {"http": 80, "https": 443}
TRIMMED = "".join(map(chr, range(0x21)))  # C0 controls and space
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
MOST_PORT_DIGITS = 5
KEPT_IN_PATH = "!$%&'()*+,-./:;=@[]^_|~"
KEPT_IN_QUERY = KEPT_IN_PATH + "?`{}\\"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `resource` is path and query, percent-encoded."""

    scheme: str
    host: Host
    port: int
    resource: str = "/"

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own."""
        host = f"[{self.host}]" if isinstance(self.host, IPv6Address) else str(self.host)
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.resource}"


def parse_url(text: str, base: Target | None = None) -> Target:
    """Return where a URL leads, relative to `base` if given.

    Raises Refused: scheme (only http and https), userinfo, bad-host, bad-port, zone-id.
    """
    text = re.sub(r"[\t\n\r]", "", text.strip(TRIMMED))
    scheme = SCHEME.match(text)
    if scheme is None:
        return _relative(text, base)
    name = scheme[1].lower()
    if name not in DEFAULT_PORTS:
        raise Refused("scheme", f"{name} is neither http nor https")
    rest = text[scheme.end() :]
    if base is not None and name == base.scheme:
        return _relative(rest, base)
    return _absolute(name, rest.lstrip("/\\"))


def _relative(text: str, base: Target | None) -> Target:
    if base is None:
        raise Refused("scheme", "the address has no scheme")
    front, mark, query = text.partition("#")[0].partition("?")
    front = front.replace("\\", "/")
    if front.startswith("//"):
        return _absolute(base.scheme, front.lstrip("/") + mark + query)
    joined = urljoin(base.resource, front + mark + query) if front or mark else base.resource
    return Target(base.scheme, base.host, base.port, _resource(joined))


def _absolute(scheme: str, rest: str) -> Target:
    cut = re.search(r"[/\\?#]", rest)
    at = cut.start() if cut else len(rest)
    host, port = split_authority(rest[:at], DEFAULT_PORTS[scheme])
    return Target(scheme, host, port, _resource(rest[at:]))


def split_authority(authority: str, default_port: int) -> tuple[Host, int]:
    """Return host and port of `host[:port]`; raise Refused for userinfo or what is neither."""
    if "@" in authority:
        raise Refused("userinfo", "an address with a user name in it hides where it leads")
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", authority)
    if match is None:
        raise Refused("bad-host", f"{authority[:80]!r} is no host")
    port = match[2] or ""
    if len(port.lstrip("0")) > MOST_PORT_DIGITS:
        raise Refused("bad-port", f"port {port[:20]} does not exist")
    return parse_host(match[1]), int(port) if port else default_port


def _resource(text: str) -> str:
    front, mark, query = text.partition("#")[0].partition("?")
    path = quote(front.replace("\\", "/"), safe=KEPT_IN_PATH) or "/"
    if not path.startswith("/"):
        path = "/" + path
    return path + mark + quote(query, safe=KEPT_IN_QUERY)
