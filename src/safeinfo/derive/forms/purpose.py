"""What a form is for: from what it asks, its buttons and headings, its addresses, and the page's title."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from safeinfo.derive.forms.lookup import Lexicon, fold, split, tables
from safeinfo.derive.forms.purposefields import from_fields
from safeinfo.derive.forms.signals import Control, FormSignals, Kind
from safeinfo.model.kinds import Purpose

_LEXICON = Lexicon.of(tables("purposes", "purposes"))
_WEIGHTS = {"button": 2.0, "heading": 1.6, "action": 1.2, "name": 1.2, "title": 0.8, "path": 0.8, "text": 0.35}
_MOST_TEXT = 240


def purpose_of(form: FormSignals, controls: Sequence[Control], kinds: Sequence[Kind]) -> tuple[Purpose, float, str]:
    """Return the purpose of a form, how certain that is (0 to 1), and the signal that weighed most."""
    scores: dict[str, float] = {}
    reasons: dict[str, tuple[float, str]] = {}
    for purpose, weight, signal in (*_from_words(form), *from_fields(controls, kinds)):
        scores[purpose] = scores.get(purpose, 0.0) + weight
        if weight > reasons.get(purpose, (0.0, ""))[0]:
            reasons[purpose] = (weight, signal)
    best, weight = max(scores.items(), key=lambda entry: entry[1], default=("other", 0.0))
    if weight < 1.0:
        return Purpose.OTHER, 0.3, "nothing"
    second = max((w for p, w in scores.items() if p != best), default=0.0)
    return Purpose(best), round(min(0.98, weight / (weight + max(0.0, second) + 0.3)), 2), reasons[best][1]


def _from_words(form: FormSignals) -> Iterable[tuple[str, float, str]]:
    for signal, texts in _texts(form):
        said: dict[str, float] = {}
        for text in texts:
            for purpose, strength in _said(text, named=signal in {"action", "name", "path"}):
                said[purpose] = max(said.get(purpose, 0.0), strength)
        for purpose, strength in said.items():
            yield purpose, strength * _WEIGHTS[signal], signal


def _texts(form: FormSignals) -> Iterable[tuple[str, Sequence[str]]]:
    yield "button", form.buttons[:6]
    yield "heading", (form.heading,)
    yield "action", (_path(form.action),)
    yield "name", (form.name,)
    alone = form.forms_on_page <= 2  # noqa: PLR2004 - the page's words speak for its only form
    if alone or not form.footer:
        yield "title", (form.title,)
        yield "path", (_path(form.url),)
    yield "text", (form.text[:_MOST_TEXT],)


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return re.sub(r"\.(?:html?|php|aspx?|jsp|do)\b", "", parts.path)[-120:]


def _said(text: str, *, named: bool) -> Iterable[tuple[str, float]]:
    folded = split(text) if named else fold(text)
    letters = max(1, len(folded.replace(" ", "")))
    for hit in _LEXICON.find(folded, together=named):
        yield hit.kind, (0.4 if hit.weak else 1.0) * (0.6 + 0.4 * min(1.0, hit.length / letters))
