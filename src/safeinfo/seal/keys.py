"""The key file: Ed25519 keys by purpose, encrypted at rest (scrypt, RFC 7914; AES-256-GCM), rotated with overlap.

Each purpose has keys of its own, so that nothing signed for one can pass for another: `seal` signs credentials and
status lists, `log` signs checkpoints, `witness` cosigns.
"""

import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from safeinfo.seal import files, multibase, strict, times
from safeinfo.seal.errors import KeyFileError, MalformedError
from safeinfo.seal.notes import Kind, NoteKey
from safeinfo.seal.trust import IssuerKey

FORMAT = "safeinfo-keys"
NUMBER = 1
OVERLAP = timedelta(days=14)  # an old key verifies on: credentials of seven days, and as long again
PURPOSES = ("seal", "log", "witness")
_LARGEST = 256 * 1024
_SALT, _NONCE = 16, 12
_LEAST_N, _MOST_N = 2**10, 2**20  # of a key file that we open
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Hardness:
    """Scrypt's cost; the default takes 64 MiB and a fifth of a second."""

    n: int = 2**16
    r: int = 8
    p: int = 1


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair: `name` is the DID of a seal key, the note name of the others. `private` is None in a locked ring."""

    purpose: str
    name: str
    public: bytes
    start: datetime
    end: datetime | None = None
    private: Ed25519PrivateKey | None = None

    @property
    def multikey(self) -> str:
        """The public key as a Multikey."""
        return multibase.to_multikey(self.public)

    def in_force(self, when: datetime) -> bool:
        """Tell whether the key signs at that time."""
        return self.start <= when and (self.end is None or when <= self.end)

    def note_key(self) -> NoteKey:
        """Return what notes signed with it are checked with."""
        return NoteKey(self.name, Kind.COSIGNATURE if self.purpose == "witness" else Kind.NOTE, self.public)

    def issuer_key(self) -> IssuerKey:
        """Return what credentials signed with it are checked with."""
        return IssuerKey(f"{self.name}#{self.multikey}", self.public, self.start, self.end)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of one file, oldest first."""

    keys: tuple[Key, ...]

    def of(self, purpose: str) -> tuple[Key, ...]:
        """Return the keys of a purpose, oldest first."""
        return tuple(key for key in self.keys if key.purpose == purpose)

    def current(self, purpose: str, now: datetime) -> Key:
        """Return the newest key of a purpose that is in force; KeyFileError if there is none."""
        found = [key for key in self.of(purpose) if key.in_force(now)]
        if not found:
            raise KeyFileError(
                f"the key file has no {purpose} key in force", f"Make one: safeinfo keys new --purpose {purpose} …"
            )
        return found[-1]

    def added(self, purpose: str, name: str, start: datetime) -> "KeyRing":
        """Return the ring with a new key that signs from `start` on."""
        private = Ed25519PrivateKey.generate()
        key = Key(purpose, name, private.public_key().public_bytes_raw(), start, None, private)
        return KeyRing((*self.keys, key))

    def rotated(self, purpose: str, start: datetime, overlap: timedelta = OVERLAP) -> "KeyRing":
        """Return the ring with a new key from `start` on; the old ones of the purpose end `overlap` after that.

        Between, signatures of both verify, and new ones are made with the new key.
        """
        old = self.current(purpose, start)
        end = start + overlap
        ended = tuple(
            replace(key, end=min(key.end or end, end)) if key.purpose == purpose else key for key in self.keys
        )
        return KeyRing(ended).added(purpose, old.name, start)


def load(path: Path, passphrase: str | None = None) -> KeyRing:
    """Read a key file; without a passphrase only its public halves. KeyFileError says what is wrong."""
    value = _value(path)
    try:
        opener = None if passphrase is None else AESGCM(_derived(passphrase, value["kdf"]))
        keys = tuple(_opened(record, opener) for record in value["keys"])
    except InvalidTag:
        raise KeyFileError(
            f"{path}: the passphrase does not open the key file, or the file was changed",
            "Give the passphrase that the file was made with.",
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise KeyFileError(f"{path}: the key file is damaged ({error})", "Restore it from a copy.") from None
    return KeyRing(keys)


def save(
    path: Path, ring: KeyRing, passphrase: str, random: Random = os.urandom, hardness: Hardness | None = None
) -> None:
    """Write a key file, encrypted anew, readable by its owner only; the old one stays whole until the new one is.

    KeyFileError for an empty passphrase, a ring that was not opened, or a disk that fails.
    """
    if not passphrase:
        raise KeyFileError("an empty passphrase protects nothing", "Choose a long one, and keep it elsewhere.")
    cost = hardness or Hardness()
    kdf = {"name": "scrypt", "n": cost.n, "r": cost.r, "p": cost.p, "salt": random(_SALT).hex()}
    sealer = AESGCM(_derived(passphrase, kdf))
    records = [_sealed(key, sealer, random(_NONCE)) for key in ring.keys]
    data = strict.canonical({"format": FORMAT, "number": NUMBER, "kdf": kdf, "keys": records})
    try:
        files.replace(files.Disk(path.parent), path.name, data, files.PRIVATE)
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{path}: cannot be written: {error}", "Give another path.") from error


def _value(path: Path) -> Mapping[str, Any]:
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except OSError as error:
        raise KeyFileError(
            f"{path}: {error.strerror}", "Give the key file with --keys, or make one: safeinfo keys new."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"{path}: others on this machine can read or write it", f"chmod 600 {path}")
    try:
        value = strict.parse(data, _LARGEST)
    except MalformedError as error:
        raise KeyFileError(f"{path}: no key file ({error})", "Give the file that `safeinfo keys new` wrote.") from None
    if value.get("format") != FORMAT or value.get("number") != NUMBER:
        raise KeyFileError(f"{path}: no key file of format {NUMBER}", "Use the version of safeinfo that wrote it.")
    return value


def _derived(passphrase: str, kdf: Mapping[str, Any]) -> bytes:
    if kdf["name"] != "scrypt" or not _LEAST_N <= kdf["n"] <= _MOST_N or kdf["r"] * kdf["p"] > 64:  # noqa: PLR2004
        raise ValueError("a key derivation that is not ours")
    deriving = Scrypt(salt=bytes.fromhex(kdf["salt"]), length=32, n=kdf["n"], r=kdf["r"], p=kdf["p"])
    return deriving.derive(passphrase.encode())


def _open_part(key: Key) -> dict[str, Any]:
    end = {"until": times.written(key.end)} if key.end else {}
    return {"purpose": key.purpose, "name": key.name, "public": key.multikey, "from": times.written(key.start), **end}


def _sealed(key: Key, sealer: AESGCM, nonce: bytes) -> dict[str, Any]:
    """Return a key as it is kept; what stands in the clear is authenticated with it."""
    if key.private is None:
        raise KeyFileError("the key file was not opened", "Give its passphrase.")
    shown = _open_part(key)
    secret = sealer.encrypt(nonce, key.private.private_bytes_raw(), strict.canonical(shown))
    return {**shown, "nonce": nonce.hex(), "secret": secret.hex()}


def _opened(record: Mapping[str, Any], opener: AESGCM | None) -> Key:
    end = times.read(record["until"]) if "until" in record else None
    if record["purpose"] not in PURPOSES:
        raise ValueError(f"no such purpose: {json.dumps(record['purpose'])[:40]}")
    public = multibase.from_multikey(record["public"])
    key = Key(record["purpose"], record["name"], public, times.read(record["from"]), end)
    if opener is None:
        return key
    secret = opener.decrypt(
        bytes.fromhex(record["nonce"]), bytes.fromhex(record["secret"]), strict.canonical(_open_part(key))
    )
    private = Ed25519PrivateKey.from_private_bytes(secret)
    if private.public_key().public_bytes_raw() != public:
        raise ValueError("a private key does not belong to its public key")
    return replace(key, private=private)


def issuer_keys(keys: Iterable[Key]) -> Sequence[IssuerKey]:
    """Return the public halves of the seal keys."""
    return [key.issuer_key() for key in keys if key.purpose == "seal"]
