"""The command line: one module per command; the only place that prints.

Exit codes: 0 nothing failed, 1 a requirement failed (with --strict also cantTell and untested), 2 wrong use,
3 the site could not be audited, 130 interrupted before anything was seen.
"""

import sys

import click

from safeinfo import __version__
from safeinfo.cli.audit import audit
from safeinfo.cli.declare import declare
from safeinfo.cli.doctor import doctor
from safeinfo.cli.evidence import gather, judge
from safeinfo.cli.inspect import inspect
from safeinfo.cli.requirements import requirements
from safeinfo.cli.serve import serve, worker
from safeinfo.model.errors import SafeInfoError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="safeinfo")
def cli() -> None:
    """Audit a shop against the Customer Privacy Requirements, and show the evidence."""


for command in (audit, gather, judge, inspect, declare, requirements, doctor, serve, worker):
    cli.add_command(command)


def main() -> None:
    """Run the command line; what a user can do something about is said in words, never as a traceback."""
    try:
        cli(prog_name="safeinfo")
    except SafeInfoError as error:
        click.secho(f"safeinfo: {error}", fg="red", err=True)
        if error.advice:
            click.echo(error.advice, err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("safeinfo: interrupted before anything was seen", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
