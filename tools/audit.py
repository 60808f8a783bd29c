"""`make audit [SITE=https://…]`: audit a shop, or the sample shop as it is and once broken, and show the reports."""

import asyncio
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from safeinfo.audit import audit
from safeinfo.cli.progress import Progress
from safeinfo.gather import GatherOptions
from safeinfo.model.errors import SafeInfoError
from safeinfo.model.report import Report
from safeinfo.report import FORMATS, text

sys.path.insert(0, str(Path(__file__).parents[1]))
FOLDER = Path("reports")
# What the broken sample shop does wrong; tests/shops/switches.py says what each of these is.
BROKEN = ("phone-required", "tracker-typing-sha256", "policy-link-missing-checkout", "sale-silent")


async def one(site: str, name: str, options: GatherOptions) -> tuple[Report, Path]:
    """Audit one shop; write its HTML and JSON reports and its evidence below FOLDER."""
    with Progress(quiet=False) as progress:
        report = await audit(site, options, evidence=FOLDER / f"{name}.evidence", progress=progress)
    path = FOLDER / f"{name}.html"
    for style in ("html", "json"):
        path.with_suffix(f".{style}").write_text(FORMATS[style](report), "utf-8")
    click.echo(text.render(report, colour=sys.stdout.isatty()), color=sys.stdout.isatty())
    return report, path


async def sample() -> list[Path]:
    """Audit the sample shop as it is, and once with some of its switches thrown."""
    from tests.shops import serve_shop  # noqa: PLC0415 - only a checkout has it

    paths = []
    for name, switches in (("sample-shop", ()), ("sample-shop-broken", BROKEN)):
        click.secho(f"\nThe sample shop, {'broken: ' + ', '.join(switches) if switches else 'as it is'}", bold=True)
        async with serve_shop(switches=switches) as shop:
            options = GatherOptions(allow_private=True, ca_file=Path(shop.ca_file))
            paths.append((await one(shop.url, name, options))[1])
    return paths


async def main() -> None:
    """Audit what was asked for and end with the reports' paths."""
    FOLDER.mkdir(exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    if len(sys.argv) > 1:
        site = sys.argv[1]
        name = "".join(c if c.isalnum() or c in ".-" else "-" for c in urlsplit(site).netloc or site)
        paths = [(await one(site, name or "shop", GatherOptions()))[1]]
    else:
        paths = await sample()
    click.secho("\nReports", bold=True)
    for path in paths:
        click.echo(f"  {path.resolve()}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SafeInfoError as error:
        click.secho(f"safeinfo: {error}", fg="red", err=True)
        click.echo(error.advice, err=True)
        sys.exit(error.exit_code)
