"""`safeinfo declare`: ask what cannot be seen from outside, and write the declaration file."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from safeinfo.cli.options import FILE
from safeinfo.gather import archive
from safeinfo.gather.declaration import SAFEGUARDS, parse
from safeinfo.judge import judge
from safeinfo.model.errors import UsageError
from safeinfo.model.report import FieldRow

_SAFEGUARD_QUESTIONS = {
    "encryption": "How is customer data protected where it is stored (encryption)?",
    "access": "Who has access to it?",
    "retention": "How long is it kept?",
    "breach": "What happens, and who is told, if it gets out?",
}


@click.command()
@click.option("--from", "source", type=FILE, help="Start from an evidence file: asks for every field that was seen.")
@click.option("--output", "-o", type=FILE, default="declaration.toml", show_default=True)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def declare(source: Path | None, output: Path, force: bool) -> None:
    """Ask the questions of a declaration and write it (docs/declaration.md tells of every key).

    An empty answer leaves the question undeclared, which is not the same as no.
    """
    if output.exists() and not force:
        raise UsageError(f"{output} is there already", "Give another --output, or --force to write over it.")
    asked = _fields(source) if source else []
    text = "\n".join(_lines(asked)) + "\n"
    parse(text, str(output))
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}", "Give another --output.") from error
    click.echo(f"{output}: written. Read it over; it is what you sign for.", err=True)


def _fields(source: Path) -> list[FieldRow]:
    """Return one row for each kind of personal data that an audit saw, required ones first of a kind."""
    report = judge(archive.read(source))
    rows: dict[str, FieldRow] = {}
    for row in sorted(report.fields, key=lambda row: (row.kind, row.required != "required")):
        if row.personal:
            rows.setdefault(row.kind, row)
    return list(rows.values())


def _lines(asked: Sequence[FieldRow]) -> Iterator[str]:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    yield f"# Declaration, written by safeinfo declare on {today}. docs/declaration.md tells of every key."
    yield from _text("shop", "The shop's name, as customers know it")
    yield from _text("signed_by", "Your name and role")
    yield f"signed_on = {today}"
    orders = _ask_flag("Can anything be ordered or paid for on the site?")
    if orders is False:
        yield "takes_orders = false"
    else:
        yield from _flag("sells_goods", "Does the shop deliver goods (not only services or downloads)?")
    sold = _ask_flag("Is personal information sold to anybody?")
    if sold is not None:
        yield f"sold = {_toml(sold)}"
    if sold:
        yield from _list("sold_to", "To whom? (names, separated by commas)")
        yield from _flag(
            "consent_asked_by_mail", "Was every customer asked by e-mail, and only those sold who said yes?"
        )
        yield from _ledger()
    yield from _flag("sends_mailings", "Does the shop send newsletters or offers by e-mail?")
    under = click.prompt(
        "Customers under 13: refused, guardian (a guardian consents), or not-addressed",
        default="",
        show_default=False,
        type=click.Choice(["", "refused", "guardian", "not-addressed"]),
        show_choices=False,
    )
    if under:
        yield f"under_13 = {_toml(under)}"
    yield from _flag("directed_at_children", "Does the shop speak to children under 13?")
    limited = _ask_flag("Are there pages for visitors of an age only (13, 16, 18 …)?")
    if limited is False:
        yield "no_age_limits = true"
    # Tables come last: in TOML every key after a table's head belongs to it.
    if limited:
        yield from _age_limit()
    yield from _safeguards()
    for row in asked:
        yield from _data(row)


def _ledger() -> Iterator[str]:
    if path := _ask("  The ledger of who was asked and said what: a CSV file beside this one (empty: none)"):
        customers = click.prompt("  How many customers were there when they were asked?", type=click.IntRange(1))
        yield from (f"consent_ledger = {_toml(path)}", f"customers = {customers}")


def _age_limit() -> Iterator[str]:
    minimum = click.prompt("  From which age?", type=click.IntRange(1, 120))
    paths = click.prompt("  Which paths? (separated by commas; * for any characters)")
    yield from ("", "[[age_limits]]", f"minimum = {minimum}", f"pages = {_toml(_split(paths))}")


def _safeguards() -> Iterator[str]:
    answers = {name: _ask(_SAFEGUARD_QUESTIONS[name]) for name in SAFEGUARDS}
    if any(answers.values()):
        yield from ("", "[safeguards]")
        yield from (f"{name} = {_toml(answer)}" for name, answer in answers.items() if answer)


def _data(row: FieldRow) -> Iterator[str]:
    label = row.label or row.name or row.selector
    click.echo(f"\nThe {row.purpose} form asks for {row.kind} («{label}», {row.required}).")
    purpose = _ask("  What is it used for?")
    if not purpose:
        return
    yield from ("", "[[data]]", f"kind = {_toml(row.kind)}", f"purpose = {_toml(purpose)}")
    if row.required == "required" and row.relation != "needed" and (reason := _ask("  Why must it be given?")):
        yield f"reason = {_toml(reason)}"
    if recipients := _split(_ask("  Who else receives it? (separated by commas; empty: nobody)")):
        yield f"recipients = {_toml(recipients)}"


def _text(key: str, question: str) -> Iterator[str]:
    if answer := _ask(question):
        yield f"{key} = {_toml(answer)}"


def _list(key: str, question: str) -> Iterator[str]:
    if answers := _split(_ask(question)):
        yield f"{key} = {_toml(answers)}"


def _flag(key: str, question: str) -> Iterator[str]:
    answer = _ask_flag(question)
    if answer is not None:
        yield f"{key} = {_toml(answer)}"


def _ask(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False)).strip()


def _ask_flag(question: str) -> bool | None:
    given = click.prompt(
        f"{question} [yes/no]",
        default="",
        show_default=False,
        type=click.Choice(["", "yes", "no", "y", "n"], case_sensitive=False),
        show_choices=False,
    )
    return None if not given else given.lower().startswith("y")


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _toml(value: object) -> str:
    """Return a value as TOML: its basic strings, lists and booleans are written as JSON writes them (toml.io 1.0.0)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
