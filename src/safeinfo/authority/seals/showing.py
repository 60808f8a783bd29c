"""How a shop shows its seal (SI-11): decided from an audit's evidence, kept beside its report."""

from safeinfo.authority import using
from safeinfo.authority.audits import results
from safeinfo.authority.audits import services as audits
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.seals.issuing import folder, opened
from safeinfo.authority.seals.models import Seal
from safeinfo.gather import archive
from safeinfo.model.errors import EvidenceError
from safeinfo.requirements import EDITION
from safeinfo.seal import display
from safeinfo.seal.authority import TRUST
from safeinfo.seal.trust import Trust


def look(seal: Seal, audit: Audit) -> None:
    """Decide SI-11 for a shop that was sealed once, and keep it; nothing where that was done, or there is no evidence.

    Safe to repeat: it is decided from the evidence alone, and from whether the seal stands.
    """
    if (
        seal.issued_at is None
        or audit.state != Audit.State.JUDGED
        or results.condition(audit, display.REQUIREMENT.slug) is not None
    ):
        return
    try:
        evidence = archive.read(audit.evidence)
    except EvidenceError:
        return
    standing = display.Standing(trust=trust(), edition=EDITION, stands=seal.stands)
    audits.keep_condition(audit, display.decide(evidence, standing))


def trust() -> Trust:
    """Return our own pins, as verifiers have them; those of the keys where they were not published yet."""
    try:
        return Trust.parse((folder(using.config()) / "public" / TRUST).read_bytes())
    except FileNotFoundError:
        with opened() as held:
            return held.trust()
