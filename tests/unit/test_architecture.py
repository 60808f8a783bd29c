"""The house rules that a linter does not know: sizes, docstrings, and a lock that names no host."""

import ast
import re
import statistics
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "safeinfo"
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")  # Django writes those
LONGEST_FILE, LONGEST_REQUIREMENT, LONGEST_FUNCTION, MEDIAN_FUNCTION = 400, 120, 50, 10
# Files that are one idea and longer than the budget, each with the reason.
LONGER: dict[str, str] = {}


def functions(path: Path) -> list[tuple[str, int]]:
    """Return each function's name and its length in lines, docstring and decorators left out."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            found.append((node.name, (node.end_lineno or 0) - first.lineno + 1))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_file_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    name = str(path.relative_to(SOURCE))
    budget = LONGEST_REQUIREMENT if path.parent.name == "requirements" else LONGEST_FILE
    assert text.count("\n") <= budget or name in LONGER
    assert ast.get_docstring(ast.parse(text)), "a module docstring says what the file is for"
    too_long = [(function, lines) for function, lines in functions(path) if lines > LONGEST_FUNCTION]
    assert not too_long


def test_functions_are_short_at_the_median() -> None:
    assert statistics.median(lines for path in FILES for _, lines in functions(path)) < MEDIAN_FUNCTION


def test_exceptions_are_still_needed() -> None:
    for name in LONGER:
        assert (SOURCE / name).read_text("utf-8").count("\n") > LONGEST_FILE


def test_the_lock_names_no_host_and_has_every_dependency() -> None:
    lock = (ROOT / "uv.lock").read_text("utf-8")
    assert set(re.findall(r"https?://([^/\"]+)", lock)) == {"registry.invalid"}
    locked = {package["name"] for package in tomllib.loads(lock)["package"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = [line for lines in project["project"]["optional-dependencies"].values() for line in lines]
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"] + extras
    assert {re.split(r"[<>=\[~! ]", line)[0].lower() for line in wanted} <= locked


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.toml")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_data_that_is_shipped_says_where_it_is_from(path: Path) -> None:
    head = path.read_text("utf-8")[:1500].lower()
    assert re.search(r"licen|apache-2\.0|public registr", head)
