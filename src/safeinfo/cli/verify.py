"""`safeinfo verify`: is that a seal, and is it this shop's?"""

import json
import sys
from pathlib import Path
from typing import Any

import click

from safeinfo.cli.output import run
from safeinfo.cli.trusted import FILE, read_file, trust_option, trusted
from safeinfo.model.errors import UsageError
from safeinfo.seal import credential, origins
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.trust import Trust
from safeinfo.seal.verify import Answer, Result
from safeinfo.verifying import Options, verify_site, verify_staple

VALID, NOT_VALID, NOT_CHECKED = 0, 1, 3
_WORDS = {
    "format": "is a Safe Info seal, in the one form it has",
    "signature": "signed by the pinned authority, and not changed since",
    "validity": "in its time",
    "origin": "for this shop",
    "revocation": "not revoked",
    "suspension": "not suspended",
    "inclusion": "stands in the public log, cosigned by witnesses as pinned",
    "history": "the log has only grown since",
    "evidence": "given for this evidence file",
}
_MARKS = {Answer.YES: ("yes", "green"), Answer.NO: ("NO", "red"), Answer.UNKNOWN: ("?", "yellow")}


@click.command()
@click.argument("target")
@click.option("--origin", default="", help="Where you met the seal, if TARGET is a file: https://shop.example")
@trust_option
@click.option("--json", "as_json", is_flag=True, help="The checks as JSON.")
@click.option("--offline", is_flag=True, help="Fetch nothing: status and the log's history stay open.")
@click.option("--evidence", type=FILE, help="An evidence file that the seal should have been given for.")
@click.option("--allow-private", is_flag=True, help="Also reach loopback and private addresses: your own tests.")
@click.option("--ca-file", type=FILE, help="A further certificate authority to trust (PEM).")
def verify(target: str, origin: str, trust_file: Path | None, as_json: bool, **values: Any) -> None:
    """Check the seal of a shop (TARGET: shop.example) or in a FILE, against keys that you pinned.

    Each check says yes, NO, or ? (could not look). Exit code: 0 a valid seal, 1 not valid, 2 wrong use, 3 nothing
    speaks against it but not everything could be looked at.
    """
    pins, options = trusted(trust_file), Options(**values)
    if options.ca_file is not None and not options.ca_file.is_file():
        raise UsageError(f"{options.ca_file}: there is no such file", "Check the path given to --ca-file.")
    result, where = _result(target, origin, pins, options)
    if as_json:
        click.echo(json.dumps(as_data(result, where), ensure_ascii=False, indent=2))
    else:
        _print(result, where)
    sys.exit({True: VALID, False: NOT_VALID, None: NOT_CHECKED}[result.valid])


def _result(target: str, origin: str, pins: Trust, options: Options) -> tuple[Result, str]:
    try:
        exact = origins.asked(origin) if origin else ""
        if "://" not in target and Path(target).is_file():
            advice = "Give the file that the shop staples, or the shop's address."
            staple = read_file(Path(target), credential.LARGEST, advice)
            return run(verify_staple(staple, exact, pins, options)), exact or target
        site = origins.asked(target)
    except MalformedError as error:
        raise UsageError(str(error), "Write a shop like shop.example or https://shop.example:8443.") from None
    if origin:
        raise UsageError("--origin is for a FILE", "Leave it out: the origin is that of the shop.")
    if options.offline:
        raise UsageError("--offline is for a FILE", "Give the file that the shop staples.")
    return run(verify_site(site, pins, options)), site


def as_data(result: Result, where: str) -> dict[str, Any]:
    """Return a result as plain data: `valid` is true, false, or null for could not look at everything."""
    subject = (result.credential or {}).get("credentialSubject", {})
    signed = any(check.name == "signature" and check.answer is Answer.YES for check in result.checks)
    seal = {
        "origins": subject.get("origins"),
        "edition": subject.get("edition"),
        "audited_at": subject.get("auditedAt"),
        "evidence_digest": subject.get("evidenceDigest"),
        "valid_until": (result.credential or {}).get("validUntil"),
    }
    checks = [
        {"check": check.name, "answer": check.answer.value, "reason": check.reason, "detail": check.detail}
        for check in result.checks
    ]
    return {"looked_at": where, "valid": result.valid, "checks": checks, "seal": seal if signed else None}


def _print(result: Result, where: str) -> None:
    verdict = {True: "a valid seal", False: "NOT a valid seal", None: "could not be checked whole"}[result.valid]
    colour = {True: "green", False: "red", None: "yellow"}[result.valid]
    click.secho(f"{where}: {verdict}", fg=colour, bold=True)
    for check in result.checks:
        mark, shade = _MARKS[check.answer]
        said = check.detail or _WORDS[check.name]
        click.echo(f"  {click.style(f'{mark:<3}', fg=shade)} {check.name:<11} {said}")
    data = as_data(result, where)["seal"]
    if data:
        click.echo(
            f"  edition {data['edition']}, audited {data['audited_at']}, valid until {data['valid_until']},"
            f" for {', '.join(data['origins'])}"
        )
