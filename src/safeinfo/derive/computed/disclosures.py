"""Where planted values went: each recipient, with what it received, how, when, and whether it may."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from safeinfo.derive.computed.addresses import host_of, same_site
from safeinfo.derive.computed.collecting import collecting_forms, identifies
from safeinfo.derive.computed.pages import VISITS
from safeinfo.derive.computed.policies import POLICY_NEEDS, unread_texts
from safeinfo.derive.computed.recipients import is_mentioned, is_named, is_of_a_kind_named
from safeinfo.derive.parties import party_of
from safeinfo.model.evidence import Computed, View
from safeinfo.model.kinds import ADDRESS, CARD, Purpose
from safeinfo.model.observations import DeclarationMade, ExchangeSeen, FieldTyped, PageSeen, ValueSeen
from safeinfo.model.readings import PartyRead

# Parties that the purchase cannot do without (standard, SI-02), and those that run the shop's own pages for it.
NEEDED_ROLES = frozenset({"payment", "delivery", "fraud-prevention"})
RUNS_THE_SHOP = frozenset({"shop-platform"})
# What no party that data is entered at, or sent to for the purchase, has as its business.
_ADVERSE = frozenset(
    {"advertising", "data-broker", "session-recorder", "analytics", "affiliate", "tag-manager", "social"}
)
# How a planted value may have been shortened before it was sent, in words (derive.leaks).
_CUT = {
    "local-part": "the part before the @",
    "minus-1": "the address without its last character",
    "minus-2": "the address without its last two characters",
}
_BUYING = frozenset({Purpose.CHECKOUT, Purpose.DONATION})
# What a host that nothing is known of does, by the form that is sent to it.
_SERVES = {Purpose.NEWSLETTER: frozenset({"email-marketing"})}
# Chain elements that cannot be undone; all others are writings of the value that anybody can read back.
_ONE_WAY = ("md", "sha", "crc", "adler", "murmur", "fnv", "hmac", "ripemd", "xxhash", "blake", "whirlpool", "djb")
DISCLOSURE_NEEDS = POLICY_NEEDS | {ValueSeen, ExchangeSeen, FieldTyped, DeclarationMade, PageSeen}


class Leave(StrEnum):
    """Whether a recipient may have personal data, and by what right."""

    OWN = "own"
    NEEDED = "needed"
    NAMED = "named"
    MENTIONED = "mentioned"  # the policy's words hold its name, but not in a sentence on who receives data
    OF_A_KIND = "of-a-kind"  # the policy names the kind of recipient that it is, and not itself
    UNREAD = "unread"  # a text that may name it could not be read whole
    PERHAPS = "perhaps"  # a card is entered at it or sent to it: it may be the payment provider
    DECLARED = "declared"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A planted value that reached a host, or would reach it when a form is sent."""

    host: str
    party: PartyRead
    name: str  # of the value, or the kind of the field
    how: str
    when: str  # typing, submitting, target
    leave: Leave
    cites: tuple[str, ...]
    page: str
    weak: bool = False
    excerpt: str = ""
    into_its_own_frame: bool = False
    cut: bool = False  # only a part of the value was found, as is sent while it is typed

    @property
    def permitted(self) -> bool:
        """Whether the standard lets the recipient have it at that moment."""
        if self.weak or self.leave is Leave.OWN:
            return True
        if self.when == "typing":
            return self.into_its_own_frame and self.leave is Leave.NEEDED
        return self.leave in {Leave.NEEDED, Leave.NAMED}

    @property
    def entered_there(self) -> bool:
        """Whether the customer typed it into the recipient's own frame, and the recipient is none that only watches."""
        return self.into_its_own_frame and not _ADVERSE & set(self.party.roles)

    @property
    def looked_up(self) -> bool:
        """Whether a service that completes addresses got an address."""
        return "address-lookup" in self.party.roles and self.name in ADDRESS


def one_way(chain: tuple[str, ...]) -> bool:
    """Tell whether a value was hashed on its way, so that it cannot be read back."""
    return any(link.lower().startswith(_ONE_WAY) for link in chain)


def _find(view: View) -> tuple[Disclosure, ...]:
    return (*_sent(view), *_targets(view))


def _sent(view: View) -> Iterator[Disclosure]:
    exchanges = {exchange.id: exchange for exchange in view.of(ExchangeSeen)}
    pages = _pages_by_visit(view)
    frames = _typed_frames(view)
    submitted: set[str] = set()
    for seen in view.of(ValueSeen):
        if seen.phase == "submitting":
            submitted.add(seen.name)
        exchange = exchanges.get(seen.exchange)
        host = (seen.host or (host_of(exchange.url) if exchange else "")).lower()
        if not host or (exchange is None and seen.where != "websocket"):
            continue
        page = pages.get(seen.visit, "")
        party = party_of(host, host_of(view.site))
        via = exchange.via if exchange else "request"
        source = f" from a {exchange.source}" if exchange and exchange.source != "page" else ""
        chain = f", {' of '.join(_CUT.get(link, link) for link in reversed(seen.chain))}" if seen.chain else ""
        cites = tuple(cite for cite in (seen.id, seen.exchange) if cite)
        leave = _leave(view, host, party, page)
        # What a customer has sent may reach a recipient a page later; what is typed anew has not been sent.
        when = "submitting" if seen.name in submitted and seen.phase != "typing" else "typing"
        into_own = any(party_of(host, frame).party == "first" for frame in frames.get((seen.visit, seen.name), ()))
        how = f"{seen.where} of a {via}{source}{chain}"
        cut = bool(_CUT.keys() & set(seen.chain))
        yield Disclosure(host, party, seen.name, how, when, leave, cites, page, seen.weak, seen.excerpt, into_own, cut)


def _pages_by_visit(view: View) -> dict[str, str]:
    return {visit.id: visit.last.page.url for visit in view.once(VISITS)}


def _typed_frames(view: View) -> dict[tuple[str, str], set[str]]:
    """Return the hosts of the frames that each value was typed into, the page's own document left out."""
    urls = {
        (page.visit, document.frame): document.url
        for page in view.of(PageSeen)
        for document in page.documents
        if document.frame
    }
    found: dict[tuple[str, str], set[str]] = {}
    for typed in view.of(FieldTyped):
        if host := host_of(urls.get((typed.visit, typed.frame), "")):
            found.setdefault((typed.visit, typed.name), set()).add(host)
    return found


def _targets(view: View) -> Iterator[Disclosure]:
    """Yield the forms that would be sent to another host; nothing was sent, their markup says so."""
    for form in collecting_forms(view):
        host = host_of(form.form.action)
        if not host or not identifies(form.personal):
            continue
        party = party_of(host, host_of(view.site))
        leave = _leave(view, host, party, form.page.url, form.form.purpose)
        if leave is Leave.NONE and CARD & {field.kind for field in form.personal} and not _ADVERSE & set(party.roles):
            leave = Leave.PERHAPS
        how = f"target of the {form.title}"
        for kind in dict.fromkeys(field.kind for field in form.personal):
            yield Disclosure(host, party, kind, how, "target", leave, form.cites, form.page.url)


def _leave(view: View, host: str, party: PartyRead, page: str, purpose: Purpose = Purpose.CHECKOUT) -> Leave:
    """Return by what right a host receives personal data that was entered on a page, in a form of that purpose."""
    roles = frozenset(party.roles)
    if party.party == "first" or same_site(host, page) or roles & RUNS_THE_SHOP:
        return Leave.OWN
    if purpose in _BUYING and roles & NEEDED_ROLES:
        return Leave.NEEDED
    if is_named(view, host, party):
        return Leave.NAMED
    declared = (each for made in view.of(DeclarationMade) for each in made.declaration.recipients)
    is_declared = any(same_site(host, given) for each in declared for given in each.hosts)
    if is_mentioned(view, host, party):
        # Whom the policy tells of, and the shop declares as a recipient, is named: the two agree.
        return Leave.NAMED if is_declared else Leave.MENTIONED
    if is_declared:
        return Leave.DECLARED
    served = roles or _SERVES.get(purpose, frozenset())
    if is_of_a_kind_named(view, served - _ADVERSE):
        return Leave.OF_A_KIND
    return Leave.UNREAD if unread_texts(view) else Leave.NONE


DISCLOSURES: Computed[tuple[Disclosure, ...]] = Computed("disclosures", DISCLOSURE_NEEDS, _find)


def by_recipient(found: tuple[Disclosure, ...]) -> list[list[Disclosure]]:
    """Return disclosures to others than the shop, those together that one sentence tells of.

    What reached somebody before it was sent is not told of again for reaching the same on sending.
    """
    early = {(each.host, each.name) for each in found if each.when == "typing" and not each.permitted}
    grouped: dict[tuple[object, ...], list[Disclosure]] = {}
    for each in found:
        if each.leave is Leave.OWN or (each.when == "submitting" and (each.host, each.name) in early):
            continue
        key = (each.host, each.when, each.leave, each.weak, each.permitted, each.page)
        grouped.setdefault(key, []).append(each)
    return list(grouped.values())
