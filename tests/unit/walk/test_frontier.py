"""Where a walk may go: every page once, the same order for the same links."""

import pytest

from safeinfo.gather.walk.frontier import Frontier, key_of, shape_of
from safeinfo.model.readings import LinkRead


def link(url: str, topic: str = "contact", score: float = 0.8) -> LinkRead:
    return LinkRead(selector="a", url=url, text=url, topic=topic, score=score)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "https://A.example/x/", True),
        ("https://a.example/x?utm_source=n&a=1", "https://a.example/x?a=1", True),
        ("https://a.example/x#top", "https://a.example/x", True),
        ("https://a.example/#/cart", "https://a.example/#/home", False),
        ("https://a.example/x?a=1", "https://a.example/x?a=2", False),
        ("http://a.example/", "https://a.example/", False),
    ],
)
def test_what_makes_two_addresses_one_page(one: str, other: str, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


def test_pages_beside_each_other_are_of_one_shape() -> None:
    assert shape_of("https://a.example/shop/table") == shape_of("https://a.example/shop/kitchen/")
    assert shape_of("https://a.example/about") != shape_of("https://a.example/jobs")


def test_the_best_come_first_and_what_was_seen_never() -> None:
    frontier = Frontier()
    frontier.add([link("https://a.example/1", score=0.5), link("https://a.example/2"), link("https://a.example/3")], 1)
    frontier.mark("https://a.example/3/")
    assert [target.url[-1] for target in frontier.best("contact", "contact", 5)] == ["2", "1"]
    assert [target.url[-1] for target in frontier.best("contact", "contact", 5, 0.6)] == ["2"]


def test_the_first_sight_gives_the_number_of_steps() -> None:
    frontier = Frontier()
    frontier.add([link("https://a.example/1", score=0.5)], 1)
    frontier.add([link("https://a.example/1", score=0.9)], 3)
    assert frontier.best("contact", "contact", 1)[0].click_steps == 1
