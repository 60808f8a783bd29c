"""Children: what is refused, left to a guardian, not meant for them, or collected, in twelve languages."""

import tomllib
from pathlib import Path

import pytest

from safeinfo.derive.policy import read_policy

MATERIAL = Path(__file__).parents[3] / "benchmarks" / "material" / "policy" / "children.toml"
SENTENCES = tomllib.loads(MATERIAL.read_text("utf-8"))
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
