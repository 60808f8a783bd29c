"""What the words of a form and of its page say of its purpose."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from safeinfo.derive.forms.evidence import FIELDS, hits_of
from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.signals import FormSignals
from safeinfo.model.kinds import ADDRESS

_LEXICON = Lexicon.of(tables("purposes", "purposes"))
_SAVES = Lexicon.of(tables("purposes", "saves"))
_LEAVES = Lexicon.of(tables("purposes", "leaves"))
_NEARLY_ALL = 0.8  # of the letters of a button
_WEIGHTS = {"button": 2.0, "heading": 1.6, "action": 1.2, "name": 1.2, "title": 0.8, "path": 0.8, "text": 0.35}
_IDENTIFIERS = frozenset({"action", "name", "path"})
_OF_PAGE = frozenset({"title", "path"})
_FEW_FORMS = 2  # beside these, the page's words speak for its main form only
_MOST_TEXT = 240
_FURTHER = 0.6
# What one text says in spite of naming another: "login/forgot-password", "newsletter unsubscribe".
_INSTEAD = {
    "recovery": ("login", "signup"),
    "unsubscribe": ("newsletter", "signup"),
    "review": ("contact", "checkout"),
    "booking": ("signup",),
    "application": ("signup",),
    "warranty": ("signup",),
}
# What visitors do at a shop beside buying: told apart here, "other" in the standard's list (lexicons, errands).
ERRANDS = frozenset({"review", "tracking", "returns", "application", "balance", "booking", "warranty"})
_OWN_PAGE = frozenset({"recovery", "unsubscribe"})  # a page of that name is there for just that
# A shop whose pages are all one program's: `/index.php?route=account/register`.
_FRONT = re.compile(r"(?:^|/)(?:index\.\w+|default\.aspx?)?$")
_ROUTE = re.compile(r"(?:^|[&;])(?:route|controller|page|action|act|do|view|task|module|mod|path|cmd)=([\w./%-]+)")
_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|do)\b")


@lru_cache(maxsize=256)
def word_scores(form: FormSignals) -> tuple[tuple[str, float, str], ...]:
    """Return purposes that the words speak for, each with its weight and the signal."""
    found: list[tuple[str, float, str]] = []
    for signal, texts in _texts(form):
        said: dict[str, float] = {}
        for place, text in enumerate(texts):
            share = 1.0 if place == 0 else _FURTHER  # the first button is the one that sends
            for purpose, strength in _said(text, named=signal in _IDENTIFIERS):
                said[purpose] = max(said.get(purpose, 0.0), share * strength)
        shared = signal in _OF_PAGE and form.forms_on_page > _FEW_FORMS
        for purpose, strength in said.items():
            share = 0.5 if shared and purpose not in _OWN_PAGE else 1.0
            found.append((purpose, strength * _WEIGHTS[signal] * share, signal))
    return tuple(found)


def saves(form: FormSignals) -> bool:
    """Tell whether a form is sent by a button that keeps or changes what there is: "Save", "Update", and no more."""
    return any(_keeps(text) for text in _sent_by(form)[:2])


def _keeps(text: str) -> bool:
    """Tell whether a button says to keep or change something, and at most what: "Save", "Update address"."""
    folded = fold(text)
    kept = sum(hit.length for hit in _SAVES.find(folded))
    return bool(kept) and _is_most(kept + sum(hit.length for hit in FIELDS.find(folded)), folded)


def _is_most(letters: int, folded: str) -> bool:
    return letters >= _NEARLY_ALL * len(folded.replace(" ", ""))


def _leaves(text: str) -> bool:
    """Tell whether a button leads back or empties the form: nothing is sent by it."""
    folded = fold(text)
    return bool(folded) and _is_most(sum(hit.length for hit in _LEAVES.find(folded)), folded)


def _sent_by(form: FormSignals) -> Sequence[str]:
    """Return what a form's buttons say, those left out that lead back, or look an address up for it."""
    sending = [text for text in form.buttons if not _looks_up(text) and not _leaves(text)]
    return sending or form.buttons


def _looks_up(text: str) -> bool:
    """Tell whether a button finds a street by its postal code, say: names an address, and nothing done with it."""
    if not any(kind in ADDRESS for kind, _ in hits_of(text)):
        return False
    return {hit.kind for hit in _LEXICON.find(fold(text))} <= {"search"} and not _keeps(text)


def weight_of(form: FormSignals, *purposes: str) -> float:
    """Return the weight that words give to a few purposes together."""
    return sum(weight for purpose, weight, _ in word_scores(form) if purpose in purposes)


def mentions(texts: Sequence[str], purpose: str) -> bool:
    """Tell whether any of a few texts says a purpose."""
    return any(hit.kind == purpose for text in texts for hit in _LEXICON.find(fold(text)))


def speaks_of_password(text: str) -> bool:
    """Tell whether the words of a form name a password."""
    return any(kind in {"current-password", "new-password"} for kind, _ in hits_of(text[:_MOST_TEXT]))


def _texts(form: FormSignals) -> Iterable[tuple[str, Sequence[str]]]:
    yield "button", _sent_by(form)[:6]
    yield "heading", (form.heading, form.above)
    yield "action", (_path(form.action),)
    yield "name", (form.name,)
    if form.forms_on_page == 1 or not form.footer:
        yield "title", (form.title,)
        yield "path", (_path(form.url),)
    yield "text", (form.text[:_MOST_TEXT],)


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    routed = _ROUTE.search(parts.query) if _FRONT.search(parts.path) else None
    return _ENDING.sub("", routed[1] if routed else parts.path)[-120:]


def _said(text: str, *, named: bool) -> Iterable[tuple[str, float]]:
    folded = split(text) if named else fold(text)
    letters = max(1, len(folded.replace(" ", "")))
    hits = _LEXICON.find(folded, together=named)
    instead = {other for hit in hits for other in _INSTEAD.get(hit.kind, ())}
    for hit in hits:
        if hit.kind in instead:
            continue
        yield hit.kind, (0.4 if hit.weak else 1.0) * (0.6 + 0.4 * min(1.0, hit.length / letters))
