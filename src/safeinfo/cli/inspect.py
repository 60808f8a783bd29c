"""`safeinfo inspect`: what the recognisers see in one form, policy, message or piece of traffic, as JSON."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from safeinfo.cli.options import FILE
from safeinfo.cli.output import run
from safeinfo.derive.dom import Document
from safeinfo.derive.forms import read_forms
from safeinfo.derive.leaks import Needles
from safeinfo.derive.links import policy_links
from safeinfo.derive.mail import read_mail
from safeinfo.derive.policy import read_policy, read_policy_page, read_text, read_text_of_page
from safeinfo.derive.policy.blocks import Text
from safeinfo.derive.policy.decode import decode
from safeinfo.derive.saved import saved_page
from safeinfo.gather.mailbox import read_messages
from safeinfo.gather.one_page import look_at
from safeinfo.model.errors import UsageError
from safeinfo.model.readings import PolicyRead

_LARGEST = 64 * 1024 * 1024  # bytes of a file that is inspected


@click.group()
def inspect() -> None:
    """Show what the recognisers see in a FILE or at a URL, as JSON."""


def _target(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--ca-file", type=FILE, help="A further certificate authority to trust (PEM)."),
        click.option("--allow-private", is_flag=True, help="Also reach loopback and private addresses."),
        click.argument("target"),
    ):
        command = option(command)
    return command


@inspect.command()
@_target
@click.option("--url", default="", help="The address that a FILE was saved from, where it does not say so itself.")
def form(target: str, ca_file: Path | None, allow_private: bool, url: str) -> None:
    """Forms and fields of an HTML file, or of a page opened in the browser."""
    documents = _documents(target, ca_file, allow_private=allow_private, url=url)
    read = ((document, read_forms(document, companions=documents)) for document in documents)
    _print([{"document": document.url, "frame": document.frame, "forms": forms} for document, forms in read])


@inspect.command()
@_target
@click.option("--text", "show_text", is_flag=True, help="Print the text too, in which the offsets count.")
def policy(target: str, ca_file: Path | None, allow_private: bool, show_text: bool) -> None:
    """What a privacy policy says (HTML, PDF, text or Markdown), and where the document links policies.

    Each statement has its quote, verbatim, and its offset: characters of the text that --text prints.
    """
    if _is_url(target):
        documents = _documents(target, ca_file, allow_private=allow_private)
        _print(_told(read_policy_page(documents), read_text_of_page(documents), show_text) | _linked(documents[0]))
        return
    body, kind = _read(Path(target)), _mime_type(target)
    text, _ = read_text(body, kind)
    _print(_told(read_policy(body, Path(target).name, kind), text, show_text) | _linked(_linking(body, kind)))


def _mime_type(name: str) -> str:
    """Return the type that a file's name says; what says nothing is taken for HTML, and looked at."""
    return {".pdf": "application/pdf", ".md": "text/markdown", ".txt": "text/plain"}.get(
        Path(name).suffix.lower(), "text/html"
    )


def _linking(body: bytes, kind: str) -> Document:
    is_html = kind == "text/html" and not body.startswith(b"%PDF")
    return Document.parse(decode(body) if is_html else "")


def _linked(document: Document) -> dict[str, Any]:
    return {"links": policy_links(document)}


def _told(reading: PolicyRead, text: Text, show_text: bool) -> dict[str, Any]:
    contact = [each.quote for each in reading.statements if each.topic == "contact"]
    offsets = "characters of the extracted text: blocks joined by line feeds; --text prints it"
    told = {"policy": reading, "contact": contact, "offsets": offsets}
    return told | {"text": text.full} if show_text else told


@inspect.command()
@click.argument("target", type=FILE)
def mail(target: Path) -> None:
    """Messages of an .eml file, an mbox or a maildir: kind, ways to unsubscribe, and what is wrong with them."""
    _print([{"source": source, "message": read_mail(raw)} for source, raw in read_messages(target)])


@inspect.command()
@click.argument("target", type=FILE)
@click.option(
    "--value", "values", multiple=True, required=True, metavar="NAME=VALUE", help="A value to look for; repeatable."
)
def leak(target: Path, values: tuple[str, ...]) -> None:
    """Where a FILE of traffic (a body, a HAR, a dump) holds a value: plain, encoded, hashed or in chains of these."""
    pairs = dict(pair.split("=", 1) for pair in values if "=" in pair)
    if len(pairs) != len(values) or not all(pairs.values()):
        raise UsageError("--value needs NAME=VALUE, each name once", "For example: --value email=jo@shop.example")
    body = _read(target)
    needles = Needles.build(pairs)
    found = [
        {**_plain(leak), "excerpt": _excerpt(needles, body, leak.start, leak.end)} for leak in needles.search(body)
    ]
    _print(found)


def _excerpt(needles: Needles, body: bytes, start: int, end: int) -> str:
    return needles.mask(body[max(0, start - 40) : end + 40]).decode("utf-8", "replace")[:160]


def _documents(target: str, ca_file: Path | None, *, allow_private: bool, url: str = "") -> tuple[Document, ...]:
    if _is_url(target):
        return run(look_at(target, allow_private=allow_private, ca_file=ca_file))
    return saved_page(_read(Path(target)), url)


def _is_url(target: str) -> bool:
    return target.startswith(("http://", "https://"))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "Give a file that can be read, or an http(s) URL.") from error
    if len(body) > _LARGEST:
        raise UsageError(f"{path}: larger than {_LARGEST >> 20} MB", "Give a smaller part of it.")
    return body


def _print(value: object) -> None:
    click.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    """Return frozen readings as plain data; node ids of a browser that is gone are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.name != "node"}
        extra = {"personal": value.personal} if hasattr(value, "personal") else {}
        return _plain(named | extra)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(inner) for inner in value)
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value
