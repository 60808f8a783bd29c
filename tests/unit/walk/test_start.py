"""The address an audit begins at, as users write it."""

import pytest

from safeinfo.gather.start import Start
from safeinfo.model.errors import UsageError


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
