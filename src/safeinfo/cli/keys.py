"""`safeinfo keys`: the authority's key file: make it, rotate, and publish its public halves."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import click

from safeinfo.cli.trusted import FILE, keys_option, now, passphrase, passphrase_option
from safeinfo.model.errors import UsageError
from safeinfo.seal import did, strict, times
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.keys import OVERLAP, PURPOSES, Key, KeyRing, issuer_keys, load, save
from safeinfo.seal.notes import NoteKey, valid_name
from safeinfo.seal.trust import Trust


@click.group()
def keys() -> None:
    """Make, rotate and show the keys of an authority, a log or a witness (Ed25519, encrypted at rest)."""


@keys.command()
@keys_option
@passphrase_option
@click.option("--authority", default="", help="The authority's origin: makes a `seal` and a `log` key for it.")
@click.option("--witness", "witness_name", default="", help="The witness's name, such as witness.example/w1.")
def new(key_file: Path, passphrase_file: Path | None, authority: str, witness_name: str) -> None:
    """Make a key file with fresh keys, for an authority and its log or for a witness."""
    if key_file.exists():
        raise UsageError(f"{key_file} is there already", "Give another path; `safeinfo keys rotate` adds keys to it.")
    if bool(authority) == bool(witness_name):
        raise UsageError("give either --authority or --witness", "A witness is somebody else than the authority.")
    at, ring = now(), KeyRing(())
    if authority:
        try:
            ring = ring.added("seal", did.did_of(authority), at)
        except MalformedError as error:
            raise UsageError(str(error), "For example: --authority https://seals.example") from None
        ring = ring.added("log", f"{authority.removeprefix('https://')}/log", at)
    elif valid_name(witness_name):
        ring = ring.added("witness", witness_name, at)
    else:
        raise UsageError(f"{witness_name!r} cannot name a witness", "Take something like witness.example/w1.")
    save(key_file, ring, passphrase(passphrase_file, new=True))
    click.echo(f"{key_file}: written. Keep a copy of it and of the passphrase, apart from each other.", err=True)
    _table(ring, at)


@keys.command()
@keys_option
@passphrase_option
@click.option("--purpose", type=click.Choice(PURPOSES), required=True)
@click.option("--in-days", type=click.IntRange(0, 365), default=7, show_default=True, help="When the new key begins.")
@click.option(
    "--overlap-days",
    type=click.IntRange(7, 365),
    default=OVERLAP.days,
    show_default=True,
    help="How long the old key verifies after that; seals live seven days.",
)
def rotate(key_file: Path, passphrase_file: Path | None, purpose: str, in_days: int, overlap_days: int) -> None:
    """Add a key that begins later, so that it is published and pinned before it signs; the old one then ends."""
    load(key_file)  # a file that is no key file is told before a passphrase is asked
    word = passphrase(passphrase_file)
    ring = load(key_file, word)
    start = now() + timedelta(days=in_days)
    ring = ring.rotated(purpose, start, timedelta(days=overlap_days))
    save(key_file, ring, word)
    click.echo(
        f"{key_file}: the new {purpose} key signs from {times.written(start)} on. Publish the trust file and the DID"
        " document now, log it (`key`), and tell whoever pins keys.",
        err=True,
    )
    _table(ring, now())


@keys.command()
@keys_option
def show(key_file: Path) -> None:
    """List the keys: purpose, name, public key, and from when to when they sign. No passphrase is needed."""
    _table(load(key_file), now())


@keys.command("did")
@keys_option
def did_command(key_file: Path) -> None:
    """Print the DID document, to be served at /.well-known/did.json of the authority."""
    seal_keys = issuer_keys(load(key_file).keys)
    if not seal_keys:
        raise UsageError(f"{key_file}: no seal key in it", "Give the key file of an authority.")
    click.echo(strict.canonical(did.document(seal_keys[0].id.partition("#")[0], seal_keys)).decode())


@keys.command()
@keys_option
@click.option("--witness", "witnesses", multiple=True, metavar="VKEY", help="A witness's key; repeatable.")
@click.option("--quorum", type=click.IntRange(0), default=0, help="How many witnesses a seal needs.")
@click.option("--output", "-o", type=FILE, help="Where the trust file goes; default: standard output.")
def trust(key_file: Path, witnesses: tuple[str, ...], quorum: int, output: Path | None) -> None:
    """Write the trust file: what a verifier pins, to be handed out in ways that people rely on."""
    ring = load(key_file)
    seal_keys, log_keys = issuer_keys(ring.keys), ring.of("log")
    if not seal_keys or not log_keys:
        raise UsageError(f"{key_file}: it needs seal and log keys", "Give the key file of an authority.")
    authority = f"https://{log_keys[0].name.removesuffix('/log')}"
    try:
        pinned = tuple(NoteKey.from_vkey(each) for each in witnesses)
        made = Trust(
            seal_keys[0].id.partition("#")[0],
            authority,
            {key.id: key for key in seal_keys},
            log_keys[0].name,
            f"{authority}/log",
            tuple(key.note_key() for key in log_keys),
            pinned,
            quorum,
        )
        data = Trust.parse(made.written()).written()
    except MalformedError as error:
        raise UsageError(str(error), "`safeinfo keys show` prints a witness's key.") from None
    if output is None:
        click.echo(json.dumps(json.loads(data), indent=2))
    else:
        output.write_bytes(data + b"\n")


def _table(ring: KeyRing, at: datetime) -> None:
    for key in ring.keys:
        state = "in force" if key.in_force(at) else "later" if key.start > at else "ended"
        end = times.written(key.end) if key.end else "open"
        click.echo(f"{key.purpose:<8} {state:<9} {times.written(key.start)} .. {end:<20}  {_public(key)}")


def _public(key: Key) -> str:
    return key.issuer_key().id if key.purpose == "seal" else key.note_key().vkey
