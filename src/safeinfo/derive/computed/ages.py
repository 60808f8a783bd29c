"""Ages: forms that ask one, pages that are only for those of an age, and signs that a shop speaks to children."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from tomllib import loads

from safeinfo.derive.computed.addresses import path_of
from safeinfo.derive.computed.collecting import Collected, collecting_forms
from safeinfo.derive.computed.needs import AGE
from safeinfo.derive.computed.pages import VISITS, Visit, find_home
from safeinfo.derive.shop import Gate
from safeinfo.model.declaration import AgeLimitDeclared
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade, TrialRun

_WORDS = loads(files("safeinfo.derive.computed").joinpath("words.toml").read_text("utf-8"))
_CHILDREN = re.compile("|".join(_WORDS["children"]["patterns"]), re.IGNORECASE)
_LIMIT = re.compile("|".join(_WORDS["age_limit"]["patterns"]), re.IGNORECASE)
# Texts speak of ages without closing anything; forms for the purchase ask an age for their own reasons.
_SPEAKING = frozenset({"policy", "notice", "legal", "cart", "checkout", "signup", "login", "account"})
_COMPARABLE = 8  # words: fewer do not tell one page from another
_AROUND = 60  # characters of context in a quote


@dataclass(frozen=True, slots=True)
class AgeLimited:
    """A page for those of an age: `how` it is known: declared, gate, words."""

    visit: Visit
    how: str
    minimum: int
    gate: Gate | None
    quote: str
    cites: tuple[str, ...]

    @property
    def led_elsewhere(self) -> str:
        """Why an open page says nothing of the one that was asked for: it did not load, or another came; else ""."""
        page = self.visit.last.page
        if not self.visit.loaded:
            return f"it did not load (status {page.status})"
        asked = path_of(page.requested_url).rstrip("/")
        return "" if path_of(page.url).rstrip("/") == asked else f"it led to {page.url}"


def asking_age(view: View) -> tuple[Collected, ...]:
    """Return the forms that learn a visitor's age or date of birth."""
    return tuple(form for form in collecting_forms(view) if any(field.kind in AGE for field in form.personal))


def told_answer(form: Collected) -> str:
    """Return the words of a form that tell a child which answer lets it in; "" if there are none."""
    found = _LIMIT.search(f"{form.form.heading} {form.form.text}")
    return _around(found) if found else ""


def children_addressed(view: View) -> Iterator[tuple[Visit, str]]:
    """Yield pages whose words speak to children themselves, with the words."""
    for visit in view.once(VISITS):
        if visit.first.role in {"policy", "notice", "legal"} or not visit.loaded:
            continue
        found = _CHILDREN.search(f"{visit.last.page.title} {visit.last.text}")
        if found:
            yield visit, _around(found)


def age_limited(view: View) -> tuple[AgeLimited, ...]:
    """Return the pages that are declared, gated or said to be only for those of an age."""
    return tuple(limited for visit in view.once(VISITS) if (limited := _limited(view, visit)))


def _limited(view: View, visit: Visit) -> AgeLimited | None:
    gate = next((state.gate for state in visit.states if state.gate), None)
    for made in view.of(DeclarationMade):
        for limit in made.declaration.age_limits:
            if any(matches(visit, pattern) for pattern in limit.pages):
                return AgeLimited(
                    visit, "declared", limit.minimum, gate, gate.text[:160] if gate else "", (made.id, *visit.cites)
                )
    if gate is not None:
        return AgeLimited(visit, "gate", gate.minimum, gate, gate.text[:160].strip(), visit.cites)
    minimum = visit.last.restricted
    if visit.first.role in _SPEAKING or not visit.loaded or not minimum:
        return None
    found = _LIMIT.search(visit.last.text)
    return AgeLimited(visit, "words", minimum, None, _around(found) if found else "", visit.cites)


def matches(visit: Visit, pattern: str) -> bool:
    """Tell whether a visited page is one of those that a declared path names; `*` matches any run of characters."""
    return any(fnmatchcase(path_of(url).rstrip("/") or "/", pattern.rstrip("/") or "/")
               for url in (visit.first.requested_url, visit.first.url))  # fmt: skip


def not_visited(view: View, limit: AgeLimitDeclared) -> list[str]:
    """Return the declared paths that no visited page has; of those with `*` only where none of the limit's has one."""
    missed = [path for path in limit.pages if not any(matches(visit, path) for visit in view.once(VISITS))]
    return missed if len(missed) == len(limit.pages) else [path for path in missed if "*" not in path]


def _around(found: re.Match[str]) -> str:
    text = found.string
    return text[max(0, found.start() - _AROUND) : found.end() + _AROUND].strip()


def trials_of(view: View, *names: str) -> tuple[TrialRun, ...]:
    """Return the trials of the given names that were run."""
    return tuple(trial for trial in view.of(TrialRun) if trial.trial in names and trial.result != "not-run")


def shown_behind(view: View, before: str, after: str) -> float | None:
    """Return which part of what a gate opened already was in the document before, seen or not, 0 to 1.

    Words of the home page are left out; None where too little was opened to compare.
    """
    visits = view.once(VISITS)
    states = {state.page.id: state for visit in visits for state in visit.states}
    if before not in states or after not in states:
        return None
    home = find_home(visits)
    everywhere = set(home.last.text.split()) if home else set()
    opened = set(states[after].text.split()) - everywhere
    if len(opened) < _COMPARABLE:
        return None
    return len(opened & states[before].words) / len(opened)
