"""Blocks of plain text and Markdown, and of text taken out of a PDF."""

import re
from collections.abc import Iterator

from safeinfo.derive.policy.blocks import UNSEEN, Block, Text, assemble, leads_in, looks_like_heading

_SPACE = re.compile(r"\s+")
_HEADING = re.compile(r"(#{1,6})\s+")
_ITEM = re.compile(r"(?:[*+\-\u2022\u00b7\u25cf\u25aa]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
_RULE = re.compile(r"(?:[=\-*_]\s?){3,}$")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,600}\)")
_EMPHASIS = re.compile(r"\*\*|__|\\(?=[\[\].\-*_()#+!])")
_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
# A word broken at a line's end ("informa- tion"), as in text from a PDF; "Liefer- und Rechnungsadresse" is none.
_HYPHENATED = re.compile(
    r"(?<=[^\W\d_])- (?!(?:and|or|und|oder|et|ou|y|o|e|en|of|och|eller|i|lub)\b)([a-z\u00df-\u00ff]{2})"
)
_MAX_LINES = 200_000


def from_plain(text: str, title: str = "") -> Text:
    """Read the blocks of plain text or Markdown."""
    full, blocks, cut = assemble(_blocks(text))
    return Text(full, blocks, title, truncated=cut or text.count("\n") > _MAX_LINES)


def _blocks(text: str) -> Iterator[Block]:
    lead = ""
    for kind, paragraph in _paragraphs(_lines(text)):
        linked = sum(len(found.group(1)) for found in _LINK.finditer(paragraph))
        plain = _SPACE.sub(" ", _EMPHASIS.sub("", _LINK.sub(r"\1", paragraph))).strip()
        if not plain:
            continue
        if kind == "cell":
            yield from _row(plain)
            continue
        share = min(1.0, linked / max(1, len(plain)))
        level = len(kind) if kind.startswith("#") else 0
        yield Block(plain, 0, "heading" if level else kind, lead if kind == "item" else "", "", share, level=level)
        if kind != "item":
            lead = plain[:600] if leads_in(plain) else ""


def _lines(text: str) -> list[str]:
    """Return lines; a line break of HTML within Markdown ends one, but not within a table's row."""
    lines: list[str] = []
    for line in UNSEEN.sub("", text).splitlines()[:_MAX_LINES]:
        if "<" in line and _BREAK.search(line):
            lines += [_BREAK.sub(" ", line)] if line.lstrip().startswith("|") else _BREAK.split(line)
        else:
            lines.append(line)
    return lines


def _row(plain: str) -> Iterator[Block]:
    cells = [cell.strip() for cell in plain.strip("|").split("|")]
    first = cells[0][:200] if cells else ""
    for index, cell in enumerate(cells):
        if cell and not _RULE.match(cell):
            yield Block(cell, 0, "cell", first if index else "")


def _paragraphs(lines: list[str]) -> Iterator[tuple[str, str]]:
    gathered: list[str] = []
    kind = "paragraph"
    for line in [*lines, ""]:
        stripped = line.strip()
        starts, begun = _line_kind(stripped)
        ends = not stripped or starts or kind.startswith("#") or _RULE.match(stripped)  # "# A heading" is one line
        if ends and gathered:
            underlined = bool(stripped) and bool(_RULE.match(stripped))
            yield _finished(kind, _HYPHENATED.sub(r"\1", " ".join(gathered)), underlined=underlined)
            gathered, kind = [], "paragraph"
        if not stripped or _RULE.match(stripped):
            continue
        if starts:
            kind = starts
        gathered.append(begun)


def _line_kind(line: str) -> tuple[str, str]:
    """Return the kind that a line begins ("" where it continues, a heading's own marks) and the line without them."""
    if found := _HEADING.match(line):
        return found.group(1), line[found.end() :]
    if line.startswith("|"):
        return "cell", line
    if found := _ITEM.match(line):
        return "item", line[found.end() :]
    return "", line


def _finished(kind: str, text: str, *, underlined: bool) -> tuple[str, str]:
    bare = text.strip("*_ ")
    if kind == "paragraph" and (underlined or looks_like_heading(bare)):
        return "heading", text
    return kind, text
