"""`safeinfo gather` and `safeinfo judge`: an audit in two steps, with the evidence file between them."""

from pathlib import Path
from typing import Any

import click

from safeinfo.cli.options import FILE, gathering, options_from, output_format
from safeinfo.cli.output import check_writable, deliver, exit_with, run
from safeinfo.cli.progress import Progress
from safeinfo.gather import archive
from safeinfo.gather import gather as run_gather
from safeinfo.gather.review import load as read_review
from safeinfo.judge import judge as run_judge


@click.command()
@click.argument("url")
@gathering
@click.option("--output", "-o", type=FILE, default="shop.evidence", show_default=True, help="The evidence file.")
def gather(url: str, output: Path, quiet: bool, **values: Any) -> None:
    """Walk the shop at URL and write what was seen to an evidence file; nothing is judged."""
    options = options_from(values)
    check_writable(output)
    with Progress(quiet=quiet) as progress:
        evidence = run(run_gather(url, options, progress))
    digest = archive.write(evidence, output)
    click.echo(f"{output}: {len(evidence.observations)} observations, sha256 {digest}", err=True)


@click.command()
@click.argument("file", type=FILE)
@output_format
@click.option("--review", type=FILE, help="What a reviewer settled of what is cantTell (TOML; see docs/review.md).")
def judge(file: Path, style: str | None, output: Path | None, strict: bool, review: Path | None) -> None:
    """Decide every requirement from an evidence FILE; the same file gives the same report, byte for byte."""
    report = run_judge(archive.read(file), read_review(review) if review else None)
    deliver(report, style, output)
    exit_with(report, strict=strict)
