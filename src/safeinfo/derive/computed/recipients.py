"""Whom the shop's policies say that data goes to: by name, in passing, or only as a kind of recipient."""

import re
from collections.abc import Iterator
from importlib.resources import files
from tomllib import loads

from safeinfo.derive.computed.policies import POLICIES, POLICY_NEEDS, own_texts
from safeinfo.derive.parties import registrable
from safeinfo.model.evidence import Computed, View
from safeinfo.model.kinds import Sale
from safeinfo.model.readings import PartyRead, PolicyRead

_SHORTEST_NAME = 3  # letters
_WORDS = loads(files("safeinfo.derive.computed").joinpath("words.toml").read_text("utf-8"))
_KINDS = {role: re.compile("|".join(words), re.IGNORECASE) for role, words in _WORDS["recipients"].items()}


def is_named(view: View, host: str, party: PartyRead) -> bool:
    """Tell whether a policy names the organisation or the site of a host as one that receives data."""
    return _holds(view.once(_SAID), host, party)


def is_mentioned(view: View, host: str, party: PartyRead) -> bool:
    """Tell whether a policy mentions the organisation or the site of a host anywhere."""
    return _holds(view.once(_MENTIONED), host, party)


def is_of_a_kind_named(view: View, roles: frozenset[str]) -> bool:
    """Tell whether a policy names as recipients, without their names, those who do what one of the roles does."""
    said = view.once(_SAID)
    return any(_KINDS[role].search(said) for role in roles if role in _KINDS)


def _holds(said: str, host: str, party: PartyRead) -> bool:
    """Tell whether words name the organisation or the site of a host."""
    if _has_word(said, registrable(host)):
        return True
    return len(party.organisation) >= _SHORTEST_NAME and _has_word(said, party.organisation.lower())


def _has_word(said: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said) is not None


def _readings(view: View) -> list[PolicyRead]:
    return [text.read for text in own_texts(view.once(POLICIES)) if text.read]


def _said(view: View) -> str:
    """Return what the policies say of recipients; who is named only where sharing is denied is none."""
    parts: list[str] = []
    for read in _readings(view):
        said = "\n".join(_quotes(read, denied=False))
        denied = "\n".join(_quotes(read, denied=True))
        parts += [said, *(name for name in read.recipients if name in said or name not in denied)]
    return "\n".join(parts).lower()


def _quotes(read: PolicyRead, *, denied: bool) -> Iterator[str]:
    """Yield what a policy says on sharing with others, or what it says that is not shared or sold."""
    for each in read.statements:
        no = each.status in {"no", Sale.NOT_SOLD.value}
        if (each.topic == "third-parties" and no is denied) or (each.topic == "sale" and no and denied):
            yield each.quote


def _mentioned(view: View) -> str:
    """Return whom the policies mention anywhere, but for those named where sharing or sale is denied."""
    parts: list[str] = []
    for read in _readings(view):
        denied = "\n".join(_quotes(read, denied=True))
        parts += [name for name in read.names if name not in denied]
    return "\n".join(parts).lower()


_SAID: Computed[str] = Computed("recipients said", POLICY_NEEDS, _said)
_MENTIONED: Computed[str] = Computed("mentioned in policies", POLICY_NEEDS, _mentioned)
