"""Every page read once: its forms, links, scripts and words, state by state; the parsed trees are let go again."""

import re
from dataclasses import dataclass, replace

from safeinfo.derive.computed.addresses import origin_of
from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.links import policy_links
from safeinfo.derive.shop import Gate, age_gate, minimum_age, restricted_to
from safeinfo.derive.shop.prices import has_price
from safeinfo.model.evidence import Computed, View
from safeinfo.model.kinds import Purpose
from safeinfo.model.observations import DocumentSeen, PageSeen
from safeinfo.model.readings import FormRead, LinkRead

TEXT_KEPT = 20_000  # characters of a page's words that are kept
# How the session recorders' own documentation says that an element's text is kept out of the recording.
_MASKS = (
    "[data-hj-suppress]",
    "[data-clarity-mask]",
    "[data-private]",
    "[data-sl='mask']",
    "[data-sl='exclude']",
    "[data-recording-disable]",
    "[data-recording-sensitive]",
    "[data-dd-privacy='mask']",
    "[data-dd-privacy='hidden']",
    "[data-mf-replace]",
    "[data-openreplay-obscured]",
    "[data-openreplay-hidden]",
    "[data-lr-hide]",
    "[data-nr-mask]",
    "[data-cs-mask]",
    "[data-ph-no-capture]",
    ".fs-mask",
    ".fs-exclude",
    ".ph-no-capture",
    ".rr-mask",
    ".rr-block",
    ".rr-ignore",
    ".sentry-mask",
    ".sentry-block",
    ".lr-hide",
    ".mouseflow-hide",
    ".smartlook-hide",
    ".nr-mask",
    ".nr-block",
)
# How the same documentation says that an element is recorded although such elements are left out otherwise.
_UNMASKS = (
    "[data-hj-allow]",
    "[data-clarity-unmask]",
    "[data-dd-privacy='allow']",
    "[data-sentry-unmask]",
    "[data-nr-unmask]",
    "[data-cs-capture]",
    ".fs-unmask",
    ".sentry-unmask",
    ".nr-unmask",
)
_PRICED = 300  # characters of the smallest part that names a price
_OWN_PART = "main p, main li, main h1, main h2, main h3, main span, main div, article"
_CONTROLS = ("input", "select", "textarea")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A form on a page in one state; `stated_method` is what its markup says, "" where it leaves that open."""

    page: PageSeen
    form: FormRead
    document_url: str
    stated_method: str = ""
    masked: frozenset[str] = frozenset()  # selectors of fields that a recorder is told to leave out
    unmasked: frozenset[str] = frozenset()  # of those that it is told to record


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link on a page, with the frame it stands in."""

    link: LinkRead
    frame: str


@dataclass(frozen=True, slots=True)
class ScriptTag:
    """A script element with an address; `origin` is that of the document it runs in."""

    url: str
    origin: str
    frame: str
    integrity: bool


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page in one state, as the recognisers read it."""

    page: PageSeen
    forms: tuple[FormSeen, ...]
    links: tuple[LinkSeen, ...]
    scripts: tuple[ScriptTag, ...]
    text: str  # visible words of the page's own document
    gate: Gate | None = None  # the age gate that a visitor meets
    words: frozenset[str] = frozenset()  # where there is a gate: every word of the document, seen or not
    price_behind: str = ""  # where there is a gate: words with a price that stand outside of it, in the page's own part
    restricted: int = 0  # the age that the page says its visitors must have; 0: none
    leads_on: bool = True  # it has a link to anywhere


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a page: its states in order; the last is how a customer meets it."""

    id: str
    states: tuple[PageRead, ...]

    @property
    def first(self) -> PageSeen:
        """The page as it came."""
        return self.states[0].page

    @property
    def last(self) -> PageRead:
        """The page as a customer meets it."""
        return self.states[-1]

    @property
    def priced_behind_gate(self) -> str:
        """Words with a price that came in the same document as an age gate; "" if none did."""
        return next((state.price_behind for state in self.states if state.gate and state.price_behind), "")

    @property
    def cites(self) -> tuple[str, ...]:
        """The observations of the last state."""
        return (self.last.page.id,)

    @property
    def loaded(self) -> bool:
        """Whether the page came at all."""
        return self.last.page.status < 400 and bool(self.last.page.documents)  # noqa: PLR2004 - RFC 9110, 15.5


def _read(view: View) -> tuple[Visit, ...]:
    visits: dict[str, list[PageRead]] = {}
    for page in view.of(PageSeen):
        states = visits.setdefault(page.visit, [])
        before = states[-1] if states else None
        states.append(_as_before(before, page) if before and _is_same(before.page, page) else _page(view, page))
    return tuple(Visit(name, tuple(states)) for name, states in visits.items())


def _is_same(before: PageSeen, page: PageSeen) -> bool:
    """Tell whether a page came out in two states with the very same documents: what is typed is not kept in them."""
    return bool(page.documents) and (before.documents, before.title) == (page.documents, page.title)


def _as_before(before: PageRead, page: PageSeen) -> PageRead:
    """Return what was read of the state before, for a page that has not changed since."""
    return replace(before, page=page, forms=tuple(replace(each, page=page) for each in before.forms))


def _page(view: View, page: PageSeen) -> PageRead:
    documents = [Document.parse(view.text(seen.dom), seen.url, seen.frame) for seen in page.documents]
    forms: list[FormSeen] = []
    links: list[LinkSeen] = []
    scripts: list[ScriptTag] = []
    for document, seen in zip(documents, page.documents, strict=True):
        others = [other for other in documents if other is not document]
        forms += _forms(page, document, seen, others)
        links += [LinkSeen(link, seen.frame) for link in policy_links(document)]
        scripts += _scripts(document)
    words = _visible_words(documents[0]) if documents else ""
    gate = _gate(documents, [each.form for each in forms])
    restricted = restricted_to(documents[0]) if documents else 0
    behind = _all_words(documents[0]) if documents and gate else frozenset()
    price = _price_behind(documents, gate)
    leads_on = any(document.tree.css_first("a[href]") is not None for document in documents)
    return PageRead(page, tuple(forms), tuple(links), tuple(scripts), words, gate, behind, price, restricted, leads_on)


def _forms(page: PageSeen, document: Document, seen: DocumentSeen, others: list[Document]) -> list[FormSeen]:
    methods = {
        document.selector(node): (node.attributes.get("method") or "").lower() for node in document.select("form")
    }
    masked, unmasked = _marked(document, _MASKS), _marked(document, _UNMASKS)
    return [
        FormSeen(page, form, seen.url, methods.get(form.selector, ""), masked, unmasked - masked)
        for form in read_forms(document, title=page.title, companions=others)
    ]


def _marked(document: Document, marks: tuple[str, ...]) -> frozenset[str]:
    css = ",".join(f"{control}{mark},{mark} {control}" for mark in marks for control in _CONTROLS)
    return frozenset(document.selector(node) for node in document.select(css))


def _scripts(document: Document) -> list[ScriptTag]:
    return [
        ScriptTag(
            document.resolve(node.attributes.get("src") or ""),
            origin_of(document.url),
            document.frame,
            bool(node.attributes.get("integrity")),
        )
        for node in document.select("script[src]")
    ]


def _visible_words(document: Document) -> str:
    """Return the words of a document that a visitor sees, at most TEXT_KEPT characters."""
    body = document.tree.body
    if body is None:
        return ""
    parts: list[str] = []
    size = 0
    for node in body.traverse(include_text=True):
        if node.tag != "-text" or node.parent is None or not document.visible(node.parent):
            continue
        if text := _SPACE.sub(" ", node.text(deep=False)).strip():
            parts.append(text)
            size += len(text) + 1
        if size > TEXT_KEPT:
            break
    return " ".join(parts)[:TEXT_KEPT]


def _gate(documents: list[Document], forms: list[FormRead]) -> Gate | None:
    """Return the age gate of a page: a part that asks, or a form whose purpose it is."""
    for document in documents:
        if gate := age_gate(document, forms):
            return gate
    form = next((form for form in forms if form.purpose is Purpose.AGE_GATE and form.visible), None)
    if form is None:
        return None
    return Gate(form.selector, form.text, "birth-date", minimum_age(form.text), form.frame)


def _price_behind(documents: list[Document], gate: Gate | None) -> str:
    """Return words of the page's own part, outside its gate, that name a price; header, menu and footer are not it."""
    if gate is None or gate.frame:
        return ""
    for node in documents[0].select(_OWN_PART)[:2_000]:
        text = documents[0].text(node, _PRICED + 1)
        if len(text) <= _PRICED and has_price(text) and text not in gate.text:
            return text
    return ""


def _all_words(document: Document) -> frozenset[str]:
    body = document.tree.body
    return frozenset(body.text(deep=True, separator=" ").split()) if body is not None else frozenset()


VISITS: Computed[tuple[Visit, ...]] = Computed("visits", frozenset({PageSeen}), _read)


def find_home(visits: tuple[Visit, ...]) -> Visit | None:
    """Return the visit of the home page, if there was one."""
    return next((visit for visit in visits if visit.first.role == "home"), None)
