"""Multibase and Multikey (W3C Controlled Identifiers 1.0, 2.4 and 2.2.2): base58btc, base64url, Ed25519 keys."""

import base64
import binascii
import re

from safeinfo.seal.errors import MalformedError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LONGEST_BASE58 = 128  # letters; the work grows with the square of them
_ED25519_PUBLIC = b"\xed\x01"  # multicodec ed25519-pub
KEY_BYTES = 32
_URL_SAFE = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def to_base58(data: bytes) -> str:
    """Return bytes in multibase base58btc, `z` first."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number, letters = int.from_bytes(data, "big"), []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_ALPHABET[rest])
    return "z" + "1" * zeros + "".join(reversed(letters))


def from_base58(text: object) -> bytes:
    """Return the bytes of a multibase base58btc text; MalformedError for anything else."""
    if not isinstance(text, str) or not text.startswith("z") or len(text) > _LONGEST_BASE58:
        raise MalformedError("multibase", "not multibase base58btc")
    number = 0
    for letter in text[1:]:
        if letter not in _VALUES:
            raise MalformedError("multibase", f"{letter!r} is no letter of base58btc")
        number = number * 58 + _VALUES[letter]
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base64url(data: bytes) -> str:
    """Return bytes in multibase base64url without padding, `u` first."""
    return "u" + base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def from_base64url(text: object) -> bytes:
    """Return the bytes of a multibase base64url text; MalformedError for anything else."""
    if not isinstance(text, str) or not text.startswith("u") or not _URL_SAFE.fullmatch(text[1:]):
        raise MalformedError("multibase", "not multibase base64url")
    try:
        return base64.urlsafe_b64decode(text[1:] + "=" * (-(len(text) - 1) % 4))
    except binascii.Error:
        raise MalformedError("multibase", "not multibase base64url") from None


def to_multikey(public: bytes) -> str:
    """Return a raw Ed25519 public key (32 bytes) as a Multikey."""
    return to_base58(_ED25519_PUBLIC + public)


def from_multikey(text: object) -> bytes:
    """Return the raw Ed25519 public key of a Multikey; MalformedError for another kind of key."""
    data = from_base58(text)
    if len(data) != len(_ED25519_PUBLIC) + KEY_BYTES or not data.startswith(_ED25519_PUBLIC):
        raise MalformedError("multikey", "not the Multikey of an Ed25519 public key")
    return data[len(_ED25519_PUBLIC) :]
