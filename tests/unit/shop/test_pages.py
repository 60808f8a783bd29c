# ruff: noqa: E501 - markup as it is met
"""Links, products, and what a page is."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import (
    age_gate,
    is_empty_cart,
    menu_links,
    offers_guest,
    page_role,
    product_links,
    product_presses,
    restricted_to,
    shop_links,
)
from safeinfo.derive.shop.prices import prices_in

URL = "https://shop.example/"


@pytest.mark.parametrize(
    "text",
    [
        "€12",
        "12,00 €",
        "1 299 kr",
        "CHF 1'299.00",
        "R$ 49,90",
        "¥1,200",
        "1.200 円",
        "19,99 zł",
        "349 Kč",
        "$5",
        "₹ 1,20,000",
        "12 000 Ft",
        "USD 30",
        "￥3,300",
        "Rs. 425",
    ],
)
def test_prices_are_seen(text: str) -> None:
    assert prices_in(text) == 1


@pytest.mark.parametrize("text", ["12 items", "Room 101", "2024", "5 stars", "call 030 123456", "kr"])
def test_other_numbers_are_no_prices(text: str) -> None:
    assert prices_in(text) == 0


@pytest.mark.parametrize(
    ("html", "topic"),
    [
        ("<a href=/x1>Mein Konto</a>", "account"),
        ("<a href=/x1>Se connecter</a>", "login"),
        ("<a href=/x1>Crear cuenta</a>", "signup"),
        ("<a href=/x1>Hai dimenticato la password?</a>", "recovery"),
        ("<a href=/x1>Kapcsolat</a>", "contact"),
        ("<a href=/x1>Nyhetsbrev</a>", "newsletter"),
        ("<a href=/x1>購物車</a>", "cart"),
        ("<a href=/x1>إتمام الشراء</a>", "checkout"),
        ("<a href=/x1>Все товары</a>", "listing"),
        ("<a href=/account/register><img src=i.svg></a>", "signup"),
        ("<a href='/index.php?route=checkout/cart'><i></i></a>", "cart"),
        ("<a href=/kontakt.html><span></span></a>", "contact"),
        ("<a href=/winkelmandje><span>3</span></a>", "cart"),
    ],
)
def test_links_to_the_usual_places(html: str, topic: str) -> None:
    links = shop_links(Document.parse(f"<body>{html}</body>", URL))
    assert [link.topic for link in links] == [topic]


@pytest.mark.parametrize(
    "html",
    [
        "<a href=mailto:a@b.example>Contact</a>",
        "<a href='#'>Cart</a>",
        "<a href=/logo.png>Shop</a>",
        "<a href=/story>Our story</a>",
    ],
)
def test_what_is_no_place(html: str) -> None:
    assert shop_links(Document.parse(f"<body>{html}</body>", URL)) == ()


CARDS = "".join(
    f"<li><a href='/v/{n}'><img src=i{n}.jpg>Vase {n}</a><span>{n}9,00 €</span>"
    f"{'<b>Ausverkauft</b>' if n == 1 else ''}</li>"
    for n in range(1, 5)
)


def test_products_are_known_by_their_cards_and_sold_out_ones_come_last() -> None:
    page = f"<nav><a href=/a>Über uns</a><a href=/kontakt>Kontakt</a></nav><main><ul>{CARDS}</ul></main>"
    document = Document.parse(f"<body>{page}</body>", URL)
    assert [link.url[-1] for link in product_links(document)] == ["2", "3", "4", "1"]
    assert page_role(document).role == "listing"


def test_products_named_for_machines() -> None:
    ld = '{"@type":"ItemList","itemListElement":[{"@type":"ListItem","url":"/t/1"},{"@type":"ListItem","url":"/t/2"}]}'
    document = Document.parse(
        f"<script type=application/ld+json>{ld}</script><a href=/t/1>A</a><a href=/t/2>B</a><a href=/z>Z</a>", URL
    )
    assert [link.url for link in product_links(document)] == [URL + "t/1", URL + "t/2"]


PRODUCT_LD = (
    '<script type="application/ld+json">{"@graph":[{"@type":"Product","name":"Tee","offers":{"price":"9"}}]}</script>'
)


@pytest.mark.parametrize(
    ("html", "url", "status", "role"),
    [
        (f"{PRODUCT_LD}<h1>Tee</h1><button>Ajouter au panier</button>", URL + "tee", 200, "product"),
        ("<h1>Mok</h1><p>€ 12,50</p><button>In winkelwagen</button>", URL + "mok", 200, "product"),
        (
            "<div itemscope itemtype='https://schema.org/Product'><h1>X</h1><span itemprop=price>3</span></div>",
            URL + "x",
            200,
            "product",
        ),
        ("<h1>Warenkorb</h1><input type=number name=qty><a href=/k>Zur Kasse</a>", URL + "wk", 200, "cart"),
        ("<h1>Kasse</h1><form><input type=email><input name=zip></form>", URL + "checkout/1", 200, "checkout"),
        ("<h1>Anmelden</h1><form><input name=u><input type=password></form>", URL + "in", 200, "login"),
        ("<h1>Stránka nenalezena</h1>", URL + "q", 200, "missing"),
        ("<h1>Hello</h1>", URL + "q", 404, "missing"),
        ("<title>Just a moment...</title><div id='challenge-stage'></div>", URL, 403, "blocked"),
        ("<h1>Access denied</h1>", URL, 403, "blocked"),
        ("<h1>Wartungsarbeiten</h1><p>Gleich zurück</p>", URL, 503, "maintenance"),
        ("", URL, 200, "empty"),
        ("<h1>About</h1><p>We are a family.</p>", URL + "about", 200, "other"),
    ],
)
def test_what_a_page_is(html: str, url: str, status: int, role: str) -> None:
    assert page_role(Document.parse(f"<html><body>{html}</body></html>", url), status).role == role


def test_an_article_about_access_is_not_blocked() -> None:
    html = "<h1>Access denied: how locks work</h1>" + "<p>Locks keep doors shut and burglars out.</p>" * 60
    assert page_role(Document.parse(f"<body>{html}</body>", URL)).role == "other"


@pytest.mark.parametrize(
    ("html", "kind", "minimum"),
    [
        (
            "<div role=dialog><h2>Are you over 18?</h2><button>Yes</button><button>No</button></div>",
            "yes-no",
            18,
        ),
        ("<div><p>Bist du über 16 Jahre?</p><a href=/ja>Ja</a> <a href=/nein>Nein</a></div>", "yes-no", 16),
        (
            "<form><p>Bitte bestätige: mindestens 18</p><input type=date data-si-node=3><button>Weiter</button></form>",
            "birth-date",
            18,
        ),
        (
            "<form><label>How old are you?<input name=age type=number></label><button>Enter</button></form>",
            "age",
            0,
        ),
        ("<div><p>20歳以上ですか?</p><button>はい</button><button>いいえ</button></div>", "yes-no", 20),
    ],
)
def test_age_gates(html: str, kind: str, minimum: int) -> None:
    gate = age_gate(Document.parse(f"<body>{html}</body>", URL))
    assert gate is not None
    assert (gate.kind, gate.minimum) == (kind, minimum)
    assert gate.yes is not None


def test_a_registration_with_a_birth_date_is_no_gate() -> None:
    html = "<form><p>You must be 18</p><input type=email><input type=date><button>Register</button></form>"
    assert age_gate(Document.parse(f"<body>{html}</body>", URL)) is None


def test_a_page_that_says_whom_it_is_for() -> None:
    assert restricted_to(Document.parse("<h1>Whisky</h1><p>Nur für Erwachsene ab 18 Jahren</p>", URL)) == 18
    assert restricted_to(Document.parse("<h1>Whisky</h1><span>18+</span>", URL)) == 18
    assert restricted_to(Document.parse("<h1>Tea</h1><p>For everybody, 18 bags</p>", URL)) == 0
    for text in ("€18.50", "18,50 €", "18", "18+ months", "Size 18+", "18 + 2 free", "+18"):
        assert restricted_to(Document.parse(f"<h1>Tea</h1><p>{text}</p>", URL)) == 0


@pytest.mark.parametrize(
    "said", ["Your basket is empty.", "Dein Warenkorb ist leer", "Votre panier est vide", "カートは空です"]
)
def test_an_empty_cart_is_known_by_its_words(said: str) -> None:
    assert is_empty_cart([Document.parse(f"<main><h1>Cart</h1><p>{said}</p></main>", URL)])


def test_words_in_the_header_do_not_make_a_filled_cart_empty() -> None:
    html = "<header>Your basket is empty</header><main><h1>Basket</h1><p>Ten years £40</p></main>"
    assert not is_empty_cart([Document.parse(html, URL)])


def test_the_total_in_the_header_is_no_product() -> None:
    button = "<button data-si-node=5>Toggle</button>"
    assert product_presses(Document.parse(f"<div><p>Pear £2</p>{button}</div>", URL))
    assert not product_presses(Document.parse(f"<header><div>Basket £0.00 {button}</div></header>", URL))


def test_a_guest_is_welcome_where_a_radio_says_so() -> None:
    radio = "<label><input type=radio data-si-node=4 data-si-checked={}> I want to check out as a guest</label>"
    assert all(offers_guest(Document.parse(radio.format(on), URL)) for on in ("true", "false"))
    assert not offers_guest(Document.parse("<label><input type=radio> I have an account</label>", URL))


def test_the_sections_of_the_menu_are_its_first_level() -> None:
    html = (
        "<header><a href=/>Home</a><nav><ul><li><a href=/shop/a>A</a><ul><li><a href=/shop/a/1>A1</a></ul>"
        "<li><a href=/shop/cellar>Cellar</a></ul></nav></header>"
        "<main><a href=/x>X</a></main><footer><nav><a href=/jobs>Jobs</a></nav></footer>"
    )
    links = menu_links(Document.parse(html, URL))
    assert [link.url.removeprefix(URL) for link in links] == ["shop/a", "shop/cellar"]


CARD = "<li><a href=/p/{0}><img src=x.jpg>{0}</a> €4.00 <form action=/cart/add method=post><input type=hidden name=product value={0}><button data-si-node={0}>Add to cart</button></form></li>"


def test_a_product_beside_recommended_ones_stays_a_product() -> None:
    main = "<main><h1>Tea</h1><p>€9.00</p><form action=/cart/add method=post><input type=hidden name=product value=9><button data-si-node=9>Add to cart</button></form>"
    others = f"<h2>You may also like</h2><ul>{''.join(CARD.format(each) for each in (1, 2, 3))}</ul></main>"
    assert page_role(Document.parse(f"<body>{main}{others}</body>", URL + "p/9")).role == "product"
    assert page_role(Document.parse(f"<body><h1>Teas</h1>{others}</body>", URL + "teas")).role == "listing"
