"""Where pages show the seal: links to a seal's page, pictures of the mark, frames of the live mark, words of it.

Pure: reads saved documents. What only might be the mark is `sure=False`, and never enough to say that somebody failed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document, squeeze
from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import PageSeen
from safeinfo.seal import mark, origins
from safeinfo.seal.errors import MalformedError

BRAND = re.compile(r"\bSafe[ \u00a0-]Info\b")  # as a name is written; "safe info" in a sentence is none
_SEAL_WORDS = re.compile(
    r"\b(?:seal\w*|siegel\w*|zertifi\w*|certif\w*|gepr\u00fcft\w*|approved|audited|verified|accredited|label\w*|sello\w*"
    r"|sigillo\w*|selo\w*|zegel\w*|keurmerk\w*|sceau\w*|trust ?mark\w*|g\u00fctesiegel\w*)",
    re.IGNORECASE,
)
_FILE = re.compile(r"safe-?info-?(?:seal|mark)", re.IGNORECASE)
_PICTURES = "img, svg, object, embed, input[type=image], [role=img]"
_PRESSABLE = frozenset({"button", "summary", "label"})
_ROLES = frozenset({"link", "button"})
_BLOCKS = frozenset(
    {
        "p",
        "li",
        "td",
        "th",
        "dd",
        "dt",
        "figcaption",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "section",
    }
)
_SENTENCE = re.compile(r"(?<=[.!?\u2026])\s+")
_NEAR = 120  # letters between the name and the word that makes a claim of it
_LONGEST = 300  # letters of a quote
_MOST = 2_000  # elements of a kind that are looked at on one page
_MOST_WORDS = 60_000  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One place where the seal is shown or claimed.

    `kind`: link, mark, frame, claim. `of` is the origin whose seal it is by its link, "" if it says none; `named` the
    domain that the mark's words name, "" for none. `linked`: here (to this authority's page), elsewhere, no, unknown
    (something else may be pressed). `sure`: it is our mark by its own words, or leads to our page.
    """

    kind: str
    page: PageSeen
    frame: str
    selector: str
    quote: str
    of: str = ""
    named: str = ""
    linked: str = "no"
    leads_to: str = ""
    sure: bool = True


def sightings(evidence: Evidence, authority: str) -> tuple[Sighting, ...]:
    """Return every visible place of the last state of each visit where the seal of `authority` is shown or claimed."""
    last: dict[str, PageSeen] = {}
    for each in evidence.observations:
        if isinstance(each, PageSeen) and each.documents:
            last[each.visit] = each
    found: dict[tuple[str, ...], Sighting] = {}
    for page in last.values():
        for seen in page.documents:
            blob = evidence.blobs.get(seen.dom, b"")
            document = Document.parse(blob.decode("utf-8", "replace"), seen.url, seen.frame)
            for sighting in in_document(document, page, authority):
                place = (page.url, sighting.kind, sighting.frame, sighting.selector, sighting.quote)
                found.setdefault(place, sighting)
    return tuple(found.values())


def in_document(document: Document, page: PageSeen, authority: str) -> Iterator[Sighting]:
    """Yield the sightings of one document."""
    pictured: set[int] = set()
    for node in document.select(_PICTURES)[:_MOST]:
        if (made := _mark(document, page, node, authority)) and document.visible(node):
            link = _around(node, _is_link)
            pictured.update({link.mem_id} if link is not None else ())
            yield made
    for node in document.select("a[href]")[:_MOST]:
        url = document.resolve(node.attributes.get("href") or "")
        if node.mem_id not in pictured and (of := sealed_by(url, authority)) and document.visible(node):
            said = document.text(node, _LONGEST)
            yield _made("link", document, page, node, said, of=of, linked="here", leads_to=url)
    for node in document.select("iframe[src]")[:_MOST]:
        url = document.resolve(node.attributes.get("src") or "")
        if (of := sealed_by(url, authority, "/live/")) and document.visible(node):
            yield _made("frame", document, page, node, url, of=of, linked="here", leads_to=url)
    yield from _claims(document, page)


def sealed_by(url: str, authority: str, prefix: str = "/seal/") -> str:
    """Return the origin whose page of a seal at `authority` an address is; "" for any other address."""
    try:
        parts = urlsplit(url)
        if not parts.path.startswith(prefix) or origins.origin_of_url(url) != authority:
            return ""
        return origins.asked(unquote(parts.path.removeprefix(prefix)).strip("/"))
    except (MalformedError, ValueError):
        return ""


def named_by(words: str) -> str | None:
    """Return the domain that the words of our mark name, in any of its languages; None if these are not its words."""
    for pattern in _titles():
        if match := pattern.search(words):
            return match["domain"].rstrip(".").lower()
    return None


@cache
def _titles() -> tuple[re.Pattern[str], ...]:
    domain = r"(?P<domain>[^\s,;\u2013]{1,253})"
    return tuple(
        re.compile(re.escape(said["title"]).replace(re.escape("{domain}"), domain), re.IGNORECASE)
        for said in mark.words().values()
    )


def _mark(document: Document, page: PageSeen, node: LexborNode, authority: str) -> Sighting | None:
    words = _words_of(document, node)
    named = named_by(words)
    source = node.attributes.get("src") or node.attributes.get("data") or ""
    link = _around(node, _is_link)
    url = document.resolve(link.attributes.get("href") or "") if link is not None else ""
    of = sealed_by(url, authority)
    looks = bool(_FILE.search(source.partition("?")[0])) or (
        bool(BRAND.search(words)) and bool(_SEAL_WORDS.search(words))
    )
    if named is None and not of and not looks:
        return None
    linked = "here" if of else "elsewhere" if url else "unknown" if _around(node, _is_pressable) is not None else "no"
    quote = words or source[:_LONGEST]
    sure = named is not None or bool(of)
    return _made("mark", document, page, node, quote, of=of, named=named or "", linked=linked, leads_to=url, sure=sure)


def _words_of(document: Document, node: LexborNode) -> str:
    given = [node.attributes.get(name) or "" for name in ("alt", "aria-label", "title")]
    if node.tag == "svg":
        given += [document.text(each, _LONGEST) for each in node.css("title, desc, text")[:8]]
    return squeeze(" ".join(given))[:_LONGEST]


def _around(node: LexborNode, wanted: Callable[[LexborNode], bool]) -> LexborNode | None:
    """Return the nearest element around a node, itself included, that is wanted."""
    current: LexborNode | None = node
    while current is not None and (current.tag or "-")[0].isalpha():
        if wanted(current):
            return current
        current = current.parent
    return None


def _is_link(node: LexborNode) -> bool:
    return node.tag == "a" and "href" in node.attributes


def _is_pressable(node: LexborNode) -> bool:
    given = node.attributes
    return node.tag in _PRESSABLE or "onclick" in given or given.get("role") in _ROLES


def _claims(document: Document, page: PageSeen) -> Iterator[Sighting]:
    """Yield the sentences that a visitor sees and that name Safe Info together with a word for a seal."""
    body = document.tree.body
    if body is None or not BRAND.search(body.text(deep=True, separator=" ")[: 10 * _MOST_WORDS]):
        return
    seen: set[str] = set()
    for node in _named(document, body):
        block = _block(node)
        for sentence in _SENTENCE.split(document.text(block, _MOST_WORDS)):
            if _is_claim(sentence) and sentence not in seen:
                seen.add(sentence)
                yield _made("claim", document, page, block, sentence, sure=False)


def _named(document: Document, body: LexborNode) -> Iterable[LexborNode]:
    for text in body.traverse(include_text=True):
        parent = text.parent
        named = text.tag == "-text" and BRAND.search(text.text(deep=False)) is not None
        if named and parent is not None and document.visible(parent):
            yield parent


def _block(node: LexborNode) -> LexborNode:
    """Return the paragraph, cell or part that a piece of text stands in."""
    return _around(node, lambda each: each.tag in _BLOCKS) or node


def _is_claim(sentence: str) -> bool:
    name, word = BRAND.search(sentence), _SEAL_WORDS.search(sentence)
    return name is not None and word is not None and abs(name.start() - word.start()) <= _NEAR


def _made(kind: str, document: Document, page: PageSeen, node: LexborNode, quote: str, **more: object) -> Sighting:
    return Sighting(
        kind=kind,
        page=page,
        frame=document.frame,
        selector=document.selector(node),
        quote=quote[:_LONGEST],
        **more,  # type: ignore[arg-type]  # by name, as the dataclass has them
    )
