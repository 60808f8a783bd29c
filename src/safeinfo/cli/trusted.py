"""Options and files that the commands about seals share: the pins, the key file and its passphrase."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from safeinfo.model.errors import UsageError
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.keys import KeyRing, load
from safeinfo.seal.trust import LARGEST, Trust

FILE = click.Path(path_type=Path)
PASSPHRASE = "SAFEINFO_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable
TRUST = "SAFEINFO_TRUST"

trust_option = click.option(
    "--trust",
    "trust_file",
    type=FILE,
    envvar=TRUST,
    help=f"The authority's trust file, pinned by you; default: ${TRUST}, or safeinfo/trust.json in your settings.",
)
keys_option = click.option(
    "--keys", "key_file", type=FILE, required=True, help="The key file that `safeinfo keys new` wrote."
)
passphrase_option = click.option(
    "--passphrase-file",
    type=FILE,
    help=f"A file whose first line is the passphrase; default: ${PASSPHRASE}, or it is asked.",
)


def now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


def read_file(path: Path, most: int, advice: str) -> bytes:
    """Return a file's bytes, at most `most`; UsageError with the advice if that is not possible."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", advice) from None
    if len(data) > most:
        raise UsageError(f"{path}: larger than {most} bytes", advice)
    return data


def trusted(trust_file: Path | None) -> Trust:
    """Return the pins; UsageError where there are none or the file is no good."""
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = trust_file or settings / "safeinfo" / "trust.json"
    advice = (
        "A seal is checked against keys that you pinned. Get the authority's trust file"
        " (https://AUTHORITY/.well-known/safe-info-trust.json) in a way that you rely on, and give it with --trust."
    )
    if trust_file is None and not path.exists():
        raise UsageError(f"no authority is pinned: there is no {path}", advice)
    data = read_file(path, LARGEST, advice)
    try:
        return Trust.parse(data)
    except MalformedError as error:
        raise UsageError(f"{path}: {error}", advice) from None


def passphrase(passphrase_file: Path | None, *, new: bool = False) -> str:
    """Return the passphrase: from a file, the environment, or the terminal (twice for a new one)."""
    if passphrase_file is not None:
        data = read_file(passphrase_file, 4096, "Give a file with the passphrase in its first line.")
        return data.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    asked: str = click.prompt("Passphrase of the key file", hide_input=True, confirmation_prompt=new, err=True)
    return asked


def opened_keys(key_file: Path, passphrase_file: Path | None) -> KeyRing:
    """Return the keys of a file with their private halves."""
    load(key_file)  # a file that is no key file is told before a passphrase is asked
    return load(key_file, passphrase(passphrase_file))
