"""`safeinfo requirements`: the standard, as it is decided."""

import click

from safeinfo.model.errors import UsageError
from safeinfo.report.standard import render
from safeinfo.requirements import EDITION, IN_FORCE


@click.command()
@click.argument("slug", required=False)
def requirements(slug: str | None) -> None:
    """List the requirements in force, or show the one of that SLUG or number (SI-10) as it is decided."""
    if slug is None:
        click.secho(f"Customer Privacy Requirements, edition {EDITION}", bold=True)
        for requirement in IN_FORCE:
            click.echo(f"{requirement.id}  {requirement.slug:<26} {requirement.title}")
        return
    wanted = slug.lower()
    for requirement in IN_FORCE:
        if wanted in {requirement.slug, requirement.id.lower()}:
            click.echo(render(requirement), nl=False)
            return
    known = ", ".join(requirement.slug for requirement in IN_FORCE)
    raise UsageError(f"there is no requirement {slug!r} in edition {EDITION}", f"There are: {known}")
