"""Which gatherers run: what the requirements in force need, and what the user allowed."""

from collections.abc import Iterable
from dataclasses import dataclass

from safeinfo.model import observations as seen
from safeinfo.model.observations import Observation
from safeinfo.model.requirement import Requirement
from safeinfo.requirements import IN_FORCE

_WALK: frozenset[type[Observation]] = frozenset(
    {
        seen.PageSeen, seen.ExchangeSeen, seen.CookieSeen, seen.StorageSeen, seen.CallSeen, seen.BannerSeen,
        seen.Searched, seen.InstrumentChecked,
    }
)  # fmt: skip
_TYPING: frozenset[type[Observation]] = frozenset({seen.ValueSeen, seen.FieldTyped})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done: the walk through the shop, typing, looking at hosts, fetching texts, trials, reading mail."""

    walk: bool = True
    typing: bool = True
    transport: bool = True
    texts: bool = True
    trials: bool = False
    mail: bool = False


def plan_for(
    requirements: Iterable[Requirement] = IN_FORCE, *, trials: bool = False, mail: bool = False, pages: bool = True
) -> Plan:
    """Return what must be gathered so that the requirements can be decided."""
    needs = frozenset().union(*(requirement.needs for requirement in requirements))
    return Plan(
        walk=pages and bool(needs & _WALK),
        typing=bool(needs & _TYPING),
        transport=seen.TransportSeen in needs,
        texts=seen.TextSeen in needs,
        trials=trials and seen.TrialRun in needs,
        mail=mail and seen.MailSeen in needs,
    )
