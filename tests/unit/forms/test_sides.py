"""Where the name of a field stands, what a row's label says of its boxes, and texts that name two things."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms

CODES = ("ET", "GH", "KE", "NG", "RW", "TZ", "UG", "ZW")
NAMES = ("Ityoopphiya", "Gana", "Kenia", "Naijeria", "Ruanda", "Tansania", "Yuganda", "Simbabwe")


def kinds(html: str) -> list[str]:
    (form, *_) = read_forms(Document.parse(f"<form>{html}<button>Go</button></form>", "https://shop.example/page"))
    return [field.kind for field in form.fields]


def test_labels_written_after_their_fields() -> None:
    html = "<p><input name=vorname> First name</p><p><input name=nachname> Last name</p><p><input name=ort> Town</p>"
    assert kinds(html) == ["given-name", "family-name", "address-level2"]


def test_words_of_links_name_no_field() -> None:
    html = "<span>Password</span> <a href=/x>Forgot your e-mail?</a> <input type=password name=x1>"
    assert kinds(html) == ["current-password"]
    assert kinds("<a href=/a>Phones</a> <a href=/b>Cards</a> <span>E-mail</span> <input name=x>") == ["email"]


def test_a_row_header_names_its_first_box_and_each_box_itself() -> None:
    html = "<table><tr><th>Name<td>Surname <input name=a> Given name <input name=b></table>"
    assert kinds(html) == ["family-name", "given-name"]
    html = "<table><tr><th>Address<td><input name=z placeholder=ZIP><input name=addr1><input name=addr2></table>"
    assert kinds(html) == ["postal-code", "address-line1", "address-line2"]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("E-mail or phone number", "email"),
        ("Username or e-mail", "email"),
        ("Your email address", "email"),
        ("Phone verification code", "one-time-code"),
        ("Phone: we may text you a verification code when the courier is near", "tel"),
        ("Adresă de email", "email"),
    ],
)
def test_a_label_that_names_two_things(label: str, kind: str) -> None:
    assert kinds(f"<label>{label} <input name=x1></label><label>Town <input name=x2></label>")[0] == kind


def test_names_end_with_what_they_are_about() -> None:
    assert kinds("<input name=mail_request_phone><input name=x9>")[0] == "tel"
    assert kinds("<input name=addr1><input name=addr2>") == ["address-line1", "address-line2"]


def test_choices_that_tell_no_person() -> None:
    zones = "".join(f"<option>(WEZ {hour:+d}:00) Somewhere</option>" for hour in range(-9, 9))
    assert kinds(f"<label>Where <select name=z>{zones}</select></label>") == ["none"]
    radio = "".join(f"<label><input type=radio name=a value={n}> £{n}</label>" for n in (5, 10, 20))
    assert kinds(radio) == ["transaction-amount"]
    assert kinds("<label>Titles <select name=title><option>All<option>New</select></label>") == ["none"]


def test_three_boxes_of_a_phone_number_after_an_area() -> None:
    html = """<table><tr><th>Phone<td><select name=p1><option>02<option>031<option>032</select>
    <input name=p2 maxlength=4><input name=p3 maxlength=4></table>"""
    assert kinds(html) == ["tel-area-code", "tel-local-prefix", "tel-local-suffix"]


def test_what_inline_styles_put_out_of_sight_is_a_trap() -> None:
    html = """<label>E-mail <input name=a></label>
    <div style="position:absolute; left: -9999px"><input name=b tabindex=-1></div>"""
    assert kinds(html) == ["email", "honeypot"]


def test_a_box_to_stay_logged_in_is_no_consent() -> None:
    html = """<label>E-mail <input name=a></label><label>Password <input type=password name=b></label>
    <input type=checkbox name=remember_me> I agree to stay"""
    assert kinds(html)[-1] == "none"


def test_a_nickname_is_what_one_logs_in_by_where_nothing_else_is_asked() -> None:
    assert kinds("<label>Nick <input name=n></label><input type=password name=p>")[0] == "username"
    assert kinds("<label>Membership number <input name=n></label><input type=password name=p>")[0] == "username"


def test_who_the_card_is_of() -> None:
    html = "<label>Card number <input name=a></label><label>CVC <input name=b></label>"
    assert kinds(f"{html}<label>First and last name <input name=accountHolderName></label>")[-1] == "cc-name"
    assert kinds(f"{html}<p>x</p><label>Nom figurant sur la carte <input name=c></label>")[-1] == "cc-name"


def test_codes_of_countries_tell_a_list_of_countries_in_any_language() -> None:
    listed = "".join(f"<option value={code}>{name}</option>" for code, name in zip(CODES, NAMES, strict=True))
    assert kinds(f"<select name=s7><option value=''>-</option>{listed}</select>") == ["country"]
    states = "".join(f"<option value={code}>{code.lower()}x</option>" for code in ("AL", "AR", "CA", "CO", "DE", "GA"))
    assert kinds(f"<select name=s7>{states}</select>") == ["none"]
