"""What one walk knows while it goes on, and the few moves that everything else is made of."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import Gate, PageRole, age_gate, page_role
from safeinfo.gather.browser.browser import Browser
from safeinfo.gather.browser.shopper import Shopper
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.guard import Guard
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.options import GatherOptions
from safeinfo.gather.walk.budget import Budget
from safeinfo.gather.walk.canaries import Canaries
from safeinfo.gather.walk.frontier import Frontier
from safeinfo.gather.walk.hosts import Hosts
from safeinfo.gather.walk.sameness import Places
from safeinfo.model.kinds import Purpose
from safeinfo.model.observations import GatherFailed, PageSeen
from safeinfo.model.readings import FieldRead, FormRead

_GATES_KEPT = 12  # pages behind age gates whose documents stay: what is tried with the first gates is told by them
Progress = Callable[[str, str], None]


@dataclass(slots=True)
class Look:
    """A page as it was read from its last capture."""

    visit: Visit
    page: PageSeen
    documents: tuple[Document, ...]
    url: str  # where it was seen, as it is: what stands in the evidence is masked
    role: PageRole
    forms: tuple[FormRead, ...]
    gate: Gate | None = None
    typed: tuple[int, ...] = ()  # nodes that hold a canary now

    @property
    def personal(self) -> tuple[tuple[FormRead, FieldRead], ...]:
        """Visible personal fields, each with its form."""
        return tuple((form, each) for form in self.forms for each in form.fields if each.personal and each.visible)

    def known_of(self, before: "Look") -> frozenset[str]:
        """Return the selectors of personal fields that were there before: another may have come to the same place."""
        met = {(field.selector, field.name, field.kind) for _, field in before.personal}
        return frozenset(each.selector for _, each in self.personal if (each.selector, each.name, each.kind) in met)

    def asks(self, purpose: Purpose) -> bool:
        """Tell whether a visible form of the page has a purpose."""
        return any(form.purpose is purpose and form.visible for form in self.forms)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read of the documents of a page."""

    documents: tuple[Document, ...]
    forms: tuple[FormRead, ...]
    role: PageRole
    gate: Gate | None

    @classmethod
    def of(cls, documents: tuple[Document, ...], title: str, status: int) -> "_Reading":
        forms: list[FormRead] = []
        for document in documents:
            others = [other for other in documents if other is not document]
            forms += read_forms(document, title=title, companions=others)
        role = page_role(documents[0], status) if documents else PageRole("empty", 1.0, "no document")
        gate = next((found for each in documents if (found := age_gate(each, forms)) is not None), None)
        return cls(documents, tuple(forms), role, gate)


@dataclass(slots=True)
class Walk:
    """One audit's walk through one shop. `site` is the origin it began at."""

    browser: Browser
    shopper: Shopper
    ledger: Ledger
    guard: Guard
    options: GatherOptions
    site: str
    canaries: Canaries
    budget: Budget
    hosts: Hosts
    progress: Progress
    frontier: Frontier = field(default_factory=Frontier)
    looks: list[Look] = field(default_factory=list)
    gates: list[Look] = field(default_factory=list)
    places: Places = field(default_factory=Places)  # where forms were typed into
    linked: dict[str, None] = field(default_factory=dict)  # inner links, where a declaration seeks pages among them
    banners: Counter[str] = field(default_factory=Counter)  # texts of banners met, how often
    consent: str = ""  # how the banner was answered, "" while none was met
    found: Counter[str] = field(default_factory=Counter)  # what searches found
    tried: Counter[str] = field(default_factory=Counter)  # what searches looked at
    chosen: set[tuple[str, str, str, str, int]] = field(
        default_factory=set
    )  # ways to pay and to deliver that were chosen at the till
    holding: set[tuple[str, str, str]] = field(default_factory=set)  # fields that a page was lost by: left alone
    notes: dict[str, str] = field(default_factory=dict)  # what searches tried that ended with nothing
    stopped: dict[str, str] = field(default_factory=dict)  # searches that could not be finished, and why

    @property
    def state(self) -> str:
        """The state of a page that comes now: the banner is answered, or known to be none."""
        return "answered" if self.looks else "arrived"

    @property
    def seeks_linked(self) -> bool:
        """Whether a declaration names pages by a pattern, so that links have to be remembered."""
        limits = self.options.declaration.age_limits if self.options.declaration else ()
        return any("*" in path for limit in limits for path in limit.pages)

    def let_go(self, home: Look) -> None:
        """Forget the documents of pages that nobody returns to: a walk of many pages would hold them all."""
        kept = {home.visit.id, *(seen.visit.id for seen in self.gates[:_GATES_KEPT])}
        for seen in self.looks:
            if seen.visit.id not in kept:
                seen.documents = ()
                seen.visit.let_go()

    def fail(self, what: str, reason: str, detail: str = "", url: str = "", visit: str = "") -> None:
        """Record trouble."""
        self.ledger.add(GatherFailed, what=what, reason=reason, url=url, visit=visit, detail=detail[:300])


def host_of(url: str) -> str:
    """Return the host of a URL, "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


async def captured(visit: Visit, state: str, *, picture: bool = False, before: Look | None = None) -> Look:
    """Record a page as it is now and read it; what takes time of that is done while its picture is taken."""
    ahead: dict[tuple[str, int], _Reading] = {}

    def meanwhile(title: str, status: int) -> None:
        if not _holds(before, visit, title, status):
            ahead[title, status] = _Reading.of(visit.documents, title, status)

    page = await visit.capture(state, picture=picture, meanwhile=meanwhile)
    return read(visit, page, before, ahead.get((page.title, page.status)))


def read(visit: Visit, page: PageSeen, before: Look | None = None, reading: _Reading | None = None) -> Look:
    """Read the last capture of a visit; `before` is what was read of it earlier, and holds if nothing has changed."""
    if before is not None and _holds(before, visit, page.title, page.status):
        return replace(before, page=page, url=visit.at or page.url)
    documents = visit.documents
    if reading is None or reading.documents is not documents:
        reading = _Reading.of(documents, page.title, page.status)
    return Look(visit, page, documents, visit.at or page.url, reading.role, reading.forms, reading.gate)


def _holds(before: Look | None, visit: Visit, title: str, status: int) -> bool:
    seen = before and (before.page.title, before.page.status)
    return before is not None and before.documents is visit.documents and seen == (title, status)
