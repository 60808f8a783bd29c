"""The first start and every later one: database, static files, keys, and the first administrator's one-time link."""

import hashlib
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError

from safeinfo.authority import using
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.seals import issuing
from safeinfo.engine import Store
from safeinfo.model.errors import UsageError
from safeinfo.seal.errors import BusyError


def prepare() -> str:
    """Bring everything up to date; return the one-time link for the first administrator, "" once there is one."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise UsageError(f"the database cannot be used: {error}", "Check the setting `database`.") from error
    Store(using.config().store_url).prepare()
    call_command("collectstatic", interactive=False, verbosity=0)
    with suppress(BusyError):  # a worker that runs already keeps the public files fresh
        issuing.refresh()
    return first_link()


def first_link() -> str:
    """Return a new one-time link by which the first administrator is made; "" where there is one already."""
    if Account.objects.filter(is_superuser=True, is_active=True).exists():
        return ""
    code = secrets.token_urlsafe(24)
    path = _code_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(hashlib.sha256(code.encode()).hexdigest(), "ascii")
    return f"{using.config().base_url}/first/{code}/"


def is_first(code: str) -> bool:
    """Tell whether a code is that of the last link, and nobody used it yet."""
    try:
        kept = _code_path().read_text("ascii")
    except OSError:
        return False
    right = secrets.compare_digest(kept, hashlib.sha256(code.encode()).hexdigest())
    return right and not Account.objects.filter(is_superuser=True, is_active=True).exists()


def used() -> None:
    """Forget the code: the link was used."""
    _code_path().unlink(missing_ok=True)


def _code_path() -> Path:
    home: Path = using.config().home
    return home / "keys" / "first"
