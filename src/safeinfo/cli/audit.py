"""`safeinfo audit`: walk a shop and judge it."""

from pathlib import Path
from typing import Any

import click

from safeinfo.audit import audit as run_audit
from safeinfo.cli.options import FILE, gathering, options_from, output_format
from safeinfo.cli.output import check_writable, deliver, exit_with, run
from safeinfo.cli.progress import Progress


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
    options = options_from(values)
    check_writable(output, evidence)
    with Progress(quiet=quiet) as progress:
        report = run(run_audit(url, options, evidence=evidence, progress=progress))
    deliver(report, style, output)
    exit_with(report, strict=strict)
