"""Whether a shop delivers goods, by its declaration or by the words of its cart and checkout."""

import re
from dataclasses import dataclass
from importlib.resources import files
from tomllib import loads

from safeinfo.derive.computed.pages import VISITS
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade

_WORDS = loads(files("safeinfo.derive.computed").joinpath("words.toml").read_text("utf-8"))
_DELIVERY = re.compile("|".join(_WORDS["delivery"]["patterns"]), re.IGNORECASE)
_SHOPPING = frozenset({"cart", "checkout", "product"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """`delivers` is None where neither a declaration nor the pages tell."""

    delivers: bool | None
    cites: tuple[str, ...] = ()


def delivery(view: View) -> Delivery:
    """Return whether the shop delivers goods."""
    for made in view.of(DeclarationMade):
        if made.declaration.sells_goods is not None:
            return Delivery(made.declaration.sells_goods, (made.id,))
    for visit in view.once(VISITS):
        for state in visit.states:
            if state.page.role in _SHOPPING and _DELIVERY.search(state.text):
                return Delivery(delivers=True, cites=(state.page.id,))
    return Delivery(None)
