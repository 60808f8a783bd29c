"""Sentences of blocks, with their offsets, and a copy for matching that has the same length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from safeinfo.derive.policy.blocks import Block, Text

# One character for one: offsets found in the copy hold in the text.
_PLAIN = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"'}
    | {"\u00ab": '"', "\u00bb": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2010": "-", "\u2011": "-"}
    | {"\u2013": "-", "\u2014": "-", "\t": " ", "\n": " "}
)
_TYPOGRAPHIC = re.compile(f"[{''.join(chr(code) for code in _PLAIN)}]")
_END = re.compile(r"[.!?]+[\"')\]\u201d\u2019\u00bb]{0,3}(?=\s)|[\u3002\uff01\uff1f\uff0e]+[\u300d\u300f]?|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|corp|co|no|nr|art|abs|vs|cf|st|mr|mrs|ms|dr|bzw|z\.\s?b|d\.\s?h|u\.\s?a|usw|p\.ex|sog|ggf|tel"
    r"|u\.s|u\.k|sec|par|approx|incl|m\.in|np|tzw|ul|bijv|s\.r\.l|s\.p\.a|sr|sra|ej|pág|inkl|resp|tzv|t\.ex|bl\.a)|\b\w)\.$",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(?:^|[?!.:]\s)\W{0,4}No\.$")
_LONGEST = 1_500  # characters: a longer sentence is cut for matching
_STEP = re.compile(r"[;,\s]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands (`text`), as it is matched (`plain`, same length), and the block it is of."""

    text: str
    plain: str
    offset: int
    block: Block
    lower: str = ""  # for cheap gates only: its length may differ

    @property
    def led(self) -> str:
        """The sentence after what it continues: its list's lead-in or its cell's headers."""
        return f"{plain(self.block.lead)} {self.plain}" if self.block.lead else self.plain


def plain(text: str) -> str:
    """Return a copy of the same length with typographic quotes, dashes and spaces made plain."""
    return text if text.isascii() else _TYPOGRAPHIC.sub(_made_plain, text)


def lowered(text: str) -> str:
    """Return a text in lower case, with the Turkish capital I written as i: one letter, as words are written."""
    return text.lower().replace("i\u0307", "i")


def _made_plain(found: re.Match[str]) -> str:
    return _PLAIN[ord(found.group())]


def _cuts(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        end = found.end()
        if text[found.start()] == ".":
            following = text[end : end + 3].lstrip()
            before = text[max(0, found.start() - 12) : found.start() + 1]
            if following[:1].islower() or (_ABBREVIATION.search(before) and not _is_answer(before, following)):
                continue
        yield end
    yield len(text)


def _is_answer(before: str, following: str) -> bool:
    """Whether "No." is an answer, and no number: what follows is a sentence of its own."""
    return _ANSWER.search(before) is not None and not following[:1].isdigit()


def _bounded(start: int, end: int, text: str) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        places = [found.end() for found in _STEP.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
        middle = places[-1] if places else start + _LONGEST
        yield start, middle
        start = middle
    yield start, end


def sentences_of(block: Block) -> Iterator[Sentence]:
    """Yield a block's sentences in order; each is a verbatim piece of the text read."""
    matched = block.text if block.text.isascii() else plain(block.text)
    start = 0
    for cut in _cuts(matched):
        for first, last in _bounded(start, cut, matched):
            piece = block.text[first:last]
            lead = len(piece) - len(piece.lstrip())
            stripped = piece.strip()
            if stripped:
                at = first + lead
                same = matched[at : at + len(stripped)]
                yield Sentence(stripped, same, block.offset + at, block, lowered(same))
        start = cut


def sentences(text: Text) -> tuple[Sentence, ...]:
    """Return every sentence of a text."""
    return tuple(sentence for block in text.blocks for sentence in sentences_of(block))
