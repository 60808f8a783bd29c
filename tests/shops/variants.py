"""Other makes of the same good shop: what it sells and asks is the same, how its pages are built is not."""

from tests.shops.settings import Settings

VARIANTS: dict[str, Settings] = {}
