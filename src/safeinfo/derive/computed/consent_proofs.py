"""What proves that customers were asked before their data was sold: the shop's ledger, and trial customers."""

from collections.abc import Iterator

from safeinfo.derive.computed.findings import counted
from safeinfo.derive.computed.mail_trials import MAIL_NEEDS, watched_from
from safeinfo.derive.computed.messages import MESSAGES
from safeinfo.derive.computed.senders import INDEPENDENT, Strangers, strangers, told
from safeinfo.model.evidence import View
from safeinfo.model.mail_trials import AddressPlanted, LedgerRead, MailWatched
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding

F, P, U, C = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED, Outcome.CANT_TELL
PROOF_NEEDS = MAIL_NEEDS | {LedgerRead}


def ledgers(view: View) -> Iterator[Finding]:
    """Yield what each ledger of consents proves: a notice to all, silence as no, and a sale of those who said yes."""
    for ledger in view.of(LedgerRead):
        faults = list(_faults(ledger))
        for name, words in faults:
            yield Finding(name, F, f"In the consent ledger {ledger.source}, {words}.", (ledger.id,))
        if not faults:
            message = (
                f"By the shop's ledger, {counted(ledger.notified, 'customer')} were all asked by e-mail; "
                f"{ledger.agreed} said yes, and of these only {ledger.sold} were sold."
            )
            yield Finding("consent-ledger-sound", P, message, (ledger.id,))


def _faults(ledger: LedgerRead) -> Iterator[tuple[str, str]]:
    missing = max(ledger.customers, ledger.rows) - ledger.notified
    if ledger.rows < ledger.customers or missing or not ledger.rows:
        yield "notice-not-to-all", f"{counted(missing, 'customer')} of {ledger.customers} got no notice"
    if ledger.sold_without_yes:
        yield "sold-without-yes", f"{counted(ledger.sold_without_yes, 'customer')} were sold who had not said yes"
    if ledger.sold_before_yes:
        yield "sold-without-yes", f"{counted(ledger.sold_before_yes, 'customer')} were sold before they said yes"
    if ledger.answered_before_notice:
        yield "ledger-inconsistent", f"{counted(ledger.answered_before_notice, 'answer')} came before the notice"
    if ledger.repeated:
        yield "ledger-inconsistent", f"{counted(ledger.repeated, 'row')} repeat a customer"


def trial_customers(view: View) -> Iterator[Finding]:
    """Yield what trial customers who did not say yes show: whether anybody else wrote to them."""
    unwilling = [each for each in view.of(AddressPlanted) if each.role == "customer" and each.answer != "yes"]
    others = strangers(view, frozenset(each.address for each in unwilling))
    if others.found:
        yield _passed_on(others)
    elif unwilling:
        yield _kept(view, unwilling)


def _passed_on(others: Strangers) -> Finding:
    first = others.found[0]
    who = f"{told(first, 'trial customer')} who had not said yes to a sale"
    cites = tuple(cite for each in others.found for cite in each.cites)
    if others.doubt:
        return Finding("stranger-wrote", C, f"{who}; {others.doubt}.", cites)
    return Finding("passed-on", F, f"{who}, and no decoy was written to.", cites)


def _kept(view: View, unwilling: list[AddressPlanted]) -> Finding:
    """Trial customers who said no or nothing prove it, if they got the notice and were watched for 30 days."""
    asked = {seen.address: seen.id for seen, read in view.once(MESSAGES) if read.kind == "sale-consent"}
    got = [each for each in unwilling if each.address in asked]
    for watch in view.of(MailWatched):
        if (
            len(got) >= INDEPENDENT
            and len(got) == len(unwilling)
            and all(watched_from(watch, e.planted_at) for e in got)
        ):
            message = (
                f"{counted(len(got), 'trial customer')} got the notice, did not say yes, and nobody else wrote to them."
            )
            cites = (*(each.id for each in got), *(asked[each.address] for each in got), watch.id)
            return Finding("trial-not-passed-on", P, message, cites)
    message = "Trial customers are silent so far; two with the notice, watched for 30 days, would settle it."
    return Finding("trial-not-over", U, message, tuple(each.id for each in unwilling))
