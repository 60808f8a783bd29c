"""Blanks a template left open, names a policy speaks for, and organisations it names as recipients."""

import re
from collections.abc import Sequence

from safeinfo.derive.policy.gates import Gates
from safeinfo.derive.policy.lexicon import load, terms
from safeinfo.derive.policy.sentences import Sentence

_DATA = load("places.toml")
_BRACKETS = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\[\[?[^\[\]\n]{1,60}\]\]?(?!\()|<<?[^<>\n]{2,60}>>?|\{[^{}\n]{2,60}\}|%[A-Z_]{3,40}%"
    r"|(?<![\w.-])X{4,}(?![\w.-])"
)
# A rule to write on is a blank only after what a policy says of itself: forms for withdrawal are full of them.
_RULE = re.compile(
    r"\b(?:effective(?: date)?|last updated|updated on|operated by|contact us|located at|company|website|stand|firma"
    r"|mise à jour|(?:e-?)?mail)(?: (?:is|at|on|by|of))?\W{0,3}(_{5,})",
    re.IGNORECASE,
)
_WHOLE = terms(word for word in _DATA["blanks"]["words"] if not word.endswith("*"))
_BEGUN = terms(word for word in _DATA["blanks"]["words"] if word.endswith("*"))
_LONGEST_LABEL = 7  # words: longer brackets hold a remark
_PLACEHOLDERS = terms(_DATA["blanks"]["placeholders"])
_EXAMPLE = re.compile(
    r"(?:\be\.g\.,?|\bexample:?|\bsuch as|\bfor instance|\bz\. ?b\.|\bexemple:?)(?:[^.;]|www\.){0,20}$", re.IGNORECASE
)
_FILLER = re.compile(r"lorem ipsum|dolor sit amet", re.IGNORECASE)
_INSERT = re.compile(
    r"\b(?:INSERT|FILL IN) (?:YOUR |THE )?(?:[A-Z]+ ?){1,4}(?:HERE)?\b"
    r"|\b(?:ENTER|ADD) (?:YOUR |THE )?(?:COMPANY|BUSINESS|SHOP|STORE|WEBSITE|SITE|E-?MAIL|CONTACT|ADDRESS|NAME)\b"
    r"[A-Z ]{0,30}"
)
# What tells the shop what to do with the text ("[ADD OR SUBTRACT …]"), and was left standing.
_ORDER = re.compile(r"(?:ADD|INSERT|INCLUDE|DELETE|REMOVE|DESCRIBE|SPECIFY|LIST|CHOOSE|SELECT|REPLACE) ")
_LINK_MARK = re.compile(r"\[+(?:email.protected|\d{1,3}|link|here|https?:)", re.IGNORECASE)
_CAPITALISED = re.compile(r"(?<!\w)[A-Z\u00c0-\u00de\u3040-\u9fff][^\s.,;:()/\"'|]*")
_BY_START: dict[str, list[str]] = {}
for _name in sorted(_DATA["recipients"]["names"], key=len, reverse=True):
    _BY_START.setdefault(_name[:2].casefold(), []).append(_name)
_LOWER_NAMES = tuple(name.lower() for name in _DATA["recipients"]["names"])
_BLANK_MARKS = ("{", "[", "<", "%", "XXXX")
_INSERT_WORDS = ("INSERT", "ENTER", "ADD", "FILL IN")
_PLACEHOLDER_STEMS = tuple(word.rstrip("*").lower() for word in _DATA["blanks"]["placeholders"])
# A domain is looked for from its last dot backwards: dots are rare, words are not.
_LAST_DOT = re.compile(r"\.[A-Za-z]{2,12}\b(?![@\w-]|\.\w)")
_DOMAIN = re.compile(
    r"(?<![\w-])(?:https?://)?(?:www\.)?((?:[a-z0-9][a-z0-9-]{0,60}\.){1,3}[a-z]{2,12})$", re.IGNORECASE
)
_LONGEST_DOMAIN = 200  # characters
_CAPITAL = r"(?:[A-Z0-9\u00c0-\u00de][\w&.'-]{0,40})"
_NAME = rf"({_CAPITAL}(?: (?:{_CAPITAL}|&|and|of|the|de|la|und|et)){{0,5}})"
_FORMS = "|".join(re.escape(form) for form in sorted(_DATA["names"]["legal_forms"], key=len, reverse=True))
_COMPANY = re.compile(rf"{_NAME},? (?:{_FORMS})(?!\w)")
_INTRODUCED = re.compile(
    rf"(?:{'|'.join(f'(?i:{start})' for start in _DATA['names']['before'][:1] + _DATA['names']['before'][3:])}){_NAME}"
)
_NOT_NAMES = frozenset(
    {
        "we",
        "our",
        "us",
        "you",
        "your",
        "this",
        "the",
        "it",
        "if",
        "in",
        "i",
        "a",
        "an",
        "personal",
        "information",
        "data",
    }
    | {
        "privacy",
        "policy",
        "website",
        "site",
        "store",
        "shop",
        "gdpr",
        "ccpa",
        "eu",
        "european",
        "california",
        "services",
    }
    | {"service", "these", "they", "that", "article", "section", "privacy policy", "privacy notice", "cookies", "wir"}
    | {"nous", "der", "die", "das", "le", "la", "les", "el", "los", "il", "art", "united states", "google", "company"}
)
_HEAD = 6_000  # characters in which a policy says whose it is
_MOST = 40
_COMMON_HOSTS = ("google.", "facebook.", "youronlinechoices.", "aboutads.", "networkadvertising.", "allaboutcookies.")
_SUFFIXES_OF_FILES = (".html", ".htm", ".php", ".pdf", ".js", ".css", ".png", ".jpg", ".e.g", ".i.e")


def blanks(full: str) -> tuple[str, ...]:
    """Return the places that a template left open, as written, in order, each once."""
    found = []
    for match in _BRACKETS.finditer(full) if any(mark in full for mark in _BLANK_MARKS) else ():
        written = match.group()
        if not _LINK_MARK.match(written) and _asks_for_words(written):
            found.append(written)
    found += [match.group(1) for match in _RULE.finditer(full)] if "_____" in full else []
    lower = full.lower()
    if any(stem in lower for stem in _PLACEHOLDER_STEMS):
        found += [each.group() for each in _PLACEHOLDERS.finditer(full) if not _is_example(full, each.start())]
    if any(word in full for word in _INSERT_WORDS):
        found += [match.group().strip() for match in _INSERT.finditer(full)]
    return tuple(dict.fromkeys(found))[:_MOST]


def _asks_for_words(written: str) -> bool:
    """Tell whether a bracket is a label to be filled in; a remark or a note is none."""
    if written.startswith(("{{", "%")) or set(written) == {"X"}:
        return True
    inner = written.strip("{}[]<> ")
    if inner.isupper() and _ORDER.match(inner):
        return True
    return bool(_WHOLE.fullmatch(inner) or (_BEGUN.match(inner) and len(inner.split()) <= _LONGEST_LABEL))


def _is_example(full: str, at: int) -> bool:
    return bool(_EXAMPLE.search(full, max(0, at - 40), at))


def is_filler(found: Sequence[str]) -> bool:
    """Tell whether blanks show a text that stands in for one to come: it was read, and says nothing."""
    return any(_FILLER.match(written) for written in found)


def recipients(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return the known organisations that a policy names, in order, each once."""
    named: dict[str, None] = {}
    gates = Gates(sentences)
    for number in gates.holding(_LOWER_NAMES):
        sentence = sentences[number]
        for match in _CAPITALISED.finditer(sentence.plain):
            known = _recipient_at(sentence.plain, match.start())
            if known:
                named[known] = None
    return tuple(named)[:100]


def _recipient_at(text: str, at: int) -> str:
    """Return the organisation whose name begins here; "square metres" is none: a name has its capital."""
    for name in _BY_START.get(text[at : at + 2].casefold(), ()):
        end = at + len(name)
        if text[at:end].casefold() == name.casefold() and not (
            end < len(text) and text[end].isalnum() and name.isascii()
        ):
            return name
    return ""


_MAIL_HOST = re.compile(r"@((?:[\w-]{1,60}\.){1,3}[A-Za-z]{2,12})\b")


def names(full: str, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return organisations (with their legal form, or introduced as whose policy this is) and domains, in order."""
    head = full[:_HEAD] + "\n" + full[-_HEAD // 3 :]
    companies = [match.group(1) for match in _COMPANY.finditer(head)]
    introduced = [match.group(1) for sentence in sentences[:30] for match in _INTRODUCED.finditer(sentence.text)]
    domains = _domains(full[: _HEAD * 10])
    mails = [match.lower() for match in _MAIL_HOST.findall(full)]
    kept = [_cleaned(name) for name in (*companies, *introduced)] + [d for d in (*domains, *mails) if _is_domain(d)]
    return tuple(dict.fromkeys(name for name in kept if name))[:_MOST]


def mail_hosts(full: str, named: Sequence[str]) -> tuple[str, ...]:
    """Return the domains among the names that stand in e-mail addresses only: who answers, not who speaks."""
    rest = _MAIL_HOST.sub(" ", full).lower()
    return tuple(name for name in named if f"@{name}" in full.lower() and name not in rest)


def _domains(text: str) -> list[str]:
    ends = (dot.end() for dot in _LAST_DOT.finditer(text))
    found = (_DOMAIN.search(text, max(0, end - _LONGEST_DOMAIN), end) for end in ends)
    return [match.group(1).lower() for match in found if match]


def _cleaned(name: str) -> str:
    words = name.strip(" .,'").split()
    while words and words[-1].casefold() in {"and", "of", "the", "de", "la", "und", "et", "we", "our", "collects"}:
        words.pop()
    while words and words[0].casefold() in _NOT_NAMES:
        words.pop(0)
    joined = " ".join(words)
    return "" if joined.casefold() in _NOT_NAMES or len(joined) < 2 else joined  # noqa: PLR2004 - an initial


def _is_domain(name: str) -> bool:
    return not name.endswith(_SUFFIXES_OF_FILES) and not any(host in name for host in _COMMON_HOSTS)
