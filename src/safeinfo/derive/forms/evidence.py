"""What each signal of one control says of its kind, weighed and added up."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from safeinfo.derive.forms.autocomplete import token_of
from safeinfo.derive.forms.hints import kind_of_example
from safeinfo.derive.forms.lookup import Hit, Lexicon, fold, split, tables
from safeinfo.derive.forms.options import kind_of_options
from safeinfo.derive.forms.ratings import counts_stars
from safeinfo.derive.forms.signals import Control
from safeinfo.model.kinds import ADDRESS

FIELDS = Lexicon.of(tables("fields", "kinds"))
_ELSEWHERE = Lexicon.of(tables("fields", "elsewhere"))
_LONGEST = 1000  # characters of a text that are read
# An address on the web within a text: its parts are no words of the text.
_SITE = re.compile(
    r"(?:https?://|\bwww\.)\S+|(?<![\w.@-])(?:(?!e-)\w+(?:-\w+)+\.|\w{3,}\.\w{3,}\.)(?:[\w-]+\.)*[a-z]{2,}(?![\w@-])",
    re.IGNORECASE,
)

_WEIGHTS = {"label": 1.0, "placeholder": 0.8, "name": 0.7, "id": 0.3, "near": 0.55, "title": 0.5, "data": 0.4}
_TYPES = {
    "email": ("email", 1.1),
    "tel": ("tel", 0.35),  # also written for any number, for the keys it brings up
    "password": ("current-password", 2.5),
    "search": ("search", 0.9),
    "url": ("url", 0.8),
}
_PASSWORDS = frozenset(
    {
        "current-password",
        "new-password",
        "one-time-code",
        "cc-csc",
        "cc-number",
        "x-national-id",
        "x-security-answer",
        "x-tax-id",
        "x-bank-account",
        "bday",
    }
)
_PASSWORDS_ONLY = frozenset({"current-password", "new-password"})
_NEVER_LISTED = frozenset(
    {
        "email", "tel", "name", "given-name", "family-name", "username", "cc-number", "cc-csc", "cc-name", "x-message",
        "street-address", "nickname", "impp", "search", "x-about-me", "organization", "current-password",
    }
)  # fmt: skip
_WRITTEN = frozenset(
    {
        "x-message", "x-about-me", "street-address", "honeypot", "captcha", "x-health", "x-religion", "x-ethnicity",
        "x-file", "x-cv", "none", "x-family-status",
    }
)  # fmt: skip
# What has letters in it: no box for numbers takes it.
_LETTERS = frozenset({
    "email", "name", "given-name", "additional-name", "family-name", "nickname", "url", "impp", "x-message",
    "x-about-me", "organization", "organization-title", "street-address", "address-level1", "address-level2", "cc-name",
})  # fmt: skip
_READ = frozenset({"label", "placeholder", "near", "title"})  # signals that are words for people
_A_WORD = 0.35  # weight of more than a word in a text that happens to stand there
_PERSON = frozenset({"sex", "honorific-prefix"})
_OF_ORIGIN = frozenset({"x-ethnicity", "x-other-personal"})
_QUESTION = 60  # characters: a question, not the text above it
_EXAMPLE = 0.7  # weight of an example that shows how something is written
_ASKING = frozenset({"text", "number", "tel"})
# A sum that only people are thought to do: "3 + 4", "7 x 2 =".
_SUM = re.compile(r"(?<!\d)\d{1,2}\s*(?:\+\s*\d{1,2}(?!\d)|[-−–x×*]\s*\d{1,2}\s*[=?])")
_FEW_WORDS = 7  # beyond these, a text explains more than it names
_AT_ONCE = 16  # characters of a name right at a box
_WHOLE = 0.85
_AS_LABEL = 1.6
# Of two kinds that one text names, the first is what is asked for: who logs in by a name or an address gives either,
# a code is sent to an address or a phone, and an e-mail address is no street.
_OF_COMPANY = frozenset({
    "email", "tel", "url", "x-fax", "x-tax-id", "street-address", "postal-code", "address-level2", "country",
    "x-bank-account", "organization-title",
})  # fmt: skip
_INSTEAD = (
    ("one-time-code", frozenset({"email", "tel"})),
    ("email", frozenset({"tel", "username", "street-address", "tel-country-code"})),
    ("cc-number", frozenset({"name", "cc-name"})),
)
_CONTEXT = frozenset({"billing", "shipping", "delivery", "ship", "bill", "invoice", "checkout", "customer", "form"})


@dataclass(slots=True)
class Evidence:
    """Weights per kind, and which signal gave most of each."""

    scores: dict[str, float] = field(default_factory=dict)
    because: dict[str, tuple[float, str]] = field(default_factory=dict)

    def add(self, kind: str, weight: float, signal: str) -> None:
        """Add the weight of one signal for a kind."""
        self.scores[kind] = self.scores.get(kind, 0.0) + weight
        if weight > self.because.get(kind, (0.0, ""))[0]:
            self.because[kind] = (weight, signal)

    def best(self) -> tuple[str, float, str]:
        """Return the kind with most weight, its certainty and its strongest signal."""
        if not self.scores:
            return "", 0.0, ""
        kind, weight, others = "", 0.0, 0.0
        for other, its in self.scores.items():
            if not kind or its > weight:
                kind, weight, others = other, its, weight
            elif its > others:
                others = its
        certainty = min(0.98, weight / (weight + 0.25 + others * 0.5))
        return kind, round(certainty, 2), self.because[kind][1]

    def weight(self, *kinds: str) -> float:
        """Return the weight that a few kinds have together."""
        return sum(self.scores.get(kind, 0.0) for kind in kinds)


def evidence_of(control: Control, *, shared_label: bool = False) -> Evidence:
    """Add up what a control's own signals say; a label shared with its neighbours says less."""
    found = Evidence()
    _texts(control, found, 0.5 if shared_label else 1.0)
    token = token_of(control.autocomplete)
    if token:
        misused = token in _PASSWORDS_ONLY and control.type != "password"  # written to keep browsers from filling
        found.add(token, 0.3 if misused else 1.8, "autocomplete")
    _type(control, found)
    if control.type in _ASKING and (kind := kind_of_example(control.placeholder)) and not _is_no_card(kind, found):
        found.add(kind, _EXAMPLE, "placeholder")
    kind = listed_kind(control)
    if kind:
        found.add(kind, 1.6, "options")
    if control.type in _ASKING and any(
        _SUM.search(text) for text in (control.label, control.placeholder, control.near)
    ):
        found.add("captcha", 2.0, "label")
    _fit(control, found)
    return found


def _is_no_card(kind: str, found: Evidence) -> bool:
    """Tell whether digits in fours are those of a gift card or a voucher by the words that people read there."""
    weight, signal = found.because.get("none", (0.0, ""))
    return kind == "cc-number" and signal in _READ and weight >= _A_WORD


def listed_kind(control: Control) -> str:
    """Return the kind that a control's choices speak for; between title and gender its own words decide, then its name.

    "Mr, Ms" may be asked as a gender and "male, female" as a title; where no words say so, what it is kept as counts.
    """
    kind = kind_of_options(control)
    if kind == "address-level1" and _ELSEWHERE.find(fold(control.label or control.near)[:_QUESTION]):
        return "none"  # of a shop's branches one is chosen, of airports
    if kind == "country":
        return _of_a_country(control)
    if kind not in _PERSON:
        return kind
    texts = [text for text in (control.label, control.legend, control.near, control.placeholder) if text]
    short = [text for text in texts if len(text) <= _QUESTION]
    for text in short:
        if named := [each for each, _ in hits_of(text) if each in _PERSON]:
            return named[0]
    if control.label not in short and any(each == "sex" for each, _ in name_hits(control.name or control.id)):
        return "sex"
    return kind


def _of_a_country(control: Control) -> str:
    """Return what a list of countries is chosen from for: where somebody lives, or is a citizen, or was born."""
    text = control.label or control.near
    named = hits_of(text) if len(text) <= _QUESTION else ()
    return named[0][0] if named and named[0][0] in _OF_ORIGIN and named[0][1] >= _WHOLE else "country"


def _fit(control: Control, found: Evidence) -> None:
    """Take out what a control of this shape cannot ask for: nobody picks a name from a list."""
    if control.type == "select":
        _fit_list(control, found)
    elif control.type == "textarea":
        _drop(found, found.scores.keys() - _WRITTEN)
    elif control.type == "number":
        _drop(found, _LETTERS)
    elif control.type != "password" and found.weight(*_PASSWORDS_ONLY) < 0.5:  # noqa: PLR2004 - a hint that names passwords, not a field for one
        _drop(found, _PASSWORDS_ONLY)
    if "captcha" in found.scores and "one-time-code" in found.scores:
        found.add("captcha", found.scores.pop("one-time-code"), "name")
    part = max(("given-name", "family-name"), key=found.weight)
    read = found.because.get(part, (0.0, ""))[1] in _READ
    if read and found.weight(part) >= 0.5 and "name" in found.scores:  # noqa: PLR2004 - clearly; that part is asked for
        found.add(part, found.scores.pop("name"), found.because[part][1])


def _fit_list(control: Control, found: Evidence) -> None:
    if counts_stars(control):
        found.add("none", 3.0, "options")
    asked = found.weight("x-message", "x-about-me")
    if asked >= _A_WORD and "x-security-question" not in found.scores:
        found.add("x-subject", asked, "type")
    _drop(found, _NEVER_LISTED)
    if found.because.get("honorific-prefix", (0.0, ""))[1] in {"name", "id"}:  # the choices are no titles
        _drop(found, {"honorific-prefix"})


def _drop(found: Evidence, kinds: AbstractSet[str]) -> None:
    for kind in kinds & found.scores.keys():
        del found.scores[kind]


def _texts(control: Control, found: Evidence, label_share: float) -> None:
    _add(found, hits_of(control.label), "label", label_share)
    if control.type != "select":
        _add(found, hits_of(control.placeholder), "placeholder")
    _add(found, hits_of(control.title), "title")
    if control.label and 0 < len(control.near) <= _AT_ONCE:  # a row's header, and the box's own name in it
        _add(found, hits_of(control.near), "near")
    elif not control.label:
        beside = tuple(hits_of(control.near))
        whole = bool(beside) and beside[0][1] >= _WHOLE  # nothing else stands there: as good as a label
        _add(found, beside, "near", label_share * (_AS_LABEL if whole else 1.0))
    share = 0.8 if found.scores else 1.0  # what people read counts more than what programs do
    _add(found, name_hits(control.name or control.id), "name", share)
    if control.name:
        _add(found, name_hits(control.id), "id", share)
    _add(found, name_hits(control.data), "data", share)
    if control.type == "select" and not control.label:  # the empty choice of a list names what is chosen, or anything
        _add(found, _choice(hits_of(control.placeholder), alone=not found.scores), "placeholder")


def _choice(hits: Sequence[tuple[str, float]], *, alone: bool) -> Sequence[tuple[str, float]]:
    """Return what the empty choice of a list names: beside other signs only where it names nothing else."""
    return hits if alone or (hits and hits[0][1] >= _WHOLE) else ()


def _add(found: Evidence, strengths: Iterable[tuple[str, float]], signal: str, share: float = 1.0) -> None:
    for kind, strength in strengths:
        found.add(kind, share * strength * _WEIGHTS[signal], signal)


def _type(control: Control, found: Evidence) -> None:
    kind, weight = _TYPES.get(control.type, ("", 0.0))
    if control.type == "password" and found.weight(*_PASSWORDS) > 0:
        weight = 0.4
    if kind:
        found.add(kind, weight, "type")
    if control.inputmode == "email":
        found.add("email", 0.6, "inputmode")
    elif control.inputmode == "tel" and not found.scores:
        found.add("tel", 0.5, "inputmode")
    elif control.inputmode == "url":  # HTML, 6.8.7: the keys for a URL; "address" is then no street
        _drop(found, ADDRESS)
        if not found.scores:
            found.add("url", 0.5, "inputmode")


@lru_cache(maxsize=4096)
def hits_of(text: str) -> tuple[tuple[str, float], ...]:
    """Return the kinds that a text for people names, with strengths up to 1; what comes first counts most."""
    folded = fold(_SITE.sub(" ", text[:_LONGEST])) or fold(text)
    words = folded.split()
    hits = [_numbered(hit, words) for hit in FIELDS.find(folded)]
    return tuple(_strengths(hits, len(folded.replace(" ", "")), short=len(words) <= _FEW_WORDS))


@lru_cache(maxsize=4096)
def name_hits(name: str) -> tuple[tuple[str, float], ...]:
    """Return the kinds that an identifier names, with strengths up to 1; what comes last counts most."""
    words = [word for word in split(name).split() if word not in _CONTEXT]
    text = " ".join(words)
    hits = [_numbered(hit, words) for hit in FIELDS.find(text, together=True)]
    return tuple(_strengths(hits[::-1], sum(map(len, words)), short=False))


def _numbered(hit: Hit, words: list[str]) -> Hit:
    """Take numbered boxes for an address for its lines: `raddr2`, `street_02`."""
    follows = "".join(words[hit.start + 1 : hit.start + 2]).lstrip("0")
    if hit.kind not in {"street-address", "address-line1"} or follows not in {"1", "2"}:
        return hit
    return replace(hit, kind=f"address-line{follows}")


def _is_title_of_message(kinds: list[str]) -> bool:
    return ("honorific-prefix", "x-message") in pairwise(kinds)


def _strengths(hits: list[Hit], letters: int, *, short: bool) -> Iterable[tuple[str, float]]:
    share = 1.0
    named = {hit.kind for hit in hits if not hit.weak}
    if short and _is_title_of_message([hit.kind for hit in hits]):
        hits = [replace(hits[0], kind="x-subject", weak=False)]
    for kind, others in _INSTEAD:
        if short and kind in named:
            hits = [hit for hit in hits if hit.kind not in others]
    if short and "organization" in named and named & _OF_COMPANY:  # "company e-mail": its address, not the company
        hits = [hit for hit in hits if hit.kind != "organization"]
    if len({hit.kind for hit in hits} - {"name"}) > 1:  # a card holder's street is a street
        hits = [hit for hit in hits if hit.kind not in {"cc-name", "name"}] or hits
    for hit in hits:
        covered = min(1.0, hit.length / max(1, letters))
        yield hit.kind, share * (0.4 if hit.weak else 1.0) * (0.5 + 0.5 * covered)
        share *= 1.0 if hit.weak else 0.5  # what says little alone leaves the word to what follows
