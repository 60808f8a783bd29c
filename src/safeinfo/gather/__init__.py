"""Gathering: everything about one shop that a requirement may need, recorded as evidence and not interpreted.

`gather` and `GatherOptions` are imported when they are first asked for: who needs the guard alone, as the verifier of
seals does, pays for no browser.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safeinfo.gather.gathering import gather
    from safeinfo.gather.options import GatherOptions

_WHERE = {"gather": "gathering", "GatherOptions": "options"}

__all__ = ["GatherOptions", "gather"]


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
