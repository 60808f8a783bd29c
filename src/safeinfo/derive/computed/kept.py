"""What the browser keeps or shows of what was typed, and who records the visitor while typing."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.computed.addresses import host_of
from safeinfo.derive.computed.collecting import Collected, collecting_visits
from safeinfo.derive.computed.disclosures import NEEDED_ROLES, RUNS_THE_SHOP, one_way
from safeinfo.derive.computed.needs import SECRETS
from safeinfo.derive.computed.pages import Visit
from safeinfo.derive.parties import party_of
from safeinfo.model.evidence import View
from safeinfo.model.kinds import CARD
from safeinfo.model.observations import ExchangeSeen, FieldTyped, ValueSeen
from safeinfo.model.readings import FieldRead, PartyRead

_KEPT = frozenset({"local-storage", "session-storage", "indexed-db", "cookie"})
_SHOWN = frozenset({"address-bar", "url", "title"})
_RECORDERS = frozenset({"session-recorder", "session-recording"})
_NOT_TYPED_INTO = frozenset({"radio", "checkbox", "file", "color", "range"})
# Every recorder leaves these out of itself, by the type of the control.
_NEVER_RECORDED = SECRETS | CARD


def clear_in_storage(view: View) -> tuple[ValueSeen, ...]:
    """Return values that were found readable in what the browser keeps, each once a page."""
    found: dict[tuple[str, str, str], ValueSeen] = {}
    for seen in view.of(ValueSeen):
        kept = seen.where in _KEPT and not (seen.where == "cookie" and seen.exchange)
        if kept and not seen.weak and not one_way(seen.chain):
            found.setdefault((seen.visit, seen.name, seen.where), seen)
    return tuple(found.values())


def values_in_addresses(view: View) -> tuple[ValueSeen, ...]:
    """Return values that were found readable in an address of the shop's own, each once a page and place."""
    exchanges = {exchange.id: exchange for exchange in view.of(ExchangeSeen)}
    found: dict[tuple[str, str, str], ValueSeen] = {}
    for seen in view.of(ValueSeen):
        if seen.weak or one_way(seen.chain) or seen.where not in _SHOWN - {"title"}:
            continue
        if seen.where == "url" and _is_third(view, seen, exchanges):
            continue  # told of as a disclosure
        found.setdefault((seen.visit, seen.name, seen.where), seen)
    return tuple(found.values())


def _is_third(view: View, seen: ValueSeen, exchanges: dict[str, ExchangeSeen]) -> bool:
    exchange = exchanges.get(seen.exchange)
    host = seen.host or (host_of(exchange.url) if exchange else "")
    return bool(host) and party_of(host, host_of(view.site)).party == "third"


def unseen_bodies(view: View) -> dict[str, tuple[ExchangeSeen, ...]]:
    """Return by host the requests to other parties, while or after typing, whose body could not be read.

    What runs the shop's pages is no other party; what the purchase needs may have the values once they are sent.
    """
    found: dict[str, list[ExchangeSeen]] = {}
    for exchange in view.of(ExchangeSeen):
        if not exchange.body_unseen or exchange.phase not in {"typing", "submitting"}:
            continue
        party = party_of(host_of(exchange.url), host_of(view.site))
        allowed = RUNS_THE_SHOP | (NEEDED_ROLES if exchange.phase == "submitting" else frozenset())
        if party.party == "third" and not allowed & set(party.roles):
            found.setdefault(party.host, []).append(exchange)
    return {host: tuple(exchanges) for host, exchanges in found.items()}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A session recorder on a collecting page, with a field that it is not told to leave out, if there is one.

    `got`: values that reached it on that page. A recorder may leave every field out of itself, as it is set.
    """

    party: PartyRead
    visit: Visit
    form: Collected
    field: FieldRead | None
    told: bool  # whether it is told to record that field
    got: tuple[ValueSeen, ...]
    cites: tuple[str, ...]


def recorders(view: View) -> Iterator[Recorded]:
    """Yield each session recorder on each page that collects."""
    told: set[tuple[str, str]] = set()
    for visit, forms in collecting_visits(view):
        for exchange in view.of(ExchangeSeen):
            if exchange.visit != visit.id or exchange.failure:
                continue
            party = party_of(host_of(exchange.url), host_of(view.site))
            key = (party.organisation or party.host, visit.last.page.url)
            if _RECORDERS & set(party.roles) and key not in told:
                told.add(key)
                form, field = _exposed(forms) or _unmasked(forms)
                got = tuple(_received(view, visit, party))
                cites = (exchange.id, *visit.cites, *(seen.id for seen in got))
                told_to = field is not None and field.selector in form.unmasked
                yield Recorded(party, visit, form, field, told_to, got, cites)


def _received(view: View, visit: Visit, party: PartyRead) -> Iterator[ValueSeen]:
    for seen in view.of(ValueSeen):
        if seen.visit == visit.id and not seen.weak and party_of(seen.host, party.host).party == "first":
            yield seen


def _exposed(forms: tuple[Collected, ...]) -> tuple[Collected, FieldRead] | None:
    """Return the first personal field that a recorder is told to record."""
    marked = ((form, field) for form in forms for field in form.personal if field.selector in form.unmasked)
    return next(marked, None)


def _unmasked(forms: tuple[Collected, ...]) -> tuple[Collected, FieldRead | None]:
    for form in forms:
        for field in form.personal:
            if field.selector not in form.masked and field.kind not in _NEVER_RECORDED:
                return form, field
    return forms[0], None


def typable(form: Collected) -> tuple[FieldRead, ...]:
    """Return the personal fields of a form that a value can be typed into."""
    return tuple(
        field for field in form.personal if field.tag in {"input", "textarea"} and field.type not in _NOT_TYPED_INTO
    )


def typed_into(view: View, form: Collected) -> dict[str, str]:
    """Return the selectors of the fields of a form that held a value which was typed, with what shows it."""
    visits = {page.visit for page in form.pages}
    selectors = {field.selector for field in form.personal}
    return {
        typed.selector: typed.id
        for typed in view.of(FieldTyped)
        if typed.visit in visits and typed.accepted and typed.frame == form.form.frame and typed.selector in selectors
    }
