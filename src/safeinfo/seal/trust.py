"""What a verifier pins: the issuer and its keys, the log and its keys, the witnesses and how many of them it takes.

A trust file is JSON. It comes to the verifier by a way that is not the shop's: with the program, or from the authority
once, and is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from safeinfo.seal import multibase, origins, strict, times
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.notes import Kind, NoteKey, valid_name

FORMAT = "safeinfo-trust"
NUMBER = 1
LARGEST = 64 * 1024  # bytes
_MEMBERS = {"format", "number", "issuer", "authority", "keys", "log", "witnesses"}


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of the issuer and when it signs: from `start` until `end` (None: no end is set)."""

    id: str  # <did>#<multikey>
    public: bytes
    start: datetime
    end: datetime | None = None

    def in_force(self, when: datetime) -> bool:
        """Tell whether the key could sign at that time."""
        return self.start <= when and (self.end is None or when <= self.end)


@dataclass(frozen=True, slots=True)
class Trust:
    """The pins. `authority` is the origin whose documents count; `log_url` the log's prefix without a slash."""

    issuer: str
    authority: str
    keys: Mapping[str, IssuerKey]
    log_origin: str
    log_url: str
    log_keys: tuple[NoteKey, ...]
    witnesses: tuple[NoteKey, ...] = ()
    quorum: int = 0

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a trust file; MalformedError says what is wrong with it."""
        value = strict.parse(data, LARGEST, as_signed=False)
        if value.get("format") != FORMAT or value.get("number") != NUMBER or set(value) != _MEMBERS:
            raise MalformedError("trust", f"not a trust file of format {NUMBER}")
        try:
            return cls._read(value)
        except (KeyError, TypeError, AttributeError):
            raise MalformedError("trust", "the trust file lacks something, or has it in another form") from None

    @classmethod
    def _read(cls, value: Mapping[str, Any]) -> Self:
        authority = value["authority"]
        if not origins.is_origin(authority) or not authority.startswith("https://"):
            raise MalformedError("trust", "`authority` is not an exact https origin")
        log, witnesses = value["log"], value["witnesses"]
        if not valid_name(log["origin"]) or not str(log["url"]).startswith(f"{authority}/"):
            raise MalformedError("trust", "`log` has no origin line, or an address elsewhere than at the authority")
        log_keys = _note_keys(log["keys"], Kind.NOTE)
        if not log_keys or any(key.name != log["origin"] for key in log_keys):
            raise MalformedError("trust", "a key of the log is named by the log's origin line")
        cosigners = _note_keys(witnesses["keys"], Kind.COSIGNATURE)
        quorum = witnesses["quorum"]
        if type(quorum) is not int or not 0 <= quorum <= len({key.name for key in cosigners}):
            raise MalformedError("trust", "`quorum` is not a number of the witnesses that are named")
        keys = {key.id: key for key in (_issuer_key(value["issuer"], each) for each in value["keys"])}
        return cls(value["issuer"], authority, keys, log["origin"], log["url"].rstrip("/"), log_keys, cosigners, quorum)

    def written(self) -> bytes:
        """Return the trust file."""
        keys = [
            {"id": key.id, "from": times.written(key.start), **({"until": times.written(key.end)} if key.end else {})}
            for key in self.keys.values()
        ]
        return strict.canonical(
            {
                "format": FORMAT,
                "number": NUMBER,
                "issuer": self.issuer,
                "authority": self.authority,
                "keys": keys,
                "log": {"origin": self.log_origin, "url": self.log_url, "keys": [key.vkey for key in self.log_keys]},
                "witnesses": {"keys": [key.vkey for key in self.witnesses], "quorum": self.quorum},
            }
        )


def _note_keys(texts: Iterable[str], kind: Kind) -> tuple[NoteKey, ...]:
    keys = tuple(NoteKey.from_vkey(text) for text in texts)
    if any(key.kind is not kind for key in keys):
        raise MalformedError("trust", f"a key is not of signature type {int(kind)}")
    return keys


def _issuer_key(issuer: str, value: Mapping[str, str]) -> IssuerKey:
    identity = value["id"]
    owner, _, key = identity.partition("#")
    if not issuer.startswith("did:web:") or owner != issuer:
        raise MalformedError("trust", f"key {identity[:80]} is not the issuer's")
    end = times.read(value["until"]) if "until" in value else None
    return IssuerKey(identity, multibase.from_multikey(key), times.read(value["from"]), end)
