"""Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature), with Ed25519.

A signature counts only if name *and* key id are those of a key that the caller pinned; every other line is ignored.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safeinfo.seal.errors import MalformedError
from safeinfo.seal.merkle import HASH_BYTES

LARGEST = 64 * 1024  # bytes of a note
MOST_SIGNATURES = 64
LARGEST_SIZE = 2**63 - 1
_LINE = re.compile("\N{EM DASH} ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_STAMP = 8  # bytes of a cosignature's time
_ID = 4  # bytes of a key id
_CHECKPOINT_LINES = 3


class Kind(IntEnum):
    """The signature types of signed-note that are used here."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True)
class NoteKey:
    """A public key that notes are checked with: `public` is the raw Ed25519 key of 32 bytes."""

    name: str
    kind: Kind
    public: bytes

    @cached_property
    def id(self) -> bytes:
        """The key id: four bytes that hint at the key, and prove nothing."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID]

    @property
    def vkey(self) -> str:
        """The key as text: `<name>+<id>+<base64 of type and key>`."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def from_vkey(cls, text: str) -> Self:
        """Read a key written as text; MalformedError (reason `vkey`) if it is none or its id does not fit."""
        name, _, rest = text.partition("+")
        identity, _, material = rest.partition("+")
        try:
            data = base64.b64decode(material, validate=True)
            made = cls(name, Kind(data[0]), data[1:])
        except (ValueError, IndexError):
            raise MalformedError("vkey", f"{text[:80]!r} is no verifier key of a signed note") from None
        if not valid_name(name) or len(made.public) != HASH_BYTES or made.id.hex() != identity:
            raise MalformedError("vkey", f"{text[:80]!r} is no verifier key, or its id does not fit its key")
        return made


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: `data` follows the key id."""

    name: str
    id: bytes
    data: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, newline included."""
        return f"\N{EM DASH} {self.name} {_base64(self.id + self.data)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was read and not yet checked: `text` ends in a newline."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def written(self) -> str:
        """The note as text."""
        return self.text + "\n" + "".join(each.line for each in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head; `extensions` are further lines that mean nothing here."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), _base64(self.root), *self.extensions))


def valid_name(name: str) -> bool:
    """Tell whether a text can be the name of a key, or the origin of a log."""
    return bool(name) and "+" not in name and not re.search(r"\s", name) and not _CONTROL.search(name)


def parse_note(data: bytes | str) -> Note:
    """Read a note; MalformedError (note) if it is none. Nothing in it is true until `signers` said who signed."""
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > LARGEST:
        raise MalformedError("note", f"a note longer than {LARGEST} bytes")
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedError("note", "a note that is not UTF-8") from None
    front, blank, lines = whole.rpartition("\n\n")
    if not blank or _CONTROL.search(whole) or not lines.endswith("\n"):
        raise MalformedError("note", "a note is text, an empty line, and signature lines")
    split = lines[:-1].split("\n")
    if len(split) > MOST_SIGNATURES:
        raise MalformedError("note", f"more than {MOST_SIGNATURES} signatures")
    return Note(front + "\n", tuple(_signature(line) for line in split))


def parse_checkpoint(note: Note) -> Checkpoint:
    """Read the body of a checkpoint; MalformedError (reason `checkpoint`) if it is none."""
    lines = note.text[:-1].split("\n")
    if len(lines) < _CHECKPOINT_LINES or not all(lines):
        raise MalformedError("checkpoint", "a checkpoint has an origin, a size and a root")
    if not _DECIMAL.fullmatch(lines[1]) or int(lines[1]) > LARGEST_SIZE:
        raise MalformedError("checkpoint", f"{lines[1][:30]!r} is no tree size")
    root = _decoded(lines[2], "checkpoint")
    if len(root) != HASH_BYTES:
        raise MalformedError("checkpoint", "the root hash is not 32 bytes long")
    return Checkpoint(lines[0], int(lines[1]), root, tuple(lines[3:]))


def sign(text: str, name: str, private: Ed25519PrivateKey) -> Signature:
    """Return a plain signature (type 0x01) of a note's text."""
    key = NoteKey(name, Kind.NOTE, private.public_key().public_bytes_raw())
    return Signature(name, key.id, private.sign(text.encode()))


def cosign(text: str, name: str, private: Ed25519PrivateKey, timestamp: int) -> Signature:
    """Return a cosignature (type 0x04) of a checkpoint's text; `timestamp` is POSIX seconds."""
    key = NoteKey(name, Kind.COSIGNATURE, private.public_key().public_bytes_raw())
    stamp = timestamp.to_bytes(_STAMP, "big")
    return Signature(name, key.id, stamp + private.sign(_cosigned(text, timestamp)))


def signers(note: Note, keys: Iterable[NoteKey]) -> dict[NoteKey, int]:
    """Return which of the pinned keys signed, each with its time (POSIX seconds; 0 for plain signatures).

    MalformedError (reason `note-signature`) if a line that names a pinned key does not verify: somebody tampered.
    """
    pinned = {(key.name, key.id): key for key in keys}
    found: dict[NoteKey, int] = {}
    for signature in note.signatures:
        key = pinned.get((signature.name, signature.id))
        if key is not None:
            stamp = _verified(note.text, signature, key)
            found[key] = max(found.get(key, 0), stamp)
    return found


def _verified(text: str, signature: Signature, key: NoteKey) -> int:
    stamp, data, message = 0, signature.data, text.encode()
    if key.kind is Kind.COSIGNATURE:
        stamp, data = min(int.from_bytes(data[:_STAMP], "big"), LARGEST_SIZE), data[_STAMP:]
        message = _cosigned(text, stamp)
    try:
        _public(key.public).verify(data, message)
    except InvalidSignature:
        raise MalformedError("note-signature", f"the signature of {key.name} does not verify") from None
    return stamp


@lru_cache(maxsize=64)
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def _cosigned(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def parse_lines(text: str) -> Iterator[Signature]:
    """Yield the signatures of a witness's answer: signature lines and nothing else; MalformedError (reason `note`)."""
    if text and not text.endswith("\n"):
        raise MalformedError("note", "a signature line ends in a newline")
    for line in text.split("\n")[:-1]:
        yield _signature(line)


def _signature(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    data = _decoded(match[2], "note") if match else b""
    if match is None or len(data) <= _ID:
        raise MalformedError("note", f"{line[:60]!r} is no signature line")
    return Signature(match[1], data[:_ID], data[_ID:])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decoded(text: str, reason: str) -> bytes:
    """Decode base64 in its only writing: RFC 4648, 4, padded, without stray bits."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedError(reason, f"{text[:30]!r} is not base64") from None
    if _base64(data) != text:
        raise MalformedError(reason, f"{text[:30]!r} is not written as base64 writes it")
    return data
