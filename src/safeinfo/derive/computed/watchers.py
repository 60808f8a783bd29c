"""What is said of those who could read along: session recorders, and scripts beside a card field."""

from collections.abc import Iterator

from safeinfo.derive.computed import kept
from safeinfo.derive.computed.findings import listed
from safeinfo.derive.computed.reach import scripts_reaching_cards
from safeinfo.model.evidence import View
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place

F, P, C = Outcome.FAILED, Outcome.PASSED, Outcome.CANT_TELL


def recorders_told(view: View) -> Iterator[Finding]:
    """Say of each session recorder on a collecting page what it got, or may have got."""
    for each in kept.recorders(view):
        who, page = each.party.organisation or each.party.host, each.visit.last.page.url
        asked = each.field.label or each.field.name if each.field else ""
        if each.got:
            message = f"{who} records sessions on {page}, and got {listed(seen.name for seen in each.got)}."
            yield Finding("session-recorder", F, message, each.cites, each.form.place(each.field))
        elif each.told:
            message = f"{who} records sessions on {page}, and the page tells it to record «{asked}»."
            yield Finding("session-recorder-unmasked", F, message, each.cites, each.form.place(each.field))
        elif each.field:
            message = f"{who} records sessions on {page}; that it leaves «{asked}» out is seen, not proven."
            yield Finding("session-recorder-unmarked", C, message, each.cites, each.form.place(each.field))
        else:
            message = f"{who} records sessions on {page}; every personal field there is marked to be left out."
            yield Finding("session-recorder-masked", P, message, each.cites, Place(page))


def reach_told(view: View) -> Iterator[Finding]:
    """Say of each script of another party in reach of a card field whose it is, and whether its content is fixed."""
    for each in scripts_reaching_cards(view):
        who = each.party.organisation or each.party.host
        place = Place(each.page.url, each.field.selector, each.url, each.frame)
        runs = f"A script of {who} runs in reach of a card field on {each.page.url}"
        if each.pinned:
            message = f"{runs}; an integrity check fixes its content."
            yield Finding("card-in-reach-pinned", P, message, each.cites, place, for_information=True)
        elif each.hosted:
            message = f"{runs}: {each.url}; whether the shop keeps its own script there is for a person to tell."
            yield Finding("card-in-reach-hosted", C, message, each.cites, place)
        else:
            yield Finding("card-in-reach", F, f"{runs}: {each.url}.", each.cites, place)
