"""Whether two visitors were shown the same: pages seen by the auditor and, moments later, by a plain visitor.

Only what the requirements rest on is compared: fields for personal data, links to policies, and the words of policies.
What changes by itself (goods, prices, dates, windows that come and go) is left out or told for information.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.computed.addresses import same_page
from safeinfo.derive.computed.pages import VISITS, PageRead, Visit
from safeinfo.model.evidence import Evidence, View
from safeinfo.model.kinds import Purpose
from safeinfo.model.observations import PageSeen

_AS_IT_CAME = frozenset({"arrived", "answered"})
_POLICY_ROLES = frozenset({"policy", "notice", "legal"})
_TILL = frozenset({"cart", "checkout"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d+")
_SHORTEST = 50  # letters of a sentence that is compared
_LONGEST = 300  # letters of a quote
_OK = 400  # below it a page came (RFC 9110, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that one of two visitors was shown and the other not; "" where one saw nothing of it.

    `what`: status, fields, policy-links, policy-words. `minor`: it may well be chance.
    """

    page: str
    what: str
    ours: str
    theirs: str
    cites: tuple[str, ...]
    minor: bool = False


def compared(ours: Evidence, theirs: Evidence) -> tuple[tuple[str, ...], tuple[Difference, ...]]:
    """Return the pages that both saw, and every difference; `cites` are ids in our evidence."""
    mine = _pages(ours)
    found, pages = list[Difference](), list[str]()
    for address, page in _pages(theirs).items():
        own = mine.get(address)
        if own is not None and own.page.url not in pages:
            pages.append(own.page.url)
            found += _differences(own, page)
    return tuple(pages), tuple(found)


def _pages(evidence: Evidence) -> dict[str, PageRead]:
    """Return each page as it came, by what it is compared by: the address asked for, and the one that it led to.

    The first page of the cart and of the till also by what they are: their addresses may be new for each visitor.
    """
    view = View(evidence, frozenset({PageSeen}))
    found: dict[str, PageRead] = {}
    for visit in view.once(VISITS):
        page = _as_it_came(visit)
        if page is not None:
            for url in (page.page.url, visit.first.requested_url):
                found.setdefault(same_page(url), page)
            if page.page.role in _TILL:
                found.setdefault(page.page.role, page)
    return found


def _as_it_came(visit: Visit) -> PageRead | None:
    states = [state for state in visit.states if state.page.state in _AS_IT_CAME and state.page.documents]
    return states[-1] if states else None


def _differences(own: PageRead, other: PageRead) -> Iterator[Difference]:
    cites, url = (own.page.id,), own.page.url
    if (own.page.status < _OK) != (other.page.status < _OK):
        said = (f"HTTP {own.page.status}", f"HTTP {other.page.status}")
        yield Difference(page=url, what="status", ours=said[0], theirs=said[1], cites=cites, minor=True)
        return
    mine, yours = _fields(own), _fields(other)
    only_mine, only_yours = mine.keys() - yours.keys(), yours.keys() - mine.keys()
    if only_mine or only_yours:
        minor = all((mine | yours)[each] is Purpose.NEWSLETTER for each in only_mine | only_yours)
        yield _said(url, "fields", sorted(only_mine), sorted(only_yours), cites, minor=minor)
    mine_to, yours_to = _policies(own), _policies(other)
    if mine_to != yours_to:
        yield _said(url, "policy-links", sorted(mine_to - yours_to), sorted(yours_to - mine_to), cites)
    if own.page.role in _POLICY_ROLES:
        mine_says, yours_says = _sentences(own.text), _sentences(other.text)
        first = [mine_says[each] for each in mine_says.keys() - yours_says.keys()]
        second = [yours_says[each] for each in yours_says.keys() - mine_says.keys()]
        if first or second:
            yield _said(url, "policy-words", sorted(first)[:1], sorted(second)[:1], cites)


def _said(
    url: str, what: str, ours: list[str], theirs: list[str], cites: tuple[str, ...], *, minor: bool = False
) -> Difference:
    return Difference(
        page=url,
        what=what,
        ours="; ".join(ours)[:_LONGEST],
        theirs="; ".join(theirs)[:_LONGEST],
        cites=cites,
        minor=minor,
    )


def _fields(page: PageRead) -> dict[str, Purpose]:
    """Return the visible personal fields of a page, in words of kind, name and need, with their form's purpose."""
    found: dict[str, Purpose] = {}
    for seen in page.forms:
        for field in seen.form.fields:
            if field.personal and field.visible:
                name = field.name or field.label
                found[f"{field.kind} ({name}), required: {field.required.value}"] = seen.form.purpose
    return found


def _policies(page: PageRead) -> set[str]:
    return {same_page(each.link.url) for each in page.links if each.link.topic == "privacy"}


def _sentences(text: str) -> dict[str, str]:
    """Return the longer sentences of a text, by what they are compared by: small letters, and no numbers."""
    long = (each.strip() for each in _SENTENCE.split(text))
    return {_NUMBER.sub("#", each).casefold(): each for each in long if len(each) >= _SHORTEST}
