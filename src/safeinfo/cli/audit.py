"""`safeinfo audit`: walk a shop and judge it."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from safeinfo.cli.importing import imported
from safeinfo.cli.options import FILE, check_options, gathering, output_format
from safeinfo.cli.output import check_writable, deliver, exit_with, run
from safeinfo.gather.browser.driver import begun

if TYPE_CHECKING:
    from safeinfo.model.report import Report


@click.command()
@click.argument("url")
@gathering
@output_format
@click.option("--evidence", type=FILE, help="Keep the evidence file here; `safeinfo judge` reads it again.")
def audit(
    url: str, style: str | None, output: Path | None, strict: bool, evidence: Path | None, quiet: bool, **values: Any
) -> None:
    """Walk the shop at URL as a shopper would, and decide every requirement.

    Nothing is submitted unless --trials --i-control-this-site are given. Exit code: 0 nothing failed, 1 a
    requirement failed, 2 wrong use, 3 the site could not be audited.
    """
    check_options(values)
    check_writable(output, evidence)
    report = run(_audited(url, values, evidence, quiet=quiet))
    deliver(report, style, output)
    exit_with(report, strict=strict)


async def _audited(url: str, values: dict[str, Any], evidence: Path | None, *, quiet: bool) -> "Report":
    """Import all that an audit needs while the browser's driver starts: both take their time."""
    async with begun() as driver:
        auditing = await asyncio.to_thread(imported, "safeinfo.cli.auditing")
        report: Report = await auditing.audited(url, values, evidence, driver, quiet=quiet)
        return report
