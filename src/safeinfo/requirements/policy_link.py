"""SI-10: the privacy policy is one click away where it matters."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.addresses import same_page
from safeinfo.derive.computed.collecting import collecting_visits
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, page_gaps, unseen_visits
from safeinfo.derive.computed.findings import of_gaps
from safeinfo.derive.computed.links import LEADS, REACHED, Candidate, Reach, Target, candidates, run_by
from safeinfo.derive.computed.pages import VISITS, Visit, find_home
from safeinfo.derive.computed.policies import POLICIES, POLICY_NEEDS, PolicyText, home_shows, same_policy
from safeinfo.model.evidence import View
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement


def decide(view: View) -> Iterator[Finding]:
    """Look at the home page and at every collecting page for a link to the policy, and at where it leads."""
    visits = view.once(VISITS)
    home = find_home(visits)
    if not home_shows(view):
        yield _home_missing(view, home)
    collecting = {visit.id for visit, _ in collecting_visits(view)}
    agreed = _policies_of(view, home) if home else ()
    unseen = unseen_visits(view)
    for visit in visits:
        wanted = home_shows(view) if visit is home else visit.id in collecting
        if visit.loaded and wanted and visit.id not in unseen:
            yield _judge_page(view, visit, agreed)
    yield from of_gaps((*page_gaps(view), *dead_instruments(view, "dom")))


def _home_missing(view: View, home: Visit | None) -> Finding:
    cites = home.cites if home else tuple(c for gap in gaps_in(view, "page", "walk", "browser") for c in gap.cites)
    outcome = Outcome.CANT_TELL if cites else Outcome.UNTESTED
    message = "The home page did not come, or came without a link to anywhere."
    return Finding("home-not-loaded", outcome, message, cites, Place(view.site))


def _policies_of(view: View, visit: Visit) -> tuple[PolicyText, ...]:
    found = candidates(visit, view.once(POLICIES))
    return tuple(each.text for each in found if each.text and each.target is Target.POLICY)


def _judge_page(view: View, visit: Visit, agreed: tuple[PolicyText, ...]) -> Finding:
    finding = _judge_links(view, visit, agreed)
    party = run_by(visit, view.site)
    if finding.outcome is Outcome.PASSED or party is None:
        return finding
    # The shop cannot change a page that another runs; whether one of no known organisation is its own is open.
    message = f"{visit.last.page.url}, where personal data is entered, is run by {party.organisation or party.host}."
    known = bool(party.organisation)
    return Finding("page-of-another", Outcome.CANT_TELL, message, visit.cites, finding.place, for_information=known)


def _judge_links(view: View, visit: Visit, agreed: tuple[PolicyText, ...]) -> Finding:
    page = visit.last.page
    found = candidates(visit, view.once(POLICIES))
    what = "The home page" if page.role == "home" else f"The page {page.url} collects personal data and"
    own = _is_policy_itself(view, visit)
    if not found and not own:
        message = f"{what} has no link to the privacy policy."
        return Finding("policy-link-missing", Outcome.FAILED, message, visit.cites, Place(page.url))
    if own:
        message = f"{page.url} is the policy itself."
        return Finding("policy-itself", Outcome.PASSED, message, visit.cites, Place(page.url))
    best = found[0]
    name, outcome, words = _weigh(best, agreed, view.site)
    subject = f"{what}{' has a link that' if page.role == 'home' else ' its policy link'}"
    cites = visit.cites + (best.text.cites if best.text else ())
    place = Place(page.url, best.link.selector, best.link.text or best.link.url, best.frame)
    return Finding(name, outcome, f"{subject} {words}{_detail(best)}.", cites, place)


def _is_policy_itself(view: View, visit: Visit) -> bool:
    here = same_page(visit.last.page.url)
    return any(text.confirmed and not text.foreign and same_page(text.url) == here for text in view.once(POLICIES))


def _weigh(best: Candidate, agreed: tuple[PolicyText, ...], site: str) -> tuple[str, Outcome, str]:
    """Return name, outcome and words for the best link of a page."""
    if best.target is not Target.POLICY:
        return LEADS[best.target]
    if best.reach is not Reach.FINE:
        name, words = REACHED[best.reach]
        return name, Outcome.FAILED, words
    if agreed and best.text and not any(same_policy(best.text, each, site) for each in agreed):
        return "policy-differs", Outcome.CANT_TELL, "leads to another policy than the one linked from the home page"
    return "policy-linked", Outcome.PASSED, "leads to the privacy policy"


def _detail(best: Candidate) -> str:
    text = best.text
    if best.target is Target.TEMPLATE and text and text.read:
        return f" («{text.read.blanks[0]}»)"
    if best.target in {Target.OTHER_SHOP, Target.FOREIGN} and text and text.read and text.read.names:
        return f" ({', '.join(text.read.names[:3])})"
    return f" ({best.link.url})" if best.link.url else ""


REQUIREMENT = Requirement.from_text(
    files(__package__).joinpath("policy_link.toml").read_text("utf-8"), COVERAGE_NEEDS | POLICY_NEEDS, decide
)
