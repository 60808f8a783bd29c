"""Options that several commands share."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from safeinfo.model.errors import UsageError

if TYPE_CHECKING:
    from safeinfo.gather import GatherOptions

STYLES = ("text", "html", "json", "sarif", "junit")  # of `safeinfo.report`, which need not be imported to be named
Decorated = Callable[..., Any]
FILE = click.Path(path_type=Path)

_GATHERING = (
    click.option("--declaration", type=FILE, help="What the shop declares (TOML; see docs/declaration.md)."),
    click.option(
        "--mail", type=FILE, multiple=True, help="Messages to judge: an .eml file, an mbox or a maildir; repeatable."
    ),
    click.option("--mail-trial", type=FILE, help="The record of a mail trial (TOML; see docs/mail-trial.md)."),
    click.option("--trials", is_flag=True, help="Also submit forms with made-up data. Needs --i-control-this-site."),
    click.option("--i-control-this-site", "controls", is_flag=True, help="You may submit made-up data to this shop."),
    click.option("--allow-private", is_flag=True, help="Also reach loopback and private addresses: your own tests."),
    click.option("--ca-file", type=FILE, help="A further certificate authority to trust (PEM)."),
    click.option("--max-pages", type=click.IntRange(1, 1000), default=30, show_default=True, help="Pages to open."),
    click.option(
        "--timeout", type=click.FloatRange(10, 7200), default=300, show_default=True, help="Seconds for the walk."
    ),
    click.option(
        "--second-opinion",
        is_flag=True,
        help="Also ask a full Chromium what it takes each field for, in loads of their own.",
    ),
    click.option("--quiet", "-q", is_flag=True, help="No progress on standard error."),
)


def gathering(command: Decorated) -> Decorated:
    """Add the options that say how a shop is walked."""
    return reduce(lambda inner, option: option(inner), reversed(_GATHERING), command)


def output_format(command: Decorated) -> Decorated:
    """Add `--format`, `--output` and `--strict`."""
    options = (
        click.option("--format", "style", type=click.Choice(STYLES), help="Default: by the output's name, or text."),
        click.option("--output", "-o", type=FILE, help="Where the report goes; default: standard output."),
        click.option("--strict", is_flag=True, help="Exit 1 also where a requirement is cantTell or untested."),
    )
    return reduce(lambda inner, option: option(inner), reversed(options), command)


def check_options(values: dict[str, Any]) -> None:
    """Refuse what can be seen to be wrong before anything is begun."""
    if values["trials"] and not values["controls"]:
        raise UsageError(
            "--trials submits made-up data to the shop, so it needs --i-control-this-site",
            "Add --i-control-this-site if the shop is yours or its owner asked you to; else leave --trials out.",
        )
    for name in ("ca_file", "declaration", "mail_trial"):
        if (path := values[name]) is not None and not path.is_file():
            raise UsageError(f"{path}: there is no such file", f"Check the path given to --{name.replace('_', '-')}.")


def options_from(values: dict[str, Any]) -> "GatherOptions":
    """Make the options of gathering out of what `gathering` parsed; UsageError says what is wrong."""
    from safeinfo.gather import GatherOptions, mail_trial  # noqa: PLC0415 - help and most commands do without
    from safeinfo.gather.declaration import load  # noqa: PLC0415

    check_options(values)
    declaration = load(values["declaration"]) if values["declaration"] else None
    kept = declaration.consent_ledger if declaration else ""
    return GatherOptions(
        max_pages=values["max_pages"],
        timeout=values["timeout"],
        allow_private=values["allow_private"],
        ca_file=values["ca_file"],
        trials=values["trials"],
        controls_site=values["controls"],
        declaration=declaration,
        declaration_source=str(values["declaration"] or ""),
        consent_ledger=values["declaration"].parent / kept if kept else None,
        mail=tuple(values["mail"]),
        second_opinion=values["second_opinion"],
        mail_trial=mail_trial.load(values["mail_trial"]) if values["mail_trial"] else None,
    )
