"""The registry of switches and variants, and the shop's settings that follow from them."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from tests.shops.broken import (
    children,
    collection,
    decline,
    inventory,
    mailing,
    policy,
    restricted,
    sale,
    treatment,
)
from tests.shops.settings import Settings
from tests.shops.switch import Switch
from tests.shops.variants import VARIANTS

SWITCHES: dict[str, Switch] = {
    switch.name: switch
    for module in (inventory, treatment, decline, sale, mailing, children, restricted, collection, policy)
    for switch in module.SWITCHES
}


def settings_for(switches: Collection[str] = (), variant: str = "") -> Settings:
    """Return how a shop behaves with these switches on, in this variant; KeyError for an unknown one."""
    settings = VARIANTS[variant] if variant else Settings()
    for name in switches:
        settings = _with(settings, SWITCHES[name])
    return settings


def _with(settings: Settings, switch: Switch) -> Settings:
    """Add a switch: edits and what is counted by name pile up, the rest is replaced."""
    changes: dict[str, Any] = dict(switch.settings)
    for name in ("pages", "headers"):
        if name in changes:
            changes[name] = {**getattr(settings, name), **changes[name]}
    if "gone" in changes:
        changes["gone"] = settings.gone | changes["gone"]
    return replace(settings, edits=settings.edits + switch.edits, **changes)
