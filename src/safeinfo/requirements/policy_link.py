"""SI-10: the privacy policy is one click away where it matters."""

from collections.abc import Iterator
from importlib.resources import files

from safeinfo.derive.computed.addresses import same_page
from safeinfo.derive.computed.collecting import collecting_visits
from safeinfo.derive.computed.coverage import COVERAGE_NEEDS, dead_instruments, gaps_in, page_gaps
from safeinfo.derive.computed.findings import of_gaps
from safeinfo.derive.computed.links import Candidate, Reach, Target, candidates
from safeinfo.derive.computed.pages import VISITS, Visit, find_home
from safeinfo.derive.computed.policies import POLICIES, POLICY_NEEDS
from safeinfo.model.evidence import View
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement

# What a link leads to, or how it can be reached, where that is not as it should be: name, outcome, words.
_LEADS = {
    Target.UNREADABLE: ("policy-unreadable", Outcome.CANT_TELL, "leads to a text that could not be read whole"),
    Target.NOT_FETCHED: ("policy-not-fetched", Outcome.CANT_TELL, "leads to a page that was not looked at"),
    Target.NOT_LOADED: ("policy-not-loaded", Outcome.CANT_TELL, "leads to a page that could not be loaded"),
    Target.TEMPLATE: ("policy-template", Outcome.FAILED, "leads to a template with places left blank"),
    Target.OTHER_SHOP: ("policy-of-another", Outcome.CANT_TELL, "leads to a policy that speaks for another"),
    Target.FOREIGN: (
        "policy-foreign",
        Outcome.FAILED,
        "leads to a policy of another site that does not name this shop",
    ),
    Target.ELSEWHERE: ("policy-link-elsewhere", Outcome.FAILED, "leads to a page that is not a privacy policy"),
    Target.BLANK: ("policy-blank", Outcome.FAILED, "leads to a page without a text"),
    Target.DEAD: ("policy-link-dead", Outcome.FAILED, "leads to a page that does not exist"),
    Target.PLACEHOLDER: ("policy-link-placeholder", Outcome.FAILED, "is a placeholder that leads nowhere"),
}
_REACHED = {
    Reach.NOT_BY_KEYBOARD: ("policy-link-not-by-keyboard", "cannot be reached with the keyboard"),
    Reach.ONLY_IN_BANNER: ("policy-link-only-in-banner", "stands only in the consent banner"),
    Reach.HIDDEN: ("policy-link-hidden", "cannot be seen"),
}


def decide(view: View) -> Iterator[Finding]:
    """Look at the home page and at every collecting page for a link to the policy, and at where it leads."""
    visits = view.once(VISITS)
    home = find_home(visits)
    if home is None or not home.loaded:
        yield _home_missing(view, home)
    collecting = {visit.id for visit, _ in collecting_visits(view)}
    agreed = _policies_of(view, home) if home else frozenset()
    for visit in visits:
        if visit.loaded and (visit is home or visit.id in collecting):
            yield _judge_page(view, visit, agreed)
    yield from of_gaps((*page_gaps(view), *dead_instruments(view, "dom")))


def _home_missing(view: View, home: Visit | None) -> Finding:
    cites = home.cites if home else tuple(c for gap in gaps_in(view, "page", "walk", "browser") for c in gap.cites)
    outcome = Outcome.CANT_TELL if cites else Outcome.UNTESTED
    return Finding("home-not-loaded", outcome, "The home page could not be loaded.", cites, Place(view.site))


def _policies_of(view: View, visit: Visit) -> frozenset[str]:
    found = candidates(visit, view.once(POLICIES))
    return frozenset(same_page(each.text.url) for each in found if each.text and each.target is Target.POLICY)


def _judge_page(view: View, visit: Visit, agreed: frozenset[str]) -> Finding:
    page = visit.last.page
    found = candidates(visit, view.once(POLICIES))
    what = "The home page" if page.role == "home" else f"The page {page.url} collects personal data and"
    own = _is_policy_itself(view, visit)
    if not found and not own:
        message = f"{what} has no link to the privacy policy."
        return Finding("policy-link-missing", Outcome.FAILED, message, visit.cites, Place(page.url))
    if own:
        return Finding(
            "policy-itself", Outcome.PASSED, f"{page.url} is the policy itself.", visit.cites, Place(page.url)
        )
    best = found[0]
    name, outcome, words = _weigh(best, agreed)
    subject = f"{what}{' has a link that' if page.role == 'home' else ' its policy link'}"
    cites = visit.cites + (best.text.cites if best.text else ())
    place = Place(page.url, best.link.selector, best.link.text or best.link.url, best.frame)
    return Finding(name, outcome, f"{subject} {words}{_detail(best)}.", cites, place)


def _is_policy_itself(view: View, visit: Visit) -> bool:
    here = same_page(visit.last.page.url)
    return any(text.confirmed and not text.foreign and same_page(text.url) == here for text in view.once(POLICIES))


def _weigh(best: Candidate, agreed: frozenset[str]) -> tuple[str, Outcome, str]:
    """Return name, outcome and words for the best link of a page."""
    if best.target is not Target.POLICY:
        return _LEADS[best.target]
    if best.reach is not Reach.FINE:
        name, words = _REACHED[best.reach]
        return name, Outcome.FAILED, words
    if agreed and best.text and same_page(best.text.url) not in agreed:
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
