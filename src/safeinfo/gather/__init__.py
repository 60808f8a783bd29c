"""Gathering: everything about one shop that a requirement may need, recorded as evidence and not interpreted."""

from safeinfo.gather.gathering import gather
from safeinfo.gather.options import GatherOptions

__all__ = ["GatherOptions", "gather"]
