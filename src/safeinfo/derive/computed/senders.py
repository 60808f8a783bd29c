"""Who wrote to an address that was told to the shop alone: the shop, perhaps somebody for it, or a stranger.

A message of a stranger proves that the address went on, never that it was sold (standard, SI-05). A brand named in the
words of a message proves nothing; what its headers and links lead to may excuse the shop, and never accuses it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.computed.addresses import host_of, same_site
from safeinfo.derive.computed.findings import counted
from safeinfo.derive.computed.messages import domain_of, is_of_shop
from safeinfo.derive.mail.body import read_html
from safeinfo.derive.mail.parts import Parts, parse
from safeinfo.derive.parties import registrable
from safeinfo.model.evidence import View
from safeinfo.model.mail_trials import AddressPlanted
from safeinfo.model.observations import MailSeen

INDEPENDENT = 2  # addresses: that both were guessed, while no decoy was, is not to be believed
_ADDRESSES = ("sender", "reply-to", "return-path")
_MOST_LINKS = 500


@dataclass(frozen=True, slots=True)
class Stranger:
    """One who wrote to addresses that were told to the shop alone; `sure` are those by messages with no sign of it."""

    domain: str
    messages: tuple[MailSeen, ...]
    addresses: frozenset[str]
    sure: frozenset[str]

    @property
    def cites(self) -> tuple[str, ...]:
        """The messages."""
        return tuple(seen.id for seen in self.messages)


@dataclass(frozen=True, slots=True)
class Strangers:
    """All who wrote, most addresses first, and why what they show is not proof, "" if it is."""

    found: tuple[Stranger, ...]
    doubt: str = ""


def strangers(view: View, addresses: frozenset[str]) -> Strangers:
    """Return who else than the shop wrote to some addresses of a mail trial (their names in it)."""
    decoys = {each.address for each in view.of(AddressPlanted) if each.role == "decoy"}
    others = [seen for seen in view.of(MailSeen) if seen.address and not is_of_shop(view, seen)]
    by_sender: dict[str, list[MailSeen]] = {}
    for seen in others:
        if seen.address in addresses:
            by_sender.setdefault(registrable(domain_of(seen.sender)), []).append(seen)
    found = tuple(sorted((_stranger(view, *each) for each in by_sender.items()), key=_rank))
    return Strangers(found, _doubt(found, decoys, others))


def _rank(each: Stranger) -> tuple[int, int, str]:
    return -len(each.sure), -len(each.addresses), each.domain


def _stranger(view: View, domain: str, messages: list[MailSeen]) -> Stranger:
    sure = frozenset(seen.address for seen in messages if not _speaks_for_shop(view, seen))
    return Stranger(domain, tuple(messages), frozenset(seen.address for seen in messages), sure)


def _doubt(found: tuple[Stranger, ...], decoys: set[str], others: list[MailSeen]) -> str:
    if any(seen.address in decoys for seen in others):
        return "a decoy was written to as well"
    if not decoys or not found or len(found[0].addresses) < INDEPENDENT:
        return "one alone, or without decoys, may be guessed"
    if len(found[0].sure) < INDEPENDENT:
        return "its messages lead to the shop, so it may write for the shop"
    return ""


def told(stranger: Stranger, whom: str) -> str:
    """Return in words that somebody wrote."""
    return f"{stranger.domain or 'somebody unnamed'} wrote to {counted(len(stranger.addresses), whom)}"


def _speaks_for_shop(view: View, seen: MailSeen) -> bool:
    """Tell whether anything in a message leads to the shop: its signer (RFC 6376), list (RFC 2919), or links."""
    parts = parse(view.blob(seen.body))
    hosts = [domain_of(parts.header(name)) for name in _ADDRESSES]
    hosts += [tag.strip()[2:].strip() for line in parts.raw_headers("dkim-signature") for tag in _tags(line)]
    hosts.append(parts.header("list-id").rpartition("<")[2].strip("> "))
    return any(same_site(host, view.site) for host in (*hosts, *_linked(parts)) if host)


def _tags(signature: str) -> list[str]:
    return [tag for tag in signature.split(";") if tag.strip().startswith("d=")]


def _linked(parts: Parts) -> Iterator[str]:
    if parts.html:
        for link in read_html(parts.html).links[:_MOST_LINKS]:
            yield host_of(link.href)
    for word in parts.text.split()[: 20 * _MOST_LINKS]:
        if word.startswith(("http://", "https://")):
            yield host_of(word.rstrip(".,;)>"))
