"""Labels that shops of some thirty countries write at their fields: each is known for what it asks."""

import tomllib
from pathlib import Path

import pytest
from benchmarks import forms_own

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
