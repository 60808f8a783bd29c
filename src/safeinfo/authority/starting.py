"""The first start and every later one: database, static files, keys, and the first administrator's one-time link."""

import hashlib
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError
from django.utils.translation import gettext as _

from safeinfo.authority import using
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.errors import NotPossibleError
from safeinfo.authority.seals import issuing
from safeinfo.engine import Store, StoreError
from safeinfo.model.errors import UsageError
from safeinfo.seal.errors import BusyError


def prepare() -> str:
    """Bring everything up to date; return the one-time link for the first administrator, "" once there is one."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
        Store(using.config().store_url).prepare()
        call_command("collectstatic", interactive=False, verbosity=0)
        with suppress(BusyError):  # a worker that runs already keeps the public files fresh
            issuing.refresh()
        return first_link()
    except (DatabaseError, StoreError) as error:
        raise UsageError(f"the database cannot be used: {error}", "Check the setting `database`.") from error
    except OSError as error:
        raise UsageError(
            f"home: {error.filename or ''}: {error.strerror}", "It must be writable, with room."
        ) from error


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


def use(code: str) -> None:
    """Use the link up, before what it is for is done; NotPossibleError where somebody used it just now."""
    if not is_first(code):
        raise NotPossibleError("link", _("This link was used, or a later start printed a new one."))
    try:
        _code_path().rename(_code_path().with_suffix(".used"))  # whoever comes second finds nothing to rename
    except FileNotFoundError as error:
        raise NotPossibleError("link", _("This link was used just now.")) from error


def unused() -> None:
    """Take `use` back: what the link is for could not be done."""
    _code_path().with_suffix(".used").rename(_code_path())


def _code_path() -> Path:
    home: Path = using.config().home
    return home / "keys" / "first"
