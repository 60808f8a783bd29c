"""What the audit may reach: addresses vetted, dials pinned, everything capped, counted and logged."""

from safeinfo.gather.guard.contacts import Contact
from safeinfo.gather.guard.fetching import Fetched
from safeinfo.gather.guard.guard import Guard
from safeinfo.gather.guard.limits import Limits
from safeinfo.gather.guard.proxy import PolicyProxy
from safeinfo.gather.guard.refusal import Refused, Unresolved
from safeinfo.gather.guard.resolver import Resolver, SystemResolver

__all__ = [
    "Contact",
    "Fetched",
    "Guard",
    "Limits",
    "PolicyProxy",
    "Refused",
    "Resolver",
    "SystemResolver",
    "Unresolved",
]
