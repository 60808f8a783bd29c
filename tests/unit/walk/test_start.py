"""The address an audit begins at, as users write it."""

from datetime import UTC, datetime
from typing import cast

import pytest

from safeinfo.gather import GatherOptions
from safeinfo.gather.guard import Fetched, Guard
from safeinfo.gather.ledger import Ledger
from safeinfo.gather.start import Start
from safeinfo.model.errors import UsageError
from safeinfo.model.observations import GatherFailed


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://shop.example", "https://shop.example/"),
        ("shop.example", "https://shop.example/"),
        (" shop.example/de ", "https://shop.example/de"),
        ("http://shop.example:8080/x?y=1", "http://shop.example:8080/x?y=1"),
        ("localhost:8000", "https://localhost:8000/"),
    ],
)
def test_addresses(given: str, url: str) -> None:
    assert Start.parse(given).url == url


@pytest.mark.parametrize(
    "given", ["", "shop", "mailto:a@b.example", "javascript:alert(1)", "https://a:b@shop.example", "http://x:99999/"]
)
def test_what_is_none(given: str) -> None:
    with pytest.raises(UsageError):
        Start.parse(given)


class Looked:
    """A guard whose look at a page came to what it is told."""

    def __init__(self, fetched: Fetched) -> None:
        self.fetched = fetched

    async def fetch(self, _url: str, **_options: object) -> Fetched:
        return self.fetched


@pytest.mark.parametrize(
    ("failure", "said"), [("too-large", "crashed): the page's process ended"), ("dns", "dns): there is no such name")]
)
async def test_a_page_too_large_for_the_first_look_is_no_reason_why_a_browser_could_not_show_it(
    failure: str, said: str
) -> None:
    detail = "more than 2097152 bytes" if failure == "too-large" else "there is no such name"
    guard = Looked(Fetched("https://shop.example/", 200, failure=failure, detail=detail))
    start = await Start("https://shop.example/").found(cast("Guard", guard), GatherOptions())
    ledger = Ledger(lambda: datetime(2026, 3, 1, tzinfo=UTC))
    ledger.add(GatherFailed, what="page", reason="crashed", detail="the page's process ended")
    assert said in str(start.error(ledger))
