"""Where a report goes, and the exit code that follows from it."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from safeinfo.model.errors import UsageError

if TYPE_CHECKING:
    from safeinfo.model.report import Report

T = TypeVar("T")
_BY_SUFFIX = {".html": "html", ".htm": "html", ".json": "json", ".sarif": "sarif", ".xml": "junit", ".txt": "text"}


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine; SIGTERM ends it as Ctrl-C does, so that a walk stops with what it has."""

    async def inner() -> T:
        task = asyncio.create_task(work)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
        loop.add_signal_handler(signal.SIGINT, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    return asyncio.run(inner())


def check_writable(*paths: Path | None) -> None:
    """Refuse a path that nothing can be written to, before an audit of minutes is made for it."""
    for path in paths:
        if path is None:
            continue
        above = next((each for each in path.absolute().parents if each.exists()), None)
        if path.is_dir():
            raise UsageError(f"{path}: this is a folder", "Give the path of a file.")
        if above is None or not above.is_dir() or not os.access(path if path.exists() else above, os.W_OK):
            raise UsageError(f"{path}: nothing can be written there", "Give another path.")


def deliver(report: "Report", style: str | None, output: Path | None) -> None:
    """Write a report in the asked format; without an output, text goes to the terminal in colour."""
    from safeinfo.report import FORMATS, text  # noqa: PLC0415 - while a browser starts, not before

    chosen = style or (_BY_SUFFIX.get(output.suffix.lower(), "text") if output else "text")
    if output is None:
        colour = sys.stdout.isatty()
        if chosen == "text":
            width = min(120, shutil.get_terminal_size((110, 24)).columns)
            click.echo(text.render(report, colour=colour, width=width), nl=False, color=colour)
        else:
            click.echo(FORMATS[chosen](report), nl=False)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(FORMATS[chosen](report), "utf-8")
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}", "Give another path to --output.") from error
    click.echo(f"{chosen} report: {output}", err=True)


def exit_with(report: "Report", *, strict: bool) -> None:
    """End the program with 1 where a requirement failed, with `strict` also where one is not settled."""
    from safeinfo.model.outcome import Outcome  # noqa: PLC0415 - imported with the rest

    bad = {Outcome.FAILED} | ({Outcome.CANT_TELL, Outcome.UNTESTED} if strict else set())
    sys.exit(1 if any(verdict.outcome in bad for verdict in report.verdicts) else 0)
