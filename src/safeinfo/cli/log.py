"""`safeinfo log`: keep a public log (append, checkpoint, prove, serve), check anybody's (audit, mirror), witness it."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from safeinfo.cli.output import run
from safeinfo.cli.trusted import (
    FILE,
    keys_option,
    now,
    opened_keys,
    passphrase_option,
    read_file,
    trust_option,
    trusted,
)
from safeinfo.gather.guard import Guard
from safeinfo.mirroring import mirror as run_mirror
from safeinfo.model.errors import UsageError
from safeinfo.remote import LARGEST_NOTE, Remote, prefetched
from safeinfo.seal import auditing, entries, notes, proofs, strict
from safeinfo.seal.errors import LogError, MalformedError
from safeinfo.seal.files import Disk, locked
from safeinfo.seal.log import opened
from safeinfo.seal.tiles import CHECKPOINT, Reader, TileTree
from safeinfo.seal.trust import Trust
from safeinfo.seal.witness import Witness
from safeinfo.serving import log_application, serve, witness_application
from safeinfo.witnessing import HttpWitness

_LARGEST_INPUT = 64 * 2**20
_FOLDER = click.argument("folder", type=FILE)
_NET = (
    click.option("--allow-private", is_flag=True, help="Also reach loopback and private addresses: your own tests."),
    click.option("--ca-file", type=FILE, help="A further certificate authority to trust (PEM)."),
)


@click.group()
def log() -> None:
    """Keep, serve, check and witness a public log (C2SP tlog-tiles)."""


def _net(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in _NET:
        command = option(command)
    return command


def _log_key(key_file: Path, passphrase_file: Path | None) -> tuple[Any, list[notes.NoteKey]]:
    ring = opened_keys(key_file, passphrase_file)
    key = ring.current("log", now())
    return key, [each.note_key() for each in ring.of("log") if each.public != key.public]


@log.command()
@_FOLDER
@click.argument("source", type=click.File("rb"), default="-")
@keys_option
@passphrase_option
def append(folder: Path, source: Any, key_file: Path, passphrase_file: Path | None) -> None:
    """Add entries to the log in FOLDER: JSON, one a line, from SOURCE (default: standard input); all or none.

    Printed are their indexes, once they are on the disk for good. They are shown with the next `checkpoint`.
    """
    made = list(_entries(source.read(_LARGEST_INPUT + 1)))
    key, retired = _log_key(key_file, passphrase_file)
    with opened(folder, key.name, key.private, retired) as opened_log:
        for index in opened_log.append(made):
            click.echo(index)


def _entries(data: bytes) -> Iterator[bytes]:
    if len(data) > _LARGEST_INPUT:
        raise UsageError("more than 64 MB of entries at once", "Append them in parts.")
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            try:
                value = strict.parse(line, entries.LARGEST, as_signed=False)
                entries.check(value)
            except MalformedError as error:
                raise UsageError(
                    f"line {number}: {error}", "docs/seal.md lists the kinds of entries; nothing was appended."
                ) from None
            yield strict.canonical(value)


@log.command()
@_FOLDER
@keys_option
@passphrase_option
@click.option(
    "--witness", "witnesses", nargs=2, multiple=True, metavar="URL VKEY", help="A witness to ask; repeatable."
)
@_net
def checkpoint(
    folder: Path,
    key_file: Path,
    passphrase_file: Path | None,
    witnesses: tuple[tuple[str, str], ...],
    **values: Any,
) -> None:
    """Show everything that was appended: write tiles, sign a checkpoint, have it cosigned, publish it."""
    try:
        asked = [HttpWitness(partial(_remote, **values), url, notes.NoteKey.from_vkey(vkey)) for url, vkey in witnesses]
    except MalformedError as error:
        raise UsageError(str(error), "`safeinfo keys show` prints a witness's key.") from None
    key, retired = _log_key(key_file, passphrase_file)
    with opened(folder, key.name, key.private, retired) as opened_log:
        published = opened_log.publish(asked)
    click.echo(published.note.written, nl=False)
    for missing in published.missing:
        click.secho(missing, fg="yellow", err=True)
    if published.missing:
        sys.exit(3)


@log.command()
@_FOLDER
@click.argument("index", type=click.IntRange(0))
def prove(folder: Path, index: int) -> None:
    """Print the proof that entry INDEX stands in the newest checkpoint of the log in FOLDER (C2SP tlog-proof)."""
    read = Disk(_public(folder)).read
    note, head = _newest(read)
    if index >= head.size:
        raise UsageError(f"the newest checkpoint has {head.size} entries", "Publish one: safeinfo log checkpoint.")
    try:
        proof = proofs.write(index, TileTree(read, head.size).inclusion(index), note.written)
    except MalformedError as error:
        raise LogError(f"the log is damaged: {error}", "Run `safeinfo log audit` on it.") from None
    click.echo(proof, nl=False)


def _public(folder: Path) -> Path:
    """Return where the public files are: a log's own folder has them in public/, a copy is them."""
    return folder / "public" if (folder / "public").is_dir() else folder


def _newest(read: Reader) -> tuple[notes.Note, notes.Checkpoint]:
    data = read(CHECKPOINT)
    if data is None:
        raise UsageError("there is no checkpoint", "Give the folder of a log, or of a copy of one.")
    try:
        note = notes.parse_note(data)
        return note, notes.parse_checkpoint(note)
    except MalformedError as error:
        raise LogError(f"the checkpoint is damaged: {error}", "Run `safeinfo log audit`.") from None


@log.command()
@click.argument("source")
@trust_option
@click.option("--since", type=FILE, help="A checkpoint you saw earlier: the log has to begin with it.")
@_net
def audit(source: str, trust_file: Path | None, since: Path | None, **values: Any) -> None:
    """Check every entry, tile and hash of a log: a FOLDER, or a URL (which is mirrored for the while).

    Exit code: 0 all is right, 1 something is wrong, 2 wrong use, 3 it could not be read.
    """
    pins = trusted(trust_file)
    earlier = _earlier(since)
    if "://" in source:
        with tempfile.TemporaryDirectory(prefix="safeinfo-") as folder:
            _tell(_mirrored(source, Path(folder), pins, values))
            found = _audited(Path(folder), pins, earlier)
    else:
        found = _audited(_public(Path(source)), pins, earlier)
    _tell(found, final=True)


def _earlier(since: Path | None) -> notes.Note | None:
    if since is None:
        return None
    try:
        return notes.parse_note(read_file(since, LARGEST_NOTE, "Give a checkpoint that you kept."))
    except MalformedError as error:
        raise UsageError(f"{since}: {error}", "Give a checkpoint that you kept.") from None


def _audited(folder: Path, pins: Trust, earlier: notes.Note | None) -> auditing.Audited:
    return auditing.audit(Disk(folder).read, pins.log_origin, pins.log_keys, witnesses=pins.witnesses, earlier=earlier)


def _tell(found: auditing.Audited, *, final: bool = False) -> None:
    for wrong in found.wrong:
        click.secho(wrong, fg="red")
    if found.wrong:
        sys.exit(1)
    if final and found.checkpoint is not None:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.kinds.items())) or "no entries"
        click.echo(f"{found.checkpoint.origin}: {found.checkpoint.size} entries, all as signed ({kinds})")
        click.echo(f"cosigned by: {', '.join(found.cosigners) or 'no pinned witness'}")


@log.command()
@click.argument("url")
@_FOLDER
@trust_option
@_net
def mirror(url: str, folder: Path, trust_file: Path | None, **values: Any) -> None:
    """Bring a copy of the log at URL up to date in FOLDER, check all of it, and that it only grew."""
    _tell(_mirrored(url, folder, trusted(trust_file), values), final=True)


def _mirrored(url: str, folder: Path, pins: Trust, values: dict[str, Any]) -> auditing.Audited:
    if not url.startswith(("https://", "http://")):
        raise UsageError(f"{url} is no address of a log", "For example: https://seals.example/log")
    remote, prefix = _remote(**values), url.rstrip("/")
    return run(run_mirror(remote, prefix, folder, pins.log_origin, pins.log_keys, witnesses=pins.witnesses))


@log.command("serve")
@_FOLDER
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8470, show_default=True)
def serve_command(folder: Path, host: str, port: int) -> None:
    """Serve the public files of the log (or the copy) in FOLDER over plain HTTP, until interrupted."""
    _newest(Disk(_public(folder)).read)
    _serve(log_application(_public(folder)), host, port)


@log.command()
@click.argument("source", required=False, default="")
@keys_option
@passphrase_option
@click.option("--log", "vkeys", multiple=True, required=True, metavar="VKEY", help="A log's key; repeatable.")
@click.option("--state", type=FILE, required=True, help="The folder where the witness remembers what it cosigned.")
@click.option("--port", type=click.IntRange(0, 65535), help="Serve `add-checkpoint` here instead.")
@_net
def witness(
    source: str,
    key_file: Path,
    passphrase_file: Path | None,
    vkeys: tuple[str, ...],
    state: Path,
    port: int | None,
    **values: Any,
) -> None:
    """Cosign the newest checkpoint of the log at SOURCE (folder or URL), if it begins with the last one cosigned.

    Prints the cosignature. With --port it answers requests of logs instead (C2SP tlog-witness).
    """
    key = opened_keys(key_file, passphrase_file).current("witness", now())
    if key.private is None or bool(source) == (port is not None):
        raise UsageError("give either SOURCE or --port", "SOURCE is a log's folder or URL.")
    with locked(state / ".lock"):
        made = Witness(Disk(state), key.name, key.private, _logs(vkeys), now)
        if port is not None:
            _serve(witness_application(made), "127.0.0.1", port)
            return
        remote = _remote(**values) if "://" in source else None
        for line in run(_cosigned(made, source, remote)):
            click.echo(line, nl=False)


def _logs(vkeys: tuple[str, ...]) -> dict[str, list[notes.NoteKey]]:
    logs: dict[str, list[notes.NoteKey]] = {}
    for vkey in vkeys:
        try:
            key = notes.NoteKey.from_vkey(vkey)
        except MalformedError as error:
            raise UsageError(str(error), "`safeinfo keys show` prints a log's key.") from None
        logs.setdefault(key.name, []).append(key)
    return logs


async def _cosigned(made: Witness, source: str, remote: Remote | None) -> list[str]:
    prefix = source.rstrip("/")
    if remote is None:
        read: Reader = Disk(_public(Path(source))).read
        note, head = _newest(read)
    else:
        data = await remote.log_file(prefix, CHECKPOINT)
        note, head = _newest(lambda _name: data)
        last = made.last(head.origin)
        old = last.size if last else 0

        def prove_it(reader: Reader) -> object:
            return TileTree(reader, head.size).consistency(old)

        read = await prefetched(remote, prefix, prove_it) if 0 < old < head.size else (lambda _name: None)
    try:
        return [line.line for line in made.cosign(note, TileTree(read, head.size).consistency)]
    except MalformedError as error:
        raise LogError(f"the log cannot prove that it grew: {error}", "Nothing was cosigned.") from None


def _remote(*, allow_private: bool, ca_file: Path | None) -> Remote:
    return Remote(Guard(allow_private=allow_private), now, ca_file)


def _serve(application: Any, host: str, port: int) -> None:
    try:
        run(serve(application, host, port, click.echo))
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}", "Choose another --port.") from None
