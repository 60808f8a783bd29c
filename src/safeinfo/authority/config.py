"""How an authority is set: from a TOML file and the environment, checked as a whole before anything starts.

Every setting has a default that runs on one machine with nothing else. A setting `cure_days` is `SAFEINFO_CURE_DAYS`
in the environment, which wins over the file. docs/authority.md lists them all.
"""

import math
import os
import re
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from safeinfo.authority.callers import networks
from safeinfo.authority.vantages import name_servers, places
from safeinfo.model.errors import UsageError
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.origins import origin

PREFIX = "SAFEINFO_"
_LEAST_PORT, _LAST_PORT = 1024, 65535
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one authority; times in the unit their name ends in.

    `base_url` is the https origin the public sees; seals, keys and the log are bound to it, so it must never change.
    `tls_cert` and `tls_key` are PEM files; without them the authority speaks plain http to a proxy in front of it,
    or, where `base_url` is of this machine, https with a certificate of its own (`home`/ca.pem).
    `trusted_proxies` are the addresses and networks, with commas between, whose `X-Forwarded-For` counts.
    `second_visit` compares what the auditor was shown with what a plain visitor is, who comes through one of the
    HTTP proxies `vantages` where some are named, apart by commas. A proof of a domain is looked at through each of them
    too, and by the name servers `vantage_resolvers` in those networks (addresses, in the same order).
    `passphrase_file` opens the signing keys; without it one is made in `home`, beside the keys it opens.
    `database` is "" (SQLite in `home`) or a `postgresql://` URL. `mail` is "" (files in `home`/outbox) or an
    `smtp://` or `smtps://` URL. `canary_domain` is the domain of trials by e-mail, "" for none; mail for it is received
    at `smtp_listen`, encrypted where `smtp_cert` and `smtp_key` (PEM files) are given. `try_out` opens loopback
    addresses and a clock that can be moved, for trying the authority out on one machine; it is refused where
    `base_url` is not of this machine.
    """

    base_url: str = "https://localhost:8443"
    listen: str = "127.0.0.1:8443"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    home: Path = Path("safeinfo-authority")
    database: str = ""
    mail: str = ""
    mail_from: str = ""
    canary_domain: str = ""
    smtp_listen: str = "127.0.0.1:8025"
    smtp_cert: Path | None = None
    smtp_key: Path | None = None
    name: str = "Safe Info"
    contact: str = ""
    try_out: bool = False
    ca_file: Path | None = None
    passphrase_file: Path | None = None
    trusted_proxies: str = ""
    web_threads: int = 8
    parallel_audits: int = 1
    audit_pages: int = 30
    audit_seconds: float = 300.0
    second_visit: bool = True
    vantages: str = ""
    vantage_resolvers: str = ""
    credential_days: float = 7.0
    renew_days: float = 2.0
    reaudit_days: float = 7.0
    oldest_audit_days: float = 30.0
    cure_days: float = 10.0
    control_days: float = 7.0
    complaint_days: float = 14.0
    appeal_days: float = 14.0
    keep_evidence_days: float = 400.0
    keep_complaints_days: float = 400.0
    keep_mail_days: float = 400.0
    mail_trial_days: float = 180.0
    longest_mail_trial_days: float = 120.0
    tick_seconds: float = 60.0
    worker_dead_seconds: float = 30.0

    @property
    def host(self) -> str:
        """The public host, with its port where that is not the scheme's own."""
        return urlsplit(self.base_url).netloc

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def store_url(self) -> str:
        """Where durable work is kept, as SQLAlchemy writes it."""
        if self.database:
            return "postgresql+psycopg://" + self.database.partition("://")[2]
        return f"sqlite:///{(self.home / 'work.sqlite3').resolve()}"


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings; UsageError names the setting that is wrong and what it could be."""
    given = _from_file(path) if path else {}
    given |= _from_environment(os.environ if environment is None else environment)
    known = {field.name: field for field in fields(Config)}
    if unknown := sorted(set(given) - set(known)):
        raise UsageError(f"there is no setting {unknown[0]!r}", "docs/authority.md lists the settings.")
    config = Config(**{name: _typed(name, str(known[name].type), value) for name, value in given.items()})
    _check(config)
    return config


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "Check the path given to --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no TOML: {error}") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    names = {PREFIX + field.name.upper(): field.name for field in fields(Config)}
    for key in sorted(environment):
        # Other programs of the package have names of their own there, so only what looks like ours is a slip.
        name = key.removeprefix(PREFIX).lower()
        known = names.values()
        if key.startswith(PREFIX) and name not in known and (meant := get_close_matches(name, known, 1, 0.85)):
            raise UsageError(f"there is no setting {key} in the environment", f"Is {meant[0]} meant?")
    return {names[key]: value for key, value in environment.items() if key in names}


def _typed(name: str, kind: str, value: Any) -> Any:
    """Return a setting as its type; text comes from the environment."""
    try:
        if "Path" in kind:
            return Path(value).expanduser() if value else None
        if "bool" in kind:
            return _flag(value)
        if "int" in kind or "float" in kind:
            return int(value) if "int" in kind else float(value)
    except (TypeError, ValueError):
        raise UsageError(f"the setting {name} cannot be {value!r}: it is a {kind.partition(' ')[0]}") from None
    if not isinstance(value, str):
        raise UsageError(f"the setting {name} must be text, not {value!r}")
    return value


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in _TRUE | _FALSE:
        raise ValueError(text)
    return text in _TRUE


def _check(config: Config) -> None:
    advice = "Write it like https://seal.example, as a browser shows it."
    try:
        exact = origin(config.base_url)
    except MalformedError as error:
        raise UsageError(f"base_url is no origin: {error}", advice) from error
    if exact != config.base_url or not exact.startswith("https://"):
        raise UsageError(f"base_url {config.base_url!r} is not an https origin in its exact writing", advice)
    if config.try_out and not config.is_local:
        raise UsageError("try_out reaches loopback addresses", "It is only for a base_url on this machine.")
    if (config.tls_cert is None) != (config.tls_key is None):
        raise UsageError("tls_cert and tls_key belong together", "Give both, or neither.")
    advice = "Write postgresql://user:password@host/name, or leave it."
    _check_url("database", config.database, {"postgresql", "postgres"}, advice)
    if config.database and not urlsplit(config.database).path.strip("/"):
        raise UsageError("database names no database", advice)
    _check_url("mail", config.mail, {"smtp", "smtps"}, "Write smtp://user:password@host:587, or leave it for files.")
    if config.mail and not urlsplit(config.mail).hostname:
        raise UsageError("mail names no host", "Write smtp://user:password@host:587, or leave it for files.")
    if config.mail_from and "@" not in parseaddr(config.mail_from)[1]:
        raise UsageError(f"mail_from {config.mail_from!r} is no sender", "Write Safe Info <seal@seal.example>.")
    try:
        networks(config.trusted_proxies)
    except ValueError as error:
        raise UsageError(f"trusted_proxies: {error}", "Write addresses and networks: 10.0.0.1, fd00::/8.") from error
    _check_vantages(config)
    _check_receiver(config)
    _check_files(config)
    _check_times(config)


def _check_vantages(config: Config) -> None:
    try:
        places(config.vantages, "")
    except ValueError as error:
        raise UsageError(f"vantages: {error}", "Name HTTP proxies of yours in other networks.") from None
    try:
        name_servers(config.vantage_resolvers)
    except ValueError as error:
        raise UsageError(f"vantage_resolvers: {error}", "Write addresses: 192.0.2.53, [2001:db8::53]:53.") from None


def _check_receiver(config: Config) -> None:
    if (config.smtp_cert is None) != (config.smtp_key is None):
        raise UsageError("smtp_cert and smtp_key belong together", "Give both, or neither.")
    if config.canary_domain and not _DOMAIN.fullmatch(config.canary_domain):
        raise UsageError(f"canary_domain {config.canary_domain!r} is no domain", "Write it like canary.example, bare.")
    _, port = address_of(config.smtp_listen, "smtp_listen")
    if config.canary_domain and port < _LEAST_PORT:
        raise UsageError(
            f"smtp_listen has the port {port}", f"Take one from {_LEAST_PORT} up; a mail server in front takes port 25."
        )


def address_of(listen: str, name: str) -> tuple[str, int]:
    """Return address and port as a setting writes them (`127.0.0.1:8025`, `[::1]:8025`); UsageError for any other."""
    address, _, port = listen.rpartition(":")
    if not address or not (port.isascii() and port.isdecimal()) or int(port) > _LAST_PORT:
        raise UsageError(f"{name} {listen!r} is no address and port", "Write it like 127.0.0.1:8025.")
    return address.strip("[]"), int(port)


def _check_url(name: str, value: str, schemes: set[str], advice: str) -> None:
    if not value:
        return
    try:
        parts = urlsplit(value)
        known = parts.scheme in schemes and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"{name} is no URL of {' or '.join(sorted(schemes))}", advice)


def _check_files(config: Config) -> None:
    for name in ("tls_cert", "tls_key", "smtp_cert", "smtp_key", "ca_file", "passphrase_file"):
        path: Path | None = getattr(config, name)
        try:
            if path is not None and not path.read_bytes().strip():
                raise UsageError(f"{name}: {path} is empty", "Name the right file, or leave the setting.")
        except OSError as error:
            raise UsageError(f"{name}: {path}: {error.strerror}", "Name a file that can be read.") from error
    try:
        if config.tls_cert is not None and config.tls_key is not None:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(config.tls_cert, config.tls_key)
    except (ssl.SSLError, ValueError) as error:
        raise UsageError(f"tls_cert and tls_key do not fit: {error}", "Give PEM files of one certificate.") from error


def _check_times(config: Config) -> None:
    for field in fields(config):
        value = getattr(config, field.name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and not (math.isfinite(value) and value > 0):
            raise UsageError(f"the setting {field.name} must be more than 0, not {value}")
    if config.credential_days > 7:  # noqa: PLR2004 - the programme's own promise
        raise UsageError("credential_days is more than 7", "A seal lasts seven days at most.")
    if config.renew_days >= config.credential_days:
        raise UsageError("renew_days is not less than credential_days", "Else every seal would lapse between two.")
    if config.reaudit_days > config.oldest_audit_days:
        raise UsageError("reaudit_days is more than oldest_audit_days", "Else every seal would lapse between two.")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine by its name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def serves_tls(config: Config) -> bool:
    """Tell whether the authority speaks TLS itself, rather than a proxy in front of it."""
    return config.tls_cert is not None or config.is_local


def as_environment(config: Config) -> dict[str, str]:
    """Return the settings as `load` reads them: this is how they reach the processes that `serve` starts."""
    given = {field.name: getattr(config, field.name) for field in fields(config)}
    absolute = {name: value.resolve() if isinstance(value, Path) else value for name, value in given.items()}
    return {PREFIX + name.upper(): str(value) for name, value in absolute.items() if value is not None}
