"""SI-09: collected and passed on over secure ways only."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed import secure
from safeinfo.derive.computed.addresses import scheme_of
from safeinfo.derive.computed.collecting import collecting_forms, collecting_visits
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, page_gaps
from safeinfo.derive.computed.findings import counted, listed, nothing_collected, of_gaps
from safeinfo.derive.computed.getforms import secrets_in_get
from safeinfo.derive.computed.reach import unpinned_scripts
from safeinfo.model.evidence import View
from safeinfo.model.observations import CookieSeen, ExchangeSeen, PageSeen, TransportSeen, TrialRun, ValueSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

F, P, U = Outcome.FAILED, Outcome.PASSED, Outcome.UNTESTED


def decide(view: View) -> Iterator[Finding]:
    """Look at each way that personal data goes: page, frame, form target, cookie, and what is mixed in."""
    if not collecting_forms(view):
        yield nothing_collected(view)
        return
    for host in secure.collecting_hosts(view):
        yield from _judge_host(view, host, secure.transports(view, host))
    yield from _judge_forms(view)
    yield from _judge_mixed(view)
    yield from _judge_cookies(view)
    yield from _advise(view)
    yield from of_gaps((*page_gaps(view), *dead_instruments(view, "recorder", "dom")))


def _judge_host(view: View, host: secure.Collecting, seen: list[TransportSeen]) -> Iterator[Finding]:
    place, what = Place(f"https://{host.host}/"), f"{host.host} ({host.why})"
    if not seen:
        missed = tuple(
            c for gap in gaps_in(view, "transport") if host.host in gap.page + gap.message for c in gap.cites
        )
        outcome = Outcome.CANT_TELL if missed else U
        yield Finding("transport-not-seen", outcome, f"How {what} is reached was not looked at.", missed, place)
    for each in seen:
        faults = list(secure.faults(each, host, what))
        for fault in faults:
            cites = (each.id, *host.cites)
            yield Finding(fault.name, fault.outcome, fault.words, cites, place, for_information=fault.inform)
        if all(fault.inform for fault in faults):
            words = f"{what} has a valid certificate and speaks {listed(each.protocols)} only."
            yield Finding("transport-secure", P, words, (each.id, *host.cites), place)


def _judge_forms(view: View) -> Iterator[Finding]:
    sound = []
    for form in collecting_forms(view):
        insecure = list(secure.insecure_places(form))
        for what, url in insecure:
            message = f"The {what} of the {form.title} is not secure: {url}."
            yield Finding(f"insecure-{what.replace(' ', '-')}", F, message, form.cites, form.place())
        for field, outcome, words in secrets_in_get(view, form):
            yield Finding("secret-in-get", outcome, words, form.cites, form.place(field))
        if not insecure and scheme_of(form.page.url) == "https":
            sound.append(form)
    if sound:
        cites = tuple(dict.fromkeys(cite for form in sound for cite in form.cites))
        message = f"{counted(len(sound), 'form')} on https pages send to https only."
        yield Finding("forms-secure", P, message, cites)


def _judge_mixed(view: View) -> Iterator[Finding]:
    mixed = {(visit.last.page.url, exchange.url): (visit, exchange) for visit, exchange in secure.mixed_content(view)}
    for (page, url), (visit, exchange) in mixed.items():
        message = f"The collecting page {page} asks for {url} over plain http."
        yield Finding("mixed-content", F, message, (exchange.id, *visit.cites), Place(page, "", url))


def _judge_cookies(view: View) -> Iterator[Finding]:
    for cookie in secure.session_cookies(view):
        lacks = secure.cookie_lacks(cookie)
        if not lacks:
            message = f"The session cookie {cookie.name} is Secure, HttpOnly and SameSite."
            yield Finding("session-cookie-closed", P, message, (cookie.id,))
        elif cookie.set_by == "script":
            message = f"A script keeps {cookie.name}, which lacks {listed(lacks)}; whether it opens a session is open."
            yield Finding("script-cookie-open", Outcome.CANT_TELL, message, (cookie.id,))
        else:
            message = f"The session cookie {cookie.name} lacks {listed(lacks)}."
            yield Finding("session-cookie-open", F, message, (cookie.id,))


def _advise(view: View) -> Iterator[Finding]:
    visits = [visit for visit, _ in collecting_visits(view)]
    for name, words, visit in secure.header_gaps(visits):
        page = visit.last.page.url
        yield Finding(name, P, f"The collecting page {page} {words}.", visit.cites, Place(page), for_information=True)
    for url, seen in unpinned_scripts(view):
        message = f"A script of another party runs on a page with a card field without an integrity check: {url}."
        yield Finding("script-unpinned", P, message, (seen.id,), Place(seen.url, "", url), for_information=True)


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("secure_collection.toml").read_text("utf-8"),
    COVERAGE_NEEDS | {PageSeen, ExchangeSeen, CookieSeen, TransportSeen, TrialRun, ValueSeen},
    decide,
)
