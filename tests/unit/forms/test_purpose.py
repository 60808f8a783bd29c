"""What a form is for, told from its fields, its words and its page, and our own labelled forms as a whole."""

import pytest
from benchmarks import forms_own

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms


def purpose(html: str, path: str = "/x", title: str = "") -> str:
    (form,) = read_forms(Document.parse(html, f"https://shop.example{path}"), title=title)
    assert 0 <= form.certainty <= 1
    assert form.because
    return str(form.purpose)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<form><input type=email name=e><button>Sign up</button></form>", "newsletter"),
        ("<form><input type=email name=e><input type=password name=p><button>Sign in</button></form>", "login"),
        ("<form><h2>Réinitialiser le mot de passe</h2><input type=email name=e><button>OK</button></form>", "recovery"),
        ("<form><input name=e placeholder=E-Mail><button>Newsletter abbestellen</button></form>", "unsubscribe"),
        ("<form method=get action=/s><input name=q><button>検索</button></form>", "search"),
        ("<form><select name=size><option>S<option>M</select><button>Add to cart</button></form>", "other"),
        ("<form><h1>成人确认</h1><label>出生日期 <input name=b></label><button>已满18</button></form>", "age-gate"),
    ],
)
def test_a_form_by_itself(html: str, expected: str) -> None:
    assert purpose(html) == expected


def test_the_same_field_is_for_what_its_button_says() -> None:
    field = "<form method=post><label>Email <input type=email name=e></label><button>{}</button></form>"
    said = [purpose(field.format(words)) for words in ("Subscribe", "Unsubscribe", "Send reset link")]
    assert said == ["newsletter", "unsubscribe", "recovery"]


def test_a_form_without_words_or_fields_for_people_is_no_guess() -> None:
    assert purpose("<form><input name=x7 type=number><button>OK</button></form>") == "other"


def is_wrong(case: forms_own.Own) -> bool:
    return case.right != case.said and {case.right, case.said} != {"address-line1", "street-address"}


def test_our_forms_tell_required_from_optional() -> None:
    cases = [case for case in forms_own.cases() if case.what == "required" and not case.where.startswith("shops")]
    assert len([case for case in cases if case.where.startswith("fresh")]) >= 300
    assert [case for case in cases if case.right != case.said] == []


def test_own_forms_in_twelve_languages_are_read_right() -> None:
    cases = [case for case in forms_own.cases() if not case.where.startswith("shops")]
    languages = {case.where.split()[0] for case in cases if len(case.where.split()[0]) == 2}
    wrong = [case for case in cases if is_wrong(case)]
    assert len(languages) == 12
    assert len([case for case in cases if case.what == "purpose"]) >= 60
    assert wrong == []


def test_most_of_the_forms_that_were_labelled_before_the_rules_met_them_are_read_right() -> None:
    cases = [case for case in forms_own.cases() if case.where.startswith("shops")]
    wrong = [case for case in cases if is_wrong(case)]
    assert len([case for case in cases if case.what == "purpose"]) >= 150
    assert len(wrong) <= 0.01 * len(cases), wrong


BIRTH = "<input placeholder=DD name=d><input placeholder=MM name=m><input placeholder=YYYY name=y>"
MAIL = "<label>E-mail <input name=e></label>"
CHOICES = "".join(
    f"<p>Question {n}</p><label><input type=radio name=q{n}> A</label><label><input type=radio name=q{n}> B</label>"
    for n in range(4)
)
AMOUNT = "".join(f"<label><input type=radio name=a value={n}>${n}</label>" for n in (5, 9))
CARD = "<label>Card number <input name=n></label>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<form method=post><select name=c><option>France<option>Spain</select>{BIRTH}</form>", "age-gate"),
        (f"<form method=post><h2>Log in</h2>{MAIL}<button>Continue</button></form>", "login"),
        (f"<form method=post>{MAIL}<button>Continue</button></form>", "newsletter"),
        (f"<form method=post><p>We will mail you a new password.</p>{MAIL}</form>", "recovery"),
        (f"<form method=post action='/login/forgot-password'><h2>Login</h2>{MAIL}</form>", "recovery"),
        (f"<form method=post><h2>Make a donation</h2>{AMOUNT}{CARD}<button>Pay now</button></form>", "donation"),
        (f"<form method=post>{MAIL}{CHOICES}<button>Next</button></form>", "survey"),
        (f"<form method=get action=/find>{CHOICES}<button>Show</button></form>", "search"),
    ],
)
def test_what_fields_and_words_say_together(html: str, expected: str) -> None:
    assert purpose(html) == expected


ACCOUNT = "<form method=post><h1>{}</h1>{}<label>P <input type=password name=pw></label><button>{}</button></form>"


@pytest.mark.parametrize("number", ["Order number", "Bestellnummer", "Numéro de commande", "注文番号"])
def test_an_order_looked_up_by_number_and_e_mail_is_no_newsletter(number: str) -> None:
    assert (
        purpose(f"<form method=post><label>{number} <input name=r></label>{MAIL}<button>OK</button></form>") == "other"
    )


def test_an_account_is_opened_where_the_words_say_so() -> None:
    assert purpose(ACCOUNT.format("Konto eröffnen", MAIL, "Speichern")) == "signup"
    assert purpose(ACCOUNT.format("Anmelden", MAIL, "Weiter")) == "login"


def test_a_form_behind_a_tab_is_told_by_its_own_button() -> None:
    hidden = f"<h1>Log in</h1><div style='display:none'>{ACCOUNT.format('', MAIL, 'Register')}</div>"
    assert purpose(hidden) == "signup"


@pytest.mark.parametrize("words", ["Password (optional)", "Passwort (freiwillig)", "Mot de passe (facultatif)"])
def test_a_guest_s_step_with_a_password_that_may_be_left_out_is_the_checkout(words: str) -> None:
    who = f"<h2>Contact details</h2>{MAIL}<label>First name <input name=first></label>"
    asked = (
        f"<form method=post>{who}<label>{words} <input type=password name=p></label><button>Continue</button></form>"
    )
    assert purpose(asked) == "checkout"
    assert purpose(asked.replace(words, "Password")) == "signup"


def test_the_page_of_a_shop_that_is_one_program_is_named_by_its_parameter() -> None:
    asked = "<input autocomplete=name name=n><input autocomplete=tel name=t><button>OK</button>"
    form = f"<form method=post action=/index.php?route=account/register>{asked}</form>"
    assert purpose(form, "/index.php?route=account/register") == "signup"
    assert purpose(f"<form method=post>{asked}</form>", "/index.php?utm_source=register") != "signup"
