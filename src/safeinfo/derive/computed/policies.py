"""The policies and notices that were seen: read once, told apart into the shop's own and those of others."""

import re
from dataclasses import dataclass, replace

from safeinfo.derive.computed.addresses import host_of, same_page, same_site
from safeinfo.derive.computed.coverage import unseen_visits
from safeinfo.derive.computed.legal_forms import without_legal_form
from safeinfo.derive.computed.pages import VISITS, LinkSeen, Visit, find_home
from safeinfo.derive.dom import Document
from safeinfo.derive.parties import known, registrable
from safeinfo.derive.policy import MOST_FRAMES, read_policy, read_policy_page, without_its_parts
from safeinfo.model.evidence import Computed, View
from safeinfo.model.observations import DeclarationMade, PageSeen, TextSeen
from safeinfo.model.readings import PolicyRead, Statement

CONFIRMED = 0.5  # probability from which a text counts as a privacy policy
_ROLES = frozenset({"policy", "notice", "legal"})
_NOT_THE_POLICY = frozenset({"cookies", "terms"})
_PUBLISHERS = frozenset({"consent-manager", "shop-platform", "cdn"})
_NAME_NOISE = re.compile(r"[\W_]+")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)  # a piece of a path: de, en-us
_SHORTEST_NAME = 3  # letters: shorter ones are in every title


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A text behind a link that promises a policy. `read` is None where nothing came, and `failure` says why."""

    url: str
    requested: str
    status: int
    cites: tuple[str, ...]
    read: PolicyRead | None
    failure: str = ""
    rendered: bool = False  # as a browser showed it
    foreign: bool = False  # neither on the shop's site nor speaking for it
    names_shop: bool = True  # False: it speaks for others only
    leads: bool = False  # a list of its parts, one of which reads as a privacy policy
    is_part: bool = False  # of such a list

    @property
    def confirmed(self) -> bool:
        """Whether its words are those of a privacy policy."""
        if self.read is None or self.read.kind in _NOT_THE_POLICY:
            return False
        return self.leads or self.read.is_policy >= CONFIRMED

    @property
    def gone(self) -> bool:
        """Whether there is nothing at its address, or a page without a text."""
        return self.status in {404, 410} or (self.read is not None and self.read.unread == "empty" and self.rendered)

    @property
    def whole(self) -> bool:
        """Whether it was read from end to end."""
        return self.read is not None and not self.read.unread

    @property
    def unread(self) -> str:
        """Why it was not read from end to end, "" if it was."""
        return self.read.unread if self.read else self.failure or f"status {self.status}"


def _read_all(view: View) -> tuple[PolicyText, ...]:
    visits = view.once(VISITS)
    home = find_home(visits)
    wanted = {same_page(each.link.url) for each in _links(visits) if each.link.topic == "privacy"}
    texts = [
        _from_page(view, visit, home)
        for visit in visits
        if visit.first.role in _ROLES or (visit.first.role != "home" and _addresses(visit) & wanted)
    ]
    texts += [_from_text(view, seen, home) for seen in view.of(TextSeen) if seen.purpose == "policy"]
    return _with_parts(_best_of_each(texts))


def _with_parts(texts: tuple[PolicyText, ...]) -> tuple[PolicyText, ...]:
    """Read a list of parts with its parts: it is a policy where one of them is, and whole where all were read."""
    parts = {same_page(url) for text in texts if text.read for url in text.read.parts}
    return tuple(
        replace(_joined(text, texts), is_part=bool({same_page(text.url), same_page(text.requested)} & parts))
        for text in texts
    )


def _joined(text: PolicyText, texts: tuple[PolicyText, ...]) -> PolicyText:
    if text.read is None or not text.read.parts:
        return text
    found = [target_of(url, texts) for url in text.read.parts]
    missing = any(part is None or not (part.whole or part.gone) for part in found)
    read = without_its_parts(text.read) if missing and not text.read.unread else text.read
    return replace(text, read=read, leads=any(part is not None and part.confirmed for part in found))


def _links(visits: tuple[Visit, ...]) -> list[LinkSeen]:
    return [each for visit in visits for state in visit.states for each in state.links]


def _addresses(visit: Visit) -> set[str]:
    return {same_page(visit.first.requested_url), same_page(visit.last.page.url)}


def _from_page(view: View, visit: Visit, home: Visit | None) -> PolicyText:
    page = visit.last.page
    read = None
    if visit.loaded:
        seen = page.documents[:MOST_FRAMES]
        read = read_policy_page([Document.parse(view.text(each.dom), each.url, each.frame) for each in seen])
    text = PolicyText(page.url, page.requested_url, page.status, (page.id,), read, rendered=True)
    return _whose(text, view, home)


def _from_text(view: View, seen: TextSeen, home: Visit | None) -> PolicyText:
    read = None
    if seen.body is not None and seen.status < 400:  # noqa: PLR2004 - RFC 9110, 15.5
        read = read_policy(view.blob(seen.body), seen.url, seen.mime_type, seen.charset)
    text = PolicyText(seen.url, seen.requested_url, seen.status, (seen.id,), read, seen.failure)
    return _whose(text, view, home)


def _whose(text: PolicyText, view: View, home: Visit | None) -> PolicyText:
    """Say whether a text speaks for this shop.

    One on another site that does not name the shop is another's where it speaks for the site that it is on, or that
    site is a known organisation's. Else a service may publish it for the shop: then it is for a person to tell.
    """
    if text.read is None:
        return text
    named, away = speaks_for(text.read, view, home), not same_site(text.url, view.site)
    foreign = away and not named and (_speaks_for_its_host(text.read, text.url) or _is_of_another(text.url))
    speakers = set(text.read.names) - set(text.read.mail_hosts)
    return replace(text, foreign=foreign, names_shop=named or not (away or speakers))


def _speaks_for_its_host(read: PolicyRead, url: str) -> bool:
    label = _plain(registrable(host_of(url)).partition(".")[0])
    names = (_plain(without_legal_form(name)) for name in read.names)
    return any(same_site(name, url) for name in read.names) or any(
        len(name) >= _SHORTEST_NAME and (label in name or name in label) for name in names
    )


def _is_of_another(url: str) -> bool:
    """Tell whether a host is one of a known organisation that does not publish the policies of others."""
    organisation, roles = known(host_of(url))
    return bool(organisation) and not _PUBLISHERS & set(roles)


def speaks_for(read: PolicyRead, view: View, home: Visit | None) -> bool:
    """Tell whether a policy names this shop: its domain, its declared name, or a name its home page bears."""
    site = registrable(host_of(view.site))
    label = _plain(site.partition(".")[0])
    shop = [_plain(made.declaration.shop) for made in view.of(DeclarationMade)]
    bears = _plain(f"{home.last.page.title} {home.last.text[:4000]}") if home else ""
    for name in read.names:
        plain = _plain(without_legal_form(name))
        if len(plain) < _SHORTEST_NAME:
            continue
        if same_site(name, view.site) or label in plain or plain in label or plain in shop:
            return True
        if "." not in name and plain in bears:
            return True
    return False


def _plain(text: str) -> str:
    return _NAME_NOISE.sub("", text.lower())


def _best_of_each(texts: list[PolicyText]) -> tuple[PolicyText, ...]:
    """Join the readings of one address: the fullest reading stands, all observations are cited."""
    joined: dict[str, PolicyText] = {}
    for text in texts:
        key = same_page(text.url)
        if key not in joined:
            joined[key] = text
            continue
        before = joined[key]
        better, other = (text, before) if _fullness(text) > _fullness(before) else (before, text)
        joined[key] = replace(better, cites=better.cites + other.cites)
    return tuple(joined.values())


def _fullness(text: PolicyText) -> tuple[bool, bool, float, int]:
    read = text.read
    return (read is not None, text.whole, round(read.is_policy, 1) if read else 0.0, read.length if read else 0)


POLICY_NEEDS = frozenset({PageSeen, TextSeen, DeclarationMade})
POLICIES: Computed[tuple[PolicyText, ...]] = Computed("policies", POLICY_NEEDS, _read_all)


def same_policy(one: PolicyText, other: PolicyText, site: str) -> bool:
    """Tell whether two texts are one policy: the same address but for the language, or two languages of the shop's."""
    if same_page(one.url) == same_page(other.url) or _without_language(one.url) == _without_language(other.url):
        return True
    own = same_site(one.url, site) and same_site(other.url, site)
    languages = {text.read.language for text in (one, other) if text.read} - {""}
    return own and len(languages) > 1


def _without_language(url: str) -> str:
    parts = same_page(url).partition("?")[0].split("/")
    return "/".join(part for part in parts if not _LANGUAGE.fullmatch(part))


def own_texts(texts: tuple[PolicyText, ...]) -> tuple[PolicyText, ...]:
    """Return the texts that speak for this shop, privacy policies and notices alike."""
    return tuple(text for text in texts if not text.foreign)


def unread_texts(view: View) -> tuple[PolicyText, ...]:
    """Return the shop's own texts that did not come or could not be read whole: they may say what no other does."""
    texts = (text for text in own_texts(view.once(POLICIES)) if not (text.whole or text.gone))
    return tuple(text for text in texts if text.read is None or text.read.kind != "terms")


def home_shows(view: View) -> bool:
    """Tell whether a home page was seen on which the absence of a policy link means something.

    One without a link to anywhere is a challenge, a holding page or an error that does not say so.
    """
    home = find_home(view.once(VISITS))
    return home is not None and home.loaded and home.id not in unseen_visits(view) and home.last.leads_on


def target_of(url: str, texts: tuple[PolicyText, ...]) -> PolicyText | None:
    """Return the text that a link leads to, by the address asked for or the one arrived at."""
    key = same_page(url)
    return next((text for text in texts if key in {same_page(text.requested), same_page(text.url)}), None)


def statements(texts: tuple[PolicyText, ...], topic: str) -> list[tuple[PolicyText, Statement]]:
    """Return what the texts state on a topic, in order."""
    return [(text, each) for text in texts if text.read for each in text.read.statements if each.topic == topic]


__all__ = ["CONFIRMED", "POLICIES", "POLICY_NEEDS", "PolicyText", "own_texts", "statements", "target_of"]
