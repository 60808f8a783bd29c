"""The command line: one module per command; the only place that prints.

Exit codes: 0 nothing failed, 1 a requirement failed (with --strict also cantTell and untested), 2 wrong use,
3 the site could not be audited, 130 interrupted before anything was seen.
"""

import sys

import click

from safeinfo import __version__
from safeinfo.cli.importing import imported
from safeinfo.model.errors import SafeInfoError

_WHERE = {
    "gather": "evidence",
    "judge": "evidence",
    "worker": "serve",
    "receiver": "serve",
}  # commands not in the module of their name
_COMMANDS = {  # each with its first sentence: help that imported every command would take a second
    "audit": "Walk the shop at URL as a shopper would, and decide every requirement.",
    "gather": "Walk the shop at URL and write what was seen to an evidence file; nothing is judged.",
    "judge": "Decide every requirement from an evidence FILE; the same file gives the same report, byte for byte.",
    "inspect": "Show what the recognisers see in a FILE or at a URL, as JSON.",
    "declare": "Ask the questions of a declaration and write it (docs/declaration.md tells of every key).",
    "requirements": "List the requirements in force, or show the one of that SLUG or number (SI-10) as it is decided.",
    "doctor": "Look whether browser, sandbox, proxy and fonts are there; exit 2 where something needed is missing.",
    "verify": "Check the seal of a shop (TARGET: shop.example) or in a FILE, against keys that you pinned.",
    "keys": "Make, rotate and show the keys of an authority, a log or a witness (Ed25519, encrypted at rest).",
    "log": "Keep, serve, check and witness a public log (C2SP tlog-tiles).",
    "mark": "Make what a shop shows of its seal (SHOP: shop.example).",
    "serve": "Run the seal programme: the web site, and a worker that audits, renews and watches.",
    "worker": "Run a worker of the authority: audits, renewals, domain checks, the log.",
    "receiver": "Receive the mail of trials by e-mail; `serve` starts one along where a canary domain is set.",
}


class _Commands(click.Group):
    """Imports the module of a command when it is asked for: no command pays for what only another one needs."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(imported(f"safeinfo.cli.{_WHERE.get(cmd_name, cmd_name)}"), cmd_name)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


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
