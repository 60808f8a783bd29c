"""Boxes of a card told by each other, and numbers in fours that are no card's."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms

COUNTRIES = "".join(f"<option>{name}" for name in ("France", "Germany", "Italy", "Spain", "Poland"))


def kinds(html: str) -> list[str]:
    (form, *_) = read_forms(Document.parse(f"<form>{html}<button>Go</button></form>", "https://shop.example/page"))
    return [field.kind for field in form.fields]


@pytest.mark.parametrize("hint", ["9/27", "09/2027", "ММ/ГГ", "aa/yy", "mm.jj", "KK / VVVV"])
def test_when_a_card_ends_by_its_hint(hint: str) -> None:
    assert kinds(f"<label>Card number<input name=x1></label><input name=x2 placeholder='{hint}'>")[1] == "cc-exp"


def test_a_number_in_groups_of_digits() -> None:
    boxes = "".join(f"<input name=x{n} placeholder=0000>" for n in range(4))
    assert kinds(f"<div>Card number</div><div>{boxes}</div>") == ["cc-number"] * 4
    limited = "".join(f"<input name={name} maxlength=4>" for name in "abcd")
    assert kinds(f"<div>Card number</div>{limited}<input name=e placeholder=MM>")[:4] == ["cc-number"] * 4


def test_one_box_for_a_whole_number_leaves_the_next_alone() -> None:
    assert kinds("<label>Card number<input name=x1 maxlength=19></label><input name=x2 maxlength=4>")[1] != "cc-number"


def test_a_code_after_number_and_end_is_the_cards_only_where_it_is_as_long() -> None:
    card = "<label>Card number<input name=x1></label><label>Expires<input name=x2></label>"
    assert kinds(f"{card}<label>Verification code<input name=x3 maxlength=3></label>")[2] == "cc-csc"
    assert kinds(f"{card}<label>Verification code<input name=x3 maxlength=6></label>")[2] == "one-time-code"


@pytest.mark.parametrize("label", ["Gift card number", "Geschenkkartennummer", "Číslo dárkové karty"])
def test_a_gift_card_is_no_card_whatever_its_example_shows(label: str) -> None:
    assert kinds(f"<label>{label}<input name=card_no placeholder='XXXX XXXX XXXX XXXX'></label>") == ["none"]


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Citizenship", "x-ethnicity"), ("Country of birth", "x-other-personal"), ("Country", "country")],
)
def test_what_a_list_of_countries_is_chosen_from_for(label: str, kind: str) -> None:
    assert kinds(f"<label>{label}<select name=x1>{COUNTRIES}</select></label>") == [kind]


def test_a_register_searched_by_what_belongs_to_one_person() -> None:
    html = "<label>National ID number <input name=x1></label><button>Search</button>"
    page = Document.parse(f"<form method=get action=/search>{html}</form>", "https://shop.example/search")
    (form,) = read_forms(page, title="Search")
    assert [field.kind for field in form.fields] == ["x-national-id"]


def test_optional_with_a_reason_in_brackets() -> None:
    html = "<form><label>생년월일 (선택: 쿠폰 발송용)<input name=x1></label><button>가입</button></form>"
    (form,) = read_forms(Document.parse(html, "https://shop.example/join"))
    assert form.fields[0].required == "optional"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Vence", "cc-exp"),
        ("Berlaku hingga", "cc-exp"),
        ("Важи до / Годен до", "none"),
        ("Titolare", "cc-name"),
        ("Držitel", "cc-name"),
        ("Clave de seguridad", "cc-csc"),
        ("Controlegetal", "cc-csc"),
    ],
)
def test_words_that_name_a_box_of_a_card_beside_one_only(label: str, kind: str) -> None:
    box = f"<label>{label}<input name=x2></label>"
    assert kinds(f"<label>Card number<input name=x1></label>{box}")[1] == kind
    assert not kinds(f"<label>E-mail<input name=x1></label>{box}")[1].startswith("cc-")


def test_a_holder_in_two_boxes() -> None:
    names = "<label>Nome del titolare<input name=x1></label><label>Cognome del titolare<input name=x2></label>"
    assert kinds(f"{names}<label>Numero carta<input name=x3></label>")[:2] == ["cc-name", "cc-family-name"]


def test_the_number_of_an_identity_card() -> None:
    person = "<label>Passport number<input name=x1></label>"
    assert kinds(f"{person}<label>Card number<input name=x2></label>") == ["x-national-id", "x-national-id"]
    assert kinds(f"{person}<label>Credit card number<input name=x2></label>")[1] == "cc-number"


def test_a_code_that_was_sent_is_not_the_cards() -> None:
    html = "<label>Verification code<input name=x1></label><label>Card number<input name=x2></label>"
    assert kinds(html)[0] == "one-time-code"


@pytest.mark.parametrize(("label", "kind"), [("Широта", "x-geolocation"), ("P.O. Box", "address-line2")])
def test_places_without_a_street(label: str, kind: str) -> None:
    assert kinds(f"<label>{label}<input name=x1></label>") == [kind]


def test_a_day_on_which_something_is_due_is_no_cards_end() -> None:
    due = "<label>Fecha de vencimiento<input type=date name=x2></label>"
    assert kinds(f"<label>Tarea<input name=x1></label>{due}")[1] == "none"
    assert kinds(f"<label>Número de tarjeta<input name=x1></label>{due}")[1] == "cc-exp"
    assert kinds("<label>Fecha de vencimiento<input name=x2 placeholder=MM/AA></label>") == ["cc-exp"]
