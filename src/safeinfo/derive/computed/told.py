"""What is said of a disclosure: who received what, how and when, and by what right."""

from safeinfo.derive.computed.disclosures import Disclosure, Leave
from safeinfo.derive.computed.findings import listed
from safeinfo.derive.computed.naming import family_of
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place

F, P, C = Outcome.FAILED, Outcome.PASSED, Outcome.CANT_TELL
# By what right a recipient may have it, where a person must judge that: name of the finding, and words.
_OPEN = {
    Leave.DECLARED: ("recipient-only-declared", "which is declared, but which the policy does not name"),
    Leave.MENTIONED: ("recipient-mentioned", "which the policy mentions; whether as a recipient is unclear"),
    Leave.OF_A_KIND: ("recipient-of-a-kind", "of whose kind the policy speaks without its name"),
    Leave.UNREAD: ("recipient-unread", "which no text names, as far as the policies could be read"),
    Leave.PERHAPS: ("recipient-perhaps-payment", "which may be the payment provider; nothing says that it is"),
}


def told_of(group: list[Disclosure]) -> Finding:
    """Return the finding on disclosures that one sentence tells of: same recipient, moment, right and page."""
    whole = [each for each in group if not each.cut] or group
    first = whole[0]
    who = f"{first.party.organisation} ({first.host})" if first.party.organisation else first.host
    what, how = listed(family_of(each.name) for each in group), listed((each.how for each in whole), 3)
    cites = tuple(dict.fromkeys(cite for each in group for cite in each.cites))
    place = Place(first.page, "", first.excerpt)
    if first.weak:
        message = f"What reached {who} may hold {what} ({how}), by a match too short to prove it."
        several = len({each.name for each in group}) > 1
        return Finding("weak-match", C if several else P, message, cites, place, for_information=not several)
    if first.when == "typing":
        if first.permitted:
            message = f"{what} was typed into the frame of {who}, which the purchase needs, and went to it alone."
            return Finding("payment-frame", P, message, cites, place)
        if first.entered_there:
            message = f"{what} was typed into the frame of {who} and went to it; whether the purchase needs it is open."
            return Finding("entered-at-another", C, message, cites, place)
        if first.looked_up:
            message = f"While it was typed, {what} reached {who}, which completes addresses: nobody had asked it to."
            return Finding("address-looked-up", F, message, cites, place)
        message = f"Before anything was submitted, {what} reached {who} ({how})."
        return Finding("disclosure-before-submit", F, message, cites, place)
    went = "reached" if first.when == "submitting" else "would reach"
    if first.permitted:
        right = "the purchase needs it" if first.leave is Leave.NEEDED else "the policy names it"
        return Finding("recipient-permitted", P, f"On submitting, {what} {went} {who}: {right}.", cites, place)
    if first.leave in _OPEN:
        name, words = _OPEN[first.leave]
        return Finding(name, C, f"On submitting, {what} {went} {who}, {words}.", cites, place)
    message = f"On submitting, {what} {went} {who}, which the purchase does not need and no policy names ({how})."
    return Finding("recipient-unnamed", F, message, cites, place)
