"""Personal text at rest: AES-256-GCM with a key that is not in the database."""

import base64
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from safeinfo.model.errors import UsageError

_KEY = 32  # bytes
_NONCE = 12  # bytes, NIST SP 800-38D, 8.2


def key_in(path: Path) -> bytes:
    """Return the 32 random bytes of a file that only its owner can read; made where there is none.

    It is there whole or not at all, whatever the disk does and however many processes start at once; UsageError for a
    file that holds something else.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make(path)
    try:
        found = base64.b64decode(path.read_bytes(), validate=True)
    except ValueError:
        found = b""
    if len(found) != _KEY:
        raise UsageError(f"{path} does not hold a key", "Put back the file of a backup; what it opens needs that one.")
    return found


def _make(path: Path) -> None:
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY)))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key it is
            path.hardlink_to(partial)
    finally:
        partial.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _cipher(path: Path) -> AESGCM:
    return AESGCM(key_in(path))


def seal_bytes(data: bytes, about: str) -> bytes:
    """Encrypt bytes; `about` binds them to their place, so that they cannot be moved to another."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(settings.SAFEINFO_DATA_KEY).encrypt(nonce, data, about.encode())


def open_bytes(sealed: bytes, about: str) -> bytes:
    """Decrypt what `seal_bytes` made; ValueError if it was changed or belongs elsewhere."""
    try:
        return _cipher(settings.SAFEINFO_DATA_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise ValueError(f"what is stored of {about} was changed, or the key is another") from error


def seal_text(text: str, about: str) -> str:
    """Encrypt a text; `about` binds it to its place, so that it cannot be moved to another."""
    return base64.b64encode(seal_bytes(text.encode(), about)).decode()


def open_text(sealed: str, about: str) -> str:
    """Decrypt what `seal_text` made; ValueError if it was changed or belongs elsewhere."""
    return open_bytes(base64.b64decode(sealed), about).decode()


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # Django's own generics are stubs only
    """Text that is stored encrypted; it cannot be searched for."""

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        """Decrypt what the database holds."""
        return open_text(value, self._about) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what goes into the database."""
        return seal_text(str(value), self._about) if value else value

    @property
    def _about(self) -> str:
        return f"{self.model.__name__.lower()}.{self.name}"
