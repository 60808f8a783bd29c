"""`safeinfo mark`: the picture of the seal, the HTML to paste, and the refresh of the stapled file."""

from pathlib import Path

import click

from safeinfo.cli.trusted import FILE
from safeinfo.model.errors import UsageError
from safeinfo.seal import mark as marks
from safeinfo.seal import origins
from safeinfo.seal.errors import MalformedError

_LANGUAGE = click.option(
    "--language", type=click.Choice(sorted(marks.words())), default="en", show_default=True, help="Of the words."
)
_SIZE = click.option("--size", type=click.Choice(list(marks.SIZES)), default="medium", show_default=True)
_AUTHORITY = click.option("--authority", required=True, help="The authority's origin, such as https://seals.example")


@click.group()
def mark() -> None:
    """Make what a shop shows of its seal (SHOP: shop.example)."""


@mark.command()
@click.argument("shop")
@_SIZE
@click.option("--theme", type=click.Choice(list(marks.THEMES)), default="light", show_default=True)
@_LANGUAGE
@click.option("--all", "folder", type=FILE, help="Write every size, theme and language into this folder.")
@click.option("--output", "-o", type=FILE, help="Where the SVG goes; default: standard output.")
def picture(shop: str, size: str, theme: str, language: str, folder: Path | None, output: Path | None) -> None:
    """Make the mark as SVG, to be hosted by the shop itself."""
    origin = _origin(shop)
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            for kind in marks.every_kind():
                (folder / f"safe-info-seal-{'-'.join(kind)}.svg").write_text(marks.picture(origin, *kind), "utf-8")
        elif output is not None:
            output.write_text(marks.picture(origin, size, theme, language), "utf-8")
        else:
            click.echo(marks.picture(origin, size, theme, language), nl=False)
    except OSError as error:
        raise UsageError(f"{folder or output}: {error.strerror}", "Give another place to write to.") from None


@mark.command()
@click.argument("shop")
@_AUTHORITY
@_SIZE
@_LANGUAGE
@click.option("--src", default="", help="Where the shop has the SVG; default: /safe-info-seal.svg")
def snippet(shop: str, authority: str, size: str, language: str, src: str) -> None:
    """Print the HTML to paste: a link to the seal's page around the picture. It needs no script."""
    click.echo(marks.snippet(_origin(shop), _origin(authority), size, language, src), nl=False)


@mark.command()
@click.argument("shop", required=False)
@click.option("--authority", default="", help="The authority's origin, such as https://seals.example")
@click.option("--folder", default="/var/www/html", show_default=True, help="The shop's folder of static files.")
@click.option("--script", is_flag=True, help="Print the shell script instead of the one line.")
def refresh(shop: str | None, authority: str, folder: str, script: bool) -> None:
    """Print a crontab line that keeps the stapled seal fresh, or with --script a shell script that does."""
    if script:
        click.echo(marks.refresh_script(), nl=False)
        return
    if not shop or not authority:
        raise UsageError("SHOP and --authority are needed", "Or --script for the script, which takes them later.")
    click.echo(marks.cron_line(_origin(shop), _origin(authority), folder), nl=False)


def _origin(text: str) -> str:
    try:
        origin = origins.asked(text)
        marks.shown_domain(origin)
    except MalformedError as error:
        raise UsageError(str(error), "Write it like shop.example or https://shop.example:8443.") from None
    return origin
