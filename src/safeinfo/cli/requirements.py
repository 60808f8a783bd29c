"""`safeinfo requirements`: the standard, as it is decided."""

import click

from safeinfo.model.errors import UsageError
from safeinfo.report.standard import render
from safeinfo.requirements import EDITION, IN_FORCE
from safeinfo.requirements.languages import ENGLISH, common, in_language, languages

_HEAD = "Customer Privacy Requirements, edition"


@click.command()
@click.argument("slug", required=False)
@click.option("--language", type=click.Choice(languages()), default=ENGLISH, show_default=True, help="Of the words.")
def requirements(slug: str | None, language: str) -> None:
    """List the requirements in force, or show the one of that SLUG or number (SI-10) as it is decided."""
    if slug is None:
        click.secho(f"{common(language).heading(_HEAD)} {EDITION}", bold=True)
        for requirement in IN_FORCE:
            click.echo(f"{requirement.id}  {requirement.slug:<26} {in_language(requirement, language).title}")
        return
    wanted = slug.lower()
    for requirement in IN_FORCE:
        if wanted in {requirement.slug, requirement.id.lower()}:
            click.echo(render(in_language(requirement, language), common(language)), nl=False)
            return
    known = ", ".join(requirement.slug for requirement in IN_FORCE)
    raise UsageError(f"there is no requirement {slug!r} in edition {EDITION}", f"There are: {known}")
