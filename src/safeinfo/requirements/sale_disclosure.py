"""SI-04: whether personal information is sold is said openly."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, walk_search
from safeinfo.derive.computed.findings import listed, of_gaps
from safeinfo.derive.computed.policies import home_shows
from safeinfo.derive.computed.sale import (
    SALE,
    SALE_NEEDS,
    SaleSaid,
    contraries,
    gpc_answers,
    notices_not_read,
    one_click_away,
)
from safeinfo.model.evidence import View
from safeinfo.model.kinds import Sale
from safeinfo.model.observations import DeclarationMade
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

F, P, C = Outcome.FAILED, Outcome.PASSED, Outcome.CANT_TELL
_UNREAD = "could not be read whole"
_SAYS = {
    Sale.SOLD: "that personal information is sold",
    Sale.NOT_SOLD: "that personal information is not sold",
    Sale.NOT_SOLD_BUT_SHARED: "that personal information is not sold, but shared for advertising",
}


def decide(view: View) -> Iterator[Finding]:
    """Read what all texts say of selling, and hold it against what was seen and declared."""
    said = view.once(SALE)
    if said.status is Sale.SILENT:
        yield _judge_silence(view, said)
    elif said.status is Sale.UNCLEAR:
        message = "What the texts say of selling personal information is unclear."
        yield Finding("sale-unclear", C, message, said.cites, said.place)
    else:
        yield from _judge_explicit(view, said)
    if said.status in {Sale.NOT_SOLD, Sale.NOT_SOLD_BUT_SHARED}:
        yield from of_gaps(dead_instruments(view, "recorder", "workers"))  # a contradiction may not have been seen
    yield from _judge_declared(view, said)
    for url, answer, cite in gpc_answers(view):
        message = "The shop answers Global Privacy Control."
        yield Finding("gpc-answered", P, message, (cite,), Place(url, "", answer), for_information=True)


def _judge_silence(view: View, said: SaleSaid) -> Finding:
    """Silence fails a shop only after a complete reading: what could not be read is not silent."""
    confirmed = [text for text in said.texts if text.confirmed]
    failed = gaps_in(view, "policy", "fetch")
    search = walk_search(view, "policy")
    if said.unread:
        what = said.unread[0]
        message = f"No statement on selling personal information was found, but {what.url} {_UNREAD} ({what.unread})."
        return Finding("policy-not-read", C, message, said.cites, Place(what.url))
    if confirmed:
        pages = listed(text.url for text in said.texts)
        message = f"No text says whether personal information is sold; read from end to end: {pages}."
        return Finding("sale-silent", F, message, said.cites, Place(confirmed[0].url))
    cites = tuple(cite for gap in failed for cite in gap.cites)
    if search is not None and search.complete and not failed and home_shows(view):
        message = "No privacy policy was found, so nothing says whether personal information is sold."
        return Finding("sale-silent", F, message, (search.id, *said.cites), Place(view.site))
    cites += (search.id,) if search else ()
    outcome = C if cites else Outcome.UNTESTED
    return Finding("policy-not-read", outcome, "Whether a policy speaks of selling is not known: none was seen.", cites)


def _judge_explicit(view: View, said: SaleSaid) -> Iterator[Finding]:
    assert said.text is not None
    says, place = _SAYS[said.status], said.place
    found = []
    if said.status is not Sale.SOLD:
        for url, seen in notices_not_read(view):
            message = f"The policy says {says}, but {url}, which the home page links, was not read."
            found.append(Finding("notice-not-read", C, message, seen, Place(url)))
        for text in said.unread:
            message = f"One text says {says}, but {text.url} {_UNREAD} ({text.unread}) and may say otherwise."
            found.append(Finding("policy-not-read", C, message, said.cites, Place(text.url)))
        for each in contraries(view, said.status):
            message = f"The policy says {says}, but {each.words}."
            cites = (*said.text.cites, *each.cites)
            found.append(
                Finding(each.name, each.outcome, message, cites, Place(place.page, "", said.quote or each.quote))
            )
    for text, quote in said.against[:1]:
        message = f"«{said.quote}» says {says}; «{quote}» says it is not ({text.url})."
        found.append(Finding("sale-statements-differ", F, message, said.text.cites + text.cites, place))
    yield from found
    near = one_click_away(view, said.text)
    if near is False:
        message = f"The policy says {says}, but it is more than one click from the home page."
        yield Finding("sale-statement-buried", F, message, said.text.cites, place)
    elif near is None:
        message = "How far the statement is from the home page is not known: that page was not seen."
        yield Finding("home-not-seen", C, message, said.text.cites, place)
    elif not any(each.outcome is F for each in found):
        yield Finding(
            "sale-stated", P, f"The policy says {says}, one click from the home page.", said.text.cites, place
        )


def _judge_declared(view: View, said: SaleSaid) -> Iterator[Finding]:
    for made in view.of(DeclarationMade):
        sold = made.declaration.sold
        if sold is None or said.status not in _SAYS or sold is (said.status is Sale.SOLD):
            continue
        word = "sold = true" if sold else "sold = false"
        message = f"The shop declares «{word}», and its policy says {_SAYS[said.status]}."
        cites = (made.id, *(said.text.cites if said.text else ()))
        yield Finding("declaration-contradicted", F, message, cites, said.place)


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("sale_disclosure.toml").read_text("utf-8"), COVERAGE_NEEDS | SALE_NEEDS, decide
)
