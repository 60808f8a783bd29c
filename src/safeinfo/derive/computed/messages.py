"""The messages that were given, each read once."""

from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr

from safeinfo.derive.computed.addresses import same_site
from safeinfo.derive.computed.findings import listed
from safeinfo.model.evidence import Computed, View
from safeinfo.model.observations import DeclarationMade, MailSeen
from safeinfo.model.readings import MailRead

INFORMATIONAL = frozenset({"informational", "transactional-with-offer"})
_WEAK = frozenset({"fail", "softfail", "permerror", "none", "no-key"})
_UNTOLD = frozenset({"not-checked", "temperror", "expired", "unsupported"})
_METHODS = ("dkim", "spf", "dmarc")


def _read(view: View) -> tuple[tuple[MailSeen, MailRead], ...]:
    messages = view.of(MailSeen)
    if not messages:
        return ()
    from safeinfo.derive.mail import read_mail  # noqa: PLC0415 - its words are many, and most audits have no mail

    return tuple((seen, _as_it_came(seen, read_mail(view.blob(seen.body)))) for seen in messages)


def _as_it_came(seen: MailSeen, read: MailRead) -> MailRead:
    """The reading, with what was told of the message before it was masked."""
    return replace(read, authentication=seen.authentication) if seen.authentication else read


MESSAGES: Computed[tuple[tuple[MailSeen, MailRead], ...]] = Computed("messages", frozenset({MailSeen}), _read)


def informational(view: View) -> list[tuple[MailSeen, MailRead]]:
    """Return the messages that inform or advertise: newsletters, and receipts with an offer in them."""
    return [(seen, read) for seen, read in view.once(MESSAGES) if read.kind in INFORMATIONAL]


def is_of_shop(view: View, seen: MailSeen) -> bool:
    """Tell whether a message was sent by the shop: from its own domain, or one that it declares for its mailings."""
    domain = domain_of(seen.sender)
    declared = (mailing.sender for made in view.of(DeclarationMade) for mailing in made.declaration.mailings)
    return same_site(domain, view.site) or any(same_site(domain, domain_of(sender)) for sender in declared if sender)


def domain_of(sender: str) -> str:
    """Return the domain of an address as a header writes it (RFC 5322, 3.4)."""
    return parseaddr(sender)[1].rpartition("@")[2].lower()


def advice(read: MailRead) -> Iterator[tuple[str, str]]:
    """Yield what a message could do better and need not: name of the finding, and words for it."""
    if not read.one_click:
        yield "one-click-missing", "offers no one-click opt-out in its headers (RFC 8058)"
    yield from _authentication(read)
    if not read.postal_address:
        yield "postal-address-missing", "names no postal address of its sender"
    if read.trackers:
        yield "tracked", f"reports that it is read to {listed(read.trackers)}"
    if read.address_leaks:
        yield "address-in-links", f"carries the customer's address in {listed(read.address_leaks, 3)}"


def _authentication(read: MailRead) -> Iterator[tuple[str, str]]:
    """What DKIM, SPF and DMARC tell; nothing where nobody looked."""
    told = {method: read.authentication.get(method, "not-checked") for method in _METHODS}
    results = listed([f"{method.upper()} {result}" for method, result in told.items()])
    if any(result in _WEAK for result in told.values()):
        yield "authentication-weak", f"is not fully authenticated: {results}{_note(read)}"
    elif any(result == "pass" for result in told.values()):
        yield "authenticated", f"is authenticated: {results}{_note(read)}"
    elif any(result in _UNTOLD - {"not-checked"} for result in told.values()):
        yield "authentication-unknown", f"could not be checked for its sender: {results}{_note(read)}"


def _note(read: MailRead) -> str:
    note, said = read.authentication.get("note", ""), read.authentication.get("said", "")
    told = [note, f"a server that received it wrote {said}" if said else ""]
    return "".join(f"; {each}" for each in told if each)
