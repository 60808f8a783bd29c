"""The states of a seal, and which acts lead from which to which; nothing changes a state in any other way.

Pure: the services ask here, then write.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext as _

from safeinfo.authority.errors import NotPossibleError


class State(StrEnum):
    """How far an application or a seal is."""

    APPLIED = "applied"
    CONTROLLED = "controlled"  # the domain is proved
    DECLARED = "declared"
    AUDITED = "audited"  # the audit for it is over, a person must look
    REFUSED = "refused"
    ISSUED = "issued"
    CURE = "cure"  # a monitoring audit failed; the merchant was told, the seal still stands
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What may happen to it."""

    CONTROL = "control-proved"
    DECLARE = "declared"
    AUDIT = "audited"
    FALL_BACK = "to-be-mended"  # the audit failed before there was a seal
    ISSUE = "issued"
    RENEW = "renewed"
    REFUSE = "refused"
    WARN = "cure-started"
    CURE = "cured"
    SUSPEND = "suspended"
    REINSTATE = "reinstated"
    EXPIRE = "expired"
    REVOKE = "revoked"
    WITHDRAW = "withdrawn"
    REAPPLY = "applied-again"


_S, _A = State, Act
_BEFORE = frozenset({_S.APPLIED, _S.CONTROLLED, _S.DECLARED, _S.AUDITED})
STANDING = frozenset({_S.ISSUED, _S.CURE})  # the seal may be shown
LISTED = frozenset({_S.ISSUED, _S.CURE, _S.SUSPENDED, _S.EXPIRED, _S.REVOKED})  # Safe Sites names it
OVER = frozenset({_S.REFUSED, _S.REVOKED, _S.WITHDRAWN})

TRANSITIONS: Mapping[Act, tuple[frozenset[State], State | None]] = {
    _A.CONTROL: (frozenset({_S.APPLIED}), _S.CONTROLLED),
    _A.DECLARE: (frozenset({_S.CONTROLLED}), _S.DECLARED),
    _A.AUDIT: (frozenset({_S.DECLARED}), _S.AUDITED),
    _A.FALL_BACK: (frozenset({_S.DECLARED, _S.AUDITED}), _S.DECLARED),
    _A.ISSUE: (frozenset({_S.AUDITED}), _S.ISSUED),
    _A.RENEW: (STANDING, None),
    _A.REFUSE: (_BEFORE, _S.REFUSED),
    _A.WARN: (frozenset({_S.ISSUED}), _S.CURE),
    _A.CURE: (frozenset({_S.CURE}), _S.ISSUED),
    _A.SUSPEND: (STANDING, _S.SUSPENDED),
    _A.REINSTATE: (frozenset({_S.SUSPENDED, _S.EXPIRED}), _S.ISSUED),
    _A.EXPIRE: (STANDING, _S.EXPIRED),
    _A.REVOKE: (STANDING | {_S.SUSPENDED, _S.EXPIRED}, _S.REVOKED),
    _A.WITHDRAW: (_BEFORE | STANDING | {_S.SUSPENDED, _S.EXPIRED}, _S.WITHDRAWN),
    _A.REAPPLY: (frozenset({_S.REFUSED, _S.WITHDRAWN}), _S.APPLIED),
}

_WORDS: Mapping[State, str] = {
    _S.APPLIED: "applied for",
    _S.CONTROLLED: "waiting for a declaration",
    _S.DECLARED: "waiting for an audit",
    _S.AUDITED: "being reviewed",
    _S.CURE: "issued, with a failure to be cured",
}


def after(state: State, act: Act) -> State:
    """Return the state that an act leads to; NotPossibleError where the state does not allow it."""
    allowed, target = TRANSITIONS[act]
    if state not in allowed:
        raise NotPossibleError("state", _("This cannot be done to a seal that is %s.") % _(words(state)))
    return target or state


def words(state: State) -> str:
    """Return a state in words."""
    return _WORDS.get(state, state.value)
