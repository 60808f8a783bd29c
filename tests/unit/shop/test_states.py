"""What state a page is in, which links do something, and what leads on without being a link."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import inner_links, is_for_members, is_loading, place_presses, shop_links

URL = "https://shop.example/"


def page(body: str) -> Document:
    return Document.parse(f"<html><head><script src=a.js></script></head><body>{body}</body></html>", URL)


@pytest.mark.parametrize(
    "body",
    [
        "<header><a href=/>Shop</a></header><main><div>Chargement…</div></main>",
        "<main><p>Loading checkout, please wait</p></main>",
        "<main><div aria-busy=true>.</div></main>",
        "<header><a href=/>Shop</a></header><main><div id=app></div></main>",
        "<main>読み込み中です</main>",
        "<header><a href=/><img src=logo.png></a></header><div id=app></div><footer>Privacy</footer>",
    ],
)
def test_a_page_whose_scripts_still_fetch_it(body: str) -> None:
    assert is_loading([page(body)])


@pytest.mark.parametrize(
    "body",
    [
        "<main><h1>Checkout</h1><p>Your name, please</p></main>",
        "<main><img src=a.jpg></main>",
        f"<main><p>{'A long text about our teas. ' * 20}</p><p>Loading more</p></main>",
        "<p>Welcome</p>",
    ],
)
def test_a_page_that_is_there(body: str) -> None:
    assert not is_loading([page(body)])


def test_a_page_without_scripts_loads_nothing() -> None:
    assert not is_loading([Document.parse("<body><main>Loading</main></body>", URL)])
    assert not is_loading([])


@pytest.mark.parametrize(
    "text",
    [
        "Zaloguj się, aby zobaczyć cenę",
        "Log in to see prices",
        "Preise nach Anmeldung",
        "Connectez-vous pour voir les prix",
    ],
)
def test_prices_for_those_who_have_logged_in(text: str) -> None:
    assert is_for_members([page(f"<main><h2>Screw</h2><p>{text}</p></main>")])
    assert not is_for_members([page("<main><h2>Screw</h2><p>€2.00</p><a href=/login>Log in</a></main>")])


@pytest.mark.parametrize(
    "link",
    [
        "<a href=/cart?delete=1>x</a>",
        "<a href=/cart?del=7>削除</a>",
        "<a href=/cart/remove/7>Cart</a>",
        "<a href=/account/logout>Account</a>",
        "<a href=/?add-to-cart=12>Shop</a>",
        "<a href=/warenkorb/7>Entfernen</a>",
        "<a href=/konto/ende>Abmelden</a>",
    ],
)
def test_a_link_that_does_something_is_no_place_to_go(link: str) -> None:
    assert not shop_links(page(link))
    assert not inner_links(page(link))


@pytest.mark.parametrize("path", ["/models", "/delivery", "/deluxe", "/blog/how-to-remove-stains", "/logos"])
def test_a_place_whose_name_only_begins_like_an_act(path: str) -> None:
    assert bool(inner_links(page(f"<a href={path}>Read</a>"))) is (path != "/blog/how-to-remove-stains")


def test_buttons_that_lead_to_a_place() -> None:
    found = place_presses(page("<header><span role=link tabindex=0 data-si-node=4>Entrar</span></header>"), "login")
    assert [control.label for control in found] == ["Entrar"]
    for other in (
        "<form><button data-si-node=4>Log in</button></form>",  # sends a form
        "<a href=/login data-si-node=4>Log in</a>",  # a link is followed
        "<button data-si-node=4>Log in to win a holiday for two today</button>",
        "<button data-si-node=4>Our story</button>",
    ):
        assert not place_presses(page(other), "login")


@pytest.mark.parametrize(
    "link",
    [
        "<a href=/login role=button data-si-node=4>Log in</a>",
        "<a href=/login aria-haspopup=dialog data-si-node=4>Log in</a>",
        "<a href='#login' data-si-node=4>Log in</a>",
        "<a href=/login data-anything='#in' data-si-node=4>Log in</a><div id=in></div>",
    ],
)
def test_a_link_that_says_it_opens_something_here(link: str) -> None:
    assert [control.node for control in place_presses(page(link), "login")] == [4]


def test_links_that_a_script_may_catch_come_after_what_says_so() -> None:
    both = "<a href=/login data-si-node=4>Log in</a><button data-si-node=5>Sign in</button>"
    assert [control.node for control in place_presses(page(both), "login", caught=True)] == [5, 4]
