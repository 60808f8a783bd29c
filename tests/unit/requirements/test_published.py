"""The standard as published is what the requirements say, and every finding of a case has a remedy."""

import inspect
import re
import sys
from pathlib import Path

import pytest

from safeinfo.model.requirement import Requirement
from safeinfo.report.standard import render
from safeinfo.requirements import IN_FORCE

PUBLISHED = Path(__file__).parents[3] / "docs" / "standard"


@pytest.mark.parametrize("requirement", IN_FORCE, ids=lambda r: r.slug)
def test_the_published_page_is_up_to_date(requirement: Requirement) -> None:
    page = PUBLISHED / f"{requirement.slug}.md"
    assert page.read_text("utf-8") == render(requirement), "run: python tools/standard.py"


def test_nothing_else_is_published() -> None:
    assert {page.stem for page in PUBLISHED.glob("*.md")} == {requirement.slug for requirement in IN_FORCE}


@pytest.mark.parametrize("requirement", IN_FORCE, ids=lambda r: r.slug)
def test_a_requirement_has_every_part_of_an_act_rule(requirement: Requirement) -> None:
    parts = (requirement.title, requirement.asked, requirement.applicability, requirement.assumptions)
    assert all(len(part) > 20 for part in parts)
    assert len(requirement.cannot_see) > 20
    assert requirement.expectations
    assert requirement.remedies[""].text


@pytest.mark.parametrize("requirement", IN_FORCE, ids=lambda r: r.slug)
def test_a_remedy_is_for_a_finding_that_is_made(requirement: Requirement) -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith("safeinfo.derive.computed")]
    code = "".join(inspect.getsource(module) for module in (inspect.getmodule(requirement.decide), *modules) if module)
    made = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code)) | {
        f"insecure-{what}" for what in ("page", "frame", "form-target")
    }
    assert set(requirement.remedies) - {""} <= made
