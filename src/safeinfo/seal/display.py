"""SI-11, seal-display: a condition of keeping the seal, decided from the evidence of a monitoring audit.

Pure, as a requirement is; but it needs to know which authority asks and whether the seal stands, so it is none of the
edition's. A mark that is merely absent is no failure, and what only might be our mark never fails a shop.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from safeinfo.model.evidence import Evidence
from safeinfo.model.observations import Observation, PageSeen, TextSeen
from safeinfo.model.outcome import Outcome
from safeinfo.model.requirement import Finding, Place, Requirement, Verdict
from safeinfo.seal import mark, verify
from safeinfo.seal.credential import WELL_KNOWN
from safeinfo.seal.errors import MalformedError
from safeinfo.seal.sightings import Sighting, sightings
from safeinfo.seal.trust import Trust
from safeinfo.seal.verify import Answer, Looked

STAPLE = "staple"  # purpose of the TextSeen that holds what the shop serves as its credential
# What no seal says: that a law is kept, or that something is certain.
_BEYOND = re.compile(
    r"complian|konform|conform|gesetz|\blaws?\b|legal|\bGDPR\b|DSGVO|RGPD|\bCCPA\b|\bCOPPA\b|guarant|garant|100\s?%",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"\b(?:edition|ausgabe|\u00e9dition|edici\u00f3n|edizione|edi\u00e7\u00e3o)\s+(\d+(?:\.\d+)?)", re.IGNORECASE
)
_OK, _CLIENT_ERROR, _SERVER_ERROR = 200, 400, 500  # RFC 9110, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who asks, and how the shop's seal stood when the audit was made."""

    trust: Trust
    edition: str
    stands: bool

    @property
    def authority(self) -> str:
        """The authority's origin."""
        return self.trust.authority


def decide(evidence: Evidence, standing: Standing) -> Verdict:
    """Return the verdict on how a shop shows its seal."""
    found = sightings(evidence, standing.authority)
    said = [*_shown(evidence, standing, found), *_stapled(evidence, standing)]
    return Verdict(REQUIREMENT, tuple(dict.fromkeys(said)))


def _shown(evidence: Evidence, standing: Standing, found: tuple[Sighting, ...]) -> Iterator[Finding]:
    marks = [each for each in found if each.kind != "claim"]
    if not marks:
        pages = tuple(each.id for each in evidence.observations if isinstance(each, PageSeen))
        cites = pages[:1] or tuple(each.id for each in evidence.observations[:1])
        yield Finding("mark-not-shown", Outcome.INAPPLICABLE, "No mark is shown on the pages that were seen.", cites)
    for each in marks:
        yield _decided(each, evidence.site, standing)
    for each in found:
        if each.kind == "claim" and (finding := _claimed(each, standing)):
            yield finding


def _decided(each: Sighting, site: str, standing: Standing) -> Finding:
    own = mark.shown_domain(site) if site.startswith("https://") else site
    if not standing.stands and each.sure:
        return _of(each, "seal-shown-without-right", Outcome.FAILED, "A seal is shown while none stands.")
    if not standing.stands:
        return _of(each, "seal-perhaps-shown", Outcome.CANT_TELL, "This may show the seal, while none stands.")
    if each.of and each.of != site:
        words = f"This leads to the page of another seal, that of {each.of}; visitors may take it for this shop's."
        return _of(each, "seal-of-another", Outcome.CANT_TELL, words)
    if each.named and each.named not in {own, site.partition("://")[2]}:
        outcome = Outcome.FAILED if each.of == site else Outcome.CANT_TELL
        return _of(each, "mark-of-another-shop", outcome, f"The mark names {each.named}, not {own}.")
    if each.linked == "here":
        return _of(each, "mark-leads-here", Outcome.PASSED, "The mark leads to the seal's page for this shop.")
    if not each.sure or each.linked == "unknown":
        return _of(each, "mark-perhaps", Outcome.CANT_TELL, "This may be the mark; where it leads could not be told.")
    if each.linked == "elsewhere":
        words = f"The mark leads to {each.leads_to[:200]}, not to the seal's page for this shop."
        return _of(each, "mark-leads-elsewhere", Outcome.FAILED, words)
    return _of(each, "mark-without-link", Outcome.FAILED, "The mark leads nowhere: it is not in a link.")


def _claimed(each: Sighting, standing: Standing) -> Finding | None:
    if not standing.stands:
        words = "This sentence may claim the seal, while none stands."
        return _of(each, "claim-without-seal", Outcome.CANT_TELL, words)
    if _BEYOND.search(each.quote):
        words = "This sentence may claim more than the seal says: a law kept, or a certainty."
        return _of(each, "claim-beyond-the-seal", Outcome.CANT_TELL, words)
    edition = _EDITION.search(each.quote)
    if edition and edition[1] != standing.edition:
        words = f"This sentence names edition {edition[1]}; the seal is of edition {standing.edition}."
        return _of(each, "claim-of-another-edition", Outcome.CANT_TELL, words)
    return None


def _stapled(evidence: Evidence, standing: Standing) -> Iterator[Finding]:
    for seen in evidence.observations:
        if isinstance(seen, TextSeen) and seen.purpose == STAPLE:
            yield _staple(evidence, seen, standing)


def _staple(evidence: Evidence, seen: TextSeen, standing: Standing) -> Finding:
    place = Place(page=seen.requested_url)
    if seen.failure or seen.status >= _SERVER_ERROR or (seen.status == _OK and seen.body is None):
        said = f"Whether a credential is served could not be seen: {seen.failure or f'HTTP {seen.status}'}."
        return Finding("staple-not-seen", Outcome.CANT_TELL, said, (seen.id,), place, for_information=True)
    body = evidence.blobs.get(seen.body or "", b"")
    issuer, ours = _issuer(body), standing.trust.issuer
    if seen.status != _OK or issuer is None:  # no such file, or a page of the shop in its place
        said = f"The shop serves no credential at {WELL_KNOWN}; the authority's copy is shown instead."
        return Finding("staple-not-served", Outcome.INAPPLICABLE, said, (seen.id,), place, for_information=True)
    if issuer != ours:
        said = f"The credential is another authority's: {issuer[:200]}."
        return Finding("staple-of-another-authority", Outcome.CANT_TELL, said, (seen.id,), place)
    result = verify.verify(body, Looked(origin=evidence.site), standing.trust, seen.seen_at)
    wrong = next((each for each in result.checks if each.answer is Answer.NO), None)
    if wrong is None:
        said = "The credential that the shop serves is ours, for this shop, and valid today."
        return Finding("staple-fresh", Outcome.PASSED, said, (seen.id,), place)
    name = "staple-run-out" if wrong.name == "validity" else "staple-not-ours"
    said = f"The credential that the shop serves is not right ({wrong.name}): {wrong.detail}."
    return Finding(name, Outcome.FAILED, said, (seen.id,), place)


def _issuer(body: bytes) -> str | None:
    """Return who a credential says has issued it; None for what is no credential of ours in form."""
    try:
        issuer = verify.parse_staple(body).get("issuer")
    except MalformedError:
        return None
    return issuer if isinstance(issuer, str) else None


def _of(each: Sighting, name: str, outcome: Outcome, words: str) -> Finding:
    place = Place(page=each.page.url, selector=each.selector, quote=each.quote, frame=each.frame)
    return Finding(name, outcome, words, (each.page.id,), place)


def _never(_view: object) -> Iterator[Finding]:
    raise NotImplementedError("SI-11 is decided by `display.decide`, which knows the authority")


NEEDS: frozenset[type[Observation]] = frozenset({PageSeen, TextSeen})
REQUIREMENT = Requirement.from_text(files("safeinfo.seal").joinpath("display.toml").read_text("utf-8"), NEEDS, _never)
