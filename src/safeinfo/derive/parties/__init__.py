"""Whose a host is: the shop's own, or another organisation's, and what it is known for.

Two hosts belong together when their registrable domains (public suffix list) are the same. That a shop also owns
another domain cannot be known from names: such a host is a third party, unless both are listed as one organisation's
in `parties.toml`.
"""

import ipaddress
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from publicsuffixlist import PublicSuffixList

from safeinfo.model.readings import PartyRead

_HOSTS_OTHERS = frozenset({"shop-platform", "cdn", "chat", "email-marketing"})
_Known = Mapping[str, tuple[str, tuple[str, ...]]]


@lru_cache(maxsize=1)
def _load() -> _Known:
    text = files(__package__).joinpath("parties.toml").read_text("utf-8")
    return {
        host: (organisation, tuple(roles.split()))
        for organisation, hosts in tomllib.loads(text).items()
        for host, roles in hosts.items()
    }


@lru_cache(maxsize=1)
def all_roles() -> frozenset[str]:
    """Return every role that an organisation is listed with."""
    return frozenset(role for _, listed in _load().values() for role in listed)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """The registrable domain of a host name (`shop.example.co.uk`: `example.co.uk`), lower-case, in A-labels.

    An IP address or a name that is itself a public suffix stands for itself. A port, brackets and a final dot are
    left out.
    """
    name = plain_host(host)
    if _is_address(name) or "." not in name:
        return name
    return _suffixes().privatesuffix(name) or name


def plain_host(host: str) -> str:
    """A host as URLs and certificates compare it: lower-case, A-labels, no port, brackets or final dot."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    if name.count(":") == 1:
        name = name.partition(":")[0]
    name = name.rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def party_of(host: str, site: str) -> PartyRead:
    """Whose `host` is, seen from `site` (a host name, or a URL of the shop)."""
    name, home = plain_host(host), plain_host(_host_of(site))
    organisation, roles = known(name)
    own = registrable(name) == registrable(home) or _same_organisation(organisation, home)
    return PartyRead(host=name, party="first" if own else "third", organisation=organisation, roles=roles)


def _same_organisation(organisation: str, home: str) -> bool:
    """Whether the site is that organisation's own; a site that it hosts for somebody else is not."""
    owner, roles = known(home)
    return bool(organisation) and organisation == owner and not _HOSTS_OTHERS.intersection(roles)


def _host_of(site: str) -> str:
    rest = site.partition("://")[2] or site
    return rest.partition("/")[0].rpartition("@")[2]


def known(host: str) -> tuple[str, tuple[str, ...]]:
    """The organisation and roles of the longest listed domain that `host` ends with; ("", ()) if none is."""
    labels = plain_host(host).split(".")
    for first in range(len(labels)):
        found = _load().get(".".join(labels[first:]))
        if found:
            return found
    return "", ()
