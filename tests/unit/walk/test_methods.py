"""Each way to pay and to deliver is chosen once; what orders is never pressed, what leads away is told."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.shop import page_role
from safeinfo.gather.walk import methods
from safeinfo.gather.walk.state import Look, Walk

ASKED = {
    1: "",
    2: "<label>Card number <input name=card autocomplete=cc-number required data-si-node=20></label>",
    3: "<label>Date of birth <input type=date name=born autocomplete=bday required data-si-node=30></label>",
}
NAMES = {1: "Bank transfer", 2: "Credit card", 3: "Instalments"}


class Till:
    """A till that draws itself anew whenever a way to pay is chosen."""

    def __init__(self, leaves_by: int = 0) -> None:
        self.chosen, self.presses, self.lost, self.leaves_by = 1, list[int](), False, leaves_by
        self.url, self.id = "https://shop.example/checkout", "visit-1"
        self.document = self.drawn()

    def drawn(self) -> Document:
        rows = "".join(
            f"<label><input type=radio name=pay data-si-node={n} data-si-checked={str(n == self.chosen).lower()}>"
            f"{NAMES[n]}</label>"
            for n in ASKED
        )
        body = (
            f"<h1>Checkout</h1><form method=post><label>E-mail <input type=email name=e data-si-node=9></label>{rows}"
        )
        return Document.parse(
            f"<body><main>{body}{ASKED[self.chosen]}<button data-si-node=99>Place order</button></form></main></body>",
            "https://shop.example/checkout",
        )

    async def tick(self, node: int, on: bool) -> bool:
        self.presses.append(node)
        self.chosen = node
        self.document = self.drawn()
        if node == self.leaves_by:
            self.url = "https://pay.example/start"
        return on

    async def settle(self) -> None:
        """Nothing moves here."""

    def look(self) -> Look:
        forms = tuple(read_forms(self.document))
        page: Any = SimpleNamespace(click_steps=3, url=self.url)
        return Look(
            cast("Any", self), page, (self.document,), "https://shop.example/checkout", page_role(self.document), forms
        )


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    async def answered(_: Walk, seen: Look, __: str) -> Look:
        return cast("Till", seen.visit).look()

    async def probe(_: Walk, seen: Look, *, clear: bool, known: frozenset[str]) -> None:
        assert clear
        found.extend(field.kind for _, field in seen.personal if field.selector not in known)

    async def go(walk: Walk, *_: object, **__: object) -> Look:
        till = cast("Till", walk.shopper.visit)
        till.url, till.chosen = "https://shop.example/checkout", 1
        till.document = till.drawn()
        return till.look()

    monkeypatch.setattr(methods, "answered", answered)
    monkeypatch.setattr(methods, "go", go)
    monkeypatch.setattr(methods, "probe", probe)
    return found


def walk_at(till: Till) -> Any:
    class _Shopper:
        phase, visit = "", till

        @property
        def url(self) -> str:
            return till.url

    told: list[tuple[str, str, str]] = []
    return SimpleNamespace(
        shopper=_Shopper(),
        budget=SimpleNamespace(spent=""),
        chosen=set(),
        progress=lambda *_: None,
        fail=lambda what, reason, detail, *_: told.append((what, reason, detail)),
        told=told,
    )


async def test_each_is_chosen_once_and_what_it_asks_is_typed_into(typed: list[str]) -> None:
    till = Till()
    walk = walk_at(till)
    seen = await methods.choose_each(walk, till.look(), back=True)
    assert seen is not None
    assert typed == ["cc-number", "bday"]
    assert till.presses == [2, 3, 1]  # in the end what was chosen before
    assert await methods.choose_each(walk, seen) is not None
    assert till.presses == [2, 3, 1]


async def test_what_leads_to_another_site_is_told_and_the_rest_looked_at(typed: list[str]) -> None:
    till = Till(leaves_by=2)
    walk = walk_at(till)
    assert await methods.choose_each(walk, till.look()) is not None
    assert till.presses == [2, 3]
    assert typed == ["bday"]
    ((what, reason, detail),) = walk.told
    assert (what, reason) == ("method", "left")
    assert "Credit card" in detail
    assert "pay.example" in detail


@pytest.mark.usefixtures("typed")
async def test_nothing_is_chosen_once_the_budget_is_spent() -> None:
    till = Till()
    walk = walk_at(till)
    walk.budget.spent = "time"
    assert await methods.choose_each(walk, till.look()) is not None
    assert till.presses == []
