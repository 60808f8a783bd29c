"""The links of a mail's HTML with their words, their sentence and whether a person sees them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from safeinfo.derive.dom import where_to_cut
from safeinfo.derive.mail.look import SMALL_BOX, Look, inherit, unreadable
from safeinfo.derive.mail.style import Declarations, Sheet, pixels, sheet

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "br",
    ]
)
_UNSEEN = frozenset(["head", "script", "style", "template", "noscript", "title", "meta", "link"])
_CONDITIONAL = re.compile(r"\[if\s+([^\]]*)\]>(.*?)<!\[endif\]", re.IGNORECASE | re.DOTALL)
_ANCHOR = re.compile(r"<a\b[^>]*?href\s*=\s*[\"']?([^\"'\s>]*)[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_FORWARDED = re.compile(
    r"-{2,}\s*(forwarded|original|weitergeleitet|message transf|mensaje reenviado|messaggio inoltrato)", re.IGNORECASE
)
_MOST_NODES = 60_000


@dataclass(slots=True)
class Link:
    """A link: where it leads, what it says, the text of its block before and after."""

    href: str
    words: str = ""
    before: str = ""
    after: str = ""
    hidden: str = ""
    image: bool = False  # nothing but pictures inside
    quoted: bool = False
    form: bool = False
    label: str = ""  # title and aria-label
    alone: tuple[str, str] | None = None  # before and after without the words of other links
    bare: bool = False  # an address in plain text, with no name of its own
    place: float = 1.0  # how far down in the mail's text it stands, 0 to 1


@dataclass(slots=True)
class Body:
    """What a mail shows."""

    links: list[Link] = field(default_factory=list)
    text: str = ""
    images: list[tuple[str, bool]] = field(default_factory=list)  # address, and whether it is a pixel
    forms: list[str] = field(default_factory=list)  # visible text of each form
    base: str = ""
    cut: bool = False  # the end was left out: nested too deeply, or too many elements


def read_html(html: str) -> Body:
    """Walk through the HTML of a mail, up to where it nests deeper than any mail that people read."""
    end = where_to_cut(html)
    tree = LexborHTMLParser(html[:end])
    walker = _Walker(sheet(tree))
    root = tree.root
    if root is not None:
        walker.walk(root)
    base = tree.css_first("base[href]")
    walker.body.base = (base.attributes.get("href") or "") if base else ""
    walker.finish()
    walker.body.cut = end < len(html) or walker.is_full
    return walker.body


class _Walker:
    def __init__(self, styles: Sheet) -> None:
        self.body = Body()
        self._styles = styles
        self._shown: list[str] = []
        self._block: list[str] = []  # text of the block so far
        self._block_links: list[tuple[Link, int, int]] = []  # with the place in the block where words begin and end
        self._open: list[tuple[Link, int]] = []
        self._forwarded = False
        self._size = 0
        self._length = 0  # characters of text so far
        self._previous = ""  # the block before: the context of a link that stands alone in its block

    def walk(self, root: LexborNode) -> None:
        """Depth first without recursion: mails nest tables by the hundred."""
        stack: list[tuple[LexborNode, Look, bool]] = [(root, Look(), False)]
        while stack and self._size < _MOST_NODES:
            node, look, leaving = stack.pop()
            if leaving:
                self._leave(node)
                continue
            self._size += 1
            inner = self._enter(node, look)
            if inner is None:
                continue
            stack.append((node, look, True))
            children = list(node.iter(include_text=True)) if node.child is not None else []
            stack += [(child, inner, False) for child in reversed(children)]

    @property
    def is_full(self) -> bool:
        """Whether there were more elements than are read."""
        return self._size >= _MOST_NODES

    def _enter(self, node: LexborNode, look: Look) -> Look | None:
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "", look)
            return None
        if tag.startswith("-") and tag != "-document":
            return None
        if tag in _UNSEEN:
            return None
        own = self._styles.of(node)
        inner = inherit(look, own, node)
        if tag in _BLOCKS:
            self._end_block()
        if _is_link(node):
            self._open_link(node, inner)
        elif tag == "img":
            self._image(node, inner, own)
        elif tag == "form":
            self.body.forms.append(re.sub(r"\s+", " ", node.text(separator=" "))[:500] + _buttons(node))
        return inner

    def _leave(self, node: LexborNode) -> None:
        if _is_link(node) and self._open:
            link, start = self._open.pop()
            words = "".join(self._block[start:])
            link.words = re.sub(r"\s+", " ", words).strip() or link.words
            self._block_links.append((link, start, len(self._block)))
            self.body.links.append(link)
        elif node.tag in _BLOCKS and not self._open:
            self._end_block()

    def _open_link(self, node: LexborNode, look: Look) -> None:
        label = " ".join(filter(None, (node.attributes.get("title"), node.attributes.get("aria-label"))))
        link = Link(
            (node.attributes.get("href") or "").strip(),
            hidden=look.unseen,
            quoted=look.quoted or self._forwarded,
            form=look.form,
            label=label,
            place=float(self._length),
        )
        if node.tag == "area":
            link.words = node.attributes.get("alt") or ""
        self._open.append((link, len(self._block)))

    def _text(self, text: str, look: Look) -> None:
        if not text.strip():
            self._block.append(" ")
            return
        self._length += len(text)
        if _FORWARDED.search(text):
            self._forwarded = True
        if look.unseen:
            if self._open:
                self._open[-1][0].hidden = look.unseen
                self._block.append(text)
            return
        hidden = unreadable(look)
        if self._open:
            link, start = self._open[-1]
            seen_before = any(part.strip() for part in self._block[start:])
            link.hidden = hidden if not seen_before else link.hidden and hidden
        self._block.append(text)
        if not hidden:
            self._shown.append(text)

    def _image(self, node: LexborNode, look: Look, own: Declarations) -> None:
        alt = (node.attributes.get("alt") or "").strip()
        source = node.attributes.get("src") or ""
        size = [pixels(own.get(side, ("", False))[0], 16) for side in ("width", "height")]
        pixel = any(each is not None and each <= SMALL_BOX for each in size) or bool(look.unseen)
        if source:
            self.body.images.append((source, pixel))
        if self._open:
            link, start = self._open[-1]
            link.image = True
            if pixel and not any(part.strip() for part in self._block[start:]):
                link.hidden = link.hidden or "zero-size"
        if alt:
            self._length += len(alt)
            self._block.append(f" {alt} ")

    def _end_block(self) -> None:
        if self._open:
            return
        text = [re.sub(r"\s+", " ", part) for part in self._block]
        own = _without_links(text, self._block_links)
        _join_halves(self._block_links)
        for link, start, end in self._block_links:
            link.before = "".join(text[:start])[-400:]
            link.after = "".join(text[end:])[:400]
            link.alone = ("".join(own[:start])[-400:], "".join(own[end:])[:400])
            if not (link.before + link.after).strip(" .|"):
                link.before = self._previous[-200:] + " "
                link.alone = (link.before, "")
        if self._shown and self._shown[-1] != "\n":
            self._shown.append("\n")
        if "".join(text).strip():
            self._previous = "".join(text)
        self._block, self._block_links = [], []

    def finish(self) -> None:
        """Close what is still open."""
        while self._open:
            link, start = self._open.pop()
            link.words = re.sub(r"\s+", " ", "".join(self._block[start:])).strip()
            self._block_links.append((link, start, len(self._block)))
            self.body.links.append(link)
        self._end_block()
        for link in self.body.links:
            link.place /= self._length or 1
        self.body.text = re.sub(r"[^\S\n]+", " ", "".join(self._shown))


def _is_link(node: LexborNode) -> bool:
    """Whether an element is a link, or was meant to be: an anchor that neither leads anywhere nor marks a place."""
    if node.tag == "a":
        return "href" in node.attributes or node.attributes.keys().isdisjoint(("name", "id"))
    return node.tag == "area" and "href" in node.attributes


def _join_halves(links: list[tuple[Link, int, int]]) -> None:
    """Two links to one place with nothing between are one to the reader: both get the words of both."""
    for (one, _, end), (other, start, _) in pairwise(links):
        if one.href == other.href and end == start and one.words and other.words:
            one.words = other.words = one.words + other.words


def _without_links(text: list[str], links: list[tuple[Link, int, int]]) -> list[str]:
    kept = list(text)
    for _, start, end in links:
        kept[start:end] = [" "] * (end - start)
    return kept


def _buttons(node: LexborNode) -> str:
    values = (each.attributes.get("value") or "" for each in node.css("input[type=submit], input[type=button]"))
    return " " + " ".join(values)


def unseen_links(html: str) -> Iterator[tuple[Link, str]]:
    """Links inside comments, with the kind of comment: "mso-conditional" or "comment"."""
    for comment in re.findall(r"<!--(.*?)-->", html, re.DOTALL):
        conditional = _CONDITIONAL.match(comment.strip())
        kind = "mso-conditional" if conditional and "!mso" not in conditional[1] else "comment"
        for href, inside in _ANCHOR.findall(comment):
            yield Link(href, re.sub(r"<[^>]*>", " ", inside).strip(), hidden=kind), kind
