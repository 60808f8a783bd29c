"""The authority passes its own audit: as it is served, by the auditor it uses for others, without and with trials."""

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.authority.live.stack import Authority, served

pytestmark = pytest.mark.live

# What keeps mail takes time: a mail trial of 30 days, or messages, would show it.
VERDICTS = dict.fromkeys(("SI-01", "SI-02", "SI-03", "SI-04", "SI-07", "SI-09", "SI-10"), "passed") | {
    "SI-05": "inapplicable",
    "SI-06": "untested",
    "SI-08": "inapplicable",
}
FORMS = {
    "/": "search",
    "/accounts/login/": "login",
    "/accounts/password/reset/": "recovery",
    "/accounts/signup/": "signup",
    "/complaints/new/": "contact",
    "/safe-sites/": "search",
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with served(tmp_path_factory.mktemp("authority") / "home") as running:
        yield running


def audited(authority: Authority, folder: Path, *options: str) -> dict[str, Any]:
    """Audit the authority with what it declares of itself, and return the report."""
    declaration, report = folder / "own.toml", folder / "report.json"
    trusting = ssl.create_default_context(cafile=authority.ca_file)
    with urlopen(f"{authority.url}/privacy/declaration.toml", context=trusting) as answer:
        declaration.write_bytes(answer.read())
    audit: list[str | Path] = [
        sys.executable,
        "-m",
        "safeinfo",
        "audit",
        authority.url,
        "--declaration",
        declaration,
        "--allow-private",
    ]
    trust: list[str | Path] = [
        "--ca-file",
        authority.ca_file,
        "--max-pages",
        "60",
        "--format",
        "json",
        "--output",
        report,
    ]
    subprocess.run([*audit, *trust, *options], check=True)
    loaded: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("options", [(), ("--trials", "--i-control-this-site")], ids=["looked at", "with trials"])
def test_the_authority_passes_its_own_audit(authority: Authority, tmp_path: Path, options: tuple[str, ...]) -> None:
    report = audited(authority, tmp_path, *options)
    told = "\n".join(
        f"{each['id']} {finding['outcome']} {finding['message']}"
        for each in report["requirements"]
        for finding in each["findings"]
        if finding["outcome"] not in {"passed", "inapplicable"}
    )
    assert {each["id"]: each["outcome"] for each in report["requirements"]} == VERDICTS, told
    assert told.splitlines() == [
        "SI-06 untested No message of this shop was given; give newsletters with --mail, or let a trial receive them."
    ]
    assert report["coverage"]["complete"], report["coverage"]
    seen = {(form["page"].removeprefix(authority.url), form["purpose"]) for form in report["forms"] if form["fields"]}
    assert set(FORMS.items()) <= seen
    assert (("/accounts/confirm-email/", "other") in seen) is bool(options)
    assert {each["host"] for each in report["recipients"]} == {"localhost"}
