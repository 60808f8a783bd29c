"""Reads a policy as a whole: its text, whether it is one, and what it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from safeinfo.derive.dom import Document
from safeinfo.derive.policy import children, dates, kinds, places, sale, topics
from safeinfo.derive.policy.blocks import Text, assemble, from_html
from safeinfo.derive.policy.decode import decode
from safeinfo.derive.policy.detector import is_policy
from safeinfo.derive.policy.hub import parts_of
from safeinfo.derive.policy.language import languages_of
from safeinfo.derive.policy.lexicon import DECIDED
from safeinfo.derive.policy.naming import kind_of
from safeinfo.derive.policy.plain import from_plain
from safeinfo.derive.policy.sale_words import patterns as sale_patterns
from safeinfo.derive.policy.sentences import Sentence
from safeinfo.derive.policy.sentences import sentences as sentences_of
from safeinfo.model.kinds import Sale
from safeinfo.model.readings import PolicyRead, Statement

MAX_BYTES = 30_000_000
_MAX_HTML = 12_000_000  # characters parsed
_EMPTY = 20  # characters, in scripts with spaces between words: less is no text
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # each says as much as three letters
_SCRIPTED = 250  # characters: less, on a page with scripts, is what stands there until they run
_GARBLED = 50  # one in so many characters that could not be decoded, and words are lost
MOST_FRAMES = 20  # documents of a page that are read, its own first
_LIKELY = 0.5
_HTML = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")


@dataclass(frozen=True, slots=True)
class _Source:
    """A text, and why it was not read whole."""

    text: Text
    unread: str = ""


def make_ready(language: str) -> None:
    """Compile what reading in a language (BCP 47) needs; else the first text read in it takes a fifth of a second."""
    code = language.lower().partition("-")[0]
    if code in DECIDED:
        _say(Text("", ()), [code], policy=True)
        sale_patterns(code).complete()


def read_text(body: bytes | str, mime_type: str = "text/html", charset: str = "") -> tuple[Text, str]:
    """Return the text of a body block by block, and why it was not read whole ("" if it was)."""
    source = _source(body, mime_type.partition(";")[0].strip().lower(), charset)
    return source.text, source.unread


def read_policy(body: bytes | str, url: str, mime_type: str = "text/html", charset: str = "") -> PolicyRead:
    """Read what a policy says from HTML, PDF, plain text or Markdown; never raises on bad input."""
    text, unread = read_text(body, mime_type, charset)
    return _read(text, url, unread)


def read_policy_document(document: Document) -> PolicyRead:
    """Read a policy from a saved DOM: what a browser rendered, hidden tabs included."""
    return read_policy_page((document,))


def read_policy_page(documents: Sequence[Document]) -> PolicyRead:
    """Read a policy from a page as a browser rendered it: its own document first, then those of its frames.

    A frame is read with the page where it shows a policy (services that host such texts are shown in frames);
    statements count their offsets in the texts joined by line feeds. Raises ValueError without a document.
    """
    if not documents:
        raise ValueError("a page has at least one document")
    text = read_text_of_page(documents)
    unread = "truncated" if any(document.cut for document in documents) else _unread(text, rendered=True)
    read = _read(text, documents[0].url, unread)
    return replace(read, parts=parts_of(documents[0], text, read.language))


def without_its_parts(read: PolicyRead) -> PolicyRead:
    """Return the reading of a policy some parts of which were not read: what it does not say, they may."""
    sale = Sale.UNCLEAR if read.sale is Sale.SILENT else read.sale
    minors = "unclear" if read.children in {"silent", "mentions"} else read.children
    return replace(read, unread="parts", sale=sale, children=minors)


def read_text_of_page(documents: Sequence[Document]) -> Text:
    """Return the text of a page's own document, and of its frames that show a policy."""
    own, *framed = [from_html(document.tree) for document in documents[:MOST_FRAMES]]
    policies = [text for text in framed if _is_one(text)]
    if not policies:
        return own
    main = own if _is_one(own) else replace(own, blocks=tuple(replace(block, main=False) for block in own.blocks))
    full, blocks, cut = assemble(replace(block, lead_at=-1) for text in (main, *policies) for block in text.blocks)
    truncated = cut or any(text.truncated for text in (own, *policies))
    language = own.language or policies[0].language
    return Text(full, blocks, own.title, truncated=truncated, scripted=own.scripted, language=language)


def _is_one(text: Text) -> bool:
    languages = languages_of(text.full, text.language)
    return is_policy(text, languages[0] if languages else "") > _LIKELY


def _source(body: bytes | str, mime_type: str, charset: str) -> _Source:
    if len(body) > MAX_BYTES:
        return _Source(Text("", ()), "too-large")
    if isinstance(body, bytes) and (mime_type == "application/pdf" or body[:1024].lstrip().startswith(b"%PDF-")):
        from safeinfo.derive.policy.pdf import pdf_text  # noqa: PLC0415 - few policies are PDF, its reader is large

        written, trouble = pdf_text(body)
        return _Source(from_plain(written), trouble)
    written = decode(body, charset) if isinstance(body, bytes) else body
    if mime_type not in _HTML or not _looks_like_html(written):
        text = from_plain(written)
        return _Source(text, _unread(text, rendered=True))
    document = Document.parse(written[:_MAX_HTML])
    text = from_html(document.tree)
    cut = document.cut or len(written) > _MAX_HTML
    return _Source(text, "truncated" if cut else _unread(text, rendered=False))


def _looks_like_html(written: str) -> bool:
    head = written[:2_000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith("<") or any(tag in head for tag in ("<html", "<body", "<p", "<div", "<h1", "<br", "<ul"))


def _unread(text: Text, *, rendered: bool) -> str:
    if text.truncated:
        return "truncated"
    if text.scripted and not rendered and sum(len(b.text) for b in text.blocks if b.main) < _SCRIPTED:
        return "script-only"
    if text.full.count("\ufffd") * _GARBLED > len(text.full):
        return "damaged"
    said = len(text.full) + 2 * len(_WIDE.findall(text.full[:_EMPTY]))
    return "empty" if said < _EMPTY else ""


def _read(text: Text, url: str, unread: str) -> PolicyRead:
    languages = languages_of(text.full, text.language)
    language = languages[0] if languages else ""
    probability = is_policy(text, language) if text.full else 0.0
    spoken = [name for name in languages if name in DECIDED]
    undecided = not spoken or language not in DECIDED
    left_open = places.blanks(text.full)
    if undecided and not unread and text.full and not places.is_filler(left_open):
        unread = "language"
    said = _say(text, spoken[:2], policy=probability > _LIKELY)
    iso, start, end = dates.effective(text.full, language)
    if iso:
        said.statements.append(Statement(topic="effective-date", status=iso, quote=text.full[start:end], offset=start))
    named = places.names(text.full, said.sentences)
    unheard = unread in {"empty", "script-only", "damaged", "too-large", "language"}
    return PolicyRead(
        url=url,
        kind=kind_of(text, probability),
        is_policy=probability,
        language=language,
        sale=_sale(said, unread=unread, unheard=unheard),
        statements=tuple(sorted(said.statements, key=lambda s: (s.offset, s.topic, s.status))),
        kinds=said.kinds,
        children=_children(said, unread=unread),
        children_age=said.age,
        unread=unread,
        blanks=left_open,
        names=named,
        mail_hosts=places.mail_hosts(text.full, named),
        recipients=places.recipients(said.sentences),
        effective=iso,
        length=len(text.full),
    )


def _sale(said: "_Said", *, unread: str, unheard: bool) -> Sale:
    """Silence is only told of a text that was read whole; a denial in a part of a text is not the last word."""
    decided = sale.status(said.statements)
    if decided is Sale.SOLD:
        return decided
    return Sale.UNCLEAR if unheard or unread else decided


def _children(said: "_Said", *, unread: str) -> str:
    decided = children.status(said.statements)
    return "unclear" if unread and decided in {"silent", "mentions"} else decided


@dataclass(slots=True)
class _Said:
    sentences: tuple[Sentence, ...]
    statements: list[Statement]
    kinds: frozenset[str]
    age: int = 0


def _say(text: Text, spoken: list[str], *, policy: bool) -> _Said:
    """Read every sentence. Markup shown as code is a sample: it decides nothing.

    A policy that hides a sale in one is for a person to read, whatever else it says.
    """
    written = sentences_of(text)
    every = tuple(sentence for sentence in written if not sentence.block.sample)
    samples = tuple(sentence for sentence in written if sentence.block.sample) if policy else ()
    main = tuple(sentence for sentence in every if sentence.block.main)
    said = _Said(every, [], frozenset())
    for language in spoken:
        on_sale = sale.statements(every, language, text.full)
        on_sale += sale.doubted(sale.statements(samples, language, text.full))
        minors = frozenset(s.offset for s in on_sale)
        on_children = children.statements(every, language, sale=minors)
        named, naming = kinds.read(main, language)
        said.kinds |= named
        said.statements += [*on_sale, *on_children, *naming, *topics.statements(main, language)]
        decided = children.status(on_children)
        said.age = said.age or children.age_named(on_children, language, decided)
    said.statements = list(dict.fromkeys(said.statements))
    return said
