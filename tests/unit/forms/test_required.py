"""Whether a field must be filled in, and how that is known."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.model.kinds import Required

REQUIRED, OPTIONAL, UNKNOWN = Required.REQUIRED, Required.OPTIONAL, Required.UNKNOWN
A = "<label>A <input name=a></label>"


def decided(html: str) -> dict[str, tuple[Required, str]]:
    """Return for each named field of the first form whether it is required, and how that is known."""
    (form, *_) = read_forms(Document.parse(f"<form>{html}<button>Go</button></form>", "https://shop.example/page"))
    return {field.name: (field.required, field.required_because) for field in form.fields}


@pytest.mark.parametrize(
    ("html", "expected", "because"),
    [
        ("<input name=f required>", REQUIRED, "attribute"),
        ("<input name=f aria-required=true>", REQUIRED, "aria"),
        ("<label>Phone * <input name=f></label>", REQUIRED, "star"),
        ("<label>Telefon (Pflichtfeld) <input name=f></label>", REQUIRED, "text-mark"),
        ("<label>電話番号 必須 <input name=f></label>", REQUIRED, "text-mark"),
        ("<label>Phone (optional) <input name=f></label>", OPTIONAL, "optional-mark"),
        ("<label>Teléfono (no obligatorio) <input name=f></label>", OPTIONAL, "optional-mark"),
        (
            "<label>A <input name=a required></label><label>Phone <input name=f></label>",
            OPTIONAL,
            "convention",
        ),
        (
            "<p>Fields marked * are required</p><label>A* <input name=a></label><label>Phone <input name=f></label>",
            OPTIONAL,
            "not-marked-among-marked",
        ),
        (
            "<label>A (optional) <input name=a></label><label>Phone <input name=f></label>",
            REQUIRED,
            "not-marked-among-optional",
        ),
        (
            "<p>Tous les champs sont obligatoires.</p><label>A<input name=a></label><label>B<input name=f></label>",
            REQUIRED,
            "statement",
        ),
        ("<label>E-mail <input name=f></label>", REQUIRED, "only-field"),
        ("<label>A <input name=a></label><label>B <input name=f></label>", UNKNOWN, "unknown"),
        ("<label><input type=checkbox name=f> Send me offers</label>", OPTIONAL, "tick-box-not-marked"),
        ("<label>5* hotel <input name=a></label><label>B <input name=f></label>", UNKNOWN, "unknown"),
        ("<label class=required>A <input name=f></label><input name=b>", REQUIRED, "class"),
        ("<label class=not-required>A <input name=f></label><input name=b>", UNKNOWN, "unknown"),
    ],
)
def test_required_and_how_it_is_known(html: str, expected: Required, because: str) -> None:
    assert decided(html)["f"] == (expected, because)


@pytest.mark.parametrize(
    ("html", "expected", "because"),
    [
        (f"{A}<input name=f data-val-required='Enter your name'>", REQUIRED, "rule"),
        (f"{A}<input name=f data-rules='required|email'>", REQUIRED, "rule"),
        (f"{A}<input name=f data-validate='{{required:false}}'>", UNKNOWN, "unknown"),
        (f"{A}<div data-validation='{{\"required\":true}}'><input name=f></div>", REQUIRED, "rule"),
        (f"{A}<input name=f class='x validate[required]'>", REQUIRED, "class"),
        (f"{A}<input name=f aria-describedby=required-note>", UNKNOWN, "unknown"),
        (f"{A}<label for=f>B <i class=asterisk></i></label><input id=f name=f>", REQUIRED, "class"),
        (f"{A}<p>Name (*): <input name=f></p>", REQUIRED, "star"),
        ("<table><tr><td>A<td><input name=f><b>*</b></table>", REQUIRED, "star"),
        ("<p>* = optional</p><label>A* <input name=f></label><input name=b>", OPTIONAL, "star-means-optional"),
        ("<p>* = optional</p><label>A* <input name=a></label><input name=f>", REQUIRED, "not-marked-among-optional"),
        ("<p>Fields marked † are required</p><label>A † <input name=f></label>", REQUIRED, "sign"),
        (f"{A}<div><label>B</label><input name=f><p>Please: this is required</p></div>", REQUIRED, "text-mark"),
        ("<dl><dt>Address *<dd><input name=a placeholder=ZIP><input name=f placeholder=Town></dl>", REQUIRED, "star"),
        ("<label>A* <input name=a required></label><label><input type=checkbox name=f> I accept the terms</label>",
         UNKNOWN, "unknown"),
    ],
)  # fmt: skip
def test_marks_that_stand_elsewhere_than_in_the_label(html: str, expected: Required, because: str) -> None:
    assert decided(html)["f"] == (expected, because)


def test_what_a_form_is_about_is_required_by_its_purpose() -> None:
    login = "<label>E-mail <input name=e></label><label>Password <input name=p type=password></label><p>Log in</p>"
    assert set(decided(login).values()) == {(REQUIRED, "purpose")}
    news = "<h2>Newsletter</h2><label>First name <input name=n></label><label>E-mail <input name=e></label>"
    assert decided(news) == {"n": (UNKNOWN, "unknown"), "e": (REQUIRED, "purpose")}


def test_a_star_at_a_label_beside_an_optional_field_is_not_explained_as_optional() -> None:
    said = decided("<label>Name* <input name=n></label><label>Firm (optional) <input name=f></label>")
    assert said == {"n": (REQUIRED, "star"), "f": (OPTIONAL, "optional-mark")}


@pytest.mark.parametrize(
    "alone",
    [
        "<label>Order note <textarea name=f></textarea></label>",
        "<label>Comments <input name=f></label>",
        "<label>Company <input name=f></label>",
    ],
)
def test_free_text_and_extras_are_not_required_for_standing_alone(alone: str) -> None:
    assert decided(alone)["f"] == (UNKNOWN, "unknown")


@pytest.mark.parametrize(
    "words",
    [
        "not required", "kein Pflichtfeld", "non obligatoire", "no obligatorio", "non obbligatorio", "não obrigatório",
        "niet verplicht", "nieobowiązkowe", "ej obligatoriskt", "ikke påkrevd", "ei pakollinen", "zorunlu değil",
        "není povinné", "nem kötelező", "neobligatoriu", "μη υποχρεωτικό", "не обязательно", "не обов'язково",
        "必須ではありません", "非必填", "필수 아님", "غير إلزامي", "לא חובה", "nije obavezno", "незадължително",
        "neprivaloma",
    ],
)  # fmt: skip
def test_not_required_is_not_read_as_required(words: str) -> None:
    form = (
        f"<form><label>Aaa ({words}) <input name=a></label><label>Bbb <input name=b></label><button>OK</button></form>"
    )
    (read,) = read_forms(Document.parse(form))
    assert [str(field.required) for field in read.fields] == ["optional", "required"]


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("Please fill in all fields.", "required"),
        ("Please fill in all fields marked with *.", "optional"),
        ("Bitte alle Felder ausfüllen, die mit * gekennzeichnet sind", "optional"),
        ("Tüm alanların doldurulması zorunludur", "required"),
        ("כל השדות חובה", "required"),
        ("全項目必須", "required"),
    ],
)
def test_a_statement_about_all_fields_is_one_about_all(words: str, others: str) -> None:
    form = f"<form><p>{words}</p><label>Aaa * <input name=a></label><label>Bbb <input name=b></label></form>"
    (read,) = read_forms(Document.parse(form))
    assert [str(field.required) for field in read.fields] == ["required", others]
