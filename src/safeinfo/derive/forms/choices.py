"""Tick boxes, radio buttons and files: controls that are chosen from, ticked or handed over rather than typed in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from safeinfo.derive.forms.consent import consent_kind, states_age
from safeinfo.derive.forms.evidence import Evidence, hits_of, listed_kind, name_hits
from safeinfo.derive.forms.lookup import fold, split
from safeinfo.derive.forms.options import kind_of_options
from safeinfo.derive.forms.signals import Control

# What a question with given answers can ask for; all else is a choice about the order or the page.
_ASKED = frozenset(
    {
        "sex", "honorific-prefix", "x-age", "x-family-status", "x-income", "x-education", "x-occupation", "x-health",
        "x-ethnicity", "x-religion", "x-interests", "cc-type", "captcha", "x-subject", "language", "honeypot",
        "transaction-amount",
    }
)  # fmt: skip

_KEPT = re.compile(r"\b(?:remember|rememberme|keep logged|stay signed|persistent|autologin)\b")  # a login that lasts
# What a tick box among several of its kind can ask for.
_TICKED = frozenset({"x-interests", "x-health", "x-ethnicity", "x-religion", "sex", "x-age", "x-family-status"})

# What choices side by side can be of: more would be found in lists of anything.
_SIDE_BY_SIDE = frozenset({"sex", "honorific-prefix"})
_TOGETHER = 2.0
_MANY = re.compile(
    r"(?:wo)?men|m[aä]nner|frauen|damen|herren|hommes|femmes|hombres|mujeres|uomini|donne|uomo|donna|homens|mulheres"
    r"|heren|dames|dam|herr|kvinner|menn|kvinnor|män|mænd|kvinder|miehet|naiset|panie|panowie|kadın|erkek"
)


def evidence_of_choice(control: Control) -> Evidence | None:
    """Return what a tick box, a radio group or a file control asks for, None for any other control."""
    if control.type == "checkbox":
        return _tick_box(control)
    if control.type == "radio":
        return _radio(control)
    if control.type == "file":
        return _file(control)
    if control.type in {"range", "color"}:
        return _only("none", "type", 0.8)
    return None


def _only(kind: str, signal: str, weight: float = 1.5) -> Evidence:
    found = Evidence()
    found.add(kind, weight, signal)
    return found


def _tick_box(control: Control) -> Evidence:
    words = control.label or control.near or control.title
    asked = {kind for kind, _ in hits_of(words)} | {kind for kind, _ in name_hits(f"{control.name} {control.id}")}
    if _KEPT.search(split(f"{control.name} {control.id}")):
        return _only("none", "name")
    if asked & {"honeypot", "captcha"}:
        return _only((asked & {"honeypot", "captcha"}).pop(), "label")
    consent = consent_kind(words)
    if consent is None and states_age(words):
        return _only("x-age", "label")
    if consent:
        return _only(consent, "label", 2.0)
    if consent := consent_kind(split(f"{control.name} {control.id}")):
        return _only(consent, "name", 0.8)
    topic = _asked(control, control.legend)
    return topic if topic and topic.best()[0] in _TICKED else _only("none", "type", 0.8)


def _radio(control: Control) -> Evidence:
    kind = listed_kind(control)
    if kind in _ASKED:
        return _only(kind, "options", 2.0)
    consent = consent_kind(control.label or (control.options[0] if len(control.options) == 1 else ""))
    if consent and len(control.options) <= 3:  # noqa: PLR2004 - yes, no, and perhaps later
        return _only(consent, "label")
    return _asked(control, control.label) or _asked(control, control.legend) or _only("none", "type", 0.8)


def settle(controls: Sequence[Control], found: Sequence[Evidence]) -> None:
    """Read choices side by side that are not kept under one name as the choices of one question."""
    place = 0
    while place < len(controls):
        end = place
        while end < len(controls) and _is_single(controls[end]) and controls[end].type == controls[place].type:
            end += 1
        together = controls[place:end]
        if len(together) > 1:
            kind = kind_of_options(replace(together[0], options=tuple(_words(one) for one in together)))
            if kind in _SIDE_BY_SIDE and not (together[0].type == "checkbox" and _are_many(together)):
                for evidence in found[place:end]:
                    evidence.add(kind, _TOGETHER, "options")
        place = max(end, place + 1)


def _is_single(control: Control) -> bool:
    return control.type == "checkbox" or (control.type == "radio" and len(control.options) <= 1)


def _words(control: Control) -> str:
    return control.options[0] if control.options else control.label or control.near or control.title


def _are_many(together: Sequence[Control]) -> bool:
    """Tell whether boxes to tick name what is for men or women, rather than what the visitor is."""
    return any(_MANY.fullmatch(fold(_words(one))) for one in together)


def _asked(control: Control, question: str) -> Evidence | None:
    for signal, hits in (("label", hits_of(question)), ("name", name_hits(control.name))):
        for kind, strength in hits:
            if kind in _ASKED and strength > 0.5:  # noqa: PLR2004 - half of the words or more
                return _only(kind, signal, strength)
    return None


def _file(control: Control) -> Evidence:
    hits = [kind for kind, _ in hits_of(control.label or control.near)]
    hits += [kind for kind, _ in name_hits(control.name or control.id)]
    for kind in hits:
        if kind in {"photo", "x-cv"}:
            return _only(kind, "label")
    return _only("x-file", "type")
