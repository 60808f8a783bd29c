"""Consent banners: found whatever they are called, and never confused with the page."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import consent_banner

PAGE = "<main><h1>Shop</h1><p>We bake bread and sell it here, every day, to everyone who comes.</p></main>"


def banner(html: str, frame: str = ""):
    return consent_banner(Document.parse(f"<html><body>{PAGE}{html}</body></html>", "https://shop.example/", frame))


@pytest.mark.parametrize(
    ("text", "labels", "refuse"),
    [
        ("We use cookies to improve your visit.", ("Accept all", "Reject all"), "Reject all"),
        (
            "Wir verwenden Cookies und Tracking.",
            ("Alle akzeptieren", "Nur notwendige", "Einstellungen"),
            "Nur notwendige",
        ),
        ("Nous utilisons des cookies.", ("Tout accepter", "Continuer sans accepter"), "Continuer sans accepter"),
        ("Usamos cookies propias y de terceros.", ("Aceptar", "Rechazar", "Configurar"), "Rechazar"),
        ("Używamy plików cookie.", ("Akceptuję", "Odrzuć"), "Odrzuć"),
        ("このサイトはクッキーを使用します。", ("同意する", "拒否する"), "拒否する"),
        ("Vi använder cookies här.", ("Godkänn alla", "Endast nödvändiga"), "Endast nödvändiga"),
        ("We value your privacy and ask your consent.", ("Agree", "Accept only necessary"), "Accept only necessary"),
    ],
)
def test_the_refusal_is_found(text: str, labels: tuple[str, ...], refuse: str) -> None:
    buttons = "".join(f"<button data-si-node={n}>{label}</button>" for n, label in enumerate(labels))
    found = banner(f"<div class=zq><div><p>{text}</p></div><div class=r>{buttons}</div></div>")
    assert found is not None
    assert found.refuse.label == refuse
    assert found.accept is None or found.accept.label == labels[0]


def test_only_settings_and_acceptance() -> None:
    found = banner(
        "<div><p>Cookies help us serve you.</p><button data-si-node=1>Accept</button>"
        "<button data-si-node=2>Manage preferences</button></div>"
    )
    assert found.refuse is None
    assert (found.accept.node, found.settings.node) == (1, 2)


def test_the_second_layer_saves_what_is_left_ticked() -> None:
    found = banner(
        "<div role=dialog><h2>Cookie preferences</h2>"
        "<label><input type=checkbox disabled data-si-checked=true data-si-node=1>Needed</label>"
        "<label><input type=checkbox data-si-checked=true data-si-node=2>Marketing cookies</label>"
        "<button data-si-node=3>Confirm my choices</button></div>"
    )
    assert found.ticked == (2,)
    assert found.save.node == 3


def test_a_banner_in_a_closed_shadow_root_and_in_a_frame() -> None:
    answers = "<button data-si-node=4>Deny</button><button data-si-node=5>OK</button>"
    inner = f"<p>We use cookies here, for statistics.</p>{answers}"
    assert banner(f"<x-c><si-shadow mode=closed>{inner}</si-shadow></x-c>").refuse.node == 4
    frame = consent_banner(Document.parse(f"<body>{inner}</body>", "https://cmp.example/", "iframe"))
    assert frame.refuse.node == 4


@pytest.mark.parametrize(
    "html",
    [
        "<form><p>I consent to the privacy policy.</p><input type=email><button data-si-node=1>OK</button></form>",
        "<footer><a href=/cookies>Cookie policy</a><button data-si-node=1>Back to top</button></footer>",
        "<div data-si-hidden=display><p>We use cookies.</p><button data-si-node=1>Accept</button></div>",
        "<section><h2>Our cookies</h2><p>Fresh and warm.</p><button data-si-node=1>Add to cart</button></section>",
        "<p>Cookies are explained in our policy.</p><a href=/p data-si-node=1>Accept terms</a>",
    ],
)
def test_what_is_no_banner(html: str) -> None:
    assert banner(html) is None
