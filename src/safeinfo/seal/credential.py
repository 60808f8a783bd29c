"""The credential (W3C VCDM 2.0): what a report must be to earn one, what it says, and how it is put together.

In steps, for each is irrevocable: `earned` makes the subject out of a report and of nothing else; `claim` is what is
stored first; its digest is what is logged; `completed` adds where it stands in the log; then it is signed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from safeinfo.model.outcome import Outcome
from safeinfo.model.report import Report
from safeinfo.model.requirement import Verdict
from safeinfo.seal import entries, origins, strict, times
from safeinfo.seal.errors import MalformedError, NotEarnedError

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TYPES = ["VerifiableCredential", "SafeInfoSeal"]
PURPOSES = ("revocation", "suspension")
LONGEST = timedelta(days=7)
OLDEST_AUDIT = timedelta(days=30)
SKEW = timedelta(minutes=5)  # by how much two clocks may differ
LARGEST = 60_000  # bytes of a stapled credential
WELL_KNOWN = "/.well-known/safe-info.json"
_COUNTS = ("forms", "fields", "frames", "exchanges")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a report is held to: the edition in force, its requirements by id, and how old an audit may be."""

    edition: str
    requirements: frozenset[str]
    oldest_audit: timedelta = OLDEST_AUDIT
    longest: timedelta = LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A reviewer's decision that a cantTell is met, for one requirement in one evidence file.

    `reason` is kept; only its digest is published.
    """

    requirement: str
    evidence_digest: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What a report earned: the subject of the credential, and until when at the latest."""

    subject: Mapping[str, Any]
    until: datetime


def earned(
    report: Report,
    evidence_digest: str,
    shop: Sequence[str],
    terms: Terms,
    *,
    now: datetime,
    settled: Iterable[Settlement] = (),
) -> Earned:
    """Return what the report earns for exactly the origins `shop`; `evidence_digest` is that of the evidence file.

    NotEarnedError says why not: edition, evidence, clock, stale, incomplete, origin, requirements, failed, cant-tell
    or untested.
    """
    _check_audit(report, evidence_digest, terms, now)
    exact = _checked_origins(report, shop)
    outcomes = _outcomes(report.verdicts, terms, _reviews(settled, evidence_digest))
    subject = {
        "type": "SealedShop",
        "origins": exact,
        "edition": report.edition,
        "auditedAt": times.written(report.audited_at),
        "evidenceDigest": evidence_digest,
        "requirements": outcomes,
        "coverage": {
            "pages": len(report.coverage.pages),
            **{name: getattr(report.coverage, name) for name in _COUNTS},
            "reached": sorted(name for name, seen in report.coverage.reached.items() if seen),
        },
    }
    return Earned(subject=subject, until=min(now + min(terms.longest, LONGEST), report.audited_at + terms.oldest_audit))


def _check_audit(report: Report, evidence_digest: str, terms: Terms, now: datetime) -> None:
    again = "Audit the shop again, and ask with the new report."
    if report.edition != terms.edition:
        raise NotEarnedError(
            "edition", f"the audit was held to edition {report.edition}, in force is {terms.edition}", again
        )
    if not entries.is_digest(evidence_digest) or report.evidence_digest != evidence_digest:
        raise NotEarnedError(
            "evidence", "the report was not made from this evidence file", "Judge the file again, and give both."
        )
    if report.audited_at > now + SKEW:
        raise NotEarnedError("clock", "the audit is dated in the future", "Set the clocks right, then audit again.")
    if now - report.audited_at >= terms.oldest_audit:
        raise NotEarnedError("stale", f"the audit is older than {terms.oldest_audit.days} days", again)
    if not report.coverage.complete:
        raise NotEarnedError(
            "incomplete", "the walk did not see the whole shop", "See what the report says was missed, and audit again."
        )


def _checked_origins(report: Report, shop: Sequence[str]) -> list[str]:
    try:
        seen = {origins.origin(report.site)}
        for page in report.coverage.pages:
            if page.url.startswith(("https://", "http://")):
                seen.add(origins.origin_of_url(page.url))
        exact = sorted({origins.origin(each) for each in shop})
    except MalformedError as error:
        raise NotEarnedError("origin", str(error), "Name each origin as https://shop.example.") from None
    if not entries.are_origins(exact) or exact != sorted(shop):
        raise NotEarnedError(
            "origin",
            "the origins are not a list of 1 to 32 different https origins in their exact writing",
            "Write each as a browser does, for example https://shop.example: lower case, ASCII, no default port.",
        )
    if missed := [each for each in exact if each not in seen]:
        raise NotEarnedError("origin", f"the audit did not see {', '.join(missed)}", "Leave it out, or audit it.")
    return exact


def _reviews(settled: Iterable[Settlement], evidence_digest: str) -> dict[str, str]:
    return {
        each.requirement: each.reason
        for each in settled
        if each.evidence_digest == evidence_digest and each.reason.strip()
    }


def _outcomes(verdicts: Sequence[Verdict], terms: Terms, reviews: Mapping[str, str]) -> list[dict[str, Any]]:
    ids = [verdict.requirement.id for verdict in verdicts]
    if len(ids) != len(set(ids)) or set(ids) != terms.requirements:
        raise NotEarnedError(
            "requirements", "the report does not decide exactly the requirements in force", "Judge the evidence again."
        )
    return [_outcome(verdict, reviews.get(verdict.requirement.id)) for verdict in sorted(verdicts, key=_id_of)]


def _id_of(verdict: Verdict) -> str:
    return verdict.requirement.id


def _outcome(verdict: Verdict, reason: str | None) -> dict[str, Any]:
    name, outcome = f"{verdict.requirement.id} {verdict.requirement.slug}", verdict.outcome
    if outcome in {Outcome.PASSED, Outcome.INAPPLICABLE}:
        return {"id": verdict.requirement.id, "outcome": outcome.value}
    if outcome is Outcome.CANT_TELL and reason is not None:
        return {"id": verdict.requirement.id, "outcome": "passed", "reviewed": strict.digest({"reason": reason})}
    if outcome is Outcome.FAILED:
        raise NotEarnedError("failed", f"{name} failed", "The report says what to change; nobody can overrule it.")
    if outcome is Outcome.UNTESTED:
        raise NotEarnedError("untested", f"{name} is untested", "It needs a declaration, a trial or time first.")
    raise NotEarnedError("cant-tell", f"{name} is cantTell", "A reviewer may settle it, with a written reason.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues: `authority` is an https origin, `did` its did:web."""

    authority: str
    did: str

    @property
    def contexts(self) -> list[str]:
        """The `@context` of everything the issuer signs."""
        return [CONTEXT, f"{self.authority}/ns/safe-info/v1"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPlace:
    """Where a seal's two bits stand: list credential and index, by purpose."""

    lists: Mapping[str, str]
    indexes: Mapping[str, int]


def claim(issuer: Issuer, got: Earned, seal: str, number: int, *, now: datetime, place: StatusPlace) -> dict[str, Any]:
    """Return the claim: the credential without what only the log and the key can add."""
    statuses = [
        {
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(place.indexes[purpose]),
            "statusListCredential": place.lists[purpose],
        }
        for purpose in PURPOSES
    ]
    return {
        "@context": issuer.contexts,
        "id": f"{issuer.authority}/seals/{seal}.json#{number}",
        "type": TYPES,
        "issuer": issuer.did,
        "validFrom": times.written(now),
        "validUntil": times.written(got.until),
        "credentialStatus": statuses,
        "credentialSubject": dict(got.subject),
    }


def entry_for(claimed: Mapping[str, Any], kind: str, seal: str) -> bytes:
    """Return the log entry (`issue` or `renew`) that commits to a claim."""
    subject = claimed["credentialSubject"]
    return entries.entry(
        kind,
        times.read(claimed["validFrom"]),
        seal=seal,
        origins=subject["origins"],
        edition=subject["edition"],
        claim=strict.digest(claimed),
        evidence=subject["evidenceDigest"],
        until=claimed["validUntil"],
    )


def completed(claimed: Mapping[str, Any], entry: bytes, proof: str) -> dict[str, Any]:
    """Return the claim with the place of its entry in the log, ready to be signed."""
    logged = {"type": ["SafeInfoLogEntry"], "entry": strict.parse(entry, entries.LARGEST), "logProof": proof}
    return {**claimed, "evidence": [logged]}


def claim_of(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claim that a credential was made from."""
    return {key: value for key, value in credential.items() if key not in {"evidence", "proof"}}
