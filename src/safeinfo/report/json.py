"""The report as JSON, as `report.schema.json` beside this file describes it (JSON Schema 2020-12)."""

import json
from importlib.resources import files
from typing import Any

from safeinfo.model.outcome import Outcome
from safeinfo.model.remedies import Remedy
from safeinfo.model.report import Coverage, FieldRow, Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.model.review import Review, Settlement

FORMAT = 1


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the report."""
    text = files("safeinfo.report").joinpath("report.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def render(report: Report) -> str:
    """Return the report as indented JSON with sorted keys; same report, same bytes."""
    return json.dumps(as_data(report), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "format": FORMAT,
        "edition": report.edition,
        "site": report.site,
        "audited_at": report.audited_at.isoformat(),
        "evidence_digest": report.evidence_digest,
        "tool": report.tool,
        "browser": report.browser,
        "settings": dict(report.settings),
        "review": _review(report.review) if report.review else None,
        "coverage": _coverage(report.coverage),
        "requirements": [verdict_data(verdict) for verdict in report.verdicts],
        "fields": [_field(row) for row in report.fields],
        "forms": [
            {"page": f.page, "frame": f.frame, "selector": f.selector, "purpose": f.purpose, "fields": f.fields}
            for f in report.forms
        ],
        "policies": [
            {
                "url": policy.url,
                "kind": policy.kind,
                "sale_status": policy.sale_status,
                "children": policy.children,
                "language": policy.language,
                "unread": policy.unread,
                "statements": [
                    {"topic": s.topic, "status": s.status, "quote": s.quote, "offset": s.offset}
                    for s in policy.statements
                ],
            }
            for policy in report.policies
        ],
        "recipients": [
            {
                "host": r.host,
                "organisation": r.organisation,
                "party": r.party,
                "roles": list(r.roles),
                "received": list(r.received),
                "how": list(r.how),
                "when": list(r.when),
                "permitted": r.permitted,
            }
            for r in report.recipients
        ],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "complete": coverage.complete,
        "stopped_at": coverage.stopped_at,
        "reached": dict(coverage.reached),
        "forms": coverage.forms,
        "fields": coverage.fields,
        "frames": coverage.frames,
        "exchanges": coverage.exchanges,
        "repeats": coverage.repeats,
        "pages": [
            {
                "id": page.id,
                "url": page.url,
                "role": page.role,
                "title": page.title,
                "status": page.status,
                "forms": page.forms,
                "fields": page.fields,
            }
            for page in coverage.pages
        ],
        "missed": [{"what": m.what, "reason": m.reason, "url": m.url, "detail": m.detail} for m in coverage.missed],
    }


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """Return one verdict as the report has it."""
    requirement = verdict.requirement
    general = requirement.remedies.get("")
    return {
        "id": requirement.id,
        "slug": requirement.slug,
        "title": requirement.title,
        "asked": requirement.asked,
        "outcome": verdict.outcome.value,
        "findings": [_finding(name, finding, requirement.remedy_for(finding)) for name, finding in verdict.identified],
        "remedy": _remedy(general) if general else None,
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "reviewer": review.reviewer,
        "on": review.on.isoformat(),
        "source": review.source,
        "digest": review.digest,
        "settled": len(review.settled),
    }


def _settled(settled: Settlement) -> dict[str, str]:
    return {
        "was": Outcome.CANT_TELL.value,
        "reviewer": settled.reviewer,
        "on": settled.on.isoformat(),
        "reason": settled.reason,
    }


def _finding(name: str, finding: Finding, remedy: Remedy | None) -> dict[str, Any]:
    wanting = finding.outcome.value in {"failed", "cantTell", "untested"} or finding.for_information
    return {
        "id": name,
        "name": finding.name,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "page": finding.place.page,
        "frame": finding.place.frame,
        "selector": finding.place.selector,
        "quote": finding.place.quote,
        "observations": list(finding.cites),
        "for_information": finding.for_information,
        "settled": _settled(finding.settled) if finding.settled else None,
        "remedy": _remedy(remedy) if remedy and wanting else None,
    }


def _remedy(remedy: Remedy) -> dict[str, str]:
    return {"text": remedy.text, "snippet": remedy.snippet, "language": remedy.language}


def _field(row: FieldRow) -> dict[str, Any]:
    return {
        "page": row.page,
        "frame": row.frame,
        "form": row.form,
        "purpose": row.purpose,
        "selector": row.selector,
        "name": row.name,
        "label": row.label,
        "kind": row.kind,
        "personal": row.personal,
        "required": row.required,
        "required_because": row.required_because,
        "relation": row.relation,
        "certainty": round(row.certainty, 3),
        "named_in_policy": row.named_in_policy,
        "second_opinion": row.second_opinion,
    }
