# ruff: noqa: E501 - markup as it is met
"""What controls say they do, in many languages, and what is never pressed."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import Stage, choices, intent_of, option_groups, plain_groups, scope_of, unticked
from safeinfo.derive.shop.controls import control_of
from safeinfo.derive.shop.words import LANGUAGES


def control(html: str):
    document = Document.parse(f"<body>{html}</body>", "https://shop.example/p/1")
    return control_of(document, document.tree.body.css_first("button, a, input"))


@pytest.mark.parametrize(
    ("label", "intent"),
    [
        ("Add to cart", "add"),
        ("Add Blue Mug to basket", "add"),
        ("In den Warenkorb", "add"),
        ("Ajouter au panier – 12,00 €", "add"),
        ("Añadir a la cesta", "add"),
        ("カートに入れる", "add"),
        ("加入购物车", "add"),
        ("장바구니 담기", "add"),
        ("أضف إلى السلة", "add"),
        ("הוסף לסל", "add"),
        ("Do koszyka", "add"),
        ("Przejdź do koszyka", "cart"),
        ("Zum Warenkorb", "cart"),
        ("Cart (2)", "cart"),
        ("Proceed to checkout", "checkout"),
        ("Zur Kasse", "checkout"),
        ("Til kassen", "checkout"),
        ("レジに進む", "checkout"),
        ("Continue as guest", "guest"),
        ("Zamów jako gość", "guest"),
        ("Weiter ohne Registrierung", "guest"),
        ("Continue to payment", "continue"),
        ("Fortsätt", "continue"),
        ("Continue shopping", "aside"),
        ("Weiter einkaufen", "aside"),
        ("Kontynuuj zakupy", "aside"),
        ("Add to wishlist", "aside"),
        ("Dodaj do listy życzeń", "aside"),
        ("Place order", "order"),
        ("Zahlungspflichtig bestellen", "order"),
        ("Objednat s povinností platby", "order"),
        ("Passer la commande", "order"),
        ("Pay now", "never"),
        ("Pay €23.00", "never"),
        ("PayPal", "never"),
        ("Checkout with PayPal", "never"),
        ("Continue with Google", "never"),
        ("Jetzt bezahlen", "never"),
        ("Remove item", "never"),
        ("支付", "never"),
        ("Our story", ""),
    ],
)
def test_labels_say_what_they_do(label: str, intent: str) -> None:
    assert intent_of(control(f"<button>{label}</button>")) == intent


@pytest.mark.parametrize(
    ("html", "intent"),
    [
        ('<button class="btn js-addToCart"><svg></svg></button>', "add"),
        ('<a href="/checkout"><img src="x.png"></a>', "checkout"),
        ('<a href="/warenkorb" class="icon"></a>', "cart"),
        ('<button id="btn-remove-7"></button>', "never"),
        ('<a href="/x"><img alt="Varukorg" src="c.svg"></a>', "cart"),
        ('<input type="submit" value="Kosárba teszem">', "add"),
    ],
)
def test_names_for_machines_serve_where_words_are_missing(html: str, intent: str) -> None:
    assert intent_of(control(html)) == intent


def test_words_of_at_least_thirty_languages() -> None:
    assert len(LANGUAGES) >= 30


def test_the_till_never_offers_what_binds() -> None:
    document = Document.parse(
        "<form><input type=email><button>Place order</button><button>Pay now</button>"
        "<button>Finalizar compra</button><button>Continue</button></form>",
        "https://shop.example/checkout",
    )
    assert [choice.control.label for choice in choices(document, Stage.CHECKOUT)] == ["Continue"]


def test_in_the_cart_the_till_comes_before_an_ambiguous_order() -> None:
    document = Document.parse(
        "<a href='/'>Weiter einkaufen</a><button>Bestellen</button><a href='/kasse'>Zur Kasse</a><a>PayPal</a>",
        "https://shop.example/warenkorb",
    )
    assert [choice.control.label for choice in choices(document, Stage.CART)] == ["Zur Kasse", "Bestellen"]


def test_an_unknown_language_is_read_by_the_form_of_a_product() -> None:
    document = Document.parse(
        "<h1>Zzaz</h1><form action='/cart/7'><input type=hidden name=product_id value=7>"
        "<input type=number name=qty value=1><button>Qilaat</button></form>"
        "<form action='/q'><input name=q><button>Uoka</button></form>",
        "https://shop.example/zzaz",
    )
    assert [choice.control.label for choice in choices(document, Stage.PRODUCT)] == ["Qilaat"]


def test_hidden_and_disabled_controls_are_not_offered() -> None:
    document = Document.parse(
        "<button hidden>Add to cart</button><button disabled>Add to cart</button>", "https://shop.example/"
    )
    assert choices(document, Stage.PRODUCT) == ()


OPTIONS = """<header><select data-si-node=1><option>EUR<option>USD</select></header>
<main><h1>Shirt</h1><p>19,00 €</p>
<select data-si-node=2><option value="">Größe wählen<option value=s disabled>S<option value=m>M (ausverkauft)
<option value=l>L</select>
<fieldset><input type=radio name=c id=r data-si-node=3 data-si-hidden=clip>
<label for=r data-si-node=4>Rot</label>
<input type=radio name=c id=b data-si-node=5 data-si-hidden=clip disabled>
<label for=b data-si-node=6>Blau</label></fieldset>
<div role=radiogroup><button role=radio aria-checked=false data-si-node=7>A</button>
<button role=radio aria-checked=false data-si-node=8>B</button></div>
<label><input type=checkbox required data-si-node=10 data-si-checked=false>AGB</label>
<button data-si-node=9>In den Warenkorb</button></main>"""


def test_options_before_the_cart() -> None:
    document = Document.parse(OPTIONS, "https://shop.example/hemd")
    add = choices(document, Stage.PRODUCT)[0].control
    scope = scope_of(document, add.element)
    groups = option_groups(document, scope)
    assert [group.how for group in groups] == ["select", "radio", "press"]
    assert [option.index for option in groups[0].options if option.available] == [3]
    assert [option.node for option in groups[1].options if option.available] == [4]
    assert not any(group.chosen for group in groups)
    assert unticked(document, scope) == (10,)


def plain(html: str) -> list[tuple[list[str], bool]]:
    document = Document.parse(f"<body><form>{html}</form></body>", "https://shop.example/p/1")
    scope = document.tree.css_first("form")
    assert scope is not None
    return [([option.label for option in group.options], group.chosen) for group in plain_groups(document, scope)]


def test_buttons_in_a_row_may_be_what_must_be_chosen() -> None:
    sizes = "<ul>{}</ul>".format(
        "".join(f"<li class='{{}}'><button data-si-node={n}>{s}</button></li>" for n, s in ((1, "S"), (2, "M")))
    )
    assert plain(sizes.format("", "")) == [(["S", "M"], False)]
    assert plain(sizes.format("", "is-selected")) == [(["S", "M"], True)]
    assert plain("<div><span data-si-node=1>Red</span><span data-si-node=2>Blue</span></div>") == [
        (["Red", "Blue"], False)
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<div><button data-si-node=1>−</button><button data-si-node=2>+</button></div>",
        "<div><button data-si-node=1>Add to cart</button><button data-si-node=2>Blue</button></div>",
        "<div><button data-si-node=1>Remove</button><button data-si-node=2>M</button></div>",
        "<div><button role=tab data-si-node=1>Description</button><button role=tab data-si-node=2>Reviews</button></div>",
        "<div><button data-si-node=1>M</button></div>",
        "<div><button data-si-node=1>Zoom</button><button data-si-node=2>Zoom</button></div>",
    ],
)
def test_other_buttons_are_no_choice(html: str) -> None:
    assert not plain(html)
