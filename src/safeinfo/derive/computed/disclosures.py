"""Where planted values went: each recipient, with what it received, how, when, and whether it may."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from safeinfo.derive.computed.addresses import host_of, same_site
from safeinfo.derive.computed.collecting import collecting_forms, identifies
from safeinfo.derive.computed.pages import VISITS
from safeinfo.derive.computed.policies import POLICIES, POLICY_NEEDS, own_texts
from safeinfo.derive.parties import party_of, registrable
from safeinfo.model.evidence import Computed, View
from safeinfo.model.kinds import Purpose, Sale
from safeinfo.model.observations import DeclarationMade, ExchangeSeen, FieldTyped, PageSeen, ValueSeen
from safeinfo.model.readings import PartyRead, PolicyRead

# Parties that the purchase cannot do without (standard, SI-02), and those that run the shop's own pages for it.
NEEDED_ROLES = frozenset({"payment", "delivery", "fraud-prevention"})
_RUNS_THE_SHOP = frozenset({"shop-platform"})
_SHORTEST_NAME = 3  # letters
# How a planted value may have been shortened before it was sent, in words (derive.leaks).
_CUT = {
    "local-part": "the part before the @",
    "minus-1": "the address without its last character",
    "minus-2": "the address without its last two characters",
}
_BUYING = frozenset({Purpose.CHECKOUT, Purpose.DONATION})
# Chain elements that cannot be undone; all others are writings of the value that anybody can read back.
_ONE_WAY = ("md", "sha", "crc", "adler", "murmur", "fnv", "hmac", "ripemd", "xxhash", "blake", "whirlpool", "djb")
DISCLOSURE_NEEDS = POLICY_NEEDS | {ValueSeen, ExchangeSeen, FieldTyped, DeclarationMade, PageSeen}


class Leave(StrEnum):
    """Whether a recipient may have personal data, and by what right."""

    OWN = "own"
    NEEDED = "needed"
    NAMED = "named"
    MENTIONED = "mentioned"  # the policy's words hold its name, but not in a sentence on who receives data
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

    @property
    def permitted(self) -> bool:
        """Whether the standard lets the recipient have it at that moment."""
        if self.weak or self.leave is Leave.OWN:
            return True
        if self.when == "typing":
            return self.into_its_own_frame and self.leave is Leave.NEEDED
        return self.leave in {Leave.NEEDED, Leave.NAMED}


def one_way(chain: tuple[str, ...]) -> bool:
    """Tell whether a value was hashed on its way, so that it cannot be read back."""
    return any(link.lower().startswith(_ONE_WAY) for link in chain)


def _find(view: View) -> tuple[Disclosure, ...]:
    return (*_sent(view), *_targets(view))


def _sent(view: View) -> Iterator[Disclosure]:
    exchanges = {exchange.id: exchange for exchange in view.of(ExchangeSeen)}
    pages = _pages_by_visit(view)
    frames = _typed_frames(view)
    for seen in view.of(ValueSeen):
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
        when = "submitting" if seen.phase == "submitting" else "typing"
        into_own = any(same_site(host, frame) for frame in frames.get((seen.visit, seen.name), ()))
        how = f"{seen.where} of a {via}{source}{chain}"
        yield Disclosure(host, party, seen.name, how, when, leave, cites, page, seen.weak, seen.excerpt, into_own)


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
        buying = form.form.purpose in _BUYING
        leave = _leave(view, host, party, form.page.url, buying=buying)
        how = f"target of the {form.title}"
        for kind in dict.fromkeys(field.kind for field in form.personal):
            yield Disclosure(host, party, kind, how, "target", leave, form.cites, form.page.url)


def _leave(view: View, host: str, party: PartyRead, page: str, *, buying: bool = True) -> Leave:
    """Return by what right a host receives personal data that was entered on a page."""
    roles = set(party.roles)
    if party.party == "first" or same_site(host, page) or roles & _RUNS_THE_SHOP:
        return Leave.OWN
    if buying and roles & NEEDED_ROLES:
        return Leave.NEEDED
    if _holds(view.once(RECIPIENTS_SAID), host, party):
        return Leave.NAMED
    for made in view.of(DeclarationMade):
        if any(same_site(host, given) for each in made.declaration.recipients for given in each.hosts):
            return Leave.DECLARED
    return Leave.MENTIONED if _holds(view.once(MENTIONED), host, party) else Leave.NONE


def _holds(said: str, host: str, party: PartyRead) -> bool:
    """Tell whether words name the organisation or the site of a host."""
    if _has_word(said, registrable(host)):
        return True
    return len(party.organisation) >= _SHORTEST_NAME and _has_word(said, party.organisation.lower())


def _has_word(said: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said) is not None


def _recipients_said(view: View) -> str:
    """Return what the policies say of recipients; who is named only where sharing is denied is none."""
    parts: list[str] = []
    for text in own_texts(view.once(POLICIES)):
        if text.read:
            said = "\n".join(_quotes(text.read, denied=False))
            denied = "\n".join(_quotes(text.read, denied=True))
            parts += [said, *(name for name in text.read.recipients if name in said or name not in denied)]
    return "\n".join(parts).lower()


def _quotes(read: PolicyRead, *, denied: bool) -> Iterator[str]:
    """Yield what a policy says on sharing with others, or what it says that is not shared or sold."""
    for each in read.statements:
        no = each.status in {"no", Sale.NOT_SOLD.value}
        if (each.topic == "third-parties" and no is denied) or (each.topic == "sale" and no and denied):
            yield each.quote


def _mentioned(view: View) -> str:
    """Return whom the policies mention anywhere, but for those named where sharing or sale is denied."""
    parts: list[str] = []
    for text in own_texts(view.once(POLICIES)):
        if text.read:
            denied = "\n".join(_quotes(text.read, denied=True))
            parts += [name for name in text.read.names if name not in denied]
    return "\n".join(parts).lower()


RECIPIENTS_SAID: Computed[str] = Computed("recipients said", POLICY_NEEDS, _recipients_said)
MENTIONED: Computed[str] = Computed("mentioned in policies", POLICY_NEEDS, _mentioned)
DISCLOSURES: Computed[tuple[Disclosure, ...]] = Computed("disclosures", DISCLOSURE_NEEDS, _find)


def by_recipient(found: tuple[Disclosure, ...]) -> list[list[Disclosure]]:
    """Return disclosures to others than the shop, those together that one sentence tells of."""
    grouped: dict[tuple[object, ...], list[Disclosure]] = {}
    for each in found:
        if each.leave is not Leave.OWN:
            key = (each.host, each.when, each.leave, each.weak, each.permitted, each.page)
            grouped.setdefault(key, []).append(each)
    return list(grouped.values())
