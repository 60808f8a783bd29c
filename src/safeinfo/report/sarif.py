"""The report as SARIF 2.1.0 (OASIS), for code scanning: failed is an error, all else has its kind."""

import json
from typing import Any
from urllib.parse import quote

from safeinfo import __version__
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Report
from safeinfo.model.requirement import Finding, Requirement
from safeinfo.report.words import settled_sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MAY_STAND = ":/?#[]@!$&'()*+,;=%-._~"  # RFC 3986, 2.1 to 2.3
_KIND = {
    Outcome.FAILED: "fail",
    Outcome.CANT_TELL: "review",
    Outcome.UNTESTED: "open",
    Outcome.PASSED: "pass",
    Outcome.INAPPLICABLE: "notApplicable",
}


def render(report: Report) -> str:
    """Return the report as a SARIF log with one run."""
    rules = {
        f"{verdict.requirement.slug}/{finding.name}": _rule(verdict.requirement, finding)
        for verdict in report.verdicts
        for finding in verdict.findings
    }
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Safe Info",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [rules[name] for name in sorted(rules)],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "endTimeUtc": report.audited_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    }
                ],
                "properties": {
                    "edition": report.edition,
                    "site": report.site,
                    "evidenceDigest": report.evidence_digest,
                },
                "results": [
                    _result(report, verdict.requirement, name, finding)
                    for verdict in report.verdicts
                    for name, finding in verdict.identified
                ],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _rule(requirement: Requirement, finding: Finding) -> dict[str, Any]:
    remedy = requirement.remedy_for(finding)
    rule: dict[str, Any] = {
        "id": f"{requirement.slug}/{finding.name}",
        "name": "".join(word.capitalize() for word in finding.name.split("-")),
        "shortDescription": {"text": f"{requirement.id} {requirement.title}: {finding.name.replace('-', ' ')}"},
        "fullDescription": {"text": requirement.asked},
    }
    if remedy:
        rule["help"] = {"text": f"{remedy.text}\n\n{remedy.snippet}".strip()}
    return rule


def _uri(url: str) -> str:
    """Return an address as RFC 3986 writes it: what may not stand in one is percent-encoded."""
    return quote(url, safe=_MAY_STAND)


def _result(report: Report, requirement: Requirement, name: str, finding: Finding) -> dict[str, Any]:
    place = finding.place
    rule = f"{requirement.slug}/{finding.name}"
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(place.page or report.site)}}}
    if place.selector:
        location["logicalLocations"] = [{"fullyQualifiedName": place.selector, "kind": "element"}]
    if place.quote:
        location["message"] = {"text": place.quote}
    kind = "informational" if finding.for_information else _KIND[finding.outcome]
    return {
        "ruleId": rule,
        # SARIF 2.1.0, 3.27.10: where kind is not "fail", level is "none".
        "level": "error" if kind == "fail" else "none",
        "kind": kind,
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"safeInfo/v1": name},
        "properties": {
            "outcome": finding.outcome.value,
            "observations": list(finding.cites),
            "settled": settled_sentence(finding.settled) if finding.settled else "",
        },
    }
