"""Every word of the requirements is there in every other language, and says the same numbers, names and commands."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from importlib.resources import files

import pytest

from safeinfo.model.outcome import Outcome
from safeinfo.model.remedies import SHARED, Remedy
from safeinfo.model.requirement import Finding, Requirement
from safeinfo.model.translation import Common, Translation
from safeinfo.report.standard import HEADINGS, render
from safeinfo.requirements import IN_FORCE
from safeinfo.requirements.languages import ENGLISH, common, in_language, languages, translation
from safeinfo.seal import display, faces

EVERY = (*IN_FORCE, display.REQUIREMENT, faces.REQUIREMENT)
OTHERS = languages()[1:]
_HEAD = "Customer Privacy Requirements, edition"  # of the list of `safeinfo requirements`
# What no language says otherwise: commands, options, files, and numbers.
_KEPT = re.compile(r"`[^`]+`|--[\w-]+|\w+\.(?:md|txt|json|eml)\b|\d+")

in_every_language = pytest.mark.parametrize("language", OTHERS)
of_every_requirement = pytest.mark.parametrize("requirement", EVERY, ids=lambda r: r.slug)


def said(words: Requirement | Translation) -> Iterator[tuple[str, str]]:
    """Yield each text with what it is."""
    for each in fields(Translation):
        value = getattr(words, each.name)
        if isinstance(value, str):
            yield each.name, value
    yield from ((f"expectations {number}", each) for number, each in enumerate(words.expectations, 1))
    yield from (
        (f"remedies.{name}", remedy.text if isinstance(remedy, Remedy) else remedy)
        for name, remedy in words.remedies.items()
    )


def wrong(english: dict[str, str], other: dict[str, str]) -> list[str]:
    """Return what is missing, left over, empty, still English, or has other numbers, names or commands."""
    found = [f"missing: {each}" for each in english.keys() - other.keys()]
    found += [f"left over: {each}" for each in other.keys() - english.keys()]
    for each in english.keys() & other.keys():
        if not other[each].strip() or other[each].casefold() == english[each].casefold():
            found.append(f"not translated: {each}")
        if set(_KEPT.findall(english[each])) != set(_KEPT.findall(other[each])):
            found.append(f"other numbers or names: {each}")
    return sorted(found)


def test_there_is_german() -> None:
    assert languages()[0] == ENGLISH
    assert "de" in OTHERS


@in_every_language
def test_a_language_has_a_file_for_each_requirement_and_no_other(language: str) -> None:
    found = {each.name for each in files("safeinfo.requirements").joinpath(language).iterdir()}
    assert found == {"common.toml", *(f"{each.slug.replace('-', '_')}.toml" for each in EVERY)}


@in_every_language
@of_every_requirement
def test_every_word_is_said_and_none_is_left_over(requirement: Requirement, language: str) -> None:
    assert not wrong(dict(said(requirement)), dict(said(translation(requirement.slug, language))))


@in_every_language
def test_what_all_requirements_share_is_said(language: str) -> None:
    assert not wrong({name: each.text for name, each in SHARED.items()}, dict(common(language).remedies))
    assert set(common(language).headings) == {*HEADINGS, _HEAD}
    assert all(theirs not in {"", ours} for ours, theirs in common(language).headings.items())


def test_a_new_remedy_without_its_translation_is_noticed() -> None:
    one = IN_FORCE[0]
    more = replace(one, remedies=one.remedies | {"new-finding": Remedy("Do this within 3 days.")})
    words = dict(said(translation(one.slug, "de")))
    assert wrong(dict(said(more)), words) == ["missing: remedies.new-finding"]
    assert wrong(dict(said(more)), words | {"remedies.new-finding": "Do this within 3 days."}) == [
        "not translated: remedies.new-finding"
    ]
    assert wrong(dict(said(more)), words | {"remedies.new-finding": "Tun Sie das bald."}) == [
        "other numbers or names: remedies.new-finding"
    ]
    assert wrong(dict(said(one)), words | {"remedies.old": "Weg damit."}) == ["left over: remedies.old"]


@in_every_language
def test_the_same_english_is_the_same_in_the_other_language(language: str) -> None:
    told: dict[str, set[str]] = {}
    for one in EVERY:
        other = dict(said(in_language(one, language)))
        for part, words in said(one):
            told.setdefault(words, set()).add(other[part])
    assert not [words for words, others in told.items() if len(others) > 1]


@in_every_language
@of_every_requirement
def test_only_the_words_change(requirement: Requirement, language: str) -> None:
    told = in_language(requirement, language)
    assert (told.id, told.slug, told.needs, told.decide) == (
        requirement.id, requirement.slug, requirement.needs, requirement.decide,
    )  # fmt: skip
    assert {name: (each.snippet, each.language) for name, each in told.remedies.items()} == {
        name: (each.snippet, each.language) for name, each in requirement.remedies.items()
    }


def test_a_language_is_found_by_its_tag_and_english_stays_as_it_is() -> None:
    one = IN_FORCE[0]
    assert in_language(one, "de-AT") == in_language(one, "de") != one
    assert in_language(one, "en") is in_language(one, "en-GB") is in_language(one, "tlh") is one
    assert common(ENGLISH) == Common()
    with pytest.raises(KeyError, match="tlh"):
        translation(one.slug, "tlh")


def test_what_to_do_about_a_finding_is_told_in_the_language_of_the_requirement() -> None:
    told = in_language(next(each for each in IN_FORCE if each.slug == "policy-link"), "de")

    def remedy(name: str) -> str:
        found = told.remedy_for(Finding(name, Outcome.FAILED, "Something is so.", ("o1",)))
        assert found
        return found.text

    assert remedy("policy-link-dead").startswith("Berichtigen Sie die Adresse")  # its own
    assert remedy("walk-incomplete").startswith("Auditieren Sie noch einmal")  # that of all requirements
    assert remedy("something-else") == told.remedies[""].text  # the general one


@in_every_language
@of_every_requirement
def test_a_page_of_the_standard_is_of_one_language(requirement: Requirement, language: str) -> None:
    page = render(in_language(requirement, language), common(language))
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings == [common(language).headings[each] for each in HEADINGS[:-1]]
    assert f"### {common(language).headings['In general']}\n" in page
