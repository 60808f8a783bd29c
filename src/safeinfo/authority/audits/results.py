"""What an audit came to, as files beside its evidence: the report as JSON and as HTML."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from safeinfo.authority import using
from safeinfo.authority.audits.models import Audit
from safeinfo.model.report import Report
from safeinfo.model.requirement import Verdict
from safeinfo.report import html
from safeinfo.report import json as as_json
from safeinfo.seal import display, faces

# Of keeping the seal, and no requirements of the edition: how it is shown, and whether all visitors see the same.
CONDITIONS = (display.REQUIREMENT.slug, faces.REQUIREMENT.slug)
_MOST_SAID = 20  # things that an audit did not reach


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of an audit in a few words; `outcomes` by id of requirement."""

    audited_at: datetime
    edition: str
    digest: str
    outcomes: Mapping[str, str]


def keep(audit: Audit, report: Report) -> Result:
    """Write the report beside the evidence, each file whole or not at all."""
    _write(_path(audit, "json"), as_json.render(report).encode())
    _write(_path(audit, "html"), html.render(report).encode())
    outcomes = {verdict.requirement.id: verdict.outcome.value for verdict in report.verdicts}
    return Result(report.audited_at, report.edition, report.evidence_digest, outcomes)


def report(audit: Audit) -> dict[str, Any] | None:
    """Return the JSON report; None where there is none, or no longer."""
    path = _path(audit, "json")
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except OSError:
        return None


def keep_condition(audit: Audit, verdict: Verdict) -> None:
    """Write beside the report what a condition came to (`CONDITIONS`), in the form in which the report has one."""
    path = _path(audit, f"{verdict.requirement.slug}.json")
    _write(path, json.dumps(as_json.verdict_data(verdict), ensure_ascii=False).encode())


def condition(audit: Audit, slug: str) -> dict[str, Any] | None:
    """Return what a condition came to; None where it was not looked at."""
    path = _path(audit, f"{slug}.json")
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except OSError:
        return None


def conditions(audit: Audit) -> list[dict[str, Any]]:
    """Return what each condition came to that was looked at."""
    return [found for slug in CONDITIONS if (found := condition(audit, slug))]


def decided(audit: Audit) -> list[dict[str, Any]]:
    """Return each requirement of the report, and each condition that was looked at; empty where there is no report."""
    data = report(audit)
    return [*(data["requirements"] if data else ()), *conditions(audit)]


def page(audit: Audit) -> bytes | None:
    """Return the HTML report; None where there is none, or no longer."""
    try:
        return _path(audit, "html").read_bytes()
    except OSError:
        return None


def findings(requirements: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Go through every finding with its requirement."""
    for requirement in requirements:
        for found in requirement["findings"]:
            yield requirement, found


def finding(audit: Audit, key: str) -> dict[str, Any] | None:
    """Return the finding of an id; None if the report has none."""
    found = findings(decided(audit))
    return next((each for requirement, each in found if id_of(requirement, each) == key), None)


def unreached(audit: Audit) -> list[str]:
    """Return, in words, what the audit did not reach; empty where it saw the whole shop."""
    data = report(audit)
    if data is None or data["coverage"]["complete"]:
        return []
    coverage = data["coverage"]
    said = [" ".join(filter(None, (each["what"], each["reason"], each["url"]))) for each in coverage["missed"]]
    if coverage["stopped_at"]:
        said.insert(0, coverage["stopped_at"])
    return list(dict.fromkeys(said))[:_MOST_SAID] or ["the whole shop"]


def id_of(requirement: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """Return what names a finding over audits: the requirement, the kind of finding and its place."""
    if found.get("id"):
        return str(found["id"])
    place = "\n".join((found["name"], found["page"], found["frame"], found["selector"], found["quote"]))
    return f"{requirement['id']}-{hashlib.sha256(place.encode()).hexdigest()[:16]}"


def forget(audit: Audit) -> None:
    """Delete evidence and reports."""
    for path in (
        *audit.evidence.parent.glob(f"{audit.key}.*"),
        *(_path(audit, kind) for kind in ("json", "html", *(f"{slug}.json" for slug in CONDITIONS))),
    ):
        path.unlink(missing_ok=True)


def forget_strays() -> None:
    """Delete evidence and reports that belong to no audit, or to one whose time is over: what a crash left behind."""
    kept = set(Audit.objects.filter(purged_at=None).values_list("key", flat=True))
    for folder in ("evidence", "reports"):
        for path in (using.config().home / folder).glob("*"):
            if path.name.partition(".")[0] not in kept:
                path.unlink(missing_ok=True)


@lru_cache(maxsize=16)
def _loaded(path: Path, _changed: int) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_bytes())
    return data


def _path(audit: Audit, kind: str) -> Path:
    folder: Path = using.config().home / "reports"
    return folder / f"{audit.key}.{kind}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(path.suffix + ".part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk does not need half a report
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)
