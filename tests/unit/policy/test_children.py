"""Children: what is refused, left to a guardian, not meant for them, or collected, in nineteen languages."""

import tomllib
from pathlib import Path

import pytest

from safeinfo.derive.policy import read_policy

MATERIAL = Path(__file__).parents[3] / "benchmarks" / "material" / "policy"
SENTENCES = tomllib.loads((MATERIAL / "children.toml").read_text("utf-8"))
STYLES = {name: tomllib.loads((MATERIAL / f"children_{name}.toml").read_text("utf-8")) for name in ("styles", "hands")}
TRAPS = tomllib.loads((MATERIAL / "children_traps.toml").read_text("utf-8"))
PASSES = {"refuses", "guardian-consent"}


def read(text, language="en"):
    return read_policy(f"<html lang={language}><body><p>{text}", "https://shop.example/privacy")


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_sentence_on_children_reads_as_a_careful_reader_would(language):
    for wanted, texts in SENTENCES[language]["tuned"].items():
        statuses, _, age = wanted.partition("@")
        for text in texts:
            got = read(text, language)
            assert got.children in statuses.split("|"), text
            assert not age or got.children_age == int(age), text


@pytest.mark.parametrize(("name", "language"), [(name, each) for name, texts in STYLES.items() for each in texts])
def test_passages_in_the_styles_of_real_policies_read_as_a_careful_reader_would(name, language):
    for wanted, texts in STYLES[name][language].items():
        statuses, _, age = wanted.partition("@")
        for text in texts:
            got = read(text, language)
            assert got.children in statuses.split("|"), text
            assert not age or got.children_age == int(age), text


def test_what_is_said_of_other_data_after_a_word_on_children_refuses_nothing():
    assert read("Our toys are not meant for children under 3. We do not collect card data.").children != "refuses"
    assert read("The shop is not directed to children under 13. We never store cards.").children == "not-directed"


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_collecting_from_children_is_never_read_as_refusing_it(language):
    for part in SENTENCES[language].values():
        for wanted, texts in part.items():
            if wanted.partition("@")[0] not in PASSES:
                assert [text for text in texts if read(text, language).children in PASSES] == []


def test_collecting_with_a_guardians_consent_is_consent():
    got = read("We collect the names of children under 13. A parent must give consent before a child takes part.")
    assert (got.children, got.children_age) == ("guardian-consent", 13)


def test_a_text_that_collects_and_refuses_is_unclear():
    got = read("We collect information from children. We do not knowingly collect data from children under 13.")
    assert got.children == "unclear"


@pytest.mark.parametrize("language", sorted(TRAPS))
def test_consent_that_is_not_asked_is_no_consent(language):
    assert [text for text in TRAPS[language] if read(text, language).children in PASSES] == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("We do not knowingly collect data from children under 13 without parental consent.", "guardian-consent"),
        ("If we learn that we collected data from a child without parental consent, we delete it.", "refuses"),
        ("We do not ask children under 13 for data without the consent of their parents.", "guardian-consent"),
        ("We will not collect data from children until a parent has given consent.", "guardian-consent"),
    ],
)
def test_nothing_without_consent_is_consent(text, status):
    assert read(text).children == status
