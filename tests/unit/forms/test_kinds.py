"""What each control asks for: by its own signals, by its neighbours, and what only looks like a field for people."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.derive.forms.autocomplete import token_of
from safeinfo.derive.forms.kinds import consent_kind, kinds_of
from safeinfo.derive.forms.lookup import Lexicon, fold, split
from safeinfo.derive.forms.signals import Control, FormSignals
from safeinfo.model.kinds import KINDS

TYPES = ("text", "email", "password", "select", "checkbox", "radio", "textarea", "file", "hidden", "number")
FORM = FormSignals(method="post", action="https://shop.example/x")


def field(label: str = "", **signals: Any) -> Control:
    return Control(**({"tag": "input", "type": "text", "label": label} | signals))


def read(*controls: Control, form: FormSignals = FORM) -> list[str]:
    return [kind.kind for kind in kinds_of(controls, form)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("email", "email"),
        ("section-one shipping work tel-national", "tel-national"),
        ("fax tel", "x-fax"),
        ("username webauthn", "username"),
        ("off", ""),
        ("nope", ""),
        ("x-cv", ""),
        ("none", ""),
        ("new email", ""),
    ],
)
def test_only_a_known_autocomplete_name_counts(value: str, kind: str) -> None:
    assert token_of(value) == kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Postleitzahl", "postal-code"),
        ("Código postal", "postal-code"),
        ("都道府県", "address-level1"),
        ("Numéro de carte", "cc-number"),
        ("Kart üzerindeki isim", "cc-name"),
        ("Data urodzenia", "bday"),
        ("Personnummer", "x-national-id"),
        ("Номер телефона", "tel"),
        ("E-postadress", "email"),
        ("Gift card number", "none"),
        ("Codice sconto", "none"),
        ("Bestellnummer", "none"),
        ("Allergies", "x-health"),
    ],
)
def test_a_label_tells_in_many_languages(label: str, kind: str) -> None:
    assert read(field(label)) == [kind]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("txtFirstName", "given-name"),
        ("customer[address][zip_code]", "postal-code"),
        ("billing-address-line2", "address-line2"),
        ("useremail", "email"),
        ("order_qty", "none"),
    ],
)
def test_a_name_is_split_into_words(name: str, kind: str) -> None:
    assert read(field(name=name)) == [kind]


def test_what_people_read_beats_what_programs_read() -> None:
    assert read(field("E-mail", name="login")) == ["email"]


def test_autocomplete_written_to_keep_browsers_from_filling_is_not_believed() -> None:
    assert read(field("City", autocomplete="new-password")) == ["address-level2"]


def test_a_name_beside_a_given_name_is_the_family_name() -> None:
    assert read(field("Prénom"), field("Nom")) == ["given-name", "family-name"]
    assert read(field("Nombre"), field("Apellidos")) == ["given-name", "family-name"]
    assert read(field("Nom"), field("Message", type="textarea", tag="textarea"))[0] == "name"


def test_numbers_to_choose_from_are_a_birth_date_or_a_card_s_by_what_stands_near() -> None:
    days = field(type="select", tag="select", options=tuple(map(str, range(1, 32))))
    months = field(type="select", tag="select", options=tuple(map(str, range(1, 13))))
    born = field(type="select", tag="select", options=tuple(map(str, range(1930, 2020))))
    ends = field(type="select", tag="select", options=tuple(map(str, range(2026, 2040))))
    assert read(days, months, born) == ["bday-day", "bday-month", "bday-year"]
    assert read(field("Card number"), months, ends, field("CVV"))[1:3] == ["cc-exp-month", "cc-exp-year"]
    assert read(field("Quantity", type="select", tag="select", options=months.options)) == ["none"]


def test_a_phone_in_three_boxes() -> None:
    boxes = [field("Phone", maxlength=3), field(maxlength=3), field(maxlength=4)]
    assert read(*boxes) == ["tel-area-code", "tel-local-prefix", "tel-local-suffix"]


def test_passwords_by_their_company() -> None:
    password = field("Password", type="password")
    again = field("Repeat password", type="password")
    old = field("Current password", type="password")
    assert read(field("Email"), password) == ["email", "current-password"]
    assert read(field("Email"), password, again)[1:] == ["new-password", "new-password"]
    assert read(old, password, again) == ["current-password", "new-password", "new-password"]
    opening = FormSignals(method="post", buttons=("Create account",), heading="Create an account")
    assert read(field("Email"), password, form=opening)[1] == "new-password"


def test_choices_tell_the_question() -> None:
    radio: dict[str, Any] = {"tag": "radio", "type": "radio"}
    assert read(field("", **radio, options=("Femme", "Homme"))) == ["sex"]
    assert read(field("", **radio, options=("Herr", "Frau", "Divers"))) == ["honorific-prefix"]
    assert read(field("Delivery", **radio, options=("Standard", "Express"))) == ["none"]
    codes = ("Germany (+49)", "France (+33)", "Spain (+34)")
    assert read(field(type="select", tag="select", options=codes)) == ["tel-country-code"]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Yes, send me the newsletter", "consent-marketing"),
        ("Ich habe die AGB gelesen", "consent-terms"),
        ("利用規約に同意する", "consent-terms"),
        ("Wyrażam zgodę na otrzymywanie informacji handlowych", "consent-marketing"),
        ("Remember me", None),
        ("Ship to the same address", None),
    ],
)
def test_what_a_tick_box_agrees_to(label: str, kind: str | None) -> None:
    assert consent_kind(label) == kind
    assert read(field(label, type="checkbox")) == [kind or "none"]


def test_a_tick_box_that_states_an_age_asks_the_age() -> None:
    assert read(field("I am over 18", type="checkbox")) == ["x-age"]


def test_traps_for_robots_ask_nobody() -> None:
    shown = field("Email")
    away = field(name="website", visible=False, traits=frozenset({"tabindex-negative", "offscreen"}))
    said = field("Leave this field empty", name="phone")
    assert read(shown, away, said) == ["email", "honeypot", "honeypot"]
    dialog = [field("Email", visible=False), field("Phone", visible=False)]
    assert read(*dialog) == ["email", "tel"]


def test_a_hidden_input_asks_nobody() -> None:
    assert read(field(type="hidden", name="email")) == ["none"]


def test_a_security_code_without_a_card_is_a_captcha() -> None:
    assert read(field("Security code")) == ["captcha"]
    assert read(field("Card number"), field("Security code")) == ["cc-number", "cc-csc"]
    assert read(field("CVV")) == ["cc-csc"]


def test_a_word_for_a_person_s_name_inside_another_word_is_not_one() -> None:
    assert read(field("題名")) == ["x-subject"]
    assert read(field("ユーザー名")) == ["username"]


def test_folding_and_splitting() -> None:
    assert fold("  Téléphone : (Portable)*") == "telephone portable"
    assert split("billingAddress1_ZIPCode") == "billing address 1 zip code"


def test_the_longest_phrase_at_a_place_counts() -> None:
    lexicon = Lexicon.of([{"a": ["card", "card number"], "b": ["gift card number"], "c": ["e post*"]}])
    assert [hit.kind for hit in lexicon.find("gift card number")] == ["b"]
    assert [hit.kind for hit in lexicon.find("card number")] == ["a"]
    assert [hit.kind for hit in lexicon.find("din e postadress")] == ["c"]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30), st.sampled_from(TYPES)), max_size=8))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_whatever_a_page_writes_each_control_gets_one_known_kind(raw: list[tuple[str, str, str]]) -> None:
    controls = [field(label, name=name, type=kind) for label, name, kind in raw]
    found = kinds_of(controls, FORM)
    assert len(found) == len(controls)
    assert all(kind.kind in KINDS and 0 <= kind.certainty <= 1 for kind in found)


def test_a_long_form_is_read_in_no_time() -> None:
    controls = [field(f"Your {i} favourite address line number {i}", name=f"customerField{i}Name") for i in range(300)]
    started = time.process_time()
    kinds_of(controls, FORM)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("control", "kind"),
    [
        (field("Address of the site", inputmode="url"), "url"),
        (field("Website address"), "url"),
        (field("Adresse der Website"), "url"),
        (field("Web address of the shop", name="shop", inputmode="url"), "x-subject"),
        (field("Webadresse des Shops", name="shop"), "x-subject"),
        (field("Address of the shop"), "street-address"),
        (field("Name of the shop", name="name"), "organization"),
        (field("Name of the token", name="token"), "none"),
    ],
)
def test_what_is_no_persons_is_told_by_its_words(control: Control, kind: str) -> None:
    assert read(control) == [kind]


@pytest.mark.parametrize(
    "stepper",
    [
        field(type="number", name="cart[qty]", label="E-mail gift: how many"),
        field(name="updates[]", inputmode="numeric"),
        field(name="updates[]", pattern="[0-9]*"),
        field(name="cart[qty]"),
    ],
)
def test_a_box_for_a_number_beside_words_on_news_is_no_e_mail_address(stepper: Control) -> None:
    form = FormSignals(
        method="post", action="https://shop.example/x", heading="Subscribe and save", buttons=("Subscribe",)
    )
    assert read(stepper, form=form) == ["none"]
    assert read(field(name="x7"), form=form) == ["email"]
