"""Where a policy gives its own details ("Telephone: 01632 960 983") rather than say what it collects.

Most policies begin with whose they are: name, address, telephone, tax number, often below a heading or a lead-in
that speaks of personal data ("the controller of your personal data is:"). Such a line tells nobody that a telephone
number is collected. What gives it away in every language is a value: a number or an address of e-mail right behind
the word, where a statement about data has none.
"""

import re
from collections.abc import Iterator, Sequence

from safeinfo.derive.policy.sentences import Sentence

_NUMBER = r"\(?\+?(?:[A-Z]{1,3}[ -]?)?\d[\d ()/.+-]{4,24}[A-Z]?"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}"
_VALUE = re.compile(rf"(?:{_NUMBER}|{_MAIL})\W{{0,3}}$")
_DATE = re.compile(r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\W{0,2}$")
_BEHIND = re.compile(rf"[\s:.\uff1a#]{{0,4}}(?:{_NUMBER}(?!\w)|{_MAIL})")
_MAIL_BEHIND = re.compile(rf"[\s:.\uff1a#]{{0,4}}{_MAIL}")
_DIGIT = re.compile(r"\d")
_LINE = re.compile(r"[^\W\d][^:;!?\uff1a]{0,60}[:\uff1a]\s*(?=\S)")
_PAIRS = {"cell": "cell", "heading": "item"}  # what comes after what where a label has a value: <td><td>, <dt><dd>
_SHORT = 120  # characters of a line of details
_SEVERAL = 2  # values, and the rest of a sentence or a table is of the same party


def own_lines(sentences: Sequence[Sentence]) -> dict[int, int]:
    """Return the sentences among own details, by number, with the place where the value begins.

    They are lines "label: value" in a row of which one has a number or an address of e-mail as its value, labels
    right before such a value, and the cells of a table that has several of them (those begin at their end).
    """
    found: dict[int, int] = {}
    for run in _runs(sentences):
        lines = {number: _value_at(sentences[number]) for number in run}
        if any(_is_value(sentences[number].plain[at:]) for number, at in lines.items()):
            found |= lines
    values = {number for number, sentence in enumerate(sentences) if number and _is_value(sentence.plain)}
    for number in values:
        if _PAIRS.get(sentences[number - 1].block.kind) == sentences[number].block.kind:
            found[number - 1] = len(sentences[number - 1].plain)
    for run in _grids(sentences) if len(values) >= _SEVERAL else ():
        if len(values.intersection(run)) >= _SEVERAL:
            found |= {number: len(sentences[number].plain) for number in run}
    return found


def has_value(text: str, end: int) -> bool:
    """Whether a number or an address of e-mail stands right behind a word that ends there."""
    behind = _BEHIND.match(text, end)
    return behind is not None and not _DATE.match(behind.group().lstrip(" :.#\uff1a"))


def gives_values(text: str, words: re.Pattern[str]) -> bool:
    """Whether words of a sentence have a number, or several addresses of e-mail, right behind: it presents somebody.

    One address of e-mail does not: "if you write to our e-mail shop@shop.example, we store your name".
    """
    if "@" not in text and _DIGIT.search(text) is None:
        return False
    ends = [word.end() for word in words.finditer(text)]
    mails = sum(1 for end in ends if _MAIL_BEHIND.match(text, end))
    return mails >= _SEVERAL or any(has_value(text, end) and not _MAIL_BEHIND.match(text, end) for end in ends)


def _is_value(text: str) -> bool:
    return len(text) <= _SHORT and _VALUE.match(text) is not None and not _DATE.match(text)


def _value_at(sentence: Sentence) -> int:
    line = _LINE.match(sentence.plain)
    return line.end() if line else 0


def _runs(sentences: Sequence[Sentence]) -> Iterator[list[int]]:
    """Yield lines "label: value" that follow each other below one heading."""
    run: list[int] = []
    for number, sentence in enumerate(sentences):
        text = sentence.plain
        is_line = len(text) <= _SHORT and (":" in text or "\uff1a" in text) and _LINE.match(text) is not None
        if run and not (is_line and _below_one_heading(sentences[run[-1]], sentence)):
            yield run
            run = []
        if is_line:
            run.append(number)
    if run:
        yield run


def _below_one_heading(before: Sentence, after: Sentence) -> bool:
    """Whether two lines stand in one section; a short line may itself have been taken for a heading."""
    return after.block.heading in {before.block.heading, before.block.text.strip()}


def _grids(sentences: Sequence[Sentence]) -> Iterator[list[int]]:
    """Yield the cells of tables, and the terms and descriptions of lists of those."""
    run: list[int] = []
    for number, sentence in enumerate(sentences):
        kind = sentence.block.kind
        before = sentences[run[-1]].block.kind if run else ""
        if run and kind != _PAIRS.get(before) and not (before == "item" and kind == "heading"):
            yield run
            run = []
        if kind in _PAIRS or run:
            run.append(number)
    if run:
        yield run
