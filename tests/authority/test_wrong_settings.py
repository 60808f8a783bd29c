"""Settings that are wrong: said before anything starts, by name, with exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from safeinfo.authority.config import load
from safeinfo.authority.settings import database
from safeinfo.model.errors import UsageError


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE_URL", "http://seal.example", "https origin"),
        ("BASE_URL", "https://seal.example/", "base_url"),
        ("DATABASE", "mysql://a/b", "database is no URL of postgres"),
        ("DATABASE", "postgresql://host:port/name", "database is no URL"),
        ("DATABASE", "postgresql://host/", "names no database"),
        ("MAIL", "smtp://", "mail names no host"),
        ("MAIL", "smtp://host:99999", "mail is no URL"),
        ("MAIL_FROM", "somebody", "mail_from"),
        ("TLS_CERT", "/nowhere/cert.pem", "tls_cert and tls_key belong together"),
        ("CA_FILE", "/nowhere/ca.pem", "ca_file: /nowhere/ca.pem"),
        ("PASSPHRASE_FILE", "/dev/null", "is empty"),
        ("CURE_DAYS", "ten", "cure_days cannot be 'ten'"),
        ("CURE_DAYS", "nan", "cure_days must be more than 0"),
        ("CURE_DAYS", "inf", "cure_days must be more than 0"),
        ("WORKER_DEAD_SECONDS", "0", "worker_dead_seconds must be more than 0"),
        ("CREDENTIAL_DAYS", "8", "credential_days is more than 7"),
        ("RENEW_DAYS", "7", "renew_days is not less"),
        ("TRY_OUT", "maybe", "try_out cannot be 'maybe'"),
        ("CURE_DAY", "5", "there is no setting SAFEINFO_CURE_DAY in the environment"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load(environment={f"SAFEINFO_{name}": value})


def test_a_certificate_that_is_none_is_named(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_text("no certificate")
    key.write_text("no key")
    with pytest.raises(UsageError, match="tls_cert and tls_key do not fit"):
        load(environment={"SAFEINFO_TLS_CERT": str(cert), "SAFEINFO_TLS_KEY": str(key)})


def test_what_a_database_url_asks_for_reaches_the_database() -> None:
    url = "postgresql://safe%40info:p%3Ass@db.example:5433/seal?sslmode=verify-full&sslrootcert=/ca.pem"
    made = database(load(environment={"SAFEINFO_DATABASE": url}))
    assert [made[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "seal", "safe@info", "p:ss", "db.example", "5433",
    ]  # fmt: skip
    assert made["OPTIONS"] == {"connect_timeout": 10, "sslmode": "verify-full", "sslrootcert": "/ca.pem"}


def test_names_of_other_programs_are_left_alone() -> None:
    load(environment={"SAFEINFO_BROWSER": "/usr/bin/chromium", "SAFEINFO_TRUST": "pins.json"})


@pytest.mark.parametrize(
    ("command", "settings", "said"),
    [
        (["serve"], {"DATABASE": "postgresql://127.0.0.1:1/nothing"}, "the database cannot be used"),
        (["worker"], {"DATABASE": "postgresql://127.0.0.1:1/nothing"}, "the database cannot be used"),
        (["serve"], {"HOME": "/proc/nowhere"}, "home: /proc/nowhere"),
    ],
)
def test_what_cannot_start_says_why_and_ends_with_2(
    command: list[str], settings: dict[str, str], said: str, tmp_path: Path
) -> None:
    given = {"SAFEINFO_HOME": str(tmp_path / "home")} | {f"SAFEINFO_{key}": value for key, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "-m", "safeinfo", *command],
        env=dict(os.environ) | given,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
