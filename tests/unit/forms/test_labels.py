"""Words that shops of some thirty countries write at their fields and above their forms: each is known alone."""

import tomllib
from pathlib import Path

import pytest
from benchmarks import forms_own

from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.forms.kinds import kinds_of
from safeinfo.derive.forms.signals import Control, FormSignals

TABLES = tomllib.loads(Path(forms_own.HERE, "labels.toml").read_text("utf-8"))
CARD = Control(tag="input", type="text", autocomplete="cc-number")


def kind_of(label: str, asked: str) -> str:
    tag = "textarea" if asked == "x-message" else "input"
    control = Control(tag=tag, type="text" if tag == "input" else tag, label=label)
    around = [CARD] if asked == "cc-csc" else []  # without a card, a security code is no card's
    kind = kinds_of([*around, control], FormSignals())[-1].kind
    return "street-address" if kind == "address-line1" else kind


@pytest.mark.parametrize("language", sorted(TABLES))
def test_a_label_alone_says_what_is_asked(language: str) -> None:
    wrong = [
        (label, asked, said)
        for asked, labels in TABLES[language].items()
        for label in labels
        if (said := kind_of(label, asked)) != asked
    ]
    assert wrong == []


def test_the_labels_are_many() -> None:
    assert len(TABLES) >= 25
    assert sum(len(labels) for table in TABLES.values() for labels in table.values()) >= 1_500


HEADINGS = tomllib.loads(Path(forms_own.HERE, "headings.toml").read_text("utf-8"))
MAIL = "<label>E-mail <input type=email name=e></label>"
PASSWORD = "<label>X <input type=password name=p></label>"
NAME = "<input autocomplete=name name=n>"
PLACE = "".join(f"<input autocomplete={k} name=x>" for k in ("street-address", "postal-code", "address-level2"))
FIELDS = {
    "newsletter": MAIL,
    "login": MAIL + PASSWORD,
    "signup": MAIL + PASSWORD,
    "recovery": MAIL,
    "checkout": NAME + PLACE + MAIL,
    "guest": MAIL,
    "contact": f"{NAME}{MAIL}<textarea name=m></textarea>",
    "unsubscribe": MAIL,
    "account-details": NAME + MAIL,
}


@pytest.mark.parametrize("purpose", sorted(HEADINGS))
def test_a_heading_and_a_button_say_what_the_same_fields_are_for(purpose: str) -> None:
    wrong = []
    for words in HEADINGS[purpose]:
        heading, button = words.split(" | ")
        form = f"<form method=post><h2>{heading}</h2>{FIELDS[purpose]}<button>{button}</button></form>"
        (read,) = read_forms(Document.parse(form, "https://shop.example/x/1"))
        if read.purpose != purpose.replace("guest", "checkout"):
            wrong.append((words, str(read.purpose)))
    assert wrong == []


CONSENTS = tomllib.loads(Path(forms_own.HERE, "consents.toml").read_text("utf-8"))


@pytest.mark.parametrize("asked", sorted(CONSENTS))
def test_the_words_beside_a_tick_box_say_what_it_agrees_to(asked: str) -> None:
    boxes = [(words, Control(tag="input", type="checkbox", label=words)) for words in CONSENTS[asked]]
    said = [(words, kinds_of([box], FormSignals())[0].kind) for words, box in boxes]
    assert [(words, kind) for words, kind in said if kind != asked] == []
