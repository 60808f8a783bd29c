"""Auditing the sample shop as a test needs it: gather, then judge, and the result in short."""

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from safeinfo.gather import GatherOptions, gather
from safeinfo.judge import judge
from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Report
from tests.shops.declarations import declaration_for
from tests.shops.mails import write_mails
from tests.shops.serving import Shop
from tests.shops.switches import SWITCHES

BAD = {Outcome.FAILED, Outcome.CANT_TELL}
# What the good shop comes to where forms may be submitted; its newsletter's end is for time to tell.
GOOD = {f"SI-{n:02}": "passed" for n in range(1, 11)} | {"SI-05": "inapplicable", "SI-06": "untested"}

# All of its findings that are no pass, those for information included.
GOOD_FINDINGS = {
    ("SI-01", "identifier-cookies", "info"),
    ("SI-04", "gpc-answered", "info"),
    ("SI-06", "no-message", "untested"),
}


async def audit_shop(
    shop: Shop,
    switches: Collection[str] = (),
    *,
    trials: bool = True,
    declared: bool = True,
    folder: Path | None = None,
) -> Report:
    """Audit a served shop with what its switches declare; mails of theirs are written into `folder`."""
    letters = tuple(name for switch in switches for name in SWITCHES[switch].mails)
    mail = (write_mails(folder, letters),) if folder and letters else ()
    options = GatherOptions(
        allow_private=True,
        ca_file=shop.ca_file,
        http_port=shop.http_port,
        declaration=declaration_for(switches) if declared else None,
        mail=mail,
        pictures=False,
        max_pages=60,  # with what trials open there are more than by default
        trials=trials,
        controls_site=trials,
    )
    return judge(await gather(shop.url, options))


def outcomes(report: Report) -> dict[str, str]:
    """Return the verdicts by requirement."""
    return {verdict.requirement.id: verdict.outcome.value for verdict in report.verdicts}


def bad_findings(report: Report) -> dict[str, set[str]]:
    """Return the names of the findings that fail a shop, or that a person must judge, by requirement."""
    found: dict[str, set[str]] = defaultdict(set)
    for verdict in report.verdicts:
        for finding in verdict.findings:
            if finding.outcome in BAD and not finding.for_information:
                found[verdict.requirement.id].add(finding.name)
    return dict(found)


def told_of(report: Report) -> set[tuple[str, str, str]]:
    """Return requirement, name and outcome of every finding that did not pass; "info" where it is for information."""
    return {
        (verdict.requirement.id, finding.name, "info" if finding.for_information else finding.outcome.value)
        for verdict in report.verdicts
        for finding in verdict.findings
        if finding.for_information or finding.outcome not in {Outcome.PASSED, Outcome.INAPPLICABLE}
    }


def told(report: Report) -> str:
    """Return every finding that did not pass, for the message of a test."""
    lines = [
        f"{verdict.requirement.id} {finding.outcome.value} {finding.name}: {finding.message}"
        for verdict in report.verdicts
        for finding in verdict.findings
        if finding.outcome is not Outcome.PASSED and not finding.for_information
    ]
    return "\n".join(lines)
