"""What the shop's texts say together about selling personal information, and what was seen that speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.computed.addresses import host_of, same_page, same_site
from safeinfo.derive.computed.disclosures import DISCLOSURE_NEEDS, DISCLOSURES, Leave
from safeinfo.derive.computed.findings import counted, listed
from safeinfo.derive.computed.pages import VISITS, find_home
from safeinfo.derive.computed.policies import POLICIES, PolicyText, own_texts, target_of
from safeinfo.derive.computed.senders import strangers, told
from safeinfo.derive.parties import party_of
from safeinfo.model.evidence import Computed, View
from safeinfo.model.kinds import Sale
from safeinfo.model.mail_trials import AddressPlanted
from safeinfo.model.observations import DeclarationMade, ExchangeSeen, MailSeen, TextSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import Statement
from safeinfo.model.requirement import Place

SALE_NEEDS = DISCLOSURE_NEEDS | {TextSeen, ExchangeSeen, MailSeen, AddressPlanted, DeclarationMade}
BROKER = frozenset({"data-broker"})
ADVERTISING = frozenset({"advertising"})
EXPLICIT = (Sale.SOLD, Sale.NOT_SOLD_BUT_SHARED, Sale.NOT_SOLD)
_NEAR = 500  # characters between what is said of a sale and of the way out of it
_MENTIONS = "mentions"  # the status of a statement that leaves the question open
_NOTICES = frozenset({"privacy", "california", "children"})
_OPT_OUT_TOPICS = frozenset({"privacy-choices"})


@dataclass(frozen=True, slots=True)
class SaleSaid:
    """What all texts say together: `text` and `quote` are the ones that decide; `unread` could not be read whole."""

    status: Sale
    text: PolicyText | None
    quote: str
    texts: tuple[PolicyText, ...]
    unread: tuple[PolicyText, ...]
    against: tuple[tuple[PolicyText, str], ...] = ()  # texts that say the contrary, with their words

    @property
    def cites(self) -> tuple[str, ...]:
        """Every text that was read for it."""
        return tuple(dict.fromkeys(cite for text in self.texts for cite in text.cites))

    @property
    def place(self) -> Place:
        """Where the deciding words stand."""
        return Place(self.text.url if self.text else "", "", self.quote)


def _say(view: View) -> SaleSaid:
    texts = tuple(text for text in own_texts(view.once(POLICIES)) if _counts(text))
    unread = tuple(
        text for text in texts if not text.whole and not (text.read and text.read.kind in {"cookies", "terms"})
    )
    by_status: dict[Sale, list[PolicyText]] = {}
    for text in texts:
        if text.read and (text.whole or _sale_statements(text)):
            by_status.setdefault(Sale.SILENT if _only_mentions(text) else text.read.sale, []).append(text)
    order = (Sale.SOLD, Sale.UNCLEAR, Sale.NOT_SOLD_BUT_SHARED, Sale.NOT_SOLD)
    status = next((each for each in order if each in by_status), Sale.SILENT)
    if status is Sale.SILENT and (asking := [text for text in texts if text.confirmed and _only_mentions(text)]):
        status, by_status = Sale.UNCLEAR, {Sale.UNCLEAR: asking}
    # Of texts that say the same the one that is nearest to the home page counts.
    saying = by_status.get(status, [])
    deciding = next((text for text in saying if one_click_away(view, text)), next(iter(saying), None))
    against = _against(texts) if status is Sale.SOLD else ()
    return SaleSaid(status, deciding, _quote(deciding, status), texts, unread, against)


def _counts(text: PolicyText) -> bool:
    """A confirmed policy, a notice, or anything that speaks of selling; a text that did not come counts as unread."""
    if text.gone:
        return False
    if text.read is None or text.confirmed or text.read.kind != "other":
        return True
    return text.read.sale is not Sale.SILENT and not _only_mentions(text)


def _only_mentions(text: PolicyText) -> bool:
    """Tell whether a text only speaks of whether data is sold, as texts on what policies must say do."""
    return {each.status for each in _sale_statements(text)} == {_MENTIONS}


def _against(texts: tuple[PolicyText, ...]) -> tuple[tuple[PolicyText, str], ...]:
    """Return the plain statements that nothing is sold, beside one that something is."""
    said = ((text, each) for text in texts for each in _sale_statements(text))
    return tuple((text, each.quote) for text, each in said if each.status == Sale.NOT_SOLD.value)


def opt_outs_of_sale(said: "SaleSaid") -> list[tuple[PolicyText, Statement]]:
    """Return statements on a way out of the sale: the right to one, or a way out told next to the sale."""
    found = []
    for text in said.texts:
        sold = [each.offset for each in _sale_statements(text) if each.status == Sale.SOLD.value]
        denials = {each.offset for each in _sale_statements(text) if each.status == Sale.NOT_SOLD.value}
        for each in text.read.statements if text.read else ():
            near = each.offset not in denials and any(abs(each.offset - offset) < _NEAR for offset in sold)
            if (each.topic == "sale" and each.status == "right") or (each.topic == "opt-out" and near):
                found.append((text, each))
    return found


def _quote(text: PolicyText | None, status: Sale) -> str:
    said = _sale_statements(text)
    exact = [each.quote for each in said if each.status == status.value]
    return next(iter([*exact, *(each.quote for each in said)]), "")


def _sale_statements(text: PolicyText | None) -> list[Statement]:
    return [each for each in text.read.statements if each.topic == "sale"] if text and text.read else []


SALE: Computed[SaleSaid] = Computed("sale", SALE_NEEDS, _say)


def one_click_away(view: View, text: PolicyText) -> bool | None:
    """Tell whether a text is at most one click from the home page; None where the home page was not seen."""
    home = find_home(view.once(VISITS))
    if home is None or not home.loaded:
        return None
    if same_page(text.url) == same_page(home.last.page.url):
        return True
    keys = {same_page(text.url), same_page(text.requested)}
    return any(same_page(seen.link.url) in keys for state in home.states for seen in state.links)


def notices_not_read(view: View) -> list[tuple[str, tuple[str, ...]]]:
    """Return the addresses of the shop's own notices that its home page links and nobody looked at, and the page."""
    home = find_home(view.once(VISITS))
    texts = view.once(POLICIES)
    found: dict[str, tuple[str, ...]] = {}
    for seen in home.last.links if home else ():
        own = same_site(seen.link.url, view.site) and seen.link.topic in _NOTICES
        if home and own and target_of(seen.link.url, texts) is None:
            found.setdefault(same_page(seen.link.url), home.cites)
    here = same_page(home.last.page.url) if home else ""
    return [(url, cites) for url, cites in found.items() if url != here]


@dataclass(frozen=True, slots=True)
class Contrary:
    """Something seen that speaks against «not sold»."""

    name: str
    outcome: Outcome
    words: str
    cites: tuple[str, ...]
    quote: str = ""


def contraries(view: View, status: Sale) -> Iterator[Contrary]:
    """Yield what was seen that speaks against a statement that nothing is sold."""
    received = _received(view, BROKER if status is Sale.NOT_SOLD_BUT_SHARED else BROKER | ADVERTISING)
    yield from received
    if status is Sale.NOT_SOLD:
        yield from _contacted(view, {contrary.quote for contrary in received})
        yield from _ads_txt(view)
        yield from _opt_out_links(view)
        yield from _written_to(view)
    else:
        yield from (each for each in _contacted(view, set()) if each.name == "broker-contacted")


def _received(view: View, trades: frozenset[str]) -> list[Contrary]:
    """Return once each who trades in what it gets and received what was typed.

    Whom the policy names for it, and who got it only once it was sent, is for a person to weigh.
    """
    found: dict[str, Contrary] = {}
    for each in view.once(DISCLOSURES):
        roles = set(each.party.roles) & trades
        if roles and not each.weak and each.leave is not Leave.OWN and each.when != "target":
            who = each.party.organisation or each.host
            told = each.leave is Leave.NAMED and each.when == "submitting"
            name, outcome = ("sale-questioned", Outcome.CANT_TELL) if told else ("sale-contradicted", Outcome.FAILED)
            words = f"{who}, known for {listed(sorted(roles))}, received {each.name}"
            found.setdefault(each.host, Contrary(name, outcome, words, each.cites, each.host))
    return list(found.values())


def _contacted(view: View, told: set[str]) -> Iterator[Contrary]:
    """Yield once each who trades data or advertising and was asked for something by the shop's pages."""
    brokers: dict[str, str] = {}
    advertisers: dict[str, str] = {}
    site = host_of(view.site)
    for exchange in view.of(ExchangeSeen):
        host = host_of(exchange.url)
        party = party_of(host, site)
        if party.party != "third" or exchange.failure or host in told:
            continue
        name = party.organisation or host
        if BROKER & set(party.roles):
            brokers.setdefault(name, exchange.id)
        elif ADVERTISING & set(party.roles):
            advertisers.setdefault(name, exchange.id)
    for name, kind, found in (
        ("broker-contacted", "data brokers", brokers),
        ("advertising-contacted", "advertising", advertisers),
    ):
        if found:
            words = f"the shop's pages contacted hosts known for {kind}: {listed(found)}"
            yield Contrary(name, Outcome.CANT_TELL, words, tuple(found.values()))


def _ads_txt(view: View) -> Iterator[Contrary]:
    """Yield who may sell the shop's advertising space by its ads.txt (IAB Tech Lab, ads.txt 1.1)."""
    for seen in view.of(TextSeen):
        if seen.purpose != "ads-txt" or seen.body is None or seen.status != 200:  # noqa: PLR2004 - RFC 9110, 15.3.1
            continue
        lines = [line.partition("#")[0].strip() for line in view.text(seen.body).splitlines()]
        sellers = [line for line in lines if len(line.split(",")) >= 3 and "<" not in line]  # noqa: PLR2004 - host, id, kind
        if sellers:
            words = f"ads.txt names {counted(len(sellers), 'seller')} of advertising space on this site"
            yield Contrary("ads-txt-sellers", Outcome.CANT_TELL, words, (seen.id,), sellers[0])


def _opt_out_links(view: View) -> Iterator[Contrary]:
    home = find_home(view.once(VISITS))
    for seen in home.last.links if home else ():
        if seen.link.topic in _OPT_OUT_TOPICS and seen.link.visible and "sell" in seen.link.text.lower():
            words = "a link offers to opt out of a sale that the policy says there is not"
            yield Contrary("opt-out-of-no-sale", Outcome.CANT_TELL, words, home.cites if home else (), seen.link.text)
            return


def _written_to(view: View) -> Iterator[Contrary]:
    """Yield who else wrote to addresses that the shop alone was told: how they went on is for a person to learn."""
    alone = frozenset(each.address for each in view.of(AddressPlanted) if each.role != "decoy" and each.answer != "yes")
    others = strangers(view, alone)
    if others.found and not others.doubt:
        words = f"{told(others.found[0], 'address')} that this shop alone was told"
        yield Contrary("address-passed-on", Outcome.CANT_TELL, words, others.found[0].cites)


def gpc_answers(view: View) -> Iterator[tuple[str, str, str]]:
    """Yield the shop's answer to Global Privacy Control (W3C GPC, 4): address, text, observation."""
    for seen in view.of(TextSeen):
        if seen.purpose == "gpc" and seen.body is not None and seen.status == 200:  # noqa: PLR2004 - RFC 9110, 15.3.1
            yield seen.url, " ".join(view.text(seen.body).split())[:160], seen.id
