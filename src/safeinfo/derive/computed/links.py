"""Which of a page's links leads to the shop's privacy policy, and what is wrong with the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from safeinfo.derive.computed.addresses import host_of, same_page, scheme_of
from safeinfo.derive.computed.pages import LinkSeen, Visit
from safeinfo.derive.computed.policies import PolicyText, target_of
from safeinfo.derive.parties import party_of
from safeinfo.model.outcome import Outcome
from safeinfo.model.readings import LinkRead, PartyRead

_BARELY_VISIBLE = 1.5  # contrast ratio (WCAG 2.2) under which text cannot be told from its ground
_READ = frozenset({"policy", "notice", "legal"})  # pages that were opened for their text
_PERHAPS = 0.2  # probability from which a text may be a privacy policy
_BLANK = 200  # characters: less is no policy in any language


class Target(StrEnum):
    """What a link leads to, best first."""

    POLICY = "policy"
    UNREADABLE = "unreadable"
    NOT_FETCHED = "not-fetched"
    NOT_LOADED = "not-loaded"
    TEMPLATE = "template"
    OTHER_SHOP = "other-shop"
    UNSURE = "unsure"
    FOREIGN = "foreign"
    ELSEWHERE = "elsewhere"
    BLANK = "blank"
    DEAD = "dead"
    PLACEHOLDER = "placeholder"


class Reach(StrEnum):
    """Whether a visitor can see and use a link, best first."""

    FINE = "fine"
    NOT_BY_KEYBOARD = "not-by-keyboard"
    ONLY_IN_BANNER = "only-in-banner"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that may be the policy link of its page."""

    link: LinkRead
    frame: str
    reach: Reach
    target: Target
    text: PolicyText | None

    @property
    def rank(self) -> tuple[int, int, float]:
        """Sort key: what it leads to first, then how it can be reached; lower is better."""
        return (list(Target).index(self.target), list(Reach).index(self.reach), -self.link.score)


def run_by(visit: Visit, site: str) -> PartyRead | None:
    """Return whose a page on another site is, seen from the shop; None where the shop or its platform runs it."""
    host = host_of(visit.last.page.url)
    party = party_of(host, host_of(site))
    return None if party.party == "first" or "shop-platform" in party.roles else party


def candidates(visit: Visit, texts: tuple[PolicyText, ...]) -> list[Candidate]:
    """Return the page's links that promise a privacy policy or lead to one, best first.

    Where a customer meets none, those of the consent banner that was there before are told.
    """
    links = visit.last.links
    gone = (seen for state in visit.states for seen in state.links if seen.link.region == "banner")
    return _candidates(links, visit, texts) or _candidates(gone, visit, texts)


def _candidates(links: Iterable[LinkSeen], visit: Visit, texts: tuple[PolicyText, ...]) -> list[Candidate]:
    found = []
    for seen in links:
        text = target_of(seen.link.url, texts)
        if seen.link.topic == "privacy" or (text is not None and text.confirmed):
            found.append(_candidate(seen, visit, text))
    return sorted(found, key=lambda each: each.rank)


def _candidate(seen: LinkSeen, visit: Visit, text: PolicyText | None) -> Candidate:
    return Candidate(seen.link, seen.frame, _reach(seen.link), _target(seen.link, visit, text), text)


def _reach(link: LinkRead) -> Reach:
    if not link.visible or (link.contrast is not None and link.contrast < _BARELY_VISIBLE and link.text):
        return Reach.HIDDEN
    if link.region == "banner":
        return Reach.ONLY_IN_BANNER
    return Reach.FINE if link.focusable else Reach.NOT_BY_KEYBOARD


def _target(link: LinkRead, visit: Visit, text: PolicyText | None) -> Target:
    leads_here = same_page(link.url) == same_page(visit.last.page.url)
    is_read = visit.first.role in _READ or (text is not None and text.confirmed)
    if not link.url or scheme_of(link.url) not in {"http", "https"} or (leads_here and not is_read):
        return Target.PLACEHOLDER
    if text is None or text.read is None:
        return _nothing_read(text)
    read = text.read
    if text.confirmed:
        if read.blanks:
            return Target.TEMPLATE
        if text.foreign:
            return Target.FOREIGN
        return Target.POLICY if text.names_shop else Target.OTHER_SHOP
    if read.unread and read.unread != "empty":
        return Target.UNREADABLE
    if read.blanks:
        return Target.TEMPLATE
    if read.length < _BLANK:
        return Target.BLANK
    return Target.UNSURE if read.is_policy >= _PERHAPS and read.kind == "other" else Target.ELSEWHERE


def _nothing_read(text: PolicyText | None) -> Target:
    if text is None:
        return Target.NOT_FETCHED
    return Target.DEAD if text.status in {404, 410} else Target.NOT_LOADED


# What a link leads to, or how it can be reached, where that is not as it should be: name, outcome, words.
LEADS = {
    Target.UNREADABLE: ("policy-unreadable", Outcome.CANT_TELL, "leads to a text that could not be read whole"),
    Target.NOT_FETCHED: ("policy-not-fetched", Outcome.CANT_TELL, "leads to a page that was not looked at"),
    Target.NOT_LOADED: ("policy-not-loaded", Outcome.CANT_TELL, "leads to a page that could not be loaded"),
    Target.TEMPLATE: ("policy-template", Outcome.FAILED, "leads to a template with places left blank"),
    Target.OTHER_SHOP: ("policy-of-another", Outcome.CANT_TELL, "leads to a policy that does not name this shop"),
    Target.UNSURE: (
        "policy-unsure",
        Outcome.CANT_TELL,
        "leads to a text that may be a privacy policy, and may be none",
    ),
    Target.FOREIGN: ("policy-foreign", Outcome.FAILED, "leads to another site's policy, which does not name this shop"),
    Target.ELSEWHERE: ("policy-link-elsewhere", Outcome.FAILED, "leads to a page that is not a privacy policy"),
    Target.BLANK: ("policy-blank", Outcome.FAILED, "leads to a page without a text"),
    Target.DEAD: ("policy-link-dead", Outcome.FAILED, "leads to a page that does not exist"),
    Target.PLACEHOLDER: ("policy-link-placeholder", Outcome.FAILED, "is a placeholder that leads nowhere"),
}
REACHED = {
    Reach.NOT_BY_KEYBOARD: ("policy-link-not-by-keyboard", "cannot be reached with the keyboard"),
    Reach.ONLY_IN_BANNER: ("policy-link-only-in-banner", "stands only in the consent banner"),
    Reach.HIDDEN: ("policy-link-hidden", "cannot be seen"),
}
