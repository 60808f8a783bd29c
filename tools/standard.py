"""Write docs/standard: each requirement in force as a page, from the requirement itself."""

from pathlib import Path

from safeinfo.report.standard import render
from safeinfo.requirements import IN_FORCE

FOLDER = Path(__file__).parents[1] / "docs" / "standard"


def main() -> None:
    """Write a page for each requirement in force, and take pages of others away."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for page in FOLDER.glob("*.md"):
        page.unlink()
    for requirement in IN_FORCE:
        (FOLDER / f"{requirement.slug}.md").write_text(render(requirement), "utf-8")


if __name__ == "__main__":
    main()
