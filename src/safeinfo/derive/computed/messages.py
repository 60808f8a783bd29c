"""The messages that were given, each read once."""

from collections.abc import Iterator

from safeinfo.derive.computed.findings import listed
from safeinfo.model.evidence import Computed, View
from safeinfo.model.observations import MailSeen
from safeinfo.model.readings import MailRead

_WEAK = frozenset({"fail", "softfail", "permerror", "temperror"})


def _read(view: View) -> tuple[tuple[MailSeen, MailRead], ...]:
    messages = view.of(MailSeen)
    if not messages:
        return ()
    from safeinfo.derive.mail import read_mail  # noqa: PLC0415 - its words are many, and most audits have no mail

    return tuple((seen, read_mail(view.blob(seen.body))) for seen in messages)


MESSAGES: Computed[tuple[tuple[MailSeen, MailRead], ...]] = Computed("messages", frozenset({MailSeen}), _read)


def advice(read: MailRead) -> Iterator[tuple[str, str]]:
    """Yield what a message could do better and need not: name of the finding, and words for it."""
    if not read.one_click:
        yield "one-click-missing", "offers no one-click opt-out in its headers (RFC 8058)"
    weak = [f"{name} {result}" for name, result in sorted(read.authentication.items()) if result in _WEAK]
    if weak:
        yield "authentication-weak", f"is not authenticated: {listed(weak)}"
    if not read.postal_address:
        yield "postal-address-missing", "names no postal address of its sender"
    if read.trackers:
        yield "tracked", f"reports that it is read to {listed(read.trackers)}"
    if read.address_leaks:
        yield "address-in-links", f"carries the customer's address in {listed(read.address_leaks, 3)}"
