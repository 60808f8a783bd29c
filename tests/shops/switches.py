"""The switches: known ways to break a requirement, each with the outcome it must cause."""

from collections.abc import Collection

from tests.shops.settings import Settings


def settings_for(switches: Collection[str] = (), variant: str = "") -> Settings:
    """Return how a shop behaves with these switches on, in this variant; KeyError for an unknown one."""
    if switches or variant:
        raise KeyError(*switches, variant)
    return Settings()
