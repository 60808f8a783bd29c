"""The text of a page, block by block: headings, paragraphs, list items with their lead-in, cells with headers.

All of the body is read, hidden tabs and `<details>` too, so that nothing said on sale, children or opting out can
be lost by extraction; `main` tells what belongs to the densest part of the page from what surrounds it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_NODES = 400_000
MAX_TEXT = 1_500_000  # characters
_MAX_CELLS_OF_HEADER = 60
_SHORT = 80  # characters
_SENTENCE_END = (".", "!", ":", ";", ",", "\u3002", "\uff1a", "\uff01")
_PREFORMATTED = frozenset({"pre", "textarea", "listing", "plaintext"})
_CODE = frozenset({"pre", "code", "samp", "kbd", "listing", "plaintext"})
_MARKUP = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)  # tags that a visitor reads as such
_ENDING = frozenset(".!?:;")
_FULL_STOP = (".", "!", "?", "\u3002", "\uff01", "\uff1f")
_SPACE = re.compile(r"\s+")
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]+")  # soft hyphens and the like: no reader sees them within words
_BULLET = re.compile(r"[\u2022\u2023\u25aa\u25cf\u25e6\u00b7\u2043]\s?\w")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_ANNOUNCES = re.compile(
    r"\b(?:following|below|folgend\w*|suivant\w*|ci-(?:dessous|après)|siguientes?|seguent[ei]|seguintes?|volgende"
    r"|następując\w+|poniższ\w+|följande|nedan\w*|aşağıdaki\w*)\b|次の|以下|下記|下列|如下",
    re.IGNORECASE,
)
_ANNOUNCEMENT = 200  # characters: longer paragraphs end with more than an announcement
_TEXT_AREA = 200  # characters: texts are at times shown in a text area; less is what a visitor is to write over
_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "meta", "link", "svg", "iframe", "object", "canvas"}
    | {"select", "audio", "video", "datalist"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"}
    | {"var", "wbr", "nobr", "img", "input"}
)
_DEEPEST = 7  # level of headings that are none by their tag: below all that are
_TITLE = 200  # characters of a heading that blocks below it remember
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption", "summary", "dt"})
_AROUND = frozenset({"nav", "footer", "aside", "form", "button", "dialog", "header"})
_AROUND_ROLES = frozenset({"navigation", "contentinfo", "banner", "dialog", "alertdialog", "search"})


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text. `offset` counts characters of the whole text read.

    `kind` is heading, paragraph, item or cell. `lead` is what the text continues: the lead-in of a list, the
    headers of a cell. `heading` is the nearest heading above, `above` the heading of the section that this one is
    part of. `linked` is the share of its text within links.
    """

    text: str
    offset: int
    kind: str = "paragraph"
    lead: str = ""
    heading: str = ""
    linked: float = 0.0
    level: int = 0  # of a heading, 1 (the highest) to 6; 0 where nothing tells
    above: str = ""
    main: bool = True
    lead_at: int = -1  # offset of the lead's own block, where it is one
    sample: bool = False  # markup shown as code: what a page could say, not what this one says

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.offset + len(self.text)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as read: `full` is the blocks joined by line feeds."""

    full: str
    blocks: tuple[Block, ...]
    title: str = ""
    truncated: bool = False
    scripted: bool = False  # the page needs scripts to show anything
    language: str = ""  # as the page declares it (BCP 47)


def assemble(rows: Iterable[Block]) -> tuple[str, tuple[Block, ...], bool]:
    """Give blocks their offsets and the headings above; return the text, the blocks, and whether it was cut."""
    placed: list[Block] = []
    offset = 0
    headings = _Headings()
    seen: dict[str, int] = {}
    for row in rows:
        if offset + len(row.text) > MAX_TEXT:
            return "\n".join(block.text for block in placed), tuple(placed), True
        lead_at = seen.get(row.lead, -1) if row.lead else -1
        named = replace(row, heading=row.heading or headings.nearest, above=headings.above)
        placed.append(replace(named, offset=offset, lead_at=lead_at))
        seen[row.text[:600]] = offset
        headings.pass_by(row)
        offset += len(row.text) + 1
    return "\n".join(block.text for block in placed), tuple(placed), False


class _Headings:
    """The headings that a block stands under: the nearest one, and that of the section which it divides."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []  # level and text, each deeper than the one before
        self._seen = False
        self.nearest = self.above = ""

    def pass_by(self, block: Block) -> None:
        """Take note of a block; only headings change anything, and the first one (the page's title) divides nothing."""
        if block.kind != "heading":
            return
        level = block.level or _DEEPEST
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self.above = self._open[-1][1] if self._open else ""
        self.nearest = block.text[:_TITLE]
        self._open.append((level, self.nearest if self._seen else ""))
        self._seen = True


def from_html(tree: LexborHTMLParser) -> Text:
    """Read the blocks of a parsed page."""
    title = tree.css_first("head title")
    walk = _Walk()
    body = tree.body
    if body is not None:
        walk.run(body)
    full, blocks, cut = assemble(_with_main(walk.blocks))
    return Text(
        full,
        blocks,
        _SPACE.sub(" ", title.text() if title else "").strip()[:300],
        truncated=cut or walk.cut,
        scripted=tree.css_first("script") is not None,
        language=(tree.root.attributes.get("lang") or "") if tree.root is not None else "",
    )


class _Walk:
    """An iterative walk through the tree (nesting may be hostile), collecting blocks in document order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.cut = False
        self._pieces: list[str] = []
        self._linked = 0
        self._length = 0
        self._links = 0
        self._around = 0
        self._preformatted = 0
        self._code = 0
        self._coded = 0
        self._kinds: list[str] = ["paragraph"]
        self._level = 0
        self._leads: list[str] = [""]
        self._tables: list[_Table] = []
        self._last = ""

    def run(self, root: LexborNode) -> None:
        """Visit every node below `root` once."""
        node: LexborNode | None = root.child
        count = 0
        open_nodes: list[tuple[LexborNode, bool]] = []
        while node is not None or open_nodes:
            if node is None:
                parent, _ = open_nodes.pop()
                self._leave(parent)
                node = parent.next
                continue
            count += 1
            if count > MAX_NODES:
                self.cut = True
                break
            child = self._enter(node)
            if child is not None:
                open_nodes.append((node, True))
                node = child
            else:
                node = node.next
        self._flush()

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Take a node in; return its first child if there is something to visit (and `_leave` to call)."""
        tag = node.tag or ""
        if tag == "-text":
            self._add(node.text_content or "")
            return None
        if tag.startswith("-") or tag in _SKIPPED or (tag == "textarea" and len(node.text()) < _TEXT_AREA):
            return None
        if tag in {"br", "hr"}:
            self._flush()
            return None
        if (child := node.child) is None:
            if tag in {"td", "th"} and self._tables:  # an empty cell still takes its column
                self._tables[-1].begin_cell(header=tag == "th")
            return None
        if tag not in _INLINE:
            self._open(node, tag)
        elif tag == "a":
            self._links += 1
        self._code += tag in _CODE
        return child

    def _open(self, node: LexborNode, tag: str) -> None:
        self._flush()
        if _is_around(node, tag):
            self._around += 1
        self._preformatted += tag in _PREFORMATTED
        if tag in _HEADINGS:
            self._kinds.append("heading")
            self._level = int(tag[1]) if tag[1:].isdecimal() else 0
        elif tag in {"li", "dd"}:
            self._kinds.append("item")
        elif tag in {"ul", "ol", "dl"}:
            self._leads.append(self._last if self._kinds[-1] == "item" or leads_in(self._last) else "")
        elif tag == "table":
            self._tables.append(_Table())
        elif tag in {"td", "th"}:
            self._kinds.append("cell")
            if self._tables:
                self._tables[-1].begin_cell(header=tag == "th")
        elif tag == "tr" and self._tables:
            self._tables[-1].begin_row()

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _INLINE:
            self._links -= tag == "a"
            self._code -= tag in _CODE
            return
        self._flush()
        self._code -= tag in _CODE
        if _is_around(node, tag):
            self._around -= 1
        self._preformatted -= tag in _PREFORMATTED
        if tag in _HEADINGS or tag in {"li", "dd", "td", "th"}:
            self._kinds.pop()
        elif tag in {"ul", "ol", "dl"}:
            self._leads.pop()
        elif tag == "table":
            self._tables.pop()

    def _add(self, text: str) -> None:
        if self._preformatted and "\n" in text:
            for paragraph in _PARAGRAPHS.split(text):
                self._piece(paragraph)
                self._flush()
            return
        self._piece(text)

    def _piece(self, text: str) -> None:
        if self._pieces and text[:1].isupper() and self._pieces[-1][-1:] in _ENDING:
            self._pieces.append(" ")  # elements that a style sheet sets as blocks
        self._pieces.append(text)
        if self._links:
            self._linked += len(text)
        if self._code or not text.strip():
            self._coded += len(text)
        self._length += len(text)

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = _SPACE.sub(" ", UNSEEN.sub("", "".join(self._pieces))).strip()
        if text:
            self._emit(text)
        self._pieces, self._linked, self._length, self._coded = [], 0, 0, 0

    def _emit(self, text: str) -> None:
        kind, lead = self._kinds[-1], self._leads[-1]
        if kind == "cell" and self._tables:
            lead = self._tables[-1].take(text)
        linked = min(1.0, self._linked / max(1, self._length))
        if kind == "paragraph" and _BULLET.match(text):  # a list without list elements
            kind, lead = "item", self._last if leads_in(self._last) else ""
        if kind == "paragraph" and looks_like_heading(text) and linked < 0.5:  # noqa: PLR2004 - half
            kind = "heading"
        sample = self._coded == self._length and bool(_MARKUP.search(text))
        main = not (self._around or sample)
        level = self._level if self._kinds[-1] == "heading" else 0
        self.blocks.append(Block(text, 0, kind, lead[:600], "", linked, level=level, main=main, sample=sample))
        if kind != "item" or text.endswith((":", "\uff1a")):
            self._last = text


def leads_in(text: str) -> bool:
    """Tell whether a list that follows goes on with a text: it is no finished sentence, or announces what follows."""
    return not text.endswith(_FULL_STOP) or (len(text) < _ANNOUNCEMENT and bool(_ANNOUNCES.search(text)))


def looks_like_heading(text: str) -> bool:
    """Tell whether a paragraph is so short and open-ended that it heads what follows."""
    return len(text) < _SHORT and not text.rstrip("*_\"')").endswith(_SENTENCE_END)


def _is_around(node: LexborNode, tag: str) -> bool:
    if tag in _AROUND:
        return True
    return tag in {"div", "section", "ul"} and (node.attributes.get("role") or "").lower() in _AROUND_ROLES


class _Table:
    """Remembers header cells: those of the first row or of `<th>`, by column, and the first cell of each row."""

    def __init__(self) -> None:
        self._columns: dict[int, str] = {}
        self._row, self._column, self._first, self._header = -1, -1, "", False

    def begin_row(self) -> None:
        self._row, self._column, self._first = self._row + 1, -1, ""

    def begin_cell(self, *, header: bool) -> None:
        self._column, self._header = self._column + 1, header

    def take(self, text: str) -> str:
        """Note a cell's text; return the headers that it stands under: of its column, of its row."""
        column, first = self._columns.get(self._column, ""), self._first
        if (self._row <= 0 or (self._header and self._column > 0)) and self._column < _MAX_CELLS_OF_HEADER:
            self._columns[self._column] = text[:200]
        if self._column == 0:
            self._first = text[:200]
            return column
        return " | ".join(part for part in (column, first) if part and part != text)


def _with_main(blocks: list[Block]) -> Iterator[Block]:
    """Take back `main` where the marks of surroundings would leave next to nothing (a policy within a form)."""
    inside = sum(len(block.text) for block in blocks if block.main and block.linked < 0.5)  # noqa: PLR2004 - half
    everything = sum(len(block.text) for block in blocks if block.linked < 0.5)  # noqa: PLR2004 - half
    reliable = inside * 2 >= everything
    for block in blocks:
        mostly_link = block.linked > 0.8 and block.kind != "heading" and len(block.text) < 120  # noqa: PLR2004
        yield replace(block, main=(block.main or not reliable) and not (mostly_link or block.sample))
