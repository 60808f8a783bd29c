"""The command line: one module per command; the only place that prints.

Exit codes: 0 nothing failed, 1 a requirement failed (with --strict also cantTell and untested), 2 wrong use,
3 the site could not be audited, 130 interrupted before anything was seen.
"""

import gc
import sys
from importlib import import_module

import click

from safeinfo import __version__
from safeinfo.model.errors import SafeInfoError

_WHERE = {
    "gather": "evidence",
    "judge": "evidence",
    "worker": "serve",
    "receiver": "serve",
}  # commands not in the module of their name
_COLLECT = (20_000, 20, 20)  # new objects before they are looked through: messages and pages are made of many
_COMMANDS = (
    "audit",
    "gather",
    "judge",
    "inspect",
    "declare",
    "requirements",
    "doctor",
    "verify",
    "keys",
    "log",
    "mark",
    "serve",
    "worker",
    "receiver",
)


class _Commands(click.Group):
    """Imports the module of a command when it is asked for: no command pays for what only another one needs."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        gc.disable()  # what is imported stays: looking through it for garbage takes a fifth of the time
        module = import_module(f"safeinfo.cli.{_WHERE.get(cmd_name, cmd_name)}")
        gc.freeze()
        gc.enable()
        gc.set_threshold(*_COLLECT)
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="safeinfo")
def cli() -> None:
    """Audit a shop against the Customer Privacy Requirements, and show the evidence."""


def main() -> None:
    """Run the command line; what a user can do something about is said in words, never as a traceback."""
    try:
        # Not standalone: click would end an interrupted audit with 1, which says that a requirement failed.
        code = cli(prog_name="safeinfo", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SafeInfoError as error:
        click.secho(f"safeinfo: {error}", fg="red", err=True)
        if error.advice:
            click.echo(error.advice, err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("safeinfo: interrupted before anything was seen", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
