"""Where the pages are that a shop declares as being for those of an age."""

from safeinfo.gather.walk.places import declared_at

SITE = "https://a.example"
LINKED = (f"{SITE}/shop/kitchen/bowl", f"{SITE}/shop/cellar/wine?x=1", f"{SITE}/shop/cellar/gin")


def test_a_plain_path_is_itself() -> None:
    assert declared_at("/shop/cellar", SITE, LINKED) == f"{SITE}/shop/cellar"


def test_a_pattern_is_the_first_linked_page_that_it_names() -> None:
    assert declared_at("/shop/cellar/*", SITE, LINKED) == f"{SITE}/shop/cellar/wine?x=1"


def test_a_pattern_that_nothing_linked_fits_is_its_folder() -> None:
    assert declared_at("/shop/knives/*", SITE, LINKED) == f"{SITE}/shop/knives"
    assert declared_at("*", SITE, ()) == f"{SITE}/"
