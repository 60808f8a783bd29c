"""What visitors do at a shop beside buying, what a login is mistaken for, and boxes that only their company tells."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.model.readings import FormRead

NAME = "<label>Name <input name=n></label>"
MAIL = "<label>E-mail <input name=e></label>"
TEXT = "<label>{} <textarea name=t></textarea></label>"


def form(inside: str) -> FormRead:
    (read,) = read_forms(Document.parse(f"<form method=post>{inside}</form>", "https://shop.example/x"))
    return read


def kinds(inside: str) -> list[str]:
    return [field.kind for field in form(inside).fields]


@pytest.mark.parametrize(
    ("heading", "button"),
    [
        ("Write a review", "Submit"),
        ("Bewertung schreiben", "Senden"),
        ("Donnez votre avis", "Publier mon avis"),
        ("レビューを書く", "送信"),
        ("Retour aanmelden", "Versturen"),
        ("Zgłoś zwrot", "Wyślij"),
        ("Jetzt bewerben", "Absenden"),
    ],
)
def test_an_errand_with_free_text_is_no_letter_to_the_shop(heading: str, button: str) -> None:
    said = form(f"<h2>{heading}</h2>{NAME}{MAIL}{TEXT.format('Text')}<button>{button}</button>")
    assert said.purpose == "other"


def test_stars_to_give_make_a_review_of_name_and_comment() -> None:
    stars = "<select name=s><option>★★★<option>★★<option>★</select>"
    fields = f"{NAME}{MAIL}{TEXT.format('Comment')}"
    assert form(f"{stars}{fields}<button>Go</button>").purpose == "other"
    assert form(f"{fields}<button>Go</button>").purpose == "contact"
    assert form(f"<h2>Contact us</h2>{stars}{fields}<button>Send message</button>").purpose == "contact"


def test_a_password_called_optional_beside_its_box_is_no_account() -> None:
    note = (
        "<div><div><label for=p>Mot de passe</label><input type=password id=p name=p></div><div>Optionnel</div></div>"
    )
    asked = f"<h2>Informations personnelles</h2>{MAIL}{NAME}{note}<button>Continuer</button>"
    assert form(asked).purpose == "checkout"
    assert form(asked.replace("Optionnel", "8 caractères")).purpose == "signup"


def test_two_addresses_and_the_password_are_no_login() -> None:
    asked = f"{MAIL}{MAIL.replace('=e', '=e2')}<label>Current password <input type=password name=p></label>"
    assert form(f"<h2>Change e-mail</h2>{asked}<button>Save</button>").purpose == "account-details"


def test_a_purpose_that_no_word_speaks_for_is_no_certainty() -> None:
    assert form(f"{MAIL}{NAME}<button>OK</button>").certainty < 0.5
    assert form(f"<h2>Newsletter</h2>{MAIL}{NAME}<button>Subscribe</button>").certainty > 0.5


def test_who_may_have_forgotten_the_password_comes_back() -> None:
    box = "<label>Password <input type=password name=p autocomplete=new-password></label>"
    assert kinds(f"{MAIL}{box}<a href=/f>Forgot your password?</a><button>Go</button>")[1] == "current-password"
    assert kinds(f"{MAIL}{box}<label><input type=checkbox> Remember me</label><button>Go</button>")[1] == (
        "current-password"
    )
    assert kinds(f"{MAIL}{box}<button>Go</button>")[1] == "new-password"


def test_a_voucher_with_its_pin_is_no_login() -> None:
    assert kinds("<label>Gift card number <input name=g></label><label>PIN <input type=password name=p></label>") == [
        "none",
        "none",
    ]


@pytest.mark.parametrize(
    ("label", "name", "kind"),
    [
        ("Gender", "x", "sex"),
        ("Geschlecht", "anrede", "sex"),
        ("Anrede", "gender", "honorific-prefix"),
        ("", "gender", "sex"),
        ("", "x", "honorific-prefix"),
    ],
)
def test_between_title_and_gender_the_words_decide(label: str, name: str, kind: str) -> None:
    assert kinds(f"<label for=s>{label}</label><select id=s name={name}><option>Herr<option>Frau</select>") == [kind]


def test_lines_of_one_street_and_lists_that_narrow_each_other() -> None:
    lines = "".join(f"<label>Street <input name='street[{n}]'></label>" for n in range(3))
    assert kinds(lines) == ["street-address", "address-line2", "address-line3"]
    lists = "<select><option>北京市<option>上海市<option>广东省</select>" + "<select><option>…<option>x</select>" * 2
    assert kinds(lists) == ["address-level1", "address-level2", "address-level3"]


def test_the_other_boxes_of_a_birth_date_belong_to_it() -> None:
    numbers = "".join(f"<option>{n}" for n in range(1, 13))
    years = "".join(f"<option>{n}" for n in range(1990, 2006))
    asked = f"<dl><dt>生年月日</dt><dd><select name=a>{years}</select>/<select name=b>{numbers}</select></dd></dl>"
    assert kinds(asked) == ["bday-year", "bday-month"]


@pytest.mark.parametrize("label", ["3 + 4 =", "Wie viel ist 3 + 4?", "7 x 2 ="])
def test_a_sum_is_for_robots(label: str) -> None:
    assert kinds(f"<label>{label} <input name=s></label>{MAIL}") == ["captcha", "email"]


def test_a_term_marks_every_box_of_its_definition() -> None:
    rows = "<dl><dt>お名前 <b>必須</b></dt><dd><input placeholder=姓 name=a><input placeholder=名 name=b></dd>"
    read = form(f"{rows}<dt>会社名</dt><dd><input name=c></dd></dl>")
    assert [str(field.required) for field in read.fields] == ["required", "required", "optional"]


def test_agreeing_to_letters_is_agreeing_to_marketing() -> None:
    assert kinds("<label><input type=checkbox name=a> I agree to receive the newsletter</label>") == [
        "consent-marketing"
    ]
    assert kinds("<label><input type=checkbox name=a> I agree</label>") == ["consent-terms"]


def test_the_first_choice_of_a_list_that_chooses_nothing_names_it() -> None:
    assert kinds("<select name=x><option value=''>Select your city<option value=1>A<option value=2>B</select>") == [
        "address-level2"
    ]


@pytest.mark.parametrize(
    ("label", "name", "style", "kind"),
    [
        ("Leave this field empty", "x", "", "honeypot"),
        ("If you are human, leave this blank", "x", "", "honeypot"),
        ("Deja este campo vacío", "x", "", "honeypot"),
        ("Apartment (leave blank if none)", "apt", "", "address-line2"),
        ("Website", "website", "display:none", "honeypot"),
        ("Website", "website", "", "url"),
        ("Company", "company", "display:none", "organization"),
        ("Name", "bot-field", "display:none", "honeypot"),
        ("Honey jar", "honey", "", "none"),
    ],
)
def test_traps_of_several_makes(label: str, name: str, style: str, kind: str) -> None:
    box = f"<p style='{style}'><label>{label} <input name={name} autocomplete=off></label></p>"
    assert kinds(f"{MAIL}{box}<button>Send</button>")[1] == kind


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("PLZ / Ort", ["postal-code", "address-level2"]),
        ("Straße / Nr.", ["address-line1", "address-line2"]),
        ("Vorname und Nachname", ["given-name", "family-name"]),
        ("City, State, ZIP", ["address-level2", "address-level1", "postal-code"]),
        ("Código postal y ciudad", ["postal-code", "address-level2"]),
    ],
)
def test_a_label_of_a_row_names_its_boxes_in_turn(label: str, expected: list[str]) -> None:
    boxes = "".join(f"<input name=x{n}>" for n in range(len(expected)))
    assert kinds(f"<tr><td>{label}</td><td>{boxes}</td></tr>{MAIL}")[: len(expected)] == expected


def test_a_card_s_number_in_four_boxes() -> None:
    boxes = "".join(f"<input maxlength=4 name=k{n}>" for n in range(4))
    assert kinds(f"<p>Card number</p>{boxes}<p>CVC</p><input name=c maxlength=3>") == [*["cc-number"] * 4, "cc-csc"]


def test_a_row_s_name_before_boxes_with_hints_of_their_own_is_no_box_s() -> None:
    assert kinds("<p>Address *</p><input placeholder='Postcode'><input placeholder='Town'>") == [
        "postal-code",
        "address-level2",
    ]


def test_a_cart_with_a_note_is_no_letter() -> None:
    cart = f"<input type=number name=q aria-label=Quantity>{TEXT.format('Note')}<button>Update</button>"
    assert form(cart).purpose == "other"


def test_a_card_that_is_saved_is_not_paid_with() -> None:
    card = "<label>Card number <input name=c></label><label>CVC <input name=v></label>"
    assert form(f"<h2>Add payment card</h2>{card}<button>Save card</button>").purpose == "account-details"
    assert form(f"<h2>Payment</h2>{card}<button>Pay now</button>").purpose == "checkout"
