"""Which scripts of other parties can reach a card field: those that run in a document of its origin."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.computed.addresses import host_of, origin_of
from safeinfo.derive.computed.collecting import collecting_visits
from safeinfo.derive.computed.pages import PageRead
from safeinfo.derive.parties import known, party_of, registrable
from safeinfo.model.evidence import View
from safeinfo.model.kinds import CARD
from safeinfo.model.observations import ExchangeSeen, PageSeen
from safeinfo.model.readings import FieldRead, PartyRead

# Parties that a card number is meant for, or that run the shop's own pages for it.
TRUSTED = frozenset({"payment", "fraud-prevention", "shop-platform"})
_SCRIPTS = frozenset({"script"})


@dataclass(frozen=True, slots=True)
class Reaching:
    """A script of another party in reach of a card field."""

    url: str
    party: PartyRead
    page: PageSeen
    field: FieldRead
    frame: str
    cites: tuple[str, ...]
    pinned: bool  # its content is fixed by an integrity check (W3C SRI)

    @property
    def hosted(self) -> bool:
        """Whether it comes from a place that a host of files gives to a customer: it may be the shop's own script.

        Such places are registrable domains of their own, under a suffix that is the host's (public suffix list).
        """
        place = registrable(self.party.host)
        return "cdn" in self.party.roles and known(place.partition(".")[2])[0] != ""


def scripts_reaching_cards(view: View) -> tuple[Reaching, ...]:
    """Return every script of another party that runs in a document of the same origin as a visible card field."""
    found: dict[tuple[str, str], Reaching] = {}
    for visit, forms in collecting_visits(view):
        cards = [(form, field) for form in forms for field in form.personal if field.kind in CARD]
        by_origin = {origin_of(form.document_url): (form, field) for form, field in reversed(cards)}
        for origin, (form, field) in by_origin.items():
            for url, cites, pinned in _scripts_of(view, visit.last, origin):
                party = party_of(host_of(url), host_of(form.document_url))
                if party.party == "third" and not TRUSTED & set(party.roles):
                    cited = (*cites, visit.last.page.id)
                    reaching = Reaching(url, party, visit.last.page, field, form.form.frame, cited, pinned)
                    found.setdefault((visit.last.page.url, f"{origin} {url}"), reaching)
    return tuple(found.values())


def _scripts_of(view: View, page: PageRead, origin: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield the scripts that run in documents of an origin on a page: address, what cites it, whether pinned."""
    pinned = {tag.url: tag.integrity for tag in page.scripts if tag.origin == origin}
    asked: dict[str, str] = {}
    for exchange in view.of(ExchangeSeen):
        runs_here = exchange.visit == page.page.visit and exchange.via in _SCRIPTS and not exchange.failure
        if runs_here and origin_of(exchange.document_url or page.page.url) == origin:
            asked.setdefault(exchange.url, exchange.id)
    for url in dict.fromkeys((*pinned, *asked)):
        if host_of(url):
            yield url, (asked[url],) if url in asked else (), pinned.get(url, False)


def unpinned_scripts(view: View) -> Iterator[tuple[str, PageSeen]]:
    """Yield scripts of other parties on card pages, the payment's own included, that no integrity check fixes."""
    for visit, forms in collecting_visits(view):
        if not any(field.kind in CARD for form in forms for field in form.personal):
            continue
        for tag in visit.last.scripts:
            outside = party_of(host_of(tag.url), host_of(view.site)).party == "third" if host_of(tag.url) else False
            if outside and not tag.integrity and tag.origin == origin_of(visit.last.page.url):
                yield tag.url, visit.last.page
