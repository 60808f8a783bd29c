"""The report as JUnit XML, as CI servers read it: one suite, one case a requirement."""

import re
from xml.etree import ElementTree as ET

from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Report
from safeinfo.model.requirement import Finding, Verdict
from safeinfo.report.words import settled_sentence, worst_first

# Characters that XML 1.0 (2.2) does not allow, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r -\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def render(report: Report) -> str:
    """Return JUnit XML: failed is a failure, cantTell and untested are skipped with their reason."""
    outcomes = [verdict.outcome for verdict in report.verdicts]
    skipped = sum(outcome in {Outcome.CANT_TELL, Outcome.UNTESTED} for outcome in outcomes)
    counts = {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count(Outcome.FAILED)),
        "errors": "0",
        "skipped": str(skipped),
        "time": "0",  # what was judged had been gathered before
    }
    root = ET.Element("testsuites", {"name": "Safe Info", **counts})
    name = _clean(f"Safe Info edition {report.edition}: {report.site}")
    # The formats in use know a time without a zone; it is UTC.
    stamp = report.audited_at.strftime("%Y-%m-%dT%H:%M:%S")
    suite = ET.SubElement(root, "testsuite", {"name": name, "timestamp": stamp, **counts})
    for verdict in report.verdicts:
        _case(suite, report.site, verdict)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, site: str, verdict: Verdict) -> None:
    requirement, outcome = verdict.requirement, verdict.outcome
    case = ET.SubElement(
        suite, "testcase", classname=_clean(site), name=f"{requirement.id} {requirement.slug}", time="0"
    )
    telling = [f for f in worst_first(verdict) if f.outcome is outcome and not f.for_information]
    message = _clean(telling[0].message) if telling else "nothing was found, which is never a pass"
    if outcome is Outcome.FAILED:
        failure = ET.SubElement(case, "failure", message=message, type=telling[0].name)
        failure.text = "\n".join(_line(finding) for finding in telling)
    elif outcome in {Outcome.CANT_TELL, Outcome.UNTESTED}:
        ET.SubElement(case, "skipped", message=f"{outcome.value}: {message}")
    output = "\n".join(_line(finding) for finding in worst_first(verdict))
    ET.SubElement(case, "system-out").text = output


def _line(finding: Finding) -> str:
    place = finding.place
    where = " ".join(part for part in (place.page, place.selector) if part)
    quote = f" «{place.quote}»" if place.quote else ""
    settled = f" {settled_sentence(finding.settled)}" if finding.settled else ""
    return _clean(f"[{finding.outcome.value}] {finding.message}{' @ ' + where if where else ''}{quote}{settled}")


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
