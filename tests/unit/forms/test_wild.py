"""What forms of other hands taught: choices without a common name, lists of regions, examples, unbound labels."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.forms.hints import is_card_code, kind_of_example
from safeinfo.derive.forms.lookup import fold

MAIL = "<input type=email name=mail aria-label=E-mail>"


def kinds(html: str) -> list[str]:
    (form,) = read_forms(
        Document.parse(f"<form method=post>{MAIL}{html}<button>OK</button></form>", "https://a.test/x")
    )
    return [field.kind for field in form.fields[1:]]


def choices(*options: str, label: str = "") -> str:
    return f"<label>{label}<select name=w>{''.join(f'<option>{option}' for option in options)}</select></label>"


def purpose(html: str) -> str:
    return str(read_forms(Document.parse(html, "https://a.test/x"))[0].purpose)


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<input type=radio name=m>Male<input type=radio name=f>Female", ["sex", "sex"]),
        ("<input type=checkbox name=a>Homme<input type=checkbox name=b>Femme", ["sex", "sex"]),
        ("<div role=radiogroup aria-label=Sexo><p role=radio>Hombre</p><p role=radio>Mujer</p></div>", ["sex", "sex"]),
        ("<input type=radio name=g title=Uomo><input type=radio name=g title=Donna>", ["sex"]),
        ("<input type=radio name=g value=male><input type=radio name=g value=female>", ["sex"]),
        ("<label><input type=radio name=z>he/him</label><label><input type=radio name=z>she/her</label>", ["sex"]),
        ("<input type=checkbox name=a>Damen<input type=checkbox name=b>Herren", ["none", "none"]),
        ("<input type=checkbox name=a>Red<input type=checkbox name=b>Blue", ["none", "none"]),
    ],
)
def test_choices_side_by_side_are_one_question(html: str, read: list[str]) -> None:
    assert kinds(html) == read


@pytest.mark.parametrize(
    "options",
    [
        ("Drenthe", "Flevoland", "Zeeland"),
        ("Jalisco", "Oaxaca", "Sonora"),
        ("Московская область", "Самарская область", "Татарстан"),
        ("الرياض", "القصيم", "عسير"),
        ("Antioquia", "Boyacá", "Caldas"),
        ("NSW", "VIC", "QLD"),
        ("Thừa Thiên Huế", "Đà Nẵng", "Cần Thơ"),
        ("台北市", "新北市", "高雄市"),
    ],
)
def test_a_list_of_regions_is_known_by_what_it_holds(options: tuple[str, ...]) -> None:
    assert kinds(choices(*options)) == ["address-level1"]


@pytest.mark.parametrize("label", ["Filiale", "Departure airport", "Campus", "Sucursal", "会場", "Магазин"])
def test_places_to_go_to_are_not_the_visitors_own(label: str) -> None:
    assert kinds(choices("Berlin", "Hamburg", "Bremen", label=label)) == ["none"]
    assert kinds(choices("Berlin", "Hamburg", "Bremen", label="Bundesland")) == ["address-level1"]


def test_a_list_of_countries_is_not_one_of_regions() -> None:
    codes = ("DE", "AT", "CH", "FR", "IT", "ES", "NL")
    assert kinds(choices(*codes)) == ["country"]
    assert kinds(choices("Austria", "Belgium", "France", "Mexico")) == ["country"]


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        ("z. B. erika@beispiel.de", "email"),
        ("0000 0000 0000 0000", "cc-number"),
        ("NL00 BANK 0000 0000 00", "x-bank-account"),
        ("___-__-____", "x-national-id"),
        ("000.000.000-00", "x-national-id"),
        ("00.000.000/0000-00", "x-tax-id"),
        ("+31 6 12345678", "tel"),
        ("W1A 1AA", "postal-code"),
        ("e.g. 12 Long Meadow Lane", "street-address"),
        ("Erika Mustermann", "name"),
        ("山田 太郎", "name"),
        ("12345", ""),
        ("Search", ""),
        ("Type here @ once", ""),
    ],
)
def test_what_is_written_in_one_way_only_says_what_it_is(example: str, kind: str) -> None:
    assert kind_of_example(example) == kind


def test_three_signs_are_the_code_of_a_card_after_its_number_only() -> None:
    assert [is_card_code(text) for text in ("000", "•••", "1234", "25", "CVC")] == [True, True, True, False, False]
    assert kinds("<input name=a placeholder=000>") == ["none"]
    assert kinds("<label>Card number<input name=c></label><input name=a placeholder=000>")[-1] == "cc-csc"


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<div><label>Vorname</label><input name=a1></div>", ["given-name"]),
        ("<div><label for=tel9>Telefon</label><div><input name=a1></div></div>", ["tel"]),
        ("<label for=a1>Ort</label><p></p><input name=a1>", ["address-level2"]),
        (
            "<p><label for=d>Voornaam</label><input id=d></p><p><label for=d>Achternaam</label><input id=d></p>",
            ["given-name", "family-name"],
        ),
        (
            "<table><tr><th>Nome<th>Cognome<tr><td><input name=a><td><input name=b></table>",
            ["given-name", "family-name"],
        ),
    ],
)
def test_a_label_is_its_fields_though_nothing_binds_them(html: str, read: list[str]) -> None:
    assert kinds(html) == read


def test_what_follows_an_identity_card_is_not_of_a_payment_card() -> None:
    assert kinds("<label>Passport number<input name=a></label><label>Expiry date<input name=exp></label>") == [
        "x-national-id",
        "x-national-id",
    ]
    assert kinds("<label>IBAN<input name=a></label><label>Ten name van<input name=tnv></label>") == [
        "x-bank-account",
        "x-bank-account",
    ]


def test_arabic_is_read_with_and_without_its_signs() -> None:
    assert fold("المدينة") == fold("المدينه")
    assert (
        kinds("<label>رقمُ الهاتف<input name=a></label>") == kinds("<label>رقم الهاتف<input name=a></label>") == ["tel"]
    )


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<form method=post><input name=n placeholder=Nome><button>Salvar</button></form>", "account-details"),
        (
            "<h3>Add a card</h3><form method=post><input placeholder='Card number'><button>Add</button></form>",
            "account-details",
        ),
        (
            "<h3>Payment</h3><form method=post><input placeholder='Card number'><button>Pay now</button></form>",
            "checkout",
        ),
        ("<form method=get><select name=orderby><option>Prix<option>Nom</select></form>", "search"),
        (
            "<h2>Free trial</h2><form method=post><input placeholder=E-mail><button>Try for free</button></form>",
            "signup",
        ),
        ("<h2>Rückruf</h2><form method=post><input placeholder=Name><input placeholder=Telefon></form>", "contact"),
        (
            "<form><input placeholder=Name><textarea></textarea><button>Zurück</button><button>Senden</button></form>",
            "contact",
        ),
    ],
)
def test_a_purpose_by_what_sends_and_what_stands_above(html: str, read: str) -> None:
    assert purpose(html) == read


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<input aria-label=Numer name=a><input placeholder=CVC name=b>", ["cc-number", "cc-csc"]),
        (
            "<input aria-label='Card number'><input placeholder='11/29'><input aria-label=Code>",
            ["cc-number", "cc-exp", "cc-csc"],
        ),
        ("<input aria-label='Gift card number'><input aria-label=Code>", ["none", "none"]),
        (
            "<input aria-label=Straße><input aria-label=Nr><input placeholder=CVC>",
            ["address-line1", "address-line2", "cc-csc"],
        ),
    ],
)
def test_boxes_of_a_card_by_each_other(html: str, read: list[str]) -> None:
    said = kinds(html)
    assert ["none" if kind == "captcha" else kind for kind in said] == read


@pytest.mark.parametrize(
    "label",
    [
        "Type the-house-of-teas.shop.example to confirm.",
        "Type harbour-house.example to confirm.",
        "Type house.harbour.example to confirm.",
        "Type https://house.example/street to confirm.",
        "Type www.house.example to confirm.",
    ],
)
def test_the_parts_of_a_web_address_are_no_words_of_a_label(label: str) -> None:
    assert kinds(f"<label>{label}<input name=host required></label>") == ["none"]


@pytest.mark.parametrize(
    ("label", "read"),
    [("House no.", "address-line2"), ("P.O.Box", "address-line2"), ("E-Mail.Adresse", "email"), ("Tel.Nr.", "tel")],
)
def test_points_in_a_label_make_no_web_address(label: str, read: str) -> None:
    assert kinds(f"<label>{label}<input name=x></label>") == [read]
